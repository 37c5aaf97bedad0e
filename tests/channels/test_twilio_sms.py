"""Text messages from Twilio: authentic or nothing, kept once, answered in one segment."""

import re

import pytest
from flask.testing import FlaskClient

from channels.app import create_public
from config.catalog.gsm7 import one_segment
from config.errors import ConfigError
from hotline.tips import Kind, Media
from tests.channels.builders import (
    ACCOUNT,
    BASE,
    SENDER,
    Bare,
    said,
    settings_for,
    sid,
    sms_form,
    text_message,
    twilio_post,
)

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
PATH = "/hooks/twilio/sms"
TIP = "Toi 22h o quan karaoke gan cho co may thanh nien choi da"


def code_in(text: str) -> str:
    """The receipt code that a reply holds."""
    found = CODE.search(text)
    assert found, text
    return found[0]


def test_a_signed_message_is_kept_sealed_and_answered_with_a_code(public: FlaskClient, bare: Bare) -> None:
    response = text_message(public, TIP)
    assert (response.status_code, response.mimetype) == (200, "text/xml")
    [answer] = said(response)
    assert one_segment(answer)
    assert code_in(answer)
    assert "nguy hiem: goi 113" in answer
    assert "xoa tin nay" in answer
    [(text, address)] = bare.kept()
    assert (text.text, address.sender) == (TIP, SENDER)
    assert len(bare.rung) == 1


def test_nothing_of_the_message_is_in_the_answer(public: FlaskClient) -> None:
    answer = text_message(public, TIP).get_data(as_text=True).lower()
    assert not {"karaoke", "22h", "thanh nien", "choi da"} & {word for word in ("karaoke", "22h") if word in answer}


@pytest.mark.parametrize("signature", ["", "AAAA", "ÿ" * 28, "a" * 10_000])
def test_a_wrong_signature_is_refused_before_anything_is_kept(public: FlaskClient, bare: Bare, signature: str) -> None:
    fields = sms_form(TIP)
    assert twilio_post(public, PATH, fields, signature=signature).status_code == 403
    assert bare.kept() == []


def test_a_signature_of_another_address_or_another_form_is_refused(public: FlaskClient, bare: Bare) -> None:
    fields = sms_form(TIP)
    from twilio.request_validator import RequestValidator

    right = RequestValidator("invented-twilio-token-0001").compute_signature(BASE + PATH, fields)
    assert twilio_post(public, PATH, fields, query="x=1", signature=right).status_code == 403
    assert twilio_post(public, PATH, fields | {"Body": "khac"}, signature=right).status_code == 403
    assert twilio_post(public, PATH, fields, signature=right).status_code == 200
    assert len(bare.kept()) == 1


def test_the_query_belongs_to_what_is_signed(public: FlaskClient) -> None:
    assert twilio_post(public, PATH, sms_form(TIP), query="rc=2&rp=5xx&x=%20a").status_code == 200


def test_a_repeated_delivery_is_kept_once_and_answered_the_same(public: FlaskClient, bare: Bare) -> None:
    one = sid()
    first, second = (said(text_message(public, TIP, MessageSid=one)) for _ in range(2))
    assert first == second
    assert len(bare.kept()) == 1


def test_parts_of_one_sender_share_a_code(public: FlaskClient) -> None:
    first, second = (code_in(said(text_message(public, text))[0]) for text in ("o gan cho", "ten no la Tuan"))
    assert first == second
    [other] = said(text_message(public, "chuyen khac", From="+84900000777"))
    assert code_in(other) != first


@pytest.mark.parametrize("gone", ["MessageSid", "From", "Body"])
def test_a_signed_form_without_its_fields_is_malformed(public: FlaskClient, bare: Bare, gone: str) -> None:
    fields = sms_form(TIP)
    names = {"MessageSid": ("MessageSid", "SmsMessageSid", "SmsSid"), "Body": ("Body", "NumMedia")}.get(gone, (gone,))
    for name in names:
        del fields[name]
    assert twilio_post(public, PATH, fields).status_code == 400
    assert bare.kept() == []


@pytest.mark.parametrize(
    "text", ["", "😀😀", "a\0b", "x" * 100_000, "\u200b", "<script>alert(1)</script>", "TRA", "them"]
)
def test_any_text_of_an_authentic_message_is_kept(public: FlaskClient, bare: Bare, text: str) -> None:
    assert text_message(public, text).status_code == 200
    assert bare.texts() == [text]


