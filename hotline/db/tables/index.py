"""The blind index: postings find candidates. No serial, written in order of term; sketches stand with documents."""

from sqlalchemy.orm import Mapped

from hotline.db.tables.base import Base, choice, keyed_number, number

SCOPES = ("tip", "person", "hotspot", "roster")
# Postings are counted in the index alone, as far as a vacuum has passed over them since they came. By its own reckoning
# PostgreSQL would wait for a fifth of the table, which is years of tips.
VACUUMED = {"autovacuum_vacuum_insert_scale_factor": 0, "autovacuum_vacuum_insert_threshold": 50_000}


class Posting(Base):
    """Term and document within a scope; the term is a keyed hash of 63 bits."""

    __tablename__ = "posting"
    scope: Mapped[str] = choice("scope", *SCOPES, primary_key=True)
    term: Mapped[int] = keyed_number("index", primary_key=True, autoincrement=False)
    doc: Mapped[int] = number(primary_key=True, autoincrement=False, index=True)
    __table_args__ = ({"sqlite_with_rowid": False, "postgresql_with": VACUUMED},)


class CommonTerm(Base):
    """How often a term stands, for terms of 200 or more; refreshed by schedule."""

    __tablename__ = "common_term"
    scope: Mapped[str] = choice("scope", *SCOPES, primary_key=True)
    term: Mapped[int] = keyed_number("index", primary_key=True, autoincrement=False)
    n: Mapped[int] = number()
    at: Mapped[int] = number()
