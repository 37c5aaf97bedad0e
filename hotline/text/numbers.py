"""Numbers spoken as words become digits: "không chín một hai" → 0912, "ba mươi tám" → 38, "sinh chín ba" → 93.

A lone number word is read only beside a word that counts (xóm ba, mười giờ), because hai, ba, năm, không are words too.
"""

from dataclasses import replace

from hotline.text.letters import set_of
from hotline.text.token import Token

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "linh": 0, "lẻ": 0,
}  # fmt: skip
_TENS = ("mười", "mươi")
_WORDS = frozenset((*_DIGITS, *_TENS))  # no run begins with another
_ONLY_INSIDE = set_of("mốt tư lăm nhăm linh lẻ")
_BEFORE = set_of(
    "xóm thôn tổ phố ngõ ngách kiệt hẻm đội lớp cấp khối số khu xã đường tiểu bản ấp cụm kim phòng tầng quận mazda"
)
_AFTER = set_of("giờ tuổi rưỡi triệu nghìn ngàn chục trăm phút gam tép lạng ký cân kg")
_COUNTED = _AFTER | set_of(
    "đứa thằng người ngày bữa lần tháng tuần chiếc cái con ông bà hôm nhà năm em cháu chú anh thanh tên đối viên gói"
    " bịch tiếng bận nhóm xe bọn mẹ cha vợ vị bên hộ lượt vụ cô mạ bố chị bé mặt miệng ngón chân tay tai nghề mùa que"
    " kẻ họ đồng cậu thầy gã tụi đoạn phía cây thứ loại"
)
_PLATE_LETTERS = set_of("a bê bờ xê cờ đê dê đờ ép gờ hát ca ka e l m lờ mờ")
_NOT_A_DIGIT = set_of("nay trước sau qua ngoái nữa rồi")  # ba năm nay: three years, not 3 and 5
_MOBILE = 10


def digits_of(tokens: list[Token], *, free: bool, marked: bool) -> list[Token]:
    """Number words as digit tokens. `free`: a transcript; any other text must be `marked`."""
    if not free and not marked:
        return tokens
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].toned not in _WORDS:
            out.append(tokens[at])
            at += 1
            continue
        end = _run_end(tokens, at)
        numbers = _read_run(tokens, at, end) if end > at else []
        out.extend(numbers or tokens[at : at + 1])
        at = end if numbers else at + 1
    return out


def _value(token: Token) -> int | None:
    return _DIGITS.get(token.toned) if token.written_with_marks or token.toned in ("hai", "ba") else None


def _run_end(tokens: list[Token], start: int) -> int:
    """End of the run of number words that begins at `start`; `start` itself when none does."""
    if tokens[start].toned in _ONLY_INSIDE and not (start and tokens[start - 1].number):
        return start
    at = start
    while at < len(tokens) and at - start < 40:
        token = tokens[at]
        if _value(token) is None and token.toned not in _TENS:
            break
        if at > start and token.gap.strip():
            break
        at += 1
    return _trim(tokens, start, at)


def _trim(tokens: list[Token], start: int, end: int) -> int:
    """Without the không, năm or ba at the edges that are words and no digits."""
    born = _led_by_birth(tokens, start)
    if tokens[start].toned == "không" and end - start < 4 and not (born and end - start == 2):
        return start
    after = tokens[end].toned if end < len(tokens) else ""
    while end - start > 1 and tokens[end - 1].toned == "không":
        digits = end - start - (tokens[start].toned == "năm" and born)  # sinh năm …: the first năm is the year
        full = tokens[start].toned == "không" and digits <= _MOBILE
        plate = start > 0 and tokens[start - 1].toned in _PLATE_LETTERS and digits in (5, 6)
        if full or plate or (born and digits in (2, 4)):
            break
        end -= 1
    while end - start > 1 and tokens[end - 1].toned in _ONLY_INSIDE - {"tư", "mốt", "lăm", "nhăm"}:
        end -= 1
    if end - start >= 2 and tokens[end - 1].toned == "năm" and after in _NOT_A_DIGIT:
        end -= 1
    if end - start == 2 and tokens[end - 1].toned == "năm" and after not in _AFTER and not _led_by_birth(tokens, start):
        end -= 1
    return end


def _led_by_birth(tokens: list[Token], start: int) -> bool:
    return start > 0 and tokens[start - 1].toned in _PLATE_LETTERS | {"sinh", "năm", "số", "điểm", "thoại"}


def _read_run(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The digit tokens of a run, or nothing when its words are no numbers here."""
    if tokens[start].toned == "năm" and start and tokens[start - 1].toned == "sinh" and end - start > 1:
        return [tokens[start], *_read_run(tokens, start + 1, end)]  # sinh năm chín ba: the year of birth
    before = tokens[start - 1].toned if start else ""
    after = tokens[end].toned if end < len(tokens) else ""
    if end - start == 1 and tokens[start].toned != "mười":
        wanted = (before in _BEFORE and tokens[start].toned != "không") or after in _AFTER
        return [_digit(tokens[start:end], str(_value(tokens[start])))] if wanted else []
    groups = _groups(tokens[start:end])
    return _joined(tokens, start, end, groups, _apart(groups, before, after))


def _groups(run: list[Token]) -> list[tuple[int, int, str]]:
    """(from, to, digits) of a run: mười and mươi make two digits, everything else one."""
    groups: list[tuple[int, int, str]] = []
    at = 0
    while at < len(run):
        value, following = _value(run[at]), run[at + 1].toned if at + 1 < len(run) else ""
        tens = following == "mươi" and value is not None
        if run[at].toned in _TENS or tens:
            size = 2 if tens else 1
            unit = _value(run[at + size]) if at + size < len(run) and not _tens_ahead(run, at + size) else None
            groups.append((at, at + size + (unit is not None), f"{value if tens else 1}{unit or 0}"))
            at = groups[-1][1]
        else:
            groups.append((at, at + 1, str(value)))
            at += 1
    return groups


def _tens_ahead(run: list[Token], at: int) -> bool:
    return at + 1 < len(run) and run[at + 1].toned == "mươi"


def _apart(groups: list[tuple[int, int, str]], before: str, after: str) -> bool:
    """True when two or three numbers stand for a range (năm sáu giờ, hai ba đứa), not for one number."""
    if any(len(digits) == 2 for _, _, digits in groups):
        return True
    return len(groups) == 2 and after in _COUNTED and before not in ("sinh", "năm")


def _joined(tokens: list[Token], start: int, end: int, groups: list[tuple[int, int, str]], apart: bool) -> list[Token]:
    run = tokens[start:end]
    if apart:
        return [_digit(run[a:b], digits) for a, b, digits in groups]
    return [_digit(run, "".join(digits for _, _, digits in groups))]


def _digit(run: list[Token], digits: str) -> Token:
    written = " ".join(token.written for token in run)
    return replace(
        run[0], end=run[-1].end, toned=digits, folded=digits, written=written, written_with_marks=False, expanded=True
    )
