"""Full names: family, middle and given name, by capitals or by the lexicon; in small letters only with a cue."""

from hotline.text.bare_names import OUTSIDE
from hotline.text.letters import set_of
from hotline.text.name_words import (
    SURE_TITLES,
    NameWords,
    can_be,
    introduced,
    is_weak,
    misheard_as,
    title_before,
)
from hotline.text.phrases import together
from hotline.text.scan import Scan

_LONGEST = 4
_MIDDLES = set_of(
    "van thi duc huu cong dinh ba viet trong quoc the tien duy manh xuan sy danh dang khac canh ngoc thanh"
    " quang minh thuy thu kim bich dieu"
)
_CUES = set_of("nha la ten ong ba anh chi thang co chu bac o do cua doi tuong that sinh chau goi")
_KEPT = set_of("tiem quan nha tro shop xe tau thuyen hang no lo de thau cua kho xuong bai tiec san ho dam may hieu")
_NO_NAME = set_of("toi em con no ho la co ai sao thi ma dau ta minh nha day do ra di")


def full_name(scan: Scan, words: NameWords, start: int, led: bool) -> int:
    """The end of the full name that begins at `start`, 0 when none does. `led`: a title stands before it."""
    family = can_be(scan, words.families, start)
    if (not family and not misheard_as(scan, words.families, start)) or _everyday(scan, start):
        return 0
    for end in range(min(start + _LONGEST, len(scan.tokens)), start + 1, -1):
        tokens = scan.tokens[start:end]
        if any(scan.taken[start:end]) or not together(scan.tokens, start, end) or any(t.number for t in tokens):
            continue
        if end - start == 2 and f"{tokens[0].toned} {tokens[1].toned}" in words.compounds:
            return 0
        if family and (_by_capitals(scan, words, start, end) or _by_lexicon(scan, words, start, end, led)):
            return end
        if end - start == 3 and _misheard(scan, words, start, led):
            return end
    return 0


def _everyday(scan: Scan, start: int) -> bool:
    """ "ngoài đồng Cẩm Bình", "đi ô tô tới", "thằng chủ tiệm": words that look like a family's name."""
    before = scan.tokens[start - 1].folded if start else ""
    following = scan.tokens[start + 1] if start + 1 < len(scan.tokens) else None
    word = scan.tokens[start].folded
    if word == "dong":
        return before in OUTSIDE
    if word == "to":
        return before == "o"
    return word == "chu" and following is not None and not following.capital and following.folded in _KEPT


def _misheard(scan: Scan, words: NameWords, start: int, led: bool) -> bool:
    """A name of three syllables, one of them misheard or misspelt, with a cue: chần đức long, nguyễn văn xơn."""
    tables = (words.families, words.middles, words.givens)
    sure = [can_be(scan, table, start + part) for part, table in enumerate(tables)]
    if sum(sure) != 2 or not scan.reading.marked or any(token.number for token in scan.tokens[start : start + 3]):
        return False
    wrong = sure.index(False)
    cued = led or born_follows(scan, start + 3) or introduced(scan, words, start)
    return (cued or scan.tokens[start].capital) and misheard_as(scan, tables[wrong], start + wrong)


def _by_capitals(scan: Scan, words: NameWords, start: int, end: int) -> bool:
    """Written with capitals, and what follows is not: the name ends where the capitals do."""
    tokens = scan.tokens[start:end]
    if not all(token.capital and not token.expanded for token in tokens):
        return False
    following = scan.tokens[end] if end < len(scan.tokens) else None
    goes_on = following is not None and following.capital and not scan.apart(end) and not scan.taken[end]
    if goes_on and end - start < _LONGEST and not words.nicknames.at(scan.tokens, scan.keys, end):
        return False
    return not scan.shouted and (end - start > 2 or (start > 0 and can_be(scan, words.givens, end - 1)))