def test_a_body_beyond_the_cap_is_too_large(public: FlaskClient, bare: Bare) -> None:
    assert text_message(public, "x" * 300_000).status_code == 413
    assert bare.kept() == []


def test_only_posts_are_heard_and_other_forms_refused(public: FlaskClient) -> None:
    assert public.get(PATH).status_code == 405
    assert public.post(PATH, json={"Body": TIP}).status_code == 403
    assert public.post("/hooks/nobody").status_code == 404


@pytest.mark.parametrize("sender", ["8149", "Viettel", "", "+266696687", "Anonymous", "MB Bank"])
def test_a_hidden_or_short_sender_is_nobody(public: FlaskClient, bare: Bare, sender: str) -> None:
    response = text_message(public, "Khuyen mai nap the", From=sender)
    assert (response.status_code, said(response)) == (200, [])
    [(_, address)] = bare.kept()
    assert (address.sender, address.replyable) == ("", False)


def test_pictures_are_kept_as_references_at_twilio_only(public: FlaskClient, bare: Bare) -> None:
    message = sid("MM")
    good = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{message}/Media/ME{'1' * 32}"
    bad = (
        "https://evil.example/a.jpg",
        "http://api.twilio.com/x",
        "https://api.twilio.com@evil.example/x",
        "https://[",
    )
    fields = {f"MediaUrl{i}": url for i, url in enumerate((good, *bad))}
    text_message(public, "anh day", MessageSid=message, NumMedia="5", MediaContentType0="image/jpeg", **fields)
    [(text, address)] = bare.kept()
    assert address.media == (Media(good, "image/jpeg"),)
    assert text.pictures == 1
    assert address.copies == (("media", f"{message}/ME{'1' * 32}"), ("message", message))


def test_stop_erases_and_stays_silent(public: FlaskClient, bare: Bare) -> None:
    assert said(text_message(public, "STOP", OptOutType="STOP")) == []
    assert said(text_message(public, "unsubscribe")) == []
    assert [text.kind for text, _ in bare.kept()] == [Kind.ERASE, Kind.ERASE]


def test_english_is_answered_in_english(public: FlaskClient) -> None:
    [answer] = said(text_message(public, "There is a man selling drugs near the school"))
    assert "in danger: call 113" in answer
    assert "delete this message" in answer


def test_an_empty_or_absent_token_never_validates() -> None:
    from channels.twilio.signed import Signature

    with pytest.raises(ConfigError):
        Signature(" ")


def test_without_twilio_its_hook_is_refused(bare: Bare) -> None:
    settings = settings_for(twilio_account_sid=None, twilio_auth_token=None, twilio_number=None)
    client = create_public(bare.edge, settings).test_client()
    assert text_message(client, TIP).status_code == 403


def test_without_the_public_address_the_application_does_not_start(bare: Bare) -> None:
    with pytest.raises(ConfigError, match="HOTLINE_PUBLIC_BASE_URL"):
        create_public(bare.edge, settings_for(public_base_url=None))


@pytest.mark.parametrize("command", ["TRA 7K3M-9XQ2", "HOTRO", "TRO GIUP", "START"])
def test_twilios_copy_of_a_command_is_remembered_for_deletion_and_nothing_else(
    public: FlaskClient, bare: Bare, command: str
) -> None:
    one = sid()
    text_message(public, command, MessageSid=one)
    [(text, address)] = bare.kept()
    assert (text.kind, text.text, text.code_term) == (Kind.REPORT, "", "")
    assert (address.sender, address.copies) == ("", (("message", one),))
    assert code_in(said(text_message(public, TIP))[0])


def test_an_automatic_answers_copy_is_remembered_once_it_has_left(public: FlaskClient, bare: Bare) -> None:
    body = text_message(public, TIP).get_data(as_text=True)
    assert f'statusCallback="{BASE}/hooks/twilio/status?answer=1"' in body
    answer = sid()
    for state in ("queued", "sent", "delivered"):
        fields = {"MessageSid": answer, "MessageStatus": state, "To": SENDER, "AccountSid": ACCOUNT}
        assert twilio_post(public, "/hooks/twilio/status", fields, query="answer=1").status_code == 204
    found = [address.copies for text, address in bare.kept() if text.kind == Kind.REPORT]
    assert found == [(("message", answer),)]
