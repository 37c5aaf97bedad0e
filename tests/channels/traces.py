"""Searches everything that a hotline leaves behind for a mark, in each form in which a mark could lie there.

Database (every value of every column, and the files of its server), Redis (keys, values, commands), logs, temporary
files, metrics. A mark is what would name a citizen or repeat his words.
"""

import base64
import hashlib
import json
import logging
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from ahocorasick import Automaton
from redis import Redis
from sqlalchemy import Engine, select

from config.logs import Careful
from hotline.db.tables import metadata
from hotline.text.letters import fold

Place = tuple[str, bytes]
SHORTEST = 6  # letters: a shorter form turns up in random bytes
NUMBER = re.compile(r"\+?[0-9]{8,}")
OURS = ("hotline", "channels", "triage", "config", "wsgi")
ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"\\": b"\\", b'"': b'"'}
ESCAPED = re.compile(rb'\\(?:x([0-9a-f]{2})|([nrtab\\"]))')
END = "end of the search"


def number_forms(number: str) -> set[str]:
    """A telephone number as machines and people write it: +84…, 84…, 0084…, 0…, without any, in groups of digits."""
    bare = number.removeprefix("+84")
    national = f"0{bare}"
    forms = {number, number[1:], f"00{number[1:]}", national, bare}
    for sizes in ((4, 3, 3), (3, 3, 4), (4, 2, 2, 2), (5, 5)):
        parts, rest = [], national
        for size in sizes:
            parts.append(rest[:size])
            rest = rest[size:]
        forms |= {mark.join(parts) for mark in (" ", ".", "-")}
    return forms


def word_forms(words: str) -> set[str]:
    """Words as written, folded, in either composition, without spaces."""
    plain = {words, fold(words), unicodedata.normalize("NFD", words), unicodedata.normalize("NFC", words)}
    return plain | {form.replace(" ", joint) for form in plain for joint in ("", "_", "-")}


def texts_of(mark: str) -> set[str]:
    """Every wording of a mark that is long enough to be looked for."""
    forms = word_forms(mark)
    if mark.startswith("+84"):
        forms |= number_forms(mark)
    return {form for form in forms if len(form) >= SHORTEST}


def exact_forms(text: str) -> Iterator[bytes]:
    """The bytes of a text under encodings in which letter case matters."""
    data = text.encode()
    yield text.encode("utf-16-le")
    for skip in range(3):  # where it begins within a group of three bytes
        coded = base64.b64encode(b"\0" * skip + data)
        inner = coded[(skip * 8 + 5) // 6 : len(coded) - 4].rstrip(b"=")
        if len(inner) >= SHORTEST:
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))
    for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.blake2b):
        yield digest(data).digest()
    if NUMBER.fullmatch(text) and int(text) < 2**63:
        yield struct.pack(">q", int(text))
        yield struct.pack("<q", int(text))


def loose_forms(text: str) -> Iterator[bytes]:
    """The bytes of a text, in lower case, under encodings that say the same in either."""
    lower = text.lower()
    for form in (lower, quote(text).lower(), quote_plus(text).lower(), json.dumps(text)[1:-1].lower()):
        yield form.encode()
    yield text.encode().hex().encode()
    for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        yield digest(text.encode()).hexdigest().encode()


class Marks:
    """What is looked for; `found` names the places that hold any of it."""

    def __init__(self, marks: Iterable[str]) -> None:
        self._exact, self._loose = Automaton(), Automaton()
        for mark in marks:
            for text in texts_of(mark):
                for automaton, forms in ((self._exact, exact_forms(text)), (self._loose, loose_forms(text))):
                    for form in forms:
                        automaton.add_word(form.decode("latin-1"), mark)
        self._exact.make_automaton()
        self._loose.make_automaton()

    def within(self, content: bytes) -> set[str]:
        """The marks that some bytes hold in any form."""
        as_is, lower = content.decode("latin-1"), content.lower().decode("latin-1")
        return {mark for _, mark in self._exact.iter(as_is)} | {mark for _, mark in self._loose.iter(lower)}

    def found(self, places: Iterable[Place]) -> set[tuple[str, str]]:
        """(place, mark) of everything that leaked."""
        return {(place, mark) for place, content in places for mark in self.within(content)}


def columns(engine: Engine) -> Iterator[Place]:
    """Every value of every column, by table and column."""
    values = []
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                values += [(f"{table.name}.{name}", _bytes(value)) for name, value in row._mapping.items()]
    for name, group in groupby(sorted(values), key=lambda pair: pair[0]):
        yield name, b"\n".join(content for _, content in group)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def files(*folders: Path, since: float = 0) -> Iterator[Place]:
    """Every file below some folders that was written since a moment."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_mtime >= since:
                yield str(path), str(path).encode() + b"\n" + path.read_bytes()


def log_lines(records: Iterable[logging.LogRecord]) -> Iterator[Place]:
    """Our own modules' lines as they were said; other libraries' as the deployment's filter lets them pass."""
    careful, plain = Careful(), logging.Formatter("%(name)s %(levelname)s %(message)s")
    for record in records:
        ours = record.name.split(".")[0] in OURS
        said = logging.makeLogRecord(dict(record.__dict__))
        if ours or careful.filter(said):
            yield f"log of {record.name}", plain.format(said).encode()


def _unpacked(content: bytes) -> bytes:
    """A value with what it holds compressed, as RQ keeps its jobs."""
    pieces = [content]
    for found in ZLIB.finditer(content):
        with suppress(zlib.error):
            pieces.append(zlib.decompressobj().decompress(content[found.start() :]))
    return b"\n".join(pieces)


def _unescaped(command: str) -> bytes:
    """The bytes of a command as MONITOR writes it."""
    plain = command.encode("utf-8", "surrogateescape")
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]) if found[1] else ESCAPES[found[2]], plain)


class Listening:
    """A Redis whose every command is overheard, so that what lay in it for a moment is searched too."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url)
        self._monitor = Redis.from_url(url).monitor()
        self._monitor.__enter__()

    def places(self) -> Iterator[Place]:
        """The commands so far, and every key with its value."""
        self._redis.echo(END)
        for command in self._monitor.listen():
            if END in command["command"]:
                break
            yield "redis command", _unpacked(_unescaped(command["command"]))
        for key in map(_bytes, self._redis.keys("*")):
            value = b"\n".join(_unpacked(piece) for piece in self._value(key))
            yield "redis key", b"\n".join((key, self._redis.dump(key) or b"", value))

    def _value(self, key: bytes) -> list[bytes]:
        """A value as it reads: the dump may be compressed."""
        readers: dict[str, Callable[[bytes], Any]] = {
            "string": lambda name: [self._redis.get(name)],
            "hash": lambda name: [piece for pair in self._redis.hgetall(name).items() for piece in pair],
            "list": lambda name: self._redis.lrange(name, 0, -1),
            "set": self._redis.smembers,
            "zset": lambda name: self._redis.zrange(name, 0, -1),
        }
        return [_bytes(piece) for piece in readers[_bytes(self._redis.type(key)).decode()](key)]

    def close(self) -> None:
        """Stops listening."""
        self._monitor.__exit__(None, None, None)
        self._redis.close()
