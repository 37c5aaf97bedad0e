"""Postings: written in one sorted statement, candidates found by one GROUP BY over the rarest terms (decision 0007)."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    String,
    any_,
    bindparam,
    column,
    delete,
    false,
    func,
    insert,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from hotline.db.queries.writes import insert_many
from hotline.db.ready import NUMBERS, Ready, Statement, among, many, pairs, table_of
from hotline.db.tables import CommonTerm, Posting, Record, Tip
from hotline.db.tables.base import rows_of

COMMON = 2_000  # a term that stands this often finds nothing
LISTED = 200  # from so many on a term's count is read from common_term, an hour old at most, and not counted anew
RAREST = 24
SHORTLIST = 50
ALL = 0  # in common_term: not a term but the number of documents
FEW = 2_000
COMMON_SHARE = 0.02
_POSTINGS = rows_of(Posting)
_UNNESTED = Ready(
    lambda _arrays: insert(_POSTINGS).from_select(
        ["scope", "term", "doc"],
        select(
            bindparam("scope", type_=String),
            func.unnest(bindparam("terms", type_=NUMBERS)),
            bindparam("doc", type_=BigInteger),
        ),
    )
)
_PERSONS = select(Record.id).where(Record.kind == "person").subquery()
_HOTSPOTS = select(Record.id).where(Record.kind == "hotspot").subquery()
_DOCUMENTS: dict[str, FromClause] = {"tip": Tip.__table__, "person": _PERSONS, "hotspot": _HOTSPOTS}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that shares terms with the newcomer; `worth` sums up how rare the shared ones are."""

    doc: int
    worth: int


@dataclass(frozen=True, slots=True)
class Measured:
    """How often terms stand in a scope, how many documents it has, and which terms have no postings."""

    known: dict[int, int]
    documents: int
    unposted: frozenset[int] = frozenset()


def post(session: Session, scope: str, doc: int, terms: Iterable[int]) -> None:
    """Writes a document's postings anew: those it no longer has go, in one sorted statement the new ones come."""
    session.execute(delete(Posting).where(Posting.scope == scope, Posting.doc == doc))
    wanted = set(terms)
    post_new(session, scope, doc, wanted - unposted(session, scope, wanted))


def post_new(session: Session, scope: str, doc: int, terms: Collection[int]) -> None:
    """The postings of a document that has none yet; `terms` without those that are unposted."""
    kept = sorted(terms)
    if not kept:
        return
    if _has_arrays(session):
        _UNNESTED.run(session, scope=scope, terms=many(session, kept), doc=doc)
    else:
        session.execute(insert(_POSTINGS), [{"scope": scope, "term": term, "doc": doc} for term in kept])


