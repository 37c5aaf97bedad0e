"""Releases, handovers and saved filters. What a commune sees is found through its own releases only."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.db.tables import Lead, Officer, Posting, Release, Tip, Unit


def releases_of(session: Session, lead_id: int) -> list[tuple[Release, str]]:
    """A lead's releases with the units' names, oldest first."""
    query = select(Release, Unit.name).join(Unit, Unit.id == Release.unit_id).where(Release.lead_id == lead_id)
    return list(session.execute(query.order_by(Release.at, Release.id)))


def released_to(
    session: Session, unit_id: int, seen_until: int, after: tuple[int, int] | None, limit: int
) -> list[tuple[Release, Lead]]:
    """Releases granted to a unit up to a moment, newest first, with the lead's state; one more than `limit`."""
    query = select(Release, Lead).join(Lead, Lead.id == Release.lead_id)
    query = query.where(Release.unit_id == unit_id, Release.state == "released", Release.released_at <= seen_until)
    if after is not None:
        at, id_ = after
        query = query.where((Release.released_at < at) | ((Release.released_at == at) & (Release.id < id_)))
    query = query.order_by(Release.released_at.desc(), Release.id.desc()).limit(limit + 1)
    return list(session.execute(query))


def released_one(session: Session, unit_id: int, seen_until: int, release_id: int) -> tuple[Release, Lead] | None:
    """One release granted to a unit, with its lead, else None."""
    query = select(Release, Lead).join(Lead, Lead.id == Release.lead_id)
    query = query.where(
        Release.id == release_id,
        Release.unit_id == unit_id,
        Release.state == "released",
        Release.released_at <= seen_until,
    )
    return session.execute(query).one_or_none()


def release_by_approval(session: Session, approval_id: int) -> Release | None:
    """The release that an approval is about, locked."""
    query = select(Release).where(Release.approval_id == approval_id)
    return session.scalars(query.with_for_update()).one_or_none()


def released_elsewhere(session: Session, lead_id: int, but: int) -> bool:
    """Whether another release of the lead stands."""
    query = select(Release.id).where(Release.lead_id == lead_id, Release.state == "released", Release.id != but)
    return session.scalar(query.limit(1)) is not None


def names_people_of(session: Session, lead_id: int, unit_id: int) -> bool:
    """Whether any tip of the lead matches the roster of a unit's people, by blind terms alone."""
    own = select(Posting.term).join(Officer, Officer.id == Posting.doc)
    own = own.where(Posting.scope == "roster", Officer.unit_id == unit_id)
    tips = select(Tip.id).where(Tip.lead_id == lead_id)
    told = select(Posting.doc).where(Posting.scope == "tip", Posting.doc.in_(tips), Posting.term.in_(own))
    return session.scalar(told.limit(1)) is not None
