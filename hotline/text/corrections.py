"""What a sender takes back: "X à không Y mới đúng", "nhầm, Y", "không phải X mà là Y"; and whom he tells apart from the
one he means: "không phải ông Cảnh què bên Thọ Điền mô", "đừng lầm với X". Pure.
"""

import itertools
from collections.abc import Sequence

from hotline.text.letters import set_of
from hotline.text.scan import Scan

_REACH = 5  # tokens between what was said wrongly and what is right
_SLIPS = set_of("nham lon quen")
_PAIRS = frozenset({("a", "khong"), ("xin", "loi"), ("o", "khong"), ("u", "khong"), ("ua", "khong")})
_LEADS = set_of("la o tai xa phuong ben")
_UNLIKE = frozenset({("lam", "voi"), ("nham", "voi"), ("lan", "voi"), ("khac", "voi"), ("lon", "voi")})
_SOMEBODY = set_of("ông bà anh chị thằng mụ cô chú eng ả lão quán tiệm")
_SOMEBODY_PLAIN = set_of("ong anh thang quan tiem")  # without marks chi is chỉ, co is có, con is còn, ba is three
_NOT_ONLY = set_of("chi minh rieng moi")  # "không phải chỉ ông X": he is meant, and others too
_CLOSES = set_of("mà đâu mô nha nhé nhá nghe nì nè hè hi")  # with their marks: "ma" is a ghost and ma túy
_LONGEST = 9  # tokens of one who is told apart


def set_aside(scan: Scan) -> None:
    """Takes the words about somebody or a venue that the sender says he does not mean: they are of no finding."""
    for at in range(1, len(scan.tokens)):
        pair = scan.tokens[at - 1].folded, scan.tokens[at].folded
        if pair in _UNLIKE or pair == ("khong", "phai"):
            end = _end_of_other(scan, at + 1)
            if end > at + 1 and (pair in _UNLIKE or _is_somebody(scan, at + 1, end)):
                scan.take(at + 1, end, "apart")


def _end_of_other(scan: Scan, start: int) -> int:
    """Where the words about the other end: at a stop or at a particle that closes the denial."""
    end = start
    while end < min(len(scan.tokens), start + _LONGEST):
        if (end > start and scan.apart(end)) or scan.tokens[end].toned in _CLOSES:
            break
        end += 1
    return end


def _is_somebody(scan: Scan, start: int, end: int) -> bool:
    """ "không phải ông X", "không phải quán Y"; not "không phải bán lẻ", "không phải chỉ ông X", "… ông X thì ai"."""
    if start >= len(scan.tokens):
        return False
    first = scan.tokens[start]
    plain = not first.written_with_marks and not scan.reading.marked
    said = [token.folded for token in scan.tokens[start : end + 2]]
    if _NOT_ONLY.intersection(said) or ("thi", "ai") in itertools.pairwise(said):
        return False
    return first.folded in _SOMEBODY_PLAIN if plain else first.toned in _SOMEBODY


def taken_back(scan: Scan, spots: Sequence[tuple[int, int]]) -> set[int]:
    """Which findings of one kind, given as tokens (start, end) in order, their sender withdraws for another."""
    if len(spots) < 2:
        return set()
    return {at for at in range(len(spots)) if _denied(scan, spots[at][0]) or _replaced(scan, spots, at)}


def _denied(scan: Scan, start: int) -> bool:
    """ "không phải X", "chứ không X": said of the finding that begins here."""
    before = [token.folded for token in scan.tokens[max(0, start - 3) : start]]
    if before and before[-1] in _LEADS:
        before.pop()
    return before[-2:] in (["khong", "phai"], ["chu", "khong"])


def _replaced(scan: Scan, spots: Sequence[tuple[int, int]], at: int) -> bool:
    """A slip is confessed between this finding and the next, which is near."""
    if at + 1 >= len(spots):
        return False
    end, following = spots[at][1], spots[at + 1][0]
    if not 0 < following - end <= _REACH:
        return False
    between = [token.folded for token in scan.tokens[end:following]]
    if _SLIPS.intersection(between) or any(pair in _PAIRS for pair in itertools.pairwise(between)):
        return True
    return between[0] == "khong" and scan.apart(end) and between[1:2] != ["phai"]
