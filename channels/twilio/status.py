"""What Twilio reports afterwards: whether a message arrived, and that a call is over."""

import re

from channels.adapter import Answer, Aside, Reply, Request
from channels.numbers import sender_of
from channels.twilio.signed import Signature, form_of, query_of, sid_of
from hotline.tips import Channel, Inbound, Kind

ARRIVED = {"delivered": "arrived", "read": "arrived", "undelivered": "lost", "failed": "lost"}
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
LEFT = frozenset({"sent", *ARRIVED})  # some operators never say more than "sent"
ANSWER = "answer"  # in the address that an automatic answer is reported to: it is Twilio's copy that counts
_LETTER = re.compile(r"[0-9]{1,19}")


class TwilioStatus:
    """The adapter of `POST /hooks/twilio/status`."""

    name = "twilio"

    def __init__(self, token: str) -> None:
        self._signature = Signature(token)

    def authentic(self, request: Request) -> bool:
        """By Twilio's signature."""
        return self._signature.authentic(request)

    def parse(self, request: Request) -> Inbound | Aside:
        """The last word on one of our messages, or the end of a call; everything in between is not kept."""
        fields = form_of(request)
        if fields.get("CallSid"):
            return self._call(fields)
        letter = query_of(request).get("letter", "")
        state = ARRIVED.get(fields.get("MessageStatus", fields.get("SmsStatus", "")), "")
        sid = sid_of(fields, "MessageSid", "SmsSid")
        if query_of(request).get(ANSWER) and fields.get("MessageStatus") in LEFT:
            return _of_ours(f"{sid}/answer", copies=(("message", sid),))
        if not state or not _LETTER.fullmatch(letter):
            return Aside("")
        return _of_ours(f"{sid}/{state}", text=state, topic=letter)

    def _call(self, fields: dict[str, str]) -> Inbound | Aside:
        call = sid_of(fields, "CallSid")
        if fields.get("CallStatus") not in OVER:
            return Aside("")
        return Inbound(
            channel=Channel.VOICE, provider="twilio", provider_id=f"{call}/end",
            sender=sender_of(fields.get("From", "")), text="", kind=Kind.DONE,
            conversation=call, copies=(("call", call),),
        )  # fmt: skip

    def acknowledge(self, request: Request, heard: Inbound | Aside, reply: Reply) -> Answer:
        """Nothing is to be said."""
        return Answer(204)


def _of_ours(provider_id: str, *, text: str = "", topic: str = "", copies: tuple[tuple[str, str], ...] = ()) -> Inbound:
    return Inbound(
        channel=Channel.SMS, provider="twilio", provider_id=provider_id, sender="", text=text, kind=Kind.REPORT,
        topic=topic, copies=copies, replyable=False,
    )  # fmt: skip
