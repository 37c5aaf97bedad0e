"""What stands beside a lead: what it is perhaps the same as, the records it may concern, and where it could be sent.

Suggestions are computed when a lead is opened and stored nowhere; names of records are opened with the officer's keys.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from flask_babel import gettext

from config.catalog.questions import CannedQuestion, questions
from hotline import asking, leads
from hotline.leads.neighbours import MayConcern, PerhapsSame, UnitChoice, neighbours
from hotline.linking import TIE
from hotline.officers import Viewer
from hotline.registry import Person, name_of
from hotline.registry.words import Words
from hotline.runtime import Board
from triage.labels import label
from triage.reasons import is_against, reason

MOST_KEYS = 9


@dataclass(frozen=True, slots=True)
class Shown:
    """A numbered suggestion: another lead, a person or a hotspot, with its reasons in words. `bits` are hundredths."""

    key: int
    kind: str  # lead | person | hotspot
    id: int
    name: str
    commune: str | None
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()
    bits: int = 0
    tie_size: int = 1
    strong: bool = False
    minor: bool = False
    detail: str = ""
    version: int = 0  # of the other lead
    tip_id: int = 0  # of this lead's tip, for "not the same" between leads


@dataclass(frozen=True, slots=True)
class Splitting:
    """The canned question whose answer would tell the persons of a tie group apart best, and whom it would ask."""

    question: CannedQuestion
    tied: int
    tip_id: int


@dataclass(frozen=True, slots=True)
class Beside:
    """`unit` is the one that the lead's place suggests; `days` counts the lead's tips on each of the last 30 days."""

    suggestions: tuple[Shown, ...] = ()
    units: tuple[UnitChoice, ...] = ()
    unit: UnitChoice | None = None
    days: tuple[int, ...] = ()
    splitting: Splitting | None = None


def beside(board: Board, viewer: Viewer, lead: leads.LeadView) -> Beside:
    """Everything beside the lead, for this officer: the same matter first, then hotspots, then persons; numbered."""
    found = neighbours(board, viewer, lead)
    shown = [*(_lead(one) for one in found.leads), *(_record(one) for one in found.records)]
    numbered = tuple(replace(one, key=key) for key, one in enumerate(shown[:MOST_KEYS], 1))
    unit, days = _suggested(found.units, lead.row.commune), _days(lead, board.clock())
    return Beside(numbered, found.units, unit, days, _splitting(found.records, lead))


def _splitting(records: Sequence[MayConcern], lead: leads.LeadView) -> Splitting | None:
    """The question for the best persons that fit alike, as far as they are shown; None without a tie or a way back."""
    persons = [one for one in records if one.kind == "person"]
    first = next((one.found for one in persons if one.found.tie_size > 1), None)
    if first is None or not lead.ways or not lead.mine or "ask" not in lead.acts:
        return None
    words = [one.words for one in persons if abs(one.found.bits - first.bits) < TIE]
    tied = [asdict(one) for one in words if isinstance(one, Person)]
    key = asking.splitting(tied, {question.canned for question in lead.questions})
    return Splitting(questions()[key], first.tie_size, _whom(lead)) if key else None


def _whom(lead: leads.LeadView) -> int:
    """Whoever named a person can say more about him: the newest such tip on the page, else the newest that answers."""
    naming = [tip for tip in lead.tips if tip.way_back and tip.findings is not None and tip.findings.persons]
    return naming[-1].id if naming else lead.ways[0].tip_id


def _suggested(choices: Sequence[UnitChoice], commune: str | None) -> UnitChoice | None:
    return next((one for one in choices if one.kind == "commune" and commune and one.commune == commune), None)


def _lead(one: PerhapsSame) -> Shown:
    other = one.lead
    return Shown(
        0, "lead", other.id, "", other.commune, tuple(reason(group) for group in one.groups), bits=one.bits,
        version=other.version, tip_id=one.tip_id,
        detail=f"{label('category', other.category)} · {label('state', other.state)}",
    )  # fmt: skip


def _record(one: MayConcern) -> Shown:
    found = one.found
    return Shown(
        0, one.kind, found.record_id, name_of(one.words) if one.words else "", one.record.commune,
        tuple(reason(code) for code in found.codes if not is_against(code)),
        tuple(reason(code) for code in found.codes if is_against(code)),
        round(found.bits * 100), found.tie_size, found.strong, one.record.minor, detail(one.words),
    )  # fmt: skip


def detail(words: Words | None) -> str:
    """What tells namesakes apart, from the record's own words: year of birth, nicknames, kin, hamlet."""
    if words is None:
        return ""
    if isinstance(words, Person):
        parts = [gettext("born %(year)s", year=words.born)] if words.born else []
        return " · ".join([*parts, *words.aliases, *words.kin, words.hamlet][:5]).strip(" ·")
    return " · ".join(part for part in (words.place_kind, words.hamlet, words.times) if part)


def _days(lead: leads.LeadView, now: int) -> tuple[int, ...]:
    counts = [0] * 30
    for at in lead.arrivals:
        ago = (now - at) // 86_400
        if 0 <= ago < 30:
            counts[29 - ago] += 1
    return tuple(counts)