def _has_arrays(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def post_many(session: Session, scope: str, documents: Iterable[tuple[int, Iterable[int]]]) -> int:
    """Postings of documents that have none yet, in order of term, as an import brings them; returns how many."""
    pairs = sorted({(term, doc) for doc, terms in documents for term in terms})
    insert_many(session, Posting, [{"scope": scope, "term": term, "doc": doc} for term, doc in pairs])
    return len(pairs)


def drop(session: Session, docs: Collection[int], scope: str = "tip") -> None:
    """Deletes the postings of documents, with the documents."""
    if docs:
        session.execute(delete(Posting).where(Posting.scope == scope, Posting.doc.in_(docs)))


def one_of(session: Session, column: InstrumentedAttribute[int], values: Collection[int]) -> ColumnElement[bool]:
    """`column IN values` as one parameter where there are arrays: a hundred cost more than the query."""
    if _has_arrays(session):
        return column == any_(literal(list(values), NUMBERS))
    return column.in_(values)


def counts(session: Session, scope: str, terms: Collection[int]) -> dict[int, int]:
    """How often each term stands: from common_term where it is listed there, else counted; absent terms are 0."""
    return measure(session, scope, terms).known


def measure(session: Session, scope: str, terms: Collection[int], also: Collection[int] = ()) -> Measured:
    """The same with the number of documents, in one statement as long as they were counted by schedule.

    Of the terms in `also` it says only which have no postings.
    """
    return measuring(session, scope, terms, also)()


def measuring(
    session: Session, scope: str, terms: Collection[int], also: Collection[int] = ()
) -> Callable[[], Measured]:
    """Asks what `measure` tells; to be called where it is needed."""
    every = many(session, [*terms, *also, ALL])
    asked = _MEASURED.ask(session, scope=scope, terms=many(session, [*terms]), every=every)

    def measured() -> Measured:
        rows = asked.all()
        common = {term: n for term, n, is_common in rows if is_common}
        counted = {term: n for term, n, is_common in rows if not is_common}
        total = common.pop(ALL, 0)
        bare = frozenset(term for term, n in common.items() if n > max(COMMON, total * COMMON_SHARE))
        known = {term: common.get(term, counted.get(term, 0)) for term in terms}
        return Measured(known, total if total > FEW else _few(session, scope), bare)

    return measured


def candidates(
    session: Session, scope: str, terms: Iterable[int], known: Mapping[int, int], limit: int = SHORTLIST
) -> list[Candidate]:
    """The documents that share the rarest terms, by one GROUP BY; `known` is what `counts` said of them."""
    usable = [term for term in terms if 0 < known.get(term, 0) < COMMON]
    rarest = sorted(usable, key=lambda term: known[term])[:RAREST]
    if not rarest:
        return []
    # A rare term tells more than several frequent ones: each counts by how few documents have it.
    worth = {term: round(100 * math.log2(2 * COMMON / known[term])) for term in rarest}
    given = pairs(session, [*worth.items()])
    return [Candidate(doc, int(total)) for doc, total in _FOUND.all(session, **given, scope=scope, most=limit)]


def _found(arrays: bool) -> Statement:
    """The documents that have the terms asked for, by what these are worth together."""
    asked = table_of("term", "worth", arrays)
    score = func.sum(asked.c.worth).label("score")
    return (
        select(Posting.doc, score)
        .join_from(asked, Posting, (Posting.term == asked.c.term) & (Posting.scope == bindparam("scope")))
        .group_by(Posting.doc)
        .order_by(score.desc(), Posting.doc)
        .limit(bindparam("most", type_=Integer))
    )


def _measured(arrays: bool) -> Statement:
    """(term, how often, whether that is from the list of common terms): the others are counted, these only read."""
    scope = bindparam("scope", type_=String)
    listed = select(CommonTerm.term, CommonTerm.n).where(CommonTerm.scope == scope)
    common = listed.where(among(CommonTerm.term, "every", arrays)).cte("common")
    rare: ColumnElement[bool]
    if arrays:
        given = func.unnest(bindparam("terms", type_=NUMBERS)).column_valued("given")
        others = select(given).where(given.not_in(select(common.c.term)))
        rare = Posting.term == any_(func.array(others.scalar_subquery()))
    else:
        rare = among(Posting.term, "terms", arrays) & Posting.term.not_in(select(common.c.term))
    counted = select(Posting.term, func.count(), false()).where(Posting.scope == scope, rare).group_by(Posting.term)
    return union_all(select(common.c.term, common.c.n, true()), counted)


_MEASURED = Ready(_measured, [column("term", BigInteger), column("n", BigInteger), column("is_common", Boolean)])
_FOUND = Ready(_found)


def terms_of(session: Session, scope: str, docs: Collection[int]) -> list[int]:
    """The terms of some documents: what a stored tip or record is looked up by, without opening it."""
    query = select(Posting.term).where(Posting.scope == scope, Posting.doc.in_(docs)).distinct()
    return list(session.scalars(query))


def unposted(session: Session, scope: str, terms: Collection[int]) -> frozenset[int]:
    """Those of the terms that stand in more than COMMON_SHARE of the documents and therefore have no postings."""
    every = aliased(CommonTerm)
    total = select(every.n).where(every.scope == scope, every.term == ALL).scalar_subquery()
    query = select(CommonTerm.term).where(
        CommonTerm.scope == scope,
        one_of(session, CommonTerm.term, terms),
        CommonTerm.n > COMMON,
        CommonTerm.n > func.coalesce(total, 0) * COMMON_SHARE,
    )
    return frozenset(session.scalars(query))


def refresh_common(session: Session, scope: str, now: int) -> int:
    """Counts anew how often the terms stand that stand LISTED times or more, and the documents (term 0); by schedule.

    Terms in more than COMMON_SHARE of the documents lose their postings, and never get them back: what came before
    would be missing. Their last count grows with the documents. Returns how many terms stand COMMON times or more: they
    are reported, since search and grouping do without them.
    """
    total = session.scalar(select(func.count()).select_from(_DOCUMENTS[scope])) or 0
    least = max(COMMON, total * COMMON_SHARE)
    often = (
        select(Posting.term, func.count())
        .where(Posting.scope == scope)
        .group_by(Posting.term)
        .having(func.count() >= LISTED)
    )
    found = dict(session.execute(often).all())
    listed = dict(session.execute(select(CommonTerm.term, CommonTerm.n).where(CommonTerm.scope == scope)).all())
    earlier = listed.pop(ALL, 0)
    for term, n in listed.items():
        if n > max(COMMON, earlier * COMMON_SHARE):
            grown = n * total // earlier if earlier else n
            found[term] = max(found.get(term, 0), grown, int(least) + 1)
    session.execute(delete(CommonTerm).where(CommonTerm.scope == scope))
    found.pop(ALL, None)
    rows = [{"scope": scope, "term": term, "n": n, "at": now} for term, n in sorted(found.items())]
    insert_many(session, CommonTerm, [*rows, {"scope": scope, "term": ALL, "n": total, "at": now}])
    useless = [term for term, n in found.items() if n > least]
    if useless:
        session.execute(delete(Posting).where(Posting.scope == scope, Posting.term.in_(useless)))
    return sum(n >= COMMON for n in found.values())


def documents(session: Session, scope: str) -> int:
    """How many documents a scope holds, for rarity: as last counted, or counted now as long as they are few."""
    known = session.scalar(select(CommonTerm.n).where(CommonTerm.scope == scope, CommonTerm.term == ALL))
    return int(known) if known is not None and known > FEW else _few(session, scope)


def _few(session: Session, scope: str) -> int:
    few = select(literal(1)).select_from(_DOCUMENTS[scope]).limit(FEW).subquery()
    return int(session.scalar(select(func.count()).select_from(few)) or 0)
