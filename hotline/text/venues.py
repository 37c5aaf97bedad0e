"""The names of venues: where the name behind "karaoke", "nhà nghỉ", "quán" ends, and names said without their kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.text.letters import set_of
from hotline.text.phrases import Phrases, together
from hotline.text.scan import Scan

_LONGEST = 3
_QUOTES = " \"“”'‘’:"
_LED = set_of(
    "gần tới đến ở tại vào trước cửa quán hẹn ra chỗ sau cạnh bên vô gan toi den o tai vao truoc cua hen canh"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of the taxonomy. `short` kinds are everyday words too."""

    kind: str  # folded
    sort: str  # venue | spot | object | house
    short: bool
    said: str = ""  # the words it was said with, folded and rightly spelt
    named: bool = False  # an object that may bear a name of its own


@dataclass(frozen=True, slots=True)
class LandmarkWords:
    """landmarks.toml ready for matching."""

    kinds: Phrases[Kind]
    near: Phrases[str]
    traits: Phrases[str]
    names: Phrases[str]
    heard: Phrases[str]
    firsts: frozenset[str]  # the keys that begin a kind or a name
    stops: frozenset[str]
    folded_stops: frozenset[str]
    givens: frozenset[str]  # folded given names: whom a venue may be called after


def venue_name(
    scan: Scan, words: LandmarkWords, kind: Kind, start: int, end: int, ends: Sequence[int]
) -> tuple[int, int] | None:
    """(start, end) of the name that belongs to the kind at tokens[start:end]; an empty stretch when it has none.

    None: a short kind ("quán", "tiệm") without a name is no landmark. `ends` as in places.place_ends.
    """
    name = end + 1 if scan.says(end, ("tên", "hiệu")) and not scan.apart(end) else end
    known = known_name(scan, words, end - 1) if kind.kind == "quan game" else 0
    if known > end:
        return end - 1, known  # quán net pro: "net" belongs to the kind and to the name
    known = known_name(scan, words, name)
    if known > name:
        return name, known
    stop = name
    while stop < len(scan.tokens) and stop - name < _LONGEST and not _ends(scan, words, name, stop, ends):
        stop += 1
    if stop > name and ends[name] and not _another_place(scan, ends, name, ends[name]):
        stop = name  # the only commune of the text is no venue's name
    owner = _owner(scan, words, name) if stop == name else 0
    if owner:
        return name, owner
    if kind.short:
        capital = stop > name and scan.tokens[name].capital and (scan.cased or not scan.reading.marked)
        return (name, stop) if capital else None
    return (name, stop) if stop > name else _before(scan, words, start) or (end, end)


def _owner(scan: Scan, words: LandmarkWords, at: int) -> int:
    """The end of "chú Thìn", "bà Liên" at `at`: a venue called after the one who keeps it; 0 otherwise."""
    if at + 1 >= len(scan.tokens) or scan.apart(at) or scan.apart(at + 1) or any(scan.taken[at : at + 2]):
        return 0
    title, given = scan.tokens[at], scan.tokens[at + 1]
    if title.written not in _KEEPERS and not (not scan.reading.marked and title.folded in _FOLDED_KEEPERS):
        return 0
    if given.toned in _NO_KEEPER or _is_named_so(scan, at):
        return 0
    if given.capital:
        return at + 2
    loose = title.folded == "co" and not title.written_with_marks and given.folded in _AFTER_HAVING
    return at + 2 if given.folded in words.givens and not loose else 0


def _is_named_so(scan: Scan, title: int) -> bool:
    """ "karaoke Anh Trang": with a capital the title is a part of the venue's name, which may be Ánh Trăng."""
    return scan.cased and not scan.shouted and scan.tokens[title].capital


_NO_KEEPER = set_of("ta ấy đó này kia nào chủ hàng con cháu già bán hay em")
_AFTER_HAVING = set_of("hai ba bon nam sau bay tam tu an thu hang the chi ai nhieu may con tien dong")
_KEEPERS = set_of("ông bà cô chú bác anh chị o mụ mệ dì cậu thím lão ả eng")
_FOLDED_KEEPERS = set_of("ong ba chu bac anh chi co")


def is_owner(scan: Scan, start: int, end: int) -> bool:
    """Whether the name tokens[start:end] begins with a title."""
    return (
        end - start == 2
        and not _is_named_so(scan, start)
        and (
            scan.tokens[start].written in _KEEPERS
            or (not scan.reading.marked and scan.tokens[start].folded in _FOLDED_KEEPERS)
        )
    )


def known_name(scan: Scan, words: LandmarkWords, start: int) -> int:
    """The end of a well-known name that begins at `start`, 0 when none does."""
    if start >= len(scan.tokens) or (scan.apart(start) and scan.tokens[start].gap.strip(_QUOTES) != ""):
        return 0
    found = [table.at(scan.tokens, scan.keys, start) for table in (words.heard, words.names)]
    return max((one.end for one in found if one and not any(scan.taken[start : one.end])), default=0)


def _before(scan: Scan, words: LandmarkWords, kind: int) -> tuple[int, int] | None:
    """A well-known name of several syllables said before its kind: "trung nguyên coffee"."""
    for start in range(max(0, kind - _LONGEST), kind - 1):
        known = words.names.at(scan.tokens, scan.keys, start)
        if known and known.end == kind and not any(scan.taken[start:kind]) and together(scan.tokens, start, kind + 1):
            return start, kind
    return None


def _another_place(scan: Scan, ends: Sequence[int], start: int, end: int) -> bool:
    return any(ends[at] and not start <= at < end and not scan.taken[at] for at in range(len(scan.tokens)))


def _ends(scan: Scan, words: LandmarkWords, start: int, at: int, ends: Sequence[int]) -> bool:
    token, first = scan.tokens[at], scan.tokens[start]
    if scan.taken[at] or (scan.apart(at) and (at > start or token.gap.strip(_QUOTES) != "")):
        return True
    loose = not token.written_with_marks and not scan.reading.marked and token.folded in words.folded_stops
    if token.toned in words.stops or token.written in words.stops or loose:
        return not (token.capital and scan.cased)
    if at > start and (ends[at] or (first.capital and not token.capital and not token.number)):
        return True
    return at - start >= 2 and not (first.capital and token.capital)


def bare_venue(scan: Scan, words: LandmarkWords, at: int, ends: Sequence[int]) -> int:
    """The end of a well-known venue's name said alone: "hẹn tới Sao Đêm", "cuoi tuan Song Vang Thien Cam"."""
    token = scan.tokens[at]
    if not token.capital or at == 0 or ends[at] or scan.apart(at) or not scan.cased:
        return 0
    end = known_name(scan, words, at)
    if end - at < 2 or not all(one.capital or one.number for one in scan.tokens[at:end]):
        return 0
    led = scan.tokens[at - 1].toned in _LED or (ends[end] and not scan.apart(end) and not scan.tokens[at - 1].capital)
    return end if led else 0
