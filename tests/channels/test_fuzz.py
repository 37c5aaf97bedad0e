"""Made bodies to every endpoint: never a 500, nothing accepted that is not authentic, nothing authentic lost.

Each is sent twice, authentic and forged; both count. The seed stands in the report's header: `--seed` repeats a run,
`--fuzz-bodies` makes it longer.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as hypothesis_seed
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels.app import create_public
from channels.registry import HOOKS
from hotline.db.engine import Database, reading
from hotline.db.tables import Delivery, Inbound
from tests.channels.builders import Bare, settings_for
from tests.channels.signing import Signed, signed_form, signed_json
from tests.channels.updates import CHAT
from tests.moment import START, Moment

pytestmark = pytest.mark.fuzz
FORMS = sorted(hook for hook in HOOKS if hook.startswith("twilio"))
BODIES = sorted(hook for hook in HOOKS if not hook.startswith("twilio"))
REFUSED = {400, 403, 413, 415}
SLICE = 1_000


def named(names: str) -> st.SearchStrategy[str]:
    """One of these names."""
    return st.sampled_from(names.split())


words = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["TRA 7K3M-9XQ2", "XOA", "THEM", "XONG", "HOTRO", "STOP", "\x00", "\u202e", "đ" * 5_000, "😀", "{}", "%s"]
    ),
)
form_names = st.one_of(
    named(
        "MessageSid SmsSid CallSid From To Body NumMedia MediaUrl0 MediaContentType0 Digits SpeechResult Confidence "
        "StableSpeechResult SequenceNumber MessageStatus CallStatus OptOutType"
    ),
    st.text(max_size=12),
)
form_values = st.one_of(
    words,
    st.sampled_from(
        ["SM" + "1" * 32, "+84900000123", "999", "10", "-1", "1e9", "https://[", "nan", "*", "#", "completed"]
    ),
)
# What Twilio sends has no lone surrogates: its own validator could not sign them.
forms = st.dictionaries(form_names, form_values, max_size=14).map(
    lambda fields: {_encodable(name): _encodable(value) for name, value in fields.items()}
)
queries = st.sampled_from(
    ["", "n=1&k=1", "n=-1", "n=99999999999", "l=xx&q=9", "a=AAAA", "a=%FF&n=²", "letter=5", "letter=x"]
)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), words, st.just(CHAT), st.just(START)
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                named(
                    "update_id message edited_message callback_query chat from id type text photo file_id location "
                    "latitude longitude data date reply_to_message sent_at to"
                ),
                st.text(max_size=8),
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=25,
)  # fmt: skip
private = st.fixed_dictionaries(
    {"message_id": st.integers(), "chat": st.just({"id": CHAT, "type": "private"}), "from": leaves, "date": leaves},
    optional={
        "text": words,
        "caption": words,
        "photo": trees,
        "location": trees,
        "document": trees,
        "reply_to_message": trees,
    },
)
telegram_bodies = st.one_of(
    trees, st.fixed_dictionaries({"update_id": st.integers(0, 2**40), "message": st.one_of(private, trees)})
)
gateway_bodies = st.one_of(
    trees,
    st.fixed_dictionaries(
        {"id": st.one_of(words, leaves), "from": words, "to": words, "text": words, "sent_at": leaves}
    ),
)
raw = st.binary(max_size=400)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class Target:
    """The public application, and how many messages it has kept."""

    def __init__(self, database: Database) -> None:
        self.bare = Bare(database, Moment())
        self.client: FlaskClient = create_public(self.bare.edge, settings_for()).test_client(use_cookies=False)

    @property
    def kept(self) -> int:
        """Distinct accepted deliveries."""
        with reading(self.bare.db) as session:
            return session.scalar(select(func.count()).select_from(Delivery)) or 0

    def check(self, authentic: Signed, forged: Signed) -> None:
        """One body both ways: answers of the contract; the doorbell, which rings for each row, is silent for a forgery.

        Rows themselves are counted at the end: counting them each time would cost the square of the bodies.
        """
        before = len(self.bare.rung)
        status = forged.send(self.client).status_code
        assert status in REFUSED, status
        assert len(self.bare.rung) == before
        status = authentic.send(self.client).status_code
        assert status in {200, 204, *REFUSED} - {403}, status

    def check_all(self) -> None:
        """Afterwards: as many rows as rings, so that nothing was kept in silence."""
        with reading(self.bare.db) as session:
            waiting = session.scalar(select(func.count()).select_from(Inbound))
        assert self.kept == waiting == len(self.bare.rung)


@pytest.fixture
def target(sqlite: Database) -> Target:
    """A fresh application."""
    return Target(sqlite)


def check_many(count: int, seed: int, check: Callable[..., None], *made: st.SearchStrategy[Any]) -> None:
    """Runs `check` on so many examples of `made` from that seed on; in slices, since all of one is remembered."""
    for start in range(0, count, SLICE):
        config = settings(
            max_examples=min(SLICE, count - start), deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
        )  # fmt: skip

        def one(drawn: tuple[Any, ...]) -> None:
            check(*drawn)

        hypothesis_seed(seed + start)(config(given(st.tuples(*made))(one)))()


@pytest.mark.parametrize("hook", FORMS)
def test_made_forms(target: Target, hook: str, fuzz_bodies: int, seed: int) -> None:
    path = f"/hooks/{hook}"

    def check(fields: dict[str, str], query: str, noise: bytes) -> None:
        request = signed_form(path, query, fields)
        signature = noise.decode("latin-1").translate(dict.fromkeys(range(32)))
        headers = dict(request.headers) | {"X-Twilio-Signature": signature}
        target.check(request, request.but(headers=headers, body=request.body + noise))

    check_many(fuzz_bodies // 2, seed, check, forms, queries, st.binary(max_size=40))
    target.check_all()


@pytest.mark.parametrize("hook", BODIES)
def test_made_bodies(target: Target, hook: str, fuzz_bodies: int, seed: int) -> None:
    path = f"/hooks/{hook}"
    shaped = telegram_bodies if hook == "telegram" else gateway_bodies
    encoded = shaped.map(lambda tree: json.dumps(tree).encode())

    def check(body: bytes) -> None:
        request = signed_json(path, body)
        headers = {name: value if name == "Content-Type" else value[:-1] for name, value in request.headers.items()}
        target.check(request, request.but(headers=headers))

    check_many(fuzz_bodies // 2, seed, check, st.one_of(encoded, raw))
    target.check_all()


def test_no_made_message_is_lost(target: Target, fuzz_bodies: int, seed: int) -> None:
    """Whatever its words are, an authentic message with its fields is kept, or is a command that reads."""
    reading_commands = ("help", "support", "start", "info", "?", "tra", "trogiup", "hotro", "cai nghien", "unstop")

    def check(text: str) -> None:
        before = len(target.bare.rung)
        fields = {"MessageSid": f"SM{before:032d}", "From": "+84900000123", "Body": _encodable(text), "NumMedia": "0"}
        assert signed_form("/hooks/twilio/sms", "", fields).send(target.client).status_code == 200
        if not text.strip().lower().startswith(reading_commands):
            assert len(target.bare.rung) == before + 1

    check_many(fuzz_bodies // 4, seed, check, words)
    target.check_all()
