"""Years of birth and ages: sn 1990, sinh năm 93, (…, 87), tuổi nhâm tuất 1982, năm mươi tuổi; with the person meant."""

from dataclasses import dataclass

from hotline.clock import local_year
from hotline.text.letters import set_of
from hotline.text.scan import Scan

_SELF = frozenset({"tôi", "tui", "em", "cháu", "mình", "toi", "chau", "minh"})


@dataclass(frozen=True, slots=True)
class Birth:
    """A year of birth said at tokens[start:end]."""

    start: int
    end: int
    year: int
    exact: bool
    mine: bool = False


def find_births(scan: Scan, at: int, name_ends: frozenset[int]) -> list[Birth]:
    """All years of birth. `at` is the moment of the text in epoch seconds; `name_ends` the tokens after names."""
    this_year = local_year(max(at, 0))
    found: list[Birth] = []
    for i, token in enumerate(scan.tokens):
        if token.number and scan.taken[i] in ("", "birth") and len(token.toned) <= 4:
            birth = _birth(scan, i, this_year, name_ends)
            if birth:
                scan.take(birth.start, birth.end, "birth")
                found.append(birth)
    return found


def _birth(scan: Scan, i: int, this_year: int, name_ends: frozenset[int]) -> Birth | None:
    number, following = int(scan.tokens[i].toned), scan.tokens[i + 1].folded if i + 1 < len(scan.tokens) else ""
    lead = _lead(scan, i)
    if following == "tuoi" or (following in ("may", "hon", "ngoai") and _word(scan, i + 2) == "tuoi"):
        return _age(scan, i, number, this_year, following)
    if lead < i or _behind_name(scan, i, name_ends, following):
        year = _year(scan.tokens[i].toned, this_year)
        if year:
            return Birth(lead, i + 1, year, True, _of_self(scan, lead))
    return None


def _lead(scan: Scan, i: int) -> int:
    """Where "sinh (năm)", "sn", "năm sinh", "tuổi nhâm tuất" before the number begins; `i` when nothing is there."""
    start = i
    while (
        start > 0
        and scan.taken[start - 1] != "person"
        and i - start < 3
        and _word(scan, start - 1) in ("nam", "sinh", "vao", "khoang", "chac", "tam", "hoi", "quang")
    ):
        start -= 1
    words = [_word(scan, at) for at in range(start, i)]
    if "sinh" in words:
        return start + words.index("sinh") if words[0] != "nam" else start
    if words == ["nam"] and scan.tokens[i].toned[0] in "56789" and _word(scan, start - 1) in ("no", "han", "ay"):
        return start
    if i >= 3 and _word(scan, i - 3) == "tuoi" and _word(scan, i - 1) in _BRANCHES:
        return i - 3
    return i


_BRANCHES = set_of("ty suu dan mao thin ti ngo mui than dau tuat hoi")


def _word(scan: Scan, at: int) -> str:
    return scan.tokens[at].folded if 0 <= at < len(scan.tokens) else ""


def _behind_name(scan: Scan, i: int, name_ends: frozenset[int], following: str) -> bool:
    """A bare number right behind a name, or behind it in brackets or after a comma: "Trần Bá Lợi (Lợi ba tai, 87)"."""
    if i not in name_ends or following in ("gio", "tuoi", "nghin", "trieu", "dua", "nguoi", "cai", "goi", "lan"):
        return False
    return len(scan.tokens[i].toned) in (2, 4) and scan.tokens[i].gap.strip(" ,(-–:/") == ""


def _year(digits: str, this_year: int) -> int | None:
    """The year that two or four digits mean, for somebody between 10 and 99 years of age."""
    number = int(digits)
    if len(digits) == 2:
        number += 2000 if 2000 + number <= this_year - 10 and number < 20 else 1900
    return number if len(digits) in (2, 4) and this_year - 99 <= number <= this_year - 8 else None


def _age(scan: Scan, i: int, number: int, this_year: int, following: str) -> Birth | None:
    if not 8 <= number <= 99:
        return None
    end = i + (2 if following == "tuoi" else 3)
    middle = 5 if following == "may" else 2 if following in ("hon", "ngoai") else 0
    return Birth(i, end, this_year - number - middle, False, _of_self(scan, i))


def _of_self(scan: Scan, lead: int) -> bool:
    """toi nay 70 tuoi, em sinh năm 2001: the number is the sender's."""
    for at in range(lead - 1, max(-1, lead - 5), -1):
        if scan.tokens[at].sentence != scan.tokens[lead].sentence or scan.taken[at] == "person":
            return False
        if scan.tokens[at].toned in _SELF:
            return not (
                at
                and scan.tokens[at - 1].folded
                in ("chong", "vo", "con", "em", "anh", "chi", "trai", "gai", "me", "bo", "cua")
            )
        if scan.tokens[at].folded in ("no", "han", "ong", "ba", "anh", "chi", "thang"):
            return False
    return False
