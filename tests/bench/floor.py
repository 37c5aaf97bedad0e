"""The least that any webhook on these libraries would do: signature, one HPKE seal, the same INSERTs, COMMIT.

No conversation, no code, no second envelope, no reply texts: what the real webhook is measured against (design 9).
"""

import hashlib
import os
import secrets
import time

from flask import Flask, Response, request
from sqlalchemy import create_engine, text
from twilio.request_validator import RequestValidator

from hotline.envelope import Context
from hotline.opening import PrivateKey

KEY = PrivateKey.generate().public()
VALIDATOR = RequestValidator(os.environ["FLOOR_TOKEN"])
ENGINE = create_engine(os.environ["FLOOR_DATABASE"], pool_size=16)
DELIVERY = text("INSERT INTO delivery (provider_hash, day) VALUES (:hash, :day) ON CONFLICT DO NOTHING")
THREAD = text(
    "INSERT INTO thread (sender, root, parts, replies, window_until, until) VALUES (:sender, :hash, 1, 0, :now, :now) "
    "ON CONFLICT (sender) DO UPDATE SET parts = thread.parts + 1, window_until = excluded.window_until "
    "RETURNING root, parts, replies"
)
INBOUND = text(
    "INSERT INTO inbound (id, channel, text, address, thread, code, first, at, not_before, attempts, claimed_until, "
    "state) VALUES (:id, 'sms', :text, :text, :root, :hash, true, :now, 0, 0, 0, 'waiting')"
)
ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Da nhan tin.</Message></Response>'
app = Flask("floor")


@app.post("/hooks/twilio/sms")
def sms() -> Response:
    """One signed message, kept."""
    if not VALIDATOR.validate(os.environ["FLOOR_URL"], request.form, request.headers.get("X-Twilio-Signature", "")):
        return Response(status=403)
    row, now = secrets.randbits(63), int(time.time())
    names = (request.form["MessageSid"], request.form["From"])
    hash_, sender = (hashlib.blake2b(name.encode(), digest_size=16).digest() for name in names)
    sealed = KEY.seal(request.form["Body"].encode(), Context("inbound", "inbound", row, "text"))
    values = {"id": row, "hash": hash_, "sender": sender, "text": sealed, "day": now // 86_400, "now": now}
    with ENGINE.begin() as connection:
        connection.execute(DELIVERY, values)
        root = connection.execute(THREAD, values).one()[0]
        connection.execute(INBOUND, values | {"root": root})
    return Response(ANSWER, content_type="text/xml")
