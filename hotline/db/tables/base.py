"""The declarative base, the naming of constraints, and column makers that declare what a column holds."""

from typing import Any, cast

from sqlalchemy import BigInteger, Boolean, Enum, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Serial = BigInteger().with_variant(Integer, "sqlite")  # only append-only logs use sequences


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=CONVENTION)


def rows_of(entity: type[Base]) -> Table:
    """The bare table of an entity: statements on it skip what the ORM does for objects, which the hot path feels."""
    return cast("Table", entity.__table__)


def plain(type_: Any, *args: Any, **options: Any) -> MappedColumn[Any]:
    """Readable by whoever reads the database: codes, states, communes, counts, dates; no words, no people's numbers."""
    return mapped_column(type_, *args, info={"holds": "plain"}, **options)


def number(*args: Any, **options: Any) -> MappedColumn[Any]:
    """A plain BIGINT: an id, a count, epoch seconds."""
    return plain(BigInteger, *args, **options)


def flag(**options: Any) -> MappedColumn[Any]:
    """A plain boolean, false unless told."""
    return plain(Boolean, default=False, **options)


def word(length: int = 40, *args: Any, **options: Any) -> MappedColumn[Any]:
    """A short plain text from a closed vocabulary or a public name."""
    return plain(String(length), *args, **options)


def choice(name: str, *values: str, **options: Any) -> MappedColumn[Any]:
    """A plain text with a CHECK that it is one of the values; `name` names the constraint within the table."""
    return plain(Enum(*values, native_enum=False, create_constraint=True, length=32, name=name), **options)


def sealed(key: str, **options: Any) -> MappedColumn[Any]:
    """A ciphertext that opens with that kind of key only."""
    return mapped_column(LargeBinary, info={"holds": f"sealed:{key}"}, **options)


def keyed(key: str, *args: Any, **options: Any) -> MappedColumn[Any]:
    """A keyed hash as bytes."""
    return mapped_column(LargeBinary, *args, info={"holds": f"keyed:{key}"}, **options)


def keyed_number(key: str, *args: Any, **options: Any) -> MappedColumn[Any]:
    """A keyed hash as a 63-bit integer."""
    return mapped_column(BigInteger, *args, info={"holds": f"keyed:{key}"}, **options)
