"""Statements spoken once and handed to the driver as they are: what every tip executes (decision 0003).

SQLAlchemy writes the words and knows the types, and is asked once for each dialect: to compose, compile and wrap a
statement for every tip costs more than the database takes to run it. Values are bound, never written into the words.
What is asked inside `together` goes to the database at once and is waited for at the end of the block.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Dialect,
    FromClause,
    LargeBinary,
    Table,
    any_,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.types import TypeEngine

from hotline.db.tables.base import Base, rows_of

Statement = SelectBase | UpdateBase
Convert = Callable[[Any], Any]
_SQLITE = sqlite.dialect(paramstyle="named")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A statement in one dialect: its words, the values in them, and how values and columns are converted."""

    words: str
    fixed: Mapping[str, Any]
    binds: Mapping[str, Convert]
    row: Callable[..., Any]
    columns: tuple[tuple[int, Convert], ...]

    def run(self, session: Session, values: Mapping[str, Any]) -> DBAPICursor:
        given = {**self.fixed, **values}
        for name, convert in self.binds.items():
            given[name] = convert(given[name])
        cursor = _cursor(session)
        cursor.execute(self.words, given)
        return cursor

    def ask(self, session: Session, values: Mapping[str, Any]) -> "Answer":
        return Answer(self, self.run(session, values), at_once=session.get_bind().dialect.name != "postgresql")

    def read(self, row: Sequence[Any]) -> Any:
        if self.columns:
            row = list(row)
            for place, convert in self.columns:
                row[place] = convert(row[place])
        return self.row(*row)


class Answer:
    """The rows that a statement gives, to be read once: inside `together` they come at the end of the block."""

    def __init__(self, spoken: _Spoken, cursor: DBAPICursor, *, at_once: bool) -> None:
        self._spoken, self._cursor = spoken, cursor
        # SQLite reads on as long as it is asked: a statement left half read would hold the connection in the past.
        self._rows = self._fetched() if at_once else None

    def all(self) -> list[Any]:
        """All rows, as named tuples."""
        return [self._spoken.read(row) for row in (self._fetched() if self._rows is None else self._rows)]

    def _fetched(self) -> list[Any]:
        with closing(self._cursor) as cursor:
            return [*cursor.fetchall()]

    def one(self) -> Any | None:
        """The first row, None when there is none."""
        return next(iter(self.all()), None)


