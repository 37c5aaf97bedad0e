"""Which stretches that could be a unit's name are places: bare names must not be a person's or an everyday word."""

from hotline.text.letters import set_of
from hotline.text.places import Mention, PlaceWords
from hotline.text.scan import Scan


def late(scan: Scan, mentions: list[Mention], kept: list[Mention]) -> list[Mention]:
    """The places with those that come right behind a person's name ("Tuấn sẹo Sơn Giang"), once persons are known."""
    known = {one.lead for one in kept}
    more = [
        one
        for one in mentions
        if one.lead not in known
        and one.lead > 0
        and scan.taken[one.lead - 1] == "person"
        and not any(scan.taken[one.lead : one.end])
        and one.exact
    ]
    for mention in more:
        scan.take(mention.lead, mention.end, "place")
    return sorted([*kept, *more], key=lambda one: one.lead)


def accepted(scan: Scan, mentions: list[Mention], words: PlaceWords) -> list[Mention]:
    """The mentions that are places: with a kind, or bare and neither a person's name nor an everyday word."""
    kept: list[Mention] = []
    leads = {mention.lead for mention in mentions}
    for mention in mentions:
        beside = bool(kept) and mention.lead - kept[-1].end <= 1
        following = mention.end in leads or mention.end + 1 in leads  # "Thanh Lộc, Can Lộc"
        if mention.prefix or mention.context or _bare(scan, mention, words, beside or following):
            kept.append(mention)
            scan.take(mention.lead, mention.end, "place")
    return kept


def _bare(scan: Scan, mention: Mention, words: PlaceWords, beside: bool) -> bool:
    start = mention.start
    tokens = scan.tokens[start : mention.end]
    marked = any(token.written_with_marks for token in tokens)
    context = beside or _led_to(scan, start, mention.end, words)
    if not mention.exact and not (context or scan.reading.voice):
        return False
    if _of_a_person(scan, mention, words):
        return False
    everyday = " ".join(token.folded for token in tokens) in words.everyday
    if marked and mention.exact:
        return context or not everyday or all(token.capital for token in tokens) or not scan.cased
    return context or not everyday


def _led_to(scan: Scan, start: int, end: int, words: PlaceWords) -> bool:
    """Whether the words before say that a place follows: ở, tại, người …, a hamlet, the head of the message."""
    stands_alone = scan.apart(start) and (end == len(scan.tokens) or scan.apart(end))
    if stands_alone:
        return True  # between two commas or stops: "…, Nam Điền"
    if start == 0:
        return _heads(scan, end)
    if scan.taken[start - 1] in ("hamlet", "landmark", "owner"):
        return True
    before = scan.tokens[start - 1]
    if scan.apart(start):
        return False
    return before.toned in words.before or (not scan.reading.marked and before.folded in _FOLDED_BEFORE)


def _heads(scan: Scan, end: int) -> bool:
    """The head of the message: "Nghèn: tối nào …", "Hộ Độ có mấy ông …"."""
    if end >= len(scan.tokens):
        return False
    goes_on = scan.tokens[end].folded in _AFTER_HEAD and all(token.capital for token in scan.tokens[:end])
    return scan.apart(end) or goes_on


_AFTER_HEAD = set_of("co dao dem toi may hay bua bay gio hom dang ngay cu")


_FOLDED_BEFORE = set_of(
    "o tai ve len xuong qua sang ben nguoi dan que tru goc vung khu phia thuoc tu den toi ngu cho lang"
)


def _of_a_person(scan: Scan, mention: Mention, words: PlaceWords) -> bool:
    """A family's name or a title right before a name that could be a person's."""
    start = mention.start
    last = scan.tokens[mention.end - 1].folded
    if last not in words.givens or start == 0 or scan.apart(start) or scan.taken[start - 1]:
        return False
    before = scan.tokens[start - 1]
    if before.folded == "dong" and start > 1 and scan.tokens[start - 2].folded in OUTSIDE:
        return False  # "ngoài đồng Cẩm Bình"
    if before.toned in words.strong_families and (before.capital or before.toned not in words.before):
        return True
    family = before.toned in words.toned_families if before.written_with_marks else before.folded in words.families
    if family and before.folded not in ("ha", "la", "quan", "xa", "tu", "lai"):
        return before.capital or not scan.reading.marked or scan.reading.voice
    if " ".join(token.folded for token in scan.tokens[start : mention.end]) not in words.everyday:
        return False
    if before.toned == "o" and not scan.reading.marked:
        return False  # ở without its mark
    return before.toned in words.person or (not scan.reading.marked and before.folded in _FOLDED_PERSON)


OUTSIDE = set_of("ngoai ra giua canh duoi xuong tren")
_FOLDED_PERSON = set_of("ong ba anh chi thang con co chu bac cau di mu lao em chau ten ga")
