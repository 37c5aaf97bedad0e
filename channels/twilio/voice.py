"""Calls through Twilio: a loop of listening, without any recording. Each utterance is a part and is kept at once.

The call's state travels in the addresses that Twilio calls next, which its signature covers: counts, the language and,
sealed, the code that an addition is for. What was said before a hang-up is kept from the partial results.
"""

import base64
import secrets
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from twilio.twiml.voice_response import Gather, VoiceResponse

from channels.adapter import Answer, Aside, Reply, Request
from channels.numbers import sender_of
from channels.spelling import heard_code, keyed_codes, spelled
from channels.twilio.signed import Signature, form_of, query_of, sid_of
from channels.twilio.sms import XML
from config.catalog.channels import Voice
from config.catalog.replies import LANGUAGES, Replies
from hotline.tags import keyed
from hotline.text.letters import fold
from hotline.tips import Channel, Inbound, Kind

PATH = "/hooks/twilio/voice"
START, SAID, CODE, PARTIAL = "start", "said", "code", "partial"
ENOUGH = frozenset(
    {"khong", "khong con gi", "het", "het roi", "xong", "xong roi", "da het", "da khong", "thoi", "khong a", "no",
     "nothing", "that is all", "that's all", "done"}
)  # fmt: skip
LANGUAGE_KEYS = {"1": "vi", "2": "en"}
STATUS_KEY, END_KEY, FIELD = "*", "#", 4
LONGEST_CALL_STEPS = 99
MOST_CODE_TRIES = 3


@dataclass(frozen=True, slots=True)
class State:
    """Where a call stands: utterances, silences in a row, whether anything was kept, tries at a code, a sealed code."""

    n: int = 0
    quiet: int = 0
    kept: bool = False
    tries: int = 0
    lang: str = "vi"
    adds: str = ""

    @classmethod
    def of(cls, request: Request) -> "State":
        """The state in an address of our own."""
        found = query_of(request)
        counts = {name: _count(found.get(name, "")) for name in ("n", "q", "k", "t")}
        lang = found.get("l", "vi")
        return cls(
            counts["n"],
            counts["q"],
            bool(counts["k"]),
            counts["t"],
            lang if lang in LANGUAGES else "vi",
            found.get("a", ""),
        )

    def query(self) -> str:
        """The state as a query."""
        fields = {"n": self.n, "q": self.quiet, "k": int(self.kept), "t": self.tries, "l": self.lang, "a": self.adds}
        return urlencode({name: value for name, value in fields.items() if value})


def _count(written: str) -> int:
    return min(int(written), LONGEST_CALL_STEPS) if written.isdecimal() and len(written) < FIELD else 0