class Ready:
    """A statement with named values (`bindparam`). `compose` is told whether the database is PostgreSQL.

    `returning` names the columns of what it gives where the statement itself does not tell: RETURNING, a UNION.
    Objects of the session are neither flushed nor refreshed.
    """

    def __init__(self, compose: Callable[[bool], Statement], returning: Sequence[Any] = ()) -> None:
        self._compose, self._returning = compose, returning
        self._spoken: dict[str, _Spoken] = {}

    def ask(self, session: Session, **values: Any) -> Answer:
        """Sends the statement; its rows are for the answer to give."""
        return self._in(session).ask(session, values)

    def all(self, session: Session, **values: Any) -> list[Any]:
        """All rows, as named tuples."""
        return self.ask(session, **values).all()

    def one(self, session: Session, **values: Any) -> Any | None:
        """The first row, None when there is none."""
        return self.ask(session, **values).one()

    def run(self, session: Session, **values: Any) -> None:
        """For what gives no rows. Whoever must know what it touched asks for RETURNING."""
        self._in(session).run(session, values).close()

    def _in(self, session: Session) -> _Spoken:
        dialect = session.get_bind().dialect
        spoken = self._spoken.get(dialect.name)
        if spoken is None:
            statement = self._compose(dialect.name == "postgresql")
            columns = self._returning or getattr(statement, "selected_columns", ())
            spoken = self._spoken[dialect.name] = _speak(statement, dialect, columns)
        return spoken


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Inside, ready statements leave for the database at once, and it answers them all together (its pipeline mode).

    A wait of its own for each of thirty statements is a third of what a tip takes; so the answers are looked at after
    the block. On SQLite there is nobody to wait for. Whatever went wrong is raised at the end of the block or before.
    """
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        yield
        return
    with connection.pipeline():
        yield


NUMBERS = ARRAY(BigInteger)  # on PostgreSQL; its values are what `many` makes of numbers


def among(found: ColumnElement[int] | InstrumentedAttribute[int], name: str, arrays: bool) -> ColumnElement[bool]:
    """`found IN :name`, as one value: an array on PostgreSQL, else JSON; give it what `many` makes of the numbers.

    The planner does not see the numbers: it would take longer to look each of a hundred up in its statistics.
    """
    if arrays:
        return found == any_(func.array(select(func.unnest(bindparam(name, type_=NUMBERS))).scalar_subquery()))
    return found.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def many(session: Session, numbers: Iterable[int]) -> str:
    """Numbers as the one value that `among` wants: the database reads a text faster than the driver writes a list."""
    told = ",".join(map(str, numbers))
    return f"{{{told}}}" if session.get_bind().dialect.name == "postgresql" else f"[{told}]"


def table_of(first: str, second: str, arrays: bool) -> FromClause:
    """Pairs of numbers as a table of two columns; give the statement what `pairs` makes of them."""
    if arrays:
        columns = (column(first, BigInteger), column(second, BigInteger))
        lists = (bindparam("firsts", type_=NUMBERS), bindparam("seconds", type_=NUMBERS))
        return func.unnest(*lists).table_valued(*columns, name="asked").render_derived()
    rows = func.json_each(bindparam("pairs")).table_valued("value")
    one, other = (func.json_extract(rows.c.value, f"$[{place}]") for place in (0, 1))
    return select(one.label(first), other.label(second)).subquery("asked")


def pairs(session: Session, some: Sequence[tuple[int, int]]) -> dict[str, str]:
    """Pairs of numbers as the values that `table_of` wants."""
    if session.get_bind().dialect.name == "postgresql":
        return {"firsts": many(session, [a for a, _ in some]), "seconds": many(session, [b for _, b in some])}
    return {"pairs": json.dumps(some)}


def put(session: Session, entity: type[Base], rows: Sequence[Mapping[str, Any]], *, unless_known: bool = False) -> None:
    """Inserts a few rows of one shape in one statement; `unless_known` leaves those that are there as they are."""
    if not rows:
        return
    table, dialect = rows_of(entity), session.get_bind().dialect
    words, converts, missing = _inserting(table, tuple(rows[0]), len(rows), unless_known, dialect)
    given: dict[str, Any] = {}
    for number, row in enumerate(rows):
        if row.keys() != rows[0].keys():
            raise ValueError("rows of one statement have the same columns")
        whole = {**row, **{name: make() for name, make in missing.items()}}
        for name, value in whole.items():
            convert = converts.get(name)
            given[f"{name}_{number}"] = value if convert is None else convert(value)
    with closing(_cursor(session)) as cursor:
        cursor.execute(words, given)


@lru_cache(maxsize=256)
def _inserting(
    table: Table, names: tuple[str, ...], count: int, unless_known: bool, dialect: Dialect
) -> tuple[str, Mapping[str, Convert], Mapping[str, Callable[[], Any]]]:
    """The words of an INSERT, how its values are converted, and the columns whose default is ours to give."""
    given = {column.name: column for column in table.columns if column.name in names}
    missing = {
        column.name: _default(column.default)
        for column in table.columns
        if column.name not in names and column.default is not None
    }
    written = [*names, *missing]
    converts = {
        name: convert
        for name in written
        if (convert := _binding(table.columns[name].type, dialect)) is not None and (name in given or name in missing)
    }
    quote = dialect.identifier_preparer
    mark = "%({})s" if dialect.name == "postgresql" else ":{}"
    rows = ", ".join(f"({', '.join(mark.format(f'{name}_{number}') for name in written)})" for number in range(count))
    into = f"{quote.format_table(table)} ({', '.join(map(quote.quote, written))})"
    ending = " ON CONFLICT DO NOTHING" if unless_known else ""
    return f"INSERT INTO {into} VALUES {rows}{ending}", converts, missing  # noqa: S608 - names from our own tables


def _default(default: Any) -> Callable[[], Any]:
    """A column's default of ours: a value, or what makes one."""
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg


def _speak(statement: Statement, dialect: Dialect, columns: Sequence[Any]) -> _Spoken:
    spoken = statement.compile(dialect=dialect if dialect.name == "postgresql" else _SQLITE)
    if "POSTCOMPILE" in spoken.string:
        raise TypeError("a ready statement takes lists by among(), not by in_()")
    binds: Mapping[str, BindParameter[Any]] = {name: bind for bind, name in spoken.bind_names.items()}
    converts = {name: convert for name, bind in binds.items() if (convert := _binding(bind.type, dialect)) is not None}
    read = [(place, _reading(column.type, dialect)) for place, column in enumerate(columns)]
    names = [getattr(column, "key", None) or f"c{place}" for place, column in enumerate(columns)]
    return _Spoken(
        spoken.string,
        {name: value for name, value in spoken.params.items() if value is not None or not binds[name].required},
        converts,
        namedtuple("Row", names),
        tuple((place, convert) for place, convert in read if convert is not None),
    )


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(kind, ARRAY | LargeBinary):  # a text of `many`, and bytes: the driver takes both as they are
        return None
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _cursor(session: Session) -> DBAPICursor:
    return session.connection().connection.cursor()
