"""What a text says about its sender: his own name, number, address, and how he is related to the person he speaks of.

These spans are shown to officers with care and are never indexed, suggested or prefilled (design 2, self-exposure).
"""

from collections.abc import Sequence

from hotline.text.findings import Span
from hotline.text.letters import words
from hotline.text.scan import Scan

_SELF = words("tôi tui em cháu con mình tớ choa tau toi chau minh")
_OTHER = words("nó hắn họ nó no han ho ông bà anh chị thằng lão mụ gã y ong ba thang lao mu chúng bọn đám tụi ai người")
_HOME = words("ở sống trú ngụ dân người quê o song tru ngu dan nguoi que tại nhà nha")
_NEIGHBOUR = words("xóm xom")
_REACH = 7


def senders_place(scan: Scan, lead: int) -> bool:
    """Whether the place that begins at token `lead` is said to be the sender's home ("tui ở …", "nhà tôi ở …")."""
    seen_home = False
    for at in range(lead - 1, max(-1, lead - 1 - _REACH), -1):
        if scan.tokens[at].sentence != scan.tokens[lead].sentence:
            return False
        word = scan.tokens[at].toned
        if scan.taken[at] in ("hamlet", "place"):
            continue
        if scan.taken[at]:
            return False
        if word in _SELF and not _as_title(scan, at):
            return seen_home and not (at + 1 < lead and scan.tokens[at + 1].toned in ("thấy", "biết", "nghe", "thay", "biet"))
        if (word in _OTHER and word not in ("người", "nguoi")) or word in ("của", "cua", "cạnh", "canh", "gần", "gan"):
            return False
        if word in _NEIGHBOUR and at and scan.tokens[at - 1].folded == "hang":
            return False  # a neighbour of the matter speaks: the place is the matter's too
        seen_home = seen_home or word in _HOME
    return False


def _as_title(scan: Scan, at: int) -> bool:
    """em Hoa, cháu Toàn: the word is another's title, not the sender."""
    following = at + 1 < len(scan.tokens) and scan.taken[at + 1] == "person"
    before = scan.tokens[at - 1].toned if at else ""
    return following or before in ("chị", "anh", "bọn", "các", "mấy", "đứa", "trẻ")


def kinship_spans(scan: Scan, kin: Sequence[tuple[str, ...]], own: frozenset[str]) -> list[Span]:
    """Spans like "chồng tôi", "em ruột cháu", "là vợ của": how the sender is related to somebody."""
    found: list[Span] = []
    for at in range(len(scan.tokens)):
        for phrase in kin:
            end = at + len(phrase)
            if end < len(scan.tokens) and tuple(t.toned for t in scan.tokens[at:end]) == phrase:
                if scan.tokens[end].toned in own and not scan.apart(end):
                    found.append(scan.span(at, end + 1))
                    break
    return found
