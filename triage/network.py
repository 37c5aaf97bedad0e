"""A record's neighbourhood as a small drawing: the record in the middle, its leads around it, other records outside.

Only coordinates are computed here; the template draws them as SVG attributes, so that no style is written inline.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import cos, pi, sin

from hotline.registry import Neighbour, RecordView

WIDTH, HEIGHT = 480, 300
EDGE = 100  # half of the longest name
MOST_LEADS, MOST_NEIGHBOURS = 12, 12


@dataclass(frozen=True, slots=True)
class Node:
    """A dot: `kind` is person, hotspot or lead; `firm` is False for what is only a mention."""

    x: float
    y: float
    kind: str
    id: int
    name: str
    firm: bool = True

    @property
    def anchor(self) -> str:
        """How its name hangs below it, so that the drawing's edge cuts none."""
        return "start" if self.x < EDGE else "end" if self.x > WIDTH - EDGE else "middle"


@dataclass(frozen=True, slots=True)
class Net:
    """The drawing. Lines are (x1, y1, x2, y2, firm)."""

    nodes: tuple[Node, ...] = ()
    lines: tuple[tuple[float, float, float, float, bool], ...] = ()


def drawn(view: RecordView) -> Net:
    """The drawing of one record; empty when it has no lead."""
    leads = view.leads[:MOST_LEADS]
    if not leads:
        return Net()
    middle = (WIDTH / 2, HEIGHT / 2)
    around = {lead.lead_id: _on_circle(index, len(leads), 80, 62) for index, lead in enumerate(leads)}
    near = _near(view, around)
    outside = {one: _on_circle(index, len(near), 190, 122, turn=0.35) for index, one in enumerate(near)}
    nodes = [Node(*middle, view.row.kind, view.row.record_id, view.row.name)]
    nodes += [Node(*around[lead.lead_id], "lead", lead.lead_id, "", lead.verdict == "confirmed") for lead in leads]
    nodes += [
        Node(*outside[ways[0].record_id], ways[0].kind, ways[0].record_id, ways[0].name, any(map(_is_firm, ways)))
        for ways in near.values()
    ]
    lines = [(*middle, *around[lead.lead_id], lead.verdict == "confirmed") for lead in leads]
    lines += [(*around[one.lead_id], *outside[one.record_id], _is_firm(one)) for ways in near.values() for one in ways]
    return Net(tuple(nodes), tuple(lines))


def _near(view: RecordView, leads: Collection[int]) -> dict[int, list[Neighbour]]:
    """The other records, each once, with the ways through the drawn leads that lead to it."""
    found: dict[int, list[Neighbour]] = {}
    for one in view.neighbours:
        if one.lead_id in leads and (one.record_id in found or len(found) < MOST_NEIGHBOURS):
            found.setdefault(one.record_id, []).append(one)
    return found


def _is_firm(one: Neighbour) -> bool:
    return one.verdict == "confirmed"


def _on_circle(index: int, count: int, across: float, down: float, turn: float = 0.0) -> tuple[float, float]:
    angle = 2 * pi * index / count + turn - pi / 2
    return round(WIDTH / 2 + across * cos(angle), 1), round(HEIGHT / 2 + down * sin(angle), 1)
