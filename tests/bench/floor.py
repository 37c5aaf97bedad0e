"""The least that any webhook would have to do: signature, one HPKE seal, the same INSERTs, COMMIT. Nothing else.

No framework and no conversation logic: what the real webhook is measured against (design 9, benches).
"""

import hashlib
import os
import secrets
import threading
import time
from urllib.parse import parse_qsl

import psycopg
from twilio.request_validator import RequestValidator

from hotline.envelope import Context
from hotline.opening import PrivateKey

KEY = PrivateKey.generate().public()
VALIDATOR = RequestValidator(os.environ["FLOOR_TOKEN"])
URL, DATABASE = os.environ["FLOOR_URL"], os.environ["FLOOR_DATABASE"].replace("+psycopg", "")
DELIVERY = "INSERT INTO delivery (provider_hash, day) VALUES (%s, %s) ON CONFLICT DO NOTHING"
THREAD = (
    "INSERT INTO thread (sender, root, parts, replies, window_until, until) VALUES (%s, %s, 1, 0, %s, %s) "
    "ON CONFLICT (sender) DO UPDATE SET parts = thread.parts + 1, window_until = excluded.window_until "
    "RETURNING root, parts, replies"
)
INBOUND = (
    "INSERT INTO inbound (id, channel, text, address, thread, code, first, at, not_before, attempts, claimed_until, "
    "state) VALUES (%s, 'sms', %s, %s, %s, %s, true, %s, 0, 0, 0, 'waiting')"
)
ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response><Message>Da nhan tin.</Message></Response>'
_local = threading.local()


def _connection():
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(DATABASE, autocommit=True)
    return _local.connection


def app(environ, start_response):
    """One signed message, kept."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if not VALIDATOR.validate(URL, fields, environ.get("HTTP_X_TWILIO_SIGNATURE", "")):
        start_response("403 Forbidden", [("Content-Length", "0")])
        return [b""]
    row, now = secrets.randbits(63), int(time.time())
    hashed, sender = (
        hashlib.blake2b(fields[name].encode(), digest_size=16).digest() for name in ("MessageSid", "From")
    )
    sealed = KEY.seal(fields["Body"].encode(), Context("inbound", "inbound", row, "text"))
    connection = _connection()
    with connection.transaction():
        connection.execute(DELIVERY, (hashed, now // 86_400))
        root = connection.execute(THREAD, (sender, hashed, now + 1_800, now + 7_200)).fetchone()[0]
        connection.execute(INBOUND, (row, sealed, sealed, root, hashed, now))
    start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(ANSWER)))])
    return [ANSWER]