class TwilioVoice:
    """The adapter of `POST /hooks/twilio/voice` and of one of the steps under it."""

    name = "twilio"

    def __init__(self, step: str, token: str, base_url: str, replies: Replies, rules: Voice) -> None:
        self._step, self._base, self._replies, self._rules = step, base_url, replies, rules
        self._signature = Signature(token)
        self._cipher = AESGCM(keyed(token.encode(), "voice code", size=32))

    def authentic(self, request: Request) -> bool:
        """By Twilio's signature."""
        return self._signature.authentic(request)

    def parse(self, request: Request) -> Inbound | Aside:
        """An utterance, or a step that keeps nothing."""
        fields, state = form_of(request), State.of(request)
        call, sender = sid_of(fields, "CallSid"), sender_of(fields.get("From", ""))
        words, keys = fields.get("SpeechResult", "").strip(), fields.get("Digits", "")
        part = self._part(call, sender, state, words)
        if self._step == START:
            return Aside("greet", state.lang)
        if self._step == PARTIAL:
            return self._partial(part, state, fields)
        if self._step == CODE:
            codes = keyed_codes(keys) if keys else tuple(filter(None, [heard_code(words)]))
            return Aside("", state.lang, asker=f"voice {sender or call}", codes=codes)
        return self._said(part, state, words, keys, fields.get("Confidence", ""))

    def _part(self, call: str, sender: str, state: State, words: str) -> Inbound:
        return Inbound(
            channel=Channel.VOICE,
            provider="twilio",
            provider_id=f"{call}/{state.n}",
            sender=sender,
            text=words,
            conversation=call,
            lang=state.lang,
            utterance=f"{call}/{state.n}",
            copies=() if state.kept else (("call", call),),
        )

    def _said(self, part: Inbound, state: State, words: str, keys: str, confidence: str) -> Inbound | Aside:
        if keys == STATUS_KEY:
            return Aside("ask_code", state.lang)
        if keys in LANGUAGE_KEYS and not words:
            return Aside("prompt", LANGUAGE_KEYS[keys])
        enough = keys == END_KEY or (state.n > 0 and fold(words).strip(" .,!?") in ENOUGH)
        if not enough and not words:
            if state.quiet + 1 < self._rules.silences:
                return Aside("silent", state.lang)
            enough = True
        if not enough:
            return self._utterance(part, state, confidence)
        if state.adds:
            return Aside("bye", state.lang)
        done = replace(part, kind=Kind.DONE, text="", utterance="", provider_id=f"{part.conversation}/done")
        return done if state.kept else Aside("nothing", state.lang)

    def _utterance(self, part: Inbound, state: State, confidence: str) -> Inbound:
        heard = replace(part, confidence=_share(confidence))
        code = self._unseal(state.adds)
        return replace(heard, kind=Kind.ADD, code=code) if code else heard

    def _partial(self, part: Inbound, state: State, fields: dict[str, str]) -> Inbound | Aside:
        """What was understood so far of an utterance that is not over: the final words will take its place."""
        number = _count(fields.get("SequenceNumber", ""))
        pieces = (fields.get("StableSpeechResult", ""), fields.get("UnstableSpeechResult", ""))
        words = " ".join(filter(None, (piece.strip() for piece in pieces)))
        if not words or number % self._rules.partial_every or state.adds:
            return Aside("")
        return replace(part, text=words, provider_id=f"{part.provider_id}/{number}", draft=number + 1)

    def acknowledge(self, request: Request, heard: Inbound | Aside, reply: Reply) -> Answer:
        """The next thing that is spoken, and where its answer goes."""
        response = VoiceResponse()
        if self._step != PARTIAL:
            self._speak(response, State.of(request), heard, reply)
        return Answer(body=str(response).encode(), content_type=XML)

    def _speak(self, response: VoiceResponse, state: State, heard: Inbound | Aside, reply: Reply) -> None:
        if isinstance(heard, Inbound):
            self._after_words(response, state, heard, reply)
        elif heard.asker:
            self._after_code(response, state, reply)
        elif reply.name == "greet":
            gather = self._gather(state, SAID)
            self._say(gather, state.lang, "greet", "greet_other", "prompt")
            response.append(gather)
        elif reply.name == "ask_code":
            self._listen(response, replace(state, quiet=0), CODE, "ask_code")
        elif reply.name in ("prompt", "silent"):
            quiet = state.quiet + 1 if reply.name == "silent" else 0
            self._listen(response, replace(state, lang=reply.lang, quiet=quiet), SAID, reply.name)
        else:
            self._end(response, state.lang, reply.name)

    def _after_words(self, response: VoiceResponse, state: State, heard: Inbound, reply: Reply) -> None:
        """After an utterance: go on listening; after "done": the code, twice, and goodbye."""
        if heard.kind is Kind.ERASE:
            self._end(response, state.lang, "erased")
            return
        if heard.kind is Kind.DONE or state.n + 1 >= self._rules.utterances:
            words = self._replies.text("voice", state.lang, "code", spelled(self._replies, state.lang, reply.code))
            self._talk(response, state.lang, words)
            self._end(response, state.lang, "bye")
            return
        unclear = heard.confidence is not None and heard.confidence < self._rules.low_confidence
        name = "again" if unclear else {"added": "added", "support": "support"}.get(reply.name, "more")
        spoken_only = reply.name in ("support", "help", "welcome")  # nothing was kept of it
        forward = replace(state, n=state.n + 1, quiet=0, kept=state.kept or not spoken_only)
        self._listen(response, forward, SAID, name)

    def _after_code(self, response: VoiceResponse, state: State, reply: Reply) -> None:
        """After a code: its status and the chance to add; or another try, a few times."""
        if reply.code:
            self._say(response, state.lang, reply.name)
            self._listen(response, replace(state, n=0, kept=False, adds=self._seal(reply.code)), SAID, "add_now")
        elif reply.name == "status_unknown" and state.tries + 1 < MOST_CODE_TRIES:
            self._say(response, state.lang, reply.name)
            self._listen(response, replace(state, tries=state.tries + 1), CODE, "ask_code")
        else:
            self._end(response, state.lang, reply.name)

    def _listen(self, response: VoiceResponse, state: State, step: str, name: str) -> None:
        gather = self._gather(state, step)
        self._say(gather, state.lang, name)
        response.append(gather)

    def _gather(self, state: State, step: str) -> Gather:
        query = state.query()
        tail = f"?{query}" if query else ""
        keys = {"num_digits": 8, "finish_on_key": END_KEY} if step == CODE else {"num_digits": 1, "finish_on_key": ""}
        partial = {"partial_result_callback": f"{self._base}{PATH}/{PARTIAL}{tail}"} if step == SAID else {}
        return Gather(
            input="speech dtmf",
            language=self._rules.languages[state.lang],
            action=f"{self._base}{PATH}/{step}{tail}",
            method="POST",
            timeout=self._rules.timeout,
            speech_timeout=self._rules.speech_timeout,
            action_on_empty_result=True,
            profanity_filter=False,
            **keys,
            **partial,
        )

    def _say(self, where: VoiceResponse | Gather, lang: str, *names: str) -> None:
        for name in names:
            other = "en" if lang == "vi" else "vi"
            spoken = other if name == "greet_other" else lang
            self._talk(where, spoken, self._replies.text("voice", lang, name))

    def _talk(self, where: VoiceResponse | Gather, lang: str, words: str) -> None:
        where.say(words, language=self._rules.languages[lang], voice=self._rules.names[lang])

    def _end(self, response: VoiceResponse, lang: str, name: str) -> None:
        self._say(response, lang, name)
        response.hangup()

    def _seal(self, code: str) -> str:
        nonce = secrets.token_bytes(12)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, code.encode(), None)).decode().rstrip("=")

    def _unseal(self, sealed: str) -> str:
        """The code of `_seal`, or "" for anything else."""
        try:
            data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            return self._cipher.decrypt(data[:12], data[12:], None).decode() if sealed else ""
        except (ValueError, InvalidTag):
            return ""


def _share(written: str) -> float | None:
    """A confidence between 0 and 1, or None for anything else."""
    try:
        value = float(written)
    except ValueError:
        return None
    return value if 0.0 <= value <= 1.0 else None