def _by_lexicon(scan: Scan, words: NameWords, start: int, end: int, led: bool) -> bool:
    """All syllables are names, the last a given one; everyday words need a cue."""
    if not all(can_be(scan, words.inner, at) for at in range(start + 1, end - 1)):
        return False
    if not can_be(scan, words.givens, end - 1) or _is_birth(scan, end - 1):
        return False
    lower = not all(token.capital for token in scan.tokens[start:end])
    if lower and end - start > 2 and all(token.capital for token in scan.tokens[start : end - 1]):
        return False  # "Nguyen Tuong Vy nhan tien": the capitals end before the last word
    if lower and all(token.capital for token in scan.tokens[start + 1 : end]):
        return False  # "la Pham Minh Dat": they begin behind the first
    if lower and end - start == 4 and scan.tokens[start + 1].folded == "van" and not scan.reading.marked:
        return False  # "le van hung dang ban": no man's name has four syllables with Văn
    cued = _cued(scan, words, start, end)
    if lower and (scan.cased or not scan.reading.marked) and not cued:
        return False
    if cued or led or end - start >= 4 or _after_cue(scan, start):
        return True
    sure = not is_weak(scan, words.weak_families, start)
    if end - start == 3:
        middle = scan.tokens[start + 1].folded in _MIDDLES
        return sure or middle or not is_weak(scan, words.weak_givens, end - 1)
    return sure and not is_weak(scan, words.weak_givens, end - 1)


def _is_birth(scan: Scan, at: int) -> bool:
    """The word "sinh" before a year is no name."""
    following = scan.tokens[at + 1] if at + 1 < len(scan.tokens) else None
    return (
        scan.tokens[at].folded == "sinh" and following is not None and (following.number or following.folded == "nam")
    )


def _cued(scan: Scan, words: NameWords, start: int, end: int) -> bool:
    """Whether a sure cue stands beside: a year, a bracket, "tên", a title, or the middle name Văn or Thị."""
    if end < len(scan.tokens) and scan.tokens[end].gap.strip() == "(":
        return True
    if born_follows(scan, end) or introduced(scan, words, start) or scan.tokens[start].gap.strip() in ("(", ":", '"'):
        return True
    if title_before(scan, words, start) in SURE_TITLES:
        return True
    if end - start < 3 or scan.tokens[end - 1].folded in _NO_NAME:
        return False
    before = scan.tokens[start - 1].folded if start else ""
    alone = (start == 0 or scan.apart(start) or before in ("nha", "cua", "la")) and _closes(scan, end)
    if alone and scan.tokens[start].folded in _FAMILIES and scan.tokens[start + 1].folded in _MIDDLES:
        return True
    return scan.tokens[start + 1].folded in ("van", "thi") and before != "tu"  # tự nguyện thì …


def _closes(scan: Scan, end: int) -> bool:
    """Whether a stop or a place comes behind."""
    return end >= len(scan.tokens) or scan.apart(end) or scan.taken[end] in ("place", "hamlet")


_FAMILIES = set_of(
    "nguyen tran pham bui dang dinh phan hoang huynh ngo le vo duong doan truong dau bien kieu luong trinh"
)


def _after_cue(scan: Scan, start: int) -> bool:
    return start > 0 and scan.tokens[start - 1].folded in _CUES


def born_follows(scan: Scan, end: int) -> bool:
    """Whether a year of birth or another name follows: sinh …, 93, biệt danh …, tức …, thường gọi …"""
    if end >= len(scan.tokens):
        return False
    token = scan.tokens[end]
    following = scan.tokens[end + 1].folded if end + 1 < len(scan.tokens) else ""
    if token.folded in ("sinh", "tuoi", "tuc", "aka"):
        return True
    if token.folded in ("biet", "thuong", "hay", "con", "ten", "bi"):
        return following in ("danh", "goi", "keu", "duoc", "thuong")
    return token.number and len(token.toned) in (2, 4) and following not in ("gio", "nguoi", "dua", "nghin", "trieu")
