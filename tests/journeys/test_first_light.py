"""The main job end to end: a signed SMS becomes a card on the board, and an officer classifies, links and closes it."""

from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.test import Client

from channels.app import create_public
from config.settings import Settings
from hotline import work
from hotline.db.engine import reading
from hotline.db.tables import Inbound, Lead, Link
from tests.journeys.conftest import Desk
from tests.journeys.test_keyboard import act
from tests.shift import RAW_HOTSPOT

TOKEN = "token-of-the-test-account"
WORDS = "o quan karaoke Anh Trang phuong Thanh Sen toi nao cung co nguoi ban ma tuy da"
BASE = "https://hotline.example"


def settings() -> Settings:
    return Settings(
        mode="demo",
        public_base_url=BASE,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=TOKEN,
        twilio_number="+15005550006",
    )


def post(desk: Desk, fields: dict[str, str], signature: str) -> int:
    """The status of one request of the provider's."""
    client = Client(create_public(desk.shift.edge, settings()))
    answer = client.post("/hooks/twilio/sms", data=fields, headers={"X-Twilio-Signature": signature})
    return answer.status_code


def test_a_signed_sms_is_classified_linked_and_closed_in_a_browser(desk: Desk) -> None:
    desk.shift.record(RAW_HOTSPOT)
    fields = {"MessageSid": "SM" + "1" * 32, "AccountSid": "AC" + "0" * 32, "From": "+84900000042",
              "To": "+15005550006", "Body": WORDS, "NumMedia": "0", "NumSegments": "1"}  # fmt: skip
    signature = RequestValidator(TOKEN).compute_signature(f"{BASE}/hooks/twilio/sms", fields)
    assert post(desk, fields, "forged") == 403
    assert post(desk, fields, signature) == 200
    with reading(desk.shift.board.db) as session:
        assert len(session.scalars(select(Inbound.id)).all()) == 1
    work.step(desk.shift.worker)

    page = desk.page("alice")
    act(page, "Enter")
    assert WORDS in page.locator("#desk").inner_text()
    act(page, "F2", "2")
    act(page, "1")
    act(page, "Shift+F8", "2")
    with reading(desk.shift.board.db) as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.state, lead.category) == ("closed", "harbouring")
        assert session.scalars(select(Link.verdict).where(Link.lead_id == lead.id)).all() == ["mention"]
