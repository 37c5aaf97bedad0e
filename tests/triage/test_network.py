"""The drawing of a record's neighbourhood: a dot for each thing, a line for each link, firm where it is confirmed."""

import pytest

from hotline import links, registry
from hotline.registry import LeadLine, Neighbour, RecordRow, RecordView
from hotline.registry.words import Person
from tests.shift import OTHER, RAW_PERSON, RETAIL, Shift
from triage import network
from triage.network import HEIGHT, WIDTH, Net


def mentioned(shift: Shift, text: str, *records: int) -> int:
    """A lead that an officer has said to speak of the records."""
    lead_id = shift.tip(text, f"+8490000000{len(text)}")
    for record in records:
        links.mention(shift.board, shift.viewer("alice"), lead_id, shift.lead(lead_id).version, record, "khớp")
    return lead_id


def net(shift: Shift, record: int, login: str = "alice") -> Net:
    return network.drawn(registry.open_record(shift.board, shift.viewer(login), record))


def made(leads: int, *neighbours: tuple[int, int]) -> Net:
    """The drawing of a person with so many leads, and of (record, lead) pairs beside him."""
    row = RecordRow(1, "person", "Lê Thử", None, False, "active", 1, (), None, "1")
    lines = tuple(LeadLine(n, "mention", "new", "use", None, None, 0, n) for n in range(leads))
    near = tuple(Neighbour(record, "person", "Lê", lead, "mention") for record, lead in neighbours)
    return network.drawn(RecordView(row, Person("Lê Thử"), (), lines, near, (), (), {}))


def test_a_record_without_leads_has_no_drawing(shift: Shift) -> None:
    assert net(shift, shift.record()) == Net()


def test_a_place_and_a_person_of_one_lead_are_three_dots_and_two_lines(shift: Shift) -> None:
    hotspot, person = shift.record(), shift.record(RAW_PERSON)
    lead_id = mentioned(shift, RETAIL, hotspot, person)

    found = net(shift, hotspot)
    assert [(node.kind, node.id) for node in found.nodes] == [
        ("hotspot", hotspot),
        ("lead", lead_id),
        ("person", person),
    ]
    assert [line[4] for line in found.lines] == [False, False]
    assert net(shift, hotspot, "registry") == Net()


def test_what_is_confirmed_is_drawn_firm(shift: Shift) -> None:
    hotspot, person = shift.record(), shift.record(RAW_PERSON)
    lead_id = mentioned(shift, RETAIL, hotspot, person)
    link = next(one.id for one in shift.open("alice", lead_id).links if one.record_id == hotspot)
    links.confirm(shift.board, shift.viewer("alice"), lead_id, shift.lead(lead_id).version, link, "rõ")

    assert [line[4] for line in net(shift, hotspot).lines] == [True, False]
    assert [line[4] for line in net(shift, person).lines] == [False, True]


def test_a_record_of_several_leads_is_one_dot_with_several_lines(shift: Shift) -> None:
    hotspot, person = shift.record(), shift.record(RAW_PERSON)
    both = {mentioned(shift, text, hotspot, person) for text in (RETAIL, OTHER)}

    found = net(shift, hotspot)
    assert [node.id for node in found.nodes if node.kind == "person"] == [person]
    assert (len(both), len(found.nodes), len(found.lines)) == (2, 4, 4)


def test_no_more_leads_and_records_are_drawn_than_there_is_room_for() -> None:
    found = made(13, *((100 + n, n % 12) for n in range(15)), (100, 11), (114, 1))
    assert [sum(node.kind == kind for node in found.nodes) for kind in ("lead", "person")] == [12, 13]
    assert len(found.lines) == 12 + 12 + 1


@pytest.mark.parametrize("leads", [1, 2, 12])
def test_every_dot_lies_within_the_drawing_and_every_line_ends_at_two(leads: int) -> None:
    found = made(leads, *((100 + n, n % leads) for n in range(12)))
    spots = {(node.x, node.y) for node in found.nodes}
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in spots)
    assert all({line[:2], line[2:4]} <= spots for line in found.lines)


def test_names_at_the_drawings_sides_hang_inwards() -> None:
    for node in made(12, *((100 + n, n) for n in range(12))).nodes:
        ends = {"start": (node.x, node.x + 200), "end": (node.x - 200, node.x), "middle": (node.x - 100, node.x + 100)}
        assert 0 <= ends[node.anchor][0] < ends[node.anchor][1] <= WIDTH, node
