"""Text and picture messages from Twilio. What Twilio tells of the sender's place and name is dropped here."""

import re
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from twilio.twiml.messaging_response import MessagingResponse

from channels.adapter import Answer, Aside, Malformed, Reply, Request
from channels.language import language_of
from channels.numbers import sender_of
from channels.replies import worded
from channels.twilio.signed import Signature, form_of, sid_of
from channels.twilio.status import ANSWER
from config.catalog.channels import ChannelRules
from config.catalog.replies import Replies
from hotline.tips import Channel, Inbound, Media

XML = "text/xml; charset=utf-8"
MARK = "words"
_MEDIA_SID = re.compile(r"/Media/([A-Za-z]{2}[0-9A-Za-z]{1,62})$")


class TwilioSms:
    """The adapter of `POST /hooks/twilio/sms`."""

    name = "twilio"

    def __init__(self, token: str, replies: Replies, rules: ChannelRules, api_url: str, base_url: str) -> None:
        self._signature = Signature(token)
        self._replies, self._rules = replies, rules
        # An answer holds number and code: Twilio tells its id here, so that its copy can be deleted as well.
        report = f"{base_url}/hooks/twilio/status?{ANSWER}=1"
        self._silent = str(MessagingResponse()).encode()
        self._frame = _frame({"status_callback": report} if report.startswith("https") else {})
        self._origins = {*(("https", host) for host in rules.media_hosts), urlsplit(api_url)[:2]}

    def authentic(self, request: Request) -> bool:
        """By Twilio's signature."""
        return self._signature.authentic(request)

    def parse(self, request: Request) -> Inbound | Aside:
        """One message. `From*` geography, `CallerName` and the like are never looked at."""
        fields = form_of(request)
        sid = sid_of(fields, "MessageSid", "SmsMessageSid", "SmsSid")
        if "From" not in fields or not ({"Body", "NumMedia"} & set(fields)):
            raise Malformed
        media = self._media(fields)
        text = fields.get("Body", "")
        return Inbound(
            channel=Channel.SMS,
            provider="twilio",
            provider_id=sid,
            sender=sender_of(fields["From"]),
            text=text,
            lang=language_of(text),
            media=media,
            copies=(*(("media", f"{sid}/{found[1]}") for one in media if (found := _sid_in(one))), ("message", sid)),
        )

    def _media(self, fields: dict[str, str]) -> tuple[Media, ...]:
        """Pictures at Twilio's own hosts; an address elsewhere is nobody's business of ours and is dropped."""
        count = fields.get("NumMedia", "0")
        most = min(int(count), self._rules.media_most) if count.isdecimal() and len(count) < 4 else 0
        found = ((fields.get(f"MediaUrl{i}", ""), fields.get(f"MediaContentType{i}", "")) for i in range(most))
        return tuple(Media(url, kind[:60]) for url, kind in found if self._ours(url))

    def _ours(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return (parts.scheme, parts.netloc) in self._origins

    def acknowledge(self, request: Request, heard: Inbound | Aside, reply: Reply) -> Answer:
        """TwiML. A sender who is nobody (a short number, a name) gets no answer: it would be a robot."""
        text = worded(self._replies, "sms", reply) if isinstance(heard, Aside) or heard.sender else ""
        if not text or any(request.form.get("OptOutType", ())):  # Twilio itself has answered
            return Answer(body=self._silent, content_type=XML)
        before, after = self._frame
        return Answer(body=f"{before}{escape(text)}{after}".encode(), content_type=XML)


def _frame(report: dict[str, str]) -> tuple[str, str]:
    """What stands before and after the words of an answer, made by Twilio's own library: once, not each time."""
    response = MessagingResponse()
    response.message(MARK, **report)
    before, _, after = str(response).rpartition(MARK)
    return before, after


def _sid_in(media: Media) -> re.Match[str] | None:
    return _MEDIA_SID.search(urlsplit(media.ref).path)
