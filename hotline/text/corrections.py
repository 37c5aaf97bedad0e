"""What a sender takes back: "X à không Y mới đúng", "nhầm, Y", "không phải X mà là Y". Pure."""

import itertools
from collections.abc import Sequence

from hotline.text.letters import set_of
from hotline.text.scan import Scan

_REACH = 5  # tokens between what was said wrongly and what is right
_SLIPS = set_of("nham lon quen")
_PAIRS = frozenset({("a", "khong"), ("xin", "loi"), ("o", "khong"), ("u", "khong"), ("ua", "khong")})
_LEADS = set_of("la o tai xa phuong ben")


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
