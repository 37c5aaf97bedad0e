"""Search over sealed tips and records: words become blind terms, hits are opened with the officer's own keys.

Results open only what the officer's unit was granted, filtered in the query. What belongs to a sender has no posting,
so nobody finds it. Every search is audited; what was typed is sealed for audit and supervision.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from hotline import audit, conversation, findings_codec, vault
from hotline.db.engine import reading, writing
from hotline.db.queries import index as postings
from hotline.db.queries import search as queries
from hotline.db.queries.matters import Filters, items
from hotline.db.queries.search import Reach
from hotline.db.tables import Lead, Tip
from hotline.errors import Refused
from hotline.ids import read_number
from hotline.index import IndexKeys, index_keys
from hotline.leads import masking
from hotline.leads.words import clean
from hotline.officers import Viewer
from hotline.runtime import Board
from hotline.sketch import Purpose
from hotline.tags import code_term, read_code
from hotline.text.judgement import named_words
from hotline.text.normalise import read as normalise
from hotline.text.readers import Readers
from hotline.text.token import Token
from hotline.text.understand import understand

LONGEST = 200
WORDS = 12
PAGE = 50
WALKED = 5_000  # tips that are looked at one by one at most, as far as one can tell before
OPENED = 200  # hits that are opened to verify a phrase; beyond, the officer is asked to narrow it
AROUND = 80  # letters of a snippet before and after the first hit
_QUOTED = re.compile(r'"([^"]{1,200})"|“([^”]{1,200})”')


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as understood: folded words, phrases as words in order, numbers, a receipt code, a commune."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    code: str | None = None
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One tip found. `snippet` is masked like the tip on its page; "" when this officer's keys do not open it."""

    tip_id: int
    lead_id: int
    at: int
    category: str
    urgency: str
    state: str
    commune: str | None
    snippet: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One page: hits newest first, `after` for the next page, words that were left out, and whether to narrow it."""

    hits: tuple[Hit, ...]
    after: str = ""
    ignored: tuple[str, ...] = ()
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class RecordHit:
    """One record found, still sealed."""

    record_id: int
    kind: str
    commune: str | None
    state: str


def read_query(text: str, readers: Readers) -> Asked:
    """What an officer typed as something to look for. Raises Refused when nothing is in it or it is too long."""
    kept = clean(text, LONGEST)
    code = read_code(kept) if kept else None
    phrases = [first or second for first, second in _QUOTED.findall(kept)]
    rest = _QUOTED.sub(" ", kept)
    found = understand(rest, channel="search", at=0, readers=readers)
    numbers = [contact for contact in found.contacts if contact.kind in ("phone", "plate")]
    taken = [span for contact in numbers for span in contact.spans]
    telling = {*found.words, *named_words(found)}
    words = _words(rest, readers, taken)
    asked = Asked(
        words=tuple(word for word in words if word in telling)[:WORDS] or words[:WORDS],
        phrases=tuple(words for words in (_words(phrase, readers, ()) for phrase in phrases) if words),
        phones=tuple(contact.value for contact in numbers if contact.kind == "phone"),
        plates=tuple(contact.value for contact in numbers if contact.kind == "plate"),
        code=code,
    )
    if not (asked.words or asked.phrases or asked.phones or asked.plates or asked.code):
        raise Refused("search.empty")
    return asked


def _words(text: str, readers: Readers, taken: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    spans = list(taken)
    tokens = normalise(text, voice=False, lexicon=readers.lexicon).tokens
    free = [t for t in tokens if not any(start <= t.start < end for start, end in spans)]
    return tuple(token.folded for token in free if token.folded.isalnum())


def search(board: Board, viewer: Viewer, text: str, filters: Filters | None = None, after: str = "") -> Found:
    """One page of tips that have every word, phrase and number of the query. Raises Refused. Audited."""
    if not viewer.may("search"):
        raise Refused("search.role")
    asked = read_query(text, board.readers)
    reach = Reach(viewer.unit_kind, viewer.unit_id, viewer.commune)
    with reading(board.db) as session:
        found = _search(session, board, viewer, reach, asked, filters or Filters(), _cursor(after))
    _audited(board, viewer, text, "tip", [hit.tip_id for hit in found.hits])
    return found


def _search(
    session: Session,
    board: Board,
    viewer: Viewer,
    reach: Reach,
    asked: Asked,
    filters: Filters,
    after: tuple[int, int] | None,
) -> Found:
    if asked.code:
        key = board.ring().current("edge").secret
        rows = queries.by_code(session, reach, code_term(key, asked.code))
        if rows:
            return Found(_hits(_opened(session, viewer, rows), asked, board.readers))
    keys = index_keys(board.ring().current("index").secret)
    terms, ignored, share = _terms(session, keys, asked)
    if not terms:
        return Found((), ignored=ignored, narrow=bool(ignored))
    limit = OPENED + 1 if asked.phrases else PAGE + 1
    walk = share > 0 and filters == Filters() and limit / share < WALKED and viewer.unit_kind != "commune"
    rows = queries.tips(session, reach, terms, filters, limit=limit, after=after, walk=walk)
    opened = _opened(session, viewer, rows[:OPENED] if asked.phrases else rows[:PAGE])
    hits = _hits(opened, asked, board.readers)
    more = len(rows) == limit or len(hits) > PAGE
    last = hits[PAGE - 1] if len(hits) >= PAGE else hits[-1] if hits else None
    cursor = f"{last.at}.{last.tip_id}" if more and last else ""
    return Found(hits[:PAGE], cursor, ignored, narrow=len(rows) > OPENED)


def _cursor(after: str) -> tuple[int, int] | None:
    at, tip_id = (read_number(part) for part in after.partition(".")[::2])
    return (at, tip_id) if at is not None and tip_id is not None else None


def _terms(session: Session, keys: IndexKeys, asked: Asked) -> tuple[list[int], tuple[str, ...], float]:
    """The terms to look for, the rarest first; the words too common to have postings; the share of tips with all terms.

    The share supposes that the terms have nothing to do with one another; it chooses a way to search and no result.
    """
    wanted: dict[int, str] = {}
    for purpose, values in ((Purpose.PHONE, asked.phones), (Purpose.PLATE, asked.plates)):
        wanted |= {keys.term(purpose, value): "" for value in values}
    wanted |= {keys.term(Purpose.WORD, word): word for word in asked.words}
    phrased = _phrase_terms(keys, asked)
    measured = postings.measure(session, "tip", list({**wanted, **phrased}))
    known, unposted = measured.known, measured.unposted
    # Words that say nothing have no posting; a phrase is found by the others and verified as a whole.
    wanted |= {term: word for term, word in phrased.items() if known[term]}
    ignored = tuple(dict.fromkeys(wanted[term] for term in wanted if term in unposted and wanted[term]))
    terms = sorted((term for term in wanted if term not in unposted), key=lambda term: known.get(term, 0))
    share = math.prod(known.get(term, 0) / max(measured.documents, 1) for term in terms)
    return terms, ignored, share


def _phrase_terms(keys: IndexKeys, asked: Asked) -> dict[int, str]:
    return {keys.term(Purpose.WORD, word): word for phrase in asked.phrases for word in phrase}


def _opened(session: Session, viewer: Viewer, rows: Sequence[tuple[Tip, Lead]]) -> list[tuple[Tip, Lead, str, str]]:
    """Each row with its text and the masked text, as far as the officer's keys open them."""
    sealed = items(session, "tip", [tip.id for tip, _ in rows], ("text", "findings"))
    contents = vault.read(session, viewer.holder, sealed)
    by_tip: dict[int, dict[str, bytes]] = {}
    for item in sealed:
        if item.id in contents:
            by_tip.setdefault(item.owner_id, {})[item.kind] = contents[item.id]
    return [(tip, lead, *_texts(by_tip.get(tip.id, {}))) for tip, lead in rows]


