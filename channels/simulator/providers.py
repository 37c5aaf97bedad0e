"""Sends what a device does as the provider would: the same fields, the same signature, to the public address."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as Xml

import requests
from twilio.request_validator import RequestValidator

from channels.simulator.state import Call, State, new_sid
from config.settings import Settings

FORM = "application/x-www-form-urlencoded"
TIMEOUT = 20
NOBODY = "+266696687"  # what Twilio writes for a withheld number


class Providers:
    """The simulated providers. Every method shows the answer on the device and returns the HTTP status."""

    def __init__(self, settings: Settings, state: State, session: requests.Session | None = None) -> None:
        self._settings, self._state = settings, state
        self._base = str(settings.public_base_url)
        self._session = session or requests.Session()
        self._session.trust_env = False  # the public address is this machine's own

    def sms(self, sender: str, text: str, picture: tuple[str, bytes] | None = None) -> int:
        """A text message, with a picture if there is one."""
        sid = new_sid("MM" if picture else "SM")
        fields = self._common(sender) | {
            "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "SmsStatus": "received", "Body": text,
            "NumSegments": str(1 + len(text) // 160), "NumMedia": "1" if picture else "0",
        }  # fmt: skip
        self._state.held[sid] = {"sid": sid, "status": "received"}
        if picture:
            fields |= {"MediaUrl0": self._hold(sid, picture), "MediaContentType0": picture[0]}
        response = self._twilio("/hooks/twilio/sms", fields)
        for said in _messages(response):
            self._state.add(f"sms:{sender}", "them", said)
        return response.status_code

    def _hold(self, message: str, picture: tuple[str, bytes]) -> str:
        """Keeps a picture where the worker fetches it; the address has Twilio's form."""
        medium = new_sid("ME")
        self._state.pictures[medium] = picture
        self._state.held[medium] = {"sid": medium, "parent_sid": message}
        path = f"/2010-04-01/Accounts/{self._settings.twilio_account_sid}/Messages/{message}/Media/{medium}"
        return self._settings.twilio_api_url + path

    def call(self, sender: str) -> int:
        """Begins a call."""
        call = Call(new_sid("CA"), sender)
        self._state.calls[f"call:{sender}"] = call
        self._state.held[call.sid] = {"sid": call.sid, "status": "in-progress"}
        return self._step(call, "/hooks/twilio/voice", {})

    def speak(self, sender: str, words: str, keys: str, confidence: float) -> int:
        """Says something, presses keys, or stays silent (neither), and hears the next prompt."""
        call = self._state.calls.get(f"call:{sender}")
        if call is None or not call.action:
            return 409
        said = {"Digits": keys} if keys else {"SpeechResult": words, "Confidence": f"{confidence:.4f}"} if words else {}
        return self._step(call, call.action, said)

    def mumble(self, sender: str, words: str) -> int:
        """A partial result while the caller is still speaking."""
        call = self._state.calls.get(f"call:{sender}")
        if call is None or not call.partial:
            return 409
        call.pieces += 1
        fields = {"StableSpeechResult": words, "UnstableSpeechResult": "", "SequenceNumber": str(call.pieces)}
        return self._twilio_to(call.partial, self._call_fields(call) | fields).status_code

    def hang_up(self, sender: str) -> int:
        """Ends the call and tells so."""
        call = self._state.calls.pop(f"call:{sender}", None)
        if call is None:
            return 409
        self._state.held.setdefault(call.sid, {"sid": call.sid})["status"] = "completed"
        self._state.add(f"call:{sender}", "note", "☎ ✕")
        fields = self._call_fields(call) | {"CallStatus": "completed", "CallDuration": "42"}
        return self._twilio("/hooks/twilio/status", fields).status_code

    def telegram(self, chat: int, update: dict[str, Any]) -> int:
        """An update of the Bot API; what the webhook's own answer says is shown."""
        whole = {"update_id": self._state.next() + int(time.time()) * 1000, **update}
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._settings.secret("telegram_secret")}
        response = self._session.post(f"{self._base}/hooks/telegram", json=whole, headers=headers, timeout=TIMEOUT)
        if response.ok and response.headers.get("Content-Type", "").startswith("application/json"):
            show_bot_message(self._state, response.json(), chat)
        return response.status_code

    def gateway(self, sender: str, text: str) -> int:
        """A text message through the generic gateway."""
        stamp = str(int(time.time()))
        message = {"id": new_sid("GW"), "from": sender, "to": self._settings.twilio_number, "text": text}
        body = json.dumps(message | {"sent_at": int(stamp)}, ensure_ascii=False).encode()
        response = self._session.post(
            f"{self._base}/hooks/gateway/sms",
            data=body,
            headers={"Content-Type": "application/json", **gateway_headers(self._settings, stamp, body)},
            timeout=TIMEOUT,
        )
        if response.ok and response.content:
            self._state.add(f"gateway:{sender}", "them", response.json().get("text", ""))
        return response.status_code

    def _common(self, sender: str) -> dict[str, str]:
        number = str(self._settings.twilio_number)
        return {
            "AccountSid": str(self._settings.twilio_account_sid), "ApiVersion": "2010-04-01", "To": number,
            "From": sender or NOBODY, "FromCountry": "VN", "FromCity": "", "FromState": "", "ToCountry": "US",
        }  # fmt: skip

    def _call_fields(self, call: Call) -> dict[str, str]:
        return self._common(call.sender) | {
            "CallSid": call.sid, "CallStatus": "in-progress", "Direction": "inbound",
            "Caller": call.sender or NOBODY, "Called": str(self._settings.twilio_number),
        }  # fmt: skip

    def _step(self, call: Call, target: str, said: dict[str, str]) -> int:
        response = self._twilio_to(target, self._call_fields(call) | said)
        call.action = call.partial = ""
        if response.ok:
            self._listen(call, response)
        return response.status_code

    def _listen(self, call: Call, response: requests.Response) -> None:
        """Shows what is spoken and remembers where the answer goes."""
        for node in Xml.fromstring(response.content).iter():  # noqa: S314 - our own application's answer
            if node.tag == "Say" and node.text:
                self._state.add(f"call:{call.sender}", "them", node.text)
            elif node.tag == "Gather":
                call.action, call.partial = node.get("action", ""), node.get("partialResultCallback", "")
            elif node.tag == "Hangup":
                self._state.add(f"call:{call.sender}", "note", "☎")

    def _twilio_to(self, target: str, fields: dict[str, str]) -> requests.Response:
        """Follows an address of a TwiML answer, which may be whole or a path."""
        parts = urlsplit(target)
        return self._twilio(parts.path, fields, parts.query)

    def _twilio(self, path: str, fields: dict[str, str], query: str = "") -> requests.Response:
        url = self._base + path + (f"?{query}" if query else "")
        signature = RequestValidator(self._settings.secret("twilio_auth_token")).compute_signature(url, fields)
        headers = {"X-Twilio-Signature": signature, "Content-Type": FORM}
        return self._session.post(url, data=urlencode(fields), headers=headers, timeout=TIMEOUT)


def _messages(response: requests.Response) -> list[str]:
    if not response.ok:
        return []
    root = Xml.fromstring(response.content)  # noqa: S314 - our own application's answer
    return [node.text or "" for node in root.iter("Message")]


def gateway_headers(settings: Settings, stamp: str, body: bytes) -> dict[str, str]:
    """The two headers that sign a gateway request."""
    secret = settings.secret("gateway_secret").encode()
    signature = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Hotline-Timestamp": stamp, "X-Hotline-Signature": signature}


def show_bot_message(state: State, call: dict[str, Any], chat: int = 0) -> None:
    """Shows what a Bot API call (sendMessage) would show in the chat, with its buttons."""
    if call.get("method", "sendMessage") != "sendMessage" or not call.get("text"):
        return
    markup = call.get("reply_markup") or {}
    markup = json.loads(markup) if isinstance(markup, str) else markup
    rows = markup.get("inline_keyboard") or []
    buttons = tuple((str(b.get("text", "")), str(b.get("callback_data", ""))) for row in rows for b in row)
    state.add(f"telegram:{call.get('chat_id', chat)}", "them", str(call["text"]), buttons)
