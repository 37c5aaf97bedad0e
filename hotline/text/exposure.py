"""What a text says about its sender: his own name, number, address, and how he is related to the person he speaks of.

These spans are shown to officers with care and are never indexed, suggested or prefilled (design 2, self-exposure).
"""

from hotline.text.findings import Span
from hotline.text.letters import set_of
from hotline.text.name_words import NameWords
from hotline.text.phrases import together
from hotline.text.scan import Scan

_SELF = set_of("tôi tui em cháu con mình tớ choa tau toi chau")
_NEAR = set_of("của cua cạnh canh gần gan sau trước sát kế")
_OTHER = set_of(
    "nó hắn họ nó no han ho ông bà anh chị thằng lão mụ gã y ong ba thang lao mu chúng bọn đám tụi ai người"
)
_HOME = set_of("ở sống trú ngụ dân người quê o song tru ngu dan nguoi que nhà nha")
_NEIGHBOUR = set_of("xóm xom")
_TELLS = set_of(
    "báo tố cáo phản ánh thấy biết nghe kể mua gặp ngang bao thay biet nghe ke mua gap qua đi phát hiện chộ"
)
_REACH = 7
_PREFIXES = set_of("xã phường thị trấn xa phuong thi tran số nhà so nha thuộc")


def senders_place(scan: Scan, lead: int) -> bool:
    """Whether the place that begins at token `lead` is said to be the sender's home ("tui ở …", "nhà tôi ở …")."""
    seen_home = passed = False
    for at in range(lead - 1, max(-1, lead - 1 - _REACH), -1):
        if scan.tokens[at].sentence != scan.tokens[lead].sentence:
            return False
        word = scan.tokens[at].toned
        if scan.taken[at] in ("hamlet", "place"):
            if passed:
                return False  # the place before belongs to another statement
            continue
        passed = passed or word not in _PREFIXES
        if scan.taken[at]:
            return False
        if word in _SELF and not _as_title(scan, at):
            return seen_home
        if (word in _OTHER and word not in ("người", "nguoi")) or word in _NEAR:
            return False
        if word in _NEIGHBOUR and at and scan.tokens[at - 1].folded == "hang":
            return False  # a neighbour of the matter speaks: the place is the matter's too
        if word in _TELLS:
            return False  # tôi báo tin ở …, em thấy ở …
        seen_home = seen_home or word in _HOME
    return False


def senders_venue(scan: Scan, lead: int) -> bool:
    """Whether the venue at token `lead` is the sender's own ("tôi là chủ một quán ăn", "tôi mở tạp hóa")."""
    for at in range(lead - 1, max(-1, lead - 6), -1):
        if scan.tokens[at].sentence != scan.tokens[lead].sentence or scan.taken[at] or scan.tokens[at].toned in _NEAR:
            return False
        if scan.tokens[at].toned in _SELF:
            return at + 1 < lead and scan.tokens[at + 1].folded in _OWNS
    return False


_OWNS = set_of("la mo ban lam thue co trong coi dung ngoi")


def _as_title(scan: Scan, at: int) -> bool:
    """em Hoa, cháu Toàn: the word is another's title, not the sender."""
    following = at + 1 < len(scan.tokens) and scan.taken[at + 1] == "person"
    before = scan.tokens[at - 1].toned if at else ""
    return following or before in ("chị", "anh", "bọn", "các", "mấy", "đứa", "trẻ")


def kinship_spans(scan: Scan, names: NameWords) -> list[Span]:
    """Spans like "chồng tôi", "em ruột cháu", "vợ chồng em": how the sender is related to somebody."""
    kin, loose = names.kin, frozenset() if scan.reading.marked else names.kin_folded
    found: list[Span] = []
    for end in range(1, len(scan.tokens)):
        if scan.tokens[end].toned not in _SELF_AFTER or scan.apart(end):
            continue
        for start in range(end - 1, max(-1, end - 4), -1):
            said = scan.tokens[start:end]
            phrase = tuple(token.toned for token in said)
            if (phrase in kin or phrase in loose) and together(scan.tokens, start, end + 1):
                found.append(scan.span(start, end + 1))
                break
    return found


_SELF_AFTER = set_of("tôi tui em cháu mình tớ choa toi chau tau")
