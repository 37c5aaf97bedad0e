"""Telegram: private chats, authentic by the secret, answered in the webhook's own reply or while polling."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from channels.telegram.poll import poll
from config.catalog.replies import load_replies
from hotline.tips import Kind, Media
from tests.channels.builders import Bare, settings_for
from tests.channels.updates import CHAT, ME, message, pressed
from tests.fake_bot_api import FakeBotApi
from tests.moment import START

REPLIES = load_replies()
SECRET = "invented_telegram_secret"


def hook(client: FlaskClient, update: dict[str, Any], secret: str = SECRET) -> TestResponse:
    """Posts an update as Telegram does."""
    return client.post("/hooks/telegram", json=update, headers={"X-Telegram-Bot-Api-Secret-Token": secret})


def test_a_text_is_kept_and_answered_with_code_and_buttons(public: FlaskClient, bare: Bare) -> None:
    answer = hook(public, message(text="Ở xóm 3 có người bán ma tuý")).get_json()
    assert (answer["method"], answer["chat_id"]) == ("sendMessage", CHAT)
    assert answer["text"].startswith("Đã nhận tin của bạn. Mã: ")
    assert "Nguy hiểm: gọi 113" in answer["text"]
    assert [button["callback_data"] for button in answer["reply_markup"]["inline_keyboard"][0]] == ["add", "done"]
    [(text, address)] = bare.kept()
    assert (text.text, text.sent_at, address.sender) == ("Ở xóm 3 có người bán ma tuý", START, str(CHAT))


def test_names_of_the_sender_go_nowhere(public: FlaskClient, bare: Bare) -> None:
    hook(public, message(text="tin"))
    [(text, address)] = bare.kept()
    assert b"Ten Rieng" not in text.to_bytes() + address.to_bytes()
    assert b"ten_rieng" not in text.to_bytes() + address.to_bytes()


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "ÿ"])
def test_without_the_secret_nothing_is_heard(public: FlaskClient, bare: Bare, secret: str) -> None:
    assert hook(public, message(text="tin"), secret).status_code == 403
    assert bare.kept() == []


def test_the_same_update_again_is_kept_once_and_answered_the_same(public: FlaskClient, bare: Bare) -> None:
    update = message(text="một tin")
    assert hook(public, update).get_json() == hook(public, update).get_json()
    assert len(bare.kept()) == 1


def test_photo_location_and_edit_are_kept(public: FlaskClient, bare: Bare) -> None:
    sizes = [{"file_id": f"F{w}", "file_unique_id": f"f{w}", "width": w, "height": w} for w in (90, 1280, 320)]
    hook(public, message(photo=sizes, caption="nhà này"))
    hook(public, message(location={"latitude": 18.34, "longitude": 105.9}))
    hook(public, message(kind="edited_message", text="xóm 4 chứ không phải xóm 3", edit_date=START))
    kept = {text.kind: (text, address) for text, address in bare.kept() if text.text or text.location}
    assert kept[Kind.CORRECTION][0].text == "xóm 4 chứ không phải xóm 3"
    assert any(address.media == (Media("F1280", "image/jpeg"),) for _, address in bare.kept())
    assert any(text.location == (18.34, 105.9) for text, _ in bare.kept())


@pytest.mark.parametrize(
    ("fields", "reply"),
    [
        ({"text": "x", "forward_origin": {"type": "user", "date": START, "sender_user": ME}}, "forward"),
        ({"contact": {"phone_number": "+84900000009", "first_name": "B"}}, "contact"),
        ({"sticker": {"file_id": "S", "emoji": "😀"}}, "unsupported"),
        ({"voice": {"file_id": "V", "duration": 3}}, "unsupported"),
        ({"text": "x", "chat": {"id": -100123, "type": "supergroup", "title": "nhóm"}}, "private"),
        ({"text": "/nosuchcommand"}, "help"),
        ({"text": "/trogiup"}, "help"),
        ({"text": "/trangthai"}, "status_ask"),
        ({"text": "/hotro"}, "support"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_gets_a_helpful_answer(
    public: FlaskClient, bare: Bare, fields: dict[str, Any], reply: str
) -> None:
    response = hook(public, message(**fields))
    assert response.get_json()["text"] == REPLIES.text("chat", "vi", reply)
    assert bare.kept() == []


def test_start_offers_kinds_and_an_answer_to_the_prompt_has_its_topic(public: FlaskClient, bare: Bare) -> None:
    rows = hook(public, message(text="/start")).get_json()["reply_markup"]["inline_keyboard"]
    chosen = next(row[0]["callback_data"] for row in rows if row[0]["callback_data"].endswith("psychosis"))
    prompt = hook(public, pressed(chosen)).get_json()
    assert prompt["reply_markup"] == {"force_reply": True}
    asked = {"message_id": 5, "date": START, "chat": {"id": CHAT, "type": "private"}, "text": prompt["text"]}
    hook(public, message(text="con tôi đập phá", reply_to_message=asked | {"from": {"id": 1, "is_bot": True}}))
    [(text, _)] = bare.kept()
    assert (text.text, text.topic) == ("con tôi đập phá", "psychosis")


def test_done_and_erase(public: FlaskClient, bare: Bare) -> None:
    hook(public, message(text="một tin"))
    assert hook(public, pressed("done")).get_json()["text"].startswith("Đã ghi nhận xong. Mã:")
    assert hook(public, message(text="/xoa")).get_json()["text"] == REPLIES.text("chat", "vi", "erased")
    assert sorted(text.kind for text, _ in bare.kept()) == [Kind.DONE, Kind.ERASE, Kind.TIP]


def test_the_longest_message_and_only_emoji_are_kept(public: FlaskClient, bare: Bare) -> None:
    for text in ("đ" * 4096, "😀😀"):
        assert hook(public, message(text=text)).status_code == 200
    assert bare.texts() == ["đ" * 4096, "😀😀"]


@pytest.mark.parametrize(
    "update", [{}, {"update_id": "1"}, {"update_id": 1, "message": {"chat": {}}}, {"update_id": True}]
)
def test_an_update_without_its_shape_is_malformed(public: FlaskClient, update: dict[str, Any]) -> None:
    assert hook(public, update).status_code == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'"x"', b"[" * 100_000])
def test_a_body_that_is_no_object_is_malformed(public: FlaskClient, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    assert public.post("/hooks/telegram", data=body, headers=headers).status_code == 400


def test_polling_keeps_and_answers_the_same(bare: Bare, served: Callable[..., str]) -> None:
    api = FakeBotApi(
        webhook={"url": "https://old.example"}, updates=[message(text="một tin"), {"update_id": 600_000_000}]
    )
    settings = settings_for(telegram_api_url=served(api.app()))
    api.flood(0)
    assert poll(settings, bare.edge, rounds=1, patience=0, pause=0.01) == 2
    assert bare.texts() == ["một tin"]
    assert [call["text"][:11] for call in api.sent] == ["Đã nhận tin"]
    assert api.updates == []


def test_polling_survives_a_broken_server_and_an_answer_that_fails(bare: Bare, served: Callable[..., str]) -> None:
    api = FakeBotApi(updates=[message(text="một"), message(text="hai")])
    settings = settings_for(telegram_api_url=served(api.app()))
    api.broken(502)
    api.fail += [(200, {"ok": True, "result": True})]
    assert poll(settings, bare.edge, rounds=1, patience=0, pause=0.01) == 2
    assert bare.texts() == ["hai", "một"]
