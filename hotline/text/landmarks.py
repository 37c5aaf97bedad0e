"""Venues and spots: karaoke Queen, nhà nghỉ Phú Quý, bãi đất trống gần lò gạch cũ, nhà cạnh trạm y tế, bến xe khách.

A venue has a name of its own (hotline.text.venues); a spot is named by what it is near to. `kind` and `name` are
folded; joining words (gần, cạnh, sau) are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from hotline.text.findings import Landmark
from hotline.text.letters import fold, set_of
from hotline.text.phonetics import misheard_phrases
from hotline.text.phrases import Found, Phrases
from hotline.text.scan import Scan
from hotline.text.venues import Kind, LandmarkWords, bare_venue, is_owner, known_name, venue_name

_THINGS = frozenset({"net", "game", "bar", "spa", "pub", "hotel"})  # one word that names a thing as often as a place
_MIDDLES = set_of(
    "van thi dinh dang sy si xuan viet duc huu quang minh ngoc trong quoc cong ba thanh phuc manh hoang tuan the tien"
)
_NAMED_IN_SPEECH = frozenset({"suoi", "deo", "tram bom"})
_NAMES_TOO = set_of("bac hoa ngoc phat mai gio hai thanh sen pho moc")  # stops that, folded, are names as well


class KindLike(Protocol):
    """What a kind of the catalog offers."""

    @property
    def kind(self) -> str: ...
    @property
    def sort(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def short(self) -> bool: ...
    @property
    def named(self) -> bool: ...


def build_landmarks(
    kinds: Iterable[KindLike],
    near: Iterable[str],
    traits: Iterable[str],
    names: Iterable[str],
    stops: Iterable[str],
    heard: Mapping[str, str],
    givens: Iterable[str],
) -> LandmarkWords:
    """Make config.catalog.lexicon.LandmarksData ready."""
    listed = [
        (word, Kind(fold(kind.kind), kind.sort, kind.short, fold(word), kind.named))
        for kind in kinds
        for word in kind.words
    ]
    closed = frozenset(word for phrase in stops for word in phrase.split())
    known = tuple(names)
    said = {name.lower() for name in known}
    wrong = (
        (variant, fold(name)) for name in known for variant in misheard_phrases(name.lower()) if variant not in said
    )
    sorts = Phrases([*listed, *((variant, kind) for word, kind in listed for variant in misheard_phrases(word))])
    called = Phrases((name, fold(name)) for name in known)
    misspelt = Phrases([*((spelt, fold(meant)) for spelt, meant in heard.items()), *wrong])
    return LandmarkWords(
        sorts,
        Phrases((word, fold(word)) for word in near),
        Phrases((word, fold(word)) for word in traits),
        called,
        misspelt,
        sorts.firsts | called.firsts | misspelt.firsts,
        closed,
        frozenset(fold(word) for word in closed) - _NAMES_TOO,
        frozenset(fold(name) for name in givens),
    )


def find_landmarks(scan: Scan, words: LandmarkWords, place_starts: Sequence[int]) -> list[Landmark]:
    """All venues and spots, left to right. `place_starts` as in find_hamlets."""
    found: list[Landmark] = []
    at = 0
    while at < len(scan.tokens):
        if scan.keys[at] not in words.firsts:
            at += 1
            continue
        kind = None if scan.taken[at] else words.kinds.at(scan.tokens, scan.keys, at)
        if kind is not None and (_half_capital(scan, kind) or _of_keeper(scan, words, kind)):
            kind = None
        inside = (
            kind is not None
            and kind.value.short
            and any(place_starts[back] > at for back in range(max(0, at - 3), at + 1))
        )
        if kind is None or inside or any(scan.taken[at : kind.end]):
            end = bare_venue(scan, words, at, place_starts) if not scan.taken[at] else 0
            if end:
                found.append(_taken(scan, words, "", at, at, at, end))
            at = end or at + 1
            continue
        landmark = _landmark(scan, words, kind, place_starts)
        if landmark:
            found.append(landmark)
        at = (
            next((i for i in range(at + 1, len(scan.tokens)) if not scan.taken[i]), len(scan.tokens))
            if landmark
            else at + 1
        )
    return found


def _half_capital(scan: Scan, kind: Found[Kind]) -> bool:
    """ "nha Hoang Quoc Dung": a capital inside the kind begins a name."""
    tokens = scan.tokens[kind.start : kind.end]
    return not tokens[0].capital and any(token.capital and not token.expanded for token in tokens[1:])


def _of_keeper(scan: Scan, words: LandmarkWords, kind: Found[Kind]) -> bool:
    """ "chủ quán Lê Đăng Kỳ": the keeper's name, not the venue's."""
    name = scan.tokens[kind.end : kind.end + 4]
    if len(name) < 3 or not all(token.capital for token in name[:3]) or scan.apart(kind.end):
        return False
    led = kind.start > 0 and scan.tokens[kind.start - 1].folded == "chu" and not scan.apart(kind.start)
    full = name if len(name) > 3 and name[3].capital else name[:3]
    return led and full[-1].folded in words.givens and full[1].folded in _MIDDLES


def _landmark(scan: Scan, words: LandmarkWords, kind: Found[Kind], place_starts: Sequence[int]) -> Landmark | None:
    """The landmark whose kind stands at tokens[kind.start:kind.end]."""
    name = kind.value.kind
    if kind.value.sort == "venue":
        found = venue_name(scan, words, kind.value, kind.start, kind.end, place_starts)
        again = words.kinds.at(scan.tokens, scan.keys, found[1]) if found and found[1] < len(scan.tokens) else None
        if kind.value.short and again and again.value.sort == "venue" and found:
            name, kind = again.value.kind, Found(kind.start, kind.end, again.value)  # tiệm Phát Đạt cầm đồ
            scan.take(again.start, again.end, "landmark")
        if found is None or (found[0] == found[1] and scan.keys[kind.start] in _THINGS):
            return None
        return _taken(scan, words, name, kind.start, kind.end, *found)
    if kind.value.short and not _meant(scan, words, kind, place_starts):
        return None
    if kind.value.sort == "object":
        return _taken(scan, words, name, kind.start, kind.end, kind.end, _object_end(scan, words, kind, place_starts))
    start, end, near = _spot_name(scan, words, kind, place_starts)
    if kind.value.sort == "house" and not near:
        return None
    return _taken(scan, words, name, kind.start, kind.end, start, end)


def _taken(scan: Scan, words: LandmarkWords, kind: str, start: int, end: int, name: int, name_end: int) -> Landmark:
    """The landmark of kind tokens[start:end] and name tokens[name:name_end]; both are taken from the readers after."""
    heard = words.heard.at(scan.tokens, scan.keys, name) if name < name_end else None
    tokens = scan.tokens[name:name_end]
    said = heard.value if heard and heard.end == name_end else " ".join(token.folded for token in tokens)
    near = words.kinds.at(scan.tokens, scan.keys, name) if name < name_end else None
    if near and near.end <= name_end and near.value.sort == "object":
        said = " ".join((near.value.said, *(token.folded for token in scan.tokens[near.end : name_end])))
    marked = heard is None and scan.reading.marked
    scan.take(start, end, "landmark")
    if is_owner(scan, name, name_end):
        scan.take(name, name_end, "owner")  # left for the reader of persons
    else:
        scan.take(name, name_end, "landmark")
    apart = name_end > name and (name > end + 1 or name_end <= start)
    spans = (
        (scan.span(start, end), scan.span(name, name_end))
        if apart
        else (scan.span(min(start, name), max(end, name_end)),)
    )
    return Landmark(kind, said, " ".join(token.toned for token in tokens) if marked else "", spans)


def _meant(scan: Scan, words: LandmarkWords, kind: Found[Kind], place_starts: Sequence[int]) -> bool:
    """Whether a short everyday word is a place here: it has a trait or a name, or something is near to it."""
    first = scan.tokens[kind.start]
    if first.folded == "ho" and kind.end == kind.start + 1 and _family(scan, kind.start):
        return False
    if not first.written_with_marks:  # cho is not chợ, den is not đền
        after = scan.tokens[kind.end].folded if kind.end < len(scan.tokens) else ""
        return first.folded == "truong" and after == "cap" and not scan.reading.marked
    if kind.value.sort == "spot" or kind.end - kind.start > 1:
        return True
    if _object_end(scan, words, kind, place_starts) > kind.end:
        return True
    before = words.near.at(scan.tokens, scan.keys, kind.start - 1) if kind.start else None
    return before is not None and before.end == kind.start and scan.tokens[kind.start].written_with_marks


def _family(scan: Scan, at: int) -> bool:
    """ "chủ quán là Hồ Sĩ Quyền", "thằng hồ văn tám": no lake, a name."""
    before = scan.tokens[at - 1].folded if at else ""
    middle = scan.tokens[at + 1].toned if at + 2 < len(scan.tokens) else ""
    return middle in _MIDDLE_NAMES and (before in _BEFORE_NAMES or scan.tokens[at + 1].capital)


_MIDDLE_NAMES = set_of("thị văn sĩ sỹ đình xuân viết đức hữu quang minh ngọc trọng quốc công phi bá thanh phúc mạnh")
_BEFORE_NAMES = set_of("la ten anh em ong ba chi thang co chu bac cau con ke lao mu ga doi tuong ho goi ban")


def _traits_end(scan: Scan, words: LandmarkWords, at: int) -> int:
    while at < len(scan.tokens) and not scan.apart(at):
        trait = words.traits.at(scan.tokens, scan.keys, at) or words.heard.at(scan.tokens, scan.keys, at)
        if trait is None:
            break
        at = trait.end
    return at


def _object_end(scan: Scan, words: LandmarkWords, kind: Found[Kind], place_starts: Sequence[int]) -> int:
    """The end of an object with its traits, or with the name it bears: suối Nước Sốt, chợ Đình Sơn, đèo Ngang."""
    end = _traits_end(scan, words, kind.end)
    if end > kind.end or not kind.value.named:
        return end
    lower = not scan.cased and kind.value.kind in _NAMED_IN_SPEECH
    while end < len(scan.tokens) and end - kind.end < 2 and not scan.apart(end) and not scan.taken[end]:
        token = scan.tokens[end]
        ends = token.number or token.expanded or token.toned in words.stops or place_starts[end]
        if ends or not (lower or (scan.cased and token.capital)):
            break
        end += 1
    goes_on = end < len(scan.tokens) and scan.tokens[end].capital and not scan.apart(end) and not place_starts[end]
    return kind.end if goes_on and end - kind.end == 2 else end


def _spot_name(
    scan: Scan, words: LandmarkWords, kind: Found[Kind], place_starts: Sequence[int]
) -> tuple[int, int, bool]:
    """(start, end, near something) of what describes a spot: its traits, or the object that it is near to."""
    end = _traits_end(scan, words, kind.end)
    reach = 5 if kind.value.sort == "house" else 2
    for at in range(end, min(end + reach, len(scan.tokens))):
        if scan.apart(at) or scan.taken[at]:
            break
        near = words.near.at(scan.tokens, scan.keys, at)
        loose = kind.value.sort == "spot"
        found = _object_at(scan, words, near.end, loose, place_starts) if near else None
        found = found or _end_of_hamlet(scan, words, at)
        if found is None and at == end and loose:
            found = _object_at(scan, words, at, loose, place_starts, bare=False)
        if found:
            return found[0], found[1], True
    if kind.value.kind == "chan cau" and end == kind.end:
        end = _bridge(scan, words, end, place_starts)
    return kind.end, end, False


def _end_of_hamlet(scan: Scan, words: LandmarkWords, at: int) -> tuple[int, int] | None:
    """ "nhà hoang cuối xóm": needs no joining word."""
    found = words.kinds.at(scan.tokens, scan.keys, at)
    return (at, found.end) if found and found.value.kind in ("cuoi xom", "dau xom") else None


def _object_at(
    scan: Scan, words: LandmarkWords, at: int, loose: bool, place_starts: Sequence[int], *, bare: bool = True
) -> tuple[int, int] | None:
    """(start, end) of the object that a spot is near to: "lò gạch cũ", "trường cấp 2"; not `bare`: only with a name."""
    again = words.near.at(scan.tokens, scan.keys, at) if at < len(scan.tokens) else None
    deeper = _object_at(scan, words, again.end, loose, place_starts, bare=bare) if again else None
    if deeper:
        return deeper
    if at < len(scan.tokens) and scan.tokens[at].folded in ("cai", "con", "khu", "ngay") and not scan.taken[at]:
        at += 1
    found = words.kinds.at(scan.tokens, scan.keys, at) if at < len(scan.tokens) else None
    if found is None or found.value.sort == "house" or any(scan.taken[at : found.end]) or scan.apart(at):
        return None
    end = _object_end(scan, words, found, place_starts)
    if not bare and (end == found.end or found.value.sort != "object"):
        return None
    unmarked = not scan.tokens[at].written_with_marks and (scan.reading.marked or not loose)
    everyday = found.value.short and end == at + 1 and unmarked
    return None if everyday or found.value.sort == "venue" else (at, end)


def _bridge(scan: Scan, words: LandmarkWords, at: int, place_starts: Sequence[int]) -> int:
    """The end of a bridge's name: one or two syllables (chân cầu Phủ, gầm cầu Linh Cảm), or a well-known one."""
    known = known_name(scan, words, at)
    if known > at:
        return known
    end = at
    while end < len(scan.tokens) and end - at < 2 and not scan.apart(end) and not scan.taken[end]:
        token = scan.tokens[end]
        stop = token.toned in words.stops or (end > at and token.folded in words.folded_stops) or token.folded == "tdp"
        if stop or (
            end > at
            and ((place_starts[end] and not place_starts[end + 1]) or (scan.tokens[at].capital and not token.capital))
        ):
            break
        end += 1
    return end