def _texts(contents: dict[str, bytes]) -> tuple[str, str]:
    text = conversation.wording(conversation.parts_of(contents["text"])) if "text" in contents else ""
    if not text or "findings" not in contents:
        return text, ""
    return text, masking.mask(text, masking.spans(findings_codec.from_json(contents["findings"]), text))


def _hits(opened: Iterable[tuple[Tip, Lead, str, str]], asked: Asked, readers: Readers) -> tuple[Hit, ...]:
    found = []
    for tip, lead, _text, masked in opened:
        # Only what stands on the board unmasked: a phrase must not find out what the sender wrote of himself.
        tokens = normalise(masked, voice=tip.channel == "voice", lexicon=readers.lexicon).tokens if masked else ()
        if all(_position(tokens, phrase) is not None for phrase in asked.phrases):
            found.append(
                Hit(
                    tip.id, lead.id, tip.received_at, tip.category, tip.urgency, lead.state, tip.commune,
                    _snippet(masked, tokens, asked),
                )
            )  # fmt: skip
    return tuple(found)


def _position(tokens: Sequence[Token], phrase: Sequence[str]) -> int | None:
    """The token at which the phrase begins; None when it does not stand there word for word."""
    size = len(phrase)
    folded = [token.folded for token in tokens]
    return next((at for at in range(len(folded) - size + 1) if folded[at : at + size] == list(phrase)), None)


def _snippet(masked: str, tokens: Sequence[Token], asked: Asked) -> str:
    wanted = {*asked.words, *(word for phrase in asked.phrases for word in phrase)}
    at = next((token.start for token in tokens if token.folded in wanted), 0)
    start, end = max(0, at - AROUND), at + 2 * AROUND
    return ("…" if start else "") + masked[start:end].replace("\n", " ") + ("…" if end < len(masked) else "")


def find_records(board: Board, viewer: Viewer, text: str, kind: str, limit: int = PAGE) -> tuple[RecordHit, ...]:
    """Records of a kind ("person", "hotspot") with every word or number of the query, still sealed. Audited."""
    if not viewer.may("search"):
        raise Refused("search.role")
    asked = read_query(text, board.readers)
    keys = index_keys(board.ring().current("index").secret)
    reach = Reach(viewer.unit_kind, viewer.unit_id, viewer.commune)
    with reading(board.db) as session:
        terms, _ = _record_terms(session, keys, kind, asked)
        found = queries.records(session, reach, kind, terms, limit) if terms else []
    _audited(board, viewer, text, "record", [record.id for record in found])
    return tuple(RecordHit(record.id, record.kind, record.commune, record.state) for record in found)


def _record_terms(session: Session, keys: IndexKeys, kind: str, asked: Asked) -> tuple[list[int], int]:
    words = [*asked.words, *(word for phrase in asked.phrases for word in phrase)]
    terms = [keys.term(Purpose.WORD, word) for word in words]
    terms += [keys.term(Purpose.PHONE, phone) for phone in asked.phones]
    terms += [keys.term(Purpose.PLATE, plate) for plate in asked.plates]
    known = postings.counts(session, kind, terms)
    return sorted(dict.fromkeys(terms), key=lambda term: known.get(term, 0)), len(words)


def _audited(board: Board, viewer: Viewer, text: str, what: str, ids: Sequence[int]) -> None:
    """The event with the ids shown; the words are an item for audit and supervision."""
    with writing(board.db) as session:
        item = audit.typed(session, board.ring().current("roster").secret, clean(text, LONGEST), board.clock())
        audit.record(session, viewer.officer_id, "search", what, list(ids), codes={"hits": len(ids)}, purpose_item=item)
