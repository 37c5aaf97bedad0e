"""Phone numbers, plates and accounts: in any spacing, with O for 0, look-alike digits, or spelled out in speech."""

import itertools
from collections.abc import Iterator, Sequence

from hotline.text.findings import Contact
from hotline.text.letters import set_of
from hotline.text.scan import Scan
from hotline.text.token import Token

_LOOKS = str.maketrans("oqilz", "00112")
_BETWEEN = frozenset(" .-–—_()/,:\t\u00a0")
_MOST_PARTS = 12
_BEGINS = frozenset("0oO8+9357")
_LETTERS = {
    "a": "A", "á": "A", "bê": "B", "bờ": "B", "be": "B", "bi": "B", "b": "B", "xê": "C", "cờ": "C", "xe": "C",
    "sê": "C", "c": "C",
    "đê": "D", "dê": "D", "đờ": "D", "de": "D", "d": "D", "đ": "D", "e": "E", "ép": "F", "ép-phờ": "F", "f": "F",
    "gờ": "G", "giê": "G",
    "g": "G", "hát": "H", "hờ": "H", "h": "H", "ca": "K", "ka": "K", "k": "K", "lờ": "L", "eo": "L", "l": "L",
    "mờ": "M", "em": "M",
    "m": "M", "n": "N", "nờ": "N", "pê": "P", "pờ": "P", "p": "P", "ét": "S", "s": "S", "tê": "T", "t": "T",
    "u": "U", "vê": "V", "v": "V",
    "ích": "X", "ích xì": "X", "x": "X", "y": "Y", "dét": "Z", "z": "Z",
}  # fmt: skip
_PLATE_WORDS = set_of("biển bks bsx biển-số số xe kiểm soát")
_ACCOUNTS = {
    "zalo": "zalo", "facebook": "facebook", "telegram": "telegram", "tiktok": "tiktok", "messenger": "facebook",
    "viber": "viber",
    "instagram": "instagram", "wechat": "wechat", "youtube": "youtube",
}  # fmt: skip
_NAMED = set_of("tên ten nick acc tài khoản là la page trang nick:")
_OWN = set_of("tôi tui em cháu mình toi chau minh e tớ")
_CALL = set_of("gọi goi liên hệ lien he alo nhắn nhan báo bao")


def find_contacts(scan: Scan) -> list[Contact]:
    """All phones, plates and accounts, in order; what is the sender's own is marked `mine`."""
    numbers = any(map(_has_digits, scan.tokens))  # without any there is neither a phone nor a plate
    found = [*(_plates(scan) if numbers else ()), *(_phones(scan) if numbers else ()), *_accounts(scan)]
    return sorted(found, key=lambda contact: contact.spans)


def _has_digits(token: Token) -> bool:
    return not (token.toned.isalpha() and token.written.isalpha())


def _phones(scan: Scan) -> Iterator[Contact]:
    at = 0
    while at < len(scan.tokens):
        end, number = (at, "") if scan.taken[at] else _phone_at(scan, at)
        if number:
            scan.take(at, end, "contact")
            yield Contact("phone", number, (scan.span(at, end),), _senders(scan, at, end))
            at = end
        else:
            at += 1


def _phone_at(scan: Scan, start: int) -> tuple[int, str]:
    """(end, national digits) of the phone number that begins at token `start`; ("", start) when none does."""
    if scan.tokens[start].toned[:1] not in _BEGINS or not _digits(scan.tokens[start]):
        return start, ""
    digits = ""
    for end in range(start, min(start + _MOST_PARTS, len(scan.tokens))):
        part = _digits(scan.tokens[end])
        if not part or scan.taken[end] or (end > start and not _BETWEEN.issuperset(scan.tokens[end].gap)):
            break
        digits += part
        number = _national(digits, "+" in scan.tokens[start].gap)
        more = (
            end + 1 < len(scan.tokens)
            and _digits(scan.tokens[end + 1])
            and _BETWEEN.issuperset(scan.tokens[end + 1].gap)
        )
        if number and not (more and len(digits) == 9 and digits[0] != "0"):
            return end + 1, number
        if len(digits) > 12:
            break
    return start, ""


def _digits(token: Token) -> str:
    """The digits that a token stands for, with look-alike letters read as digits; "" when it is a word."""
    if token.toned.isdigit():
        return token.toned
    if token.written[:1].isalpha() and token.written[0] not in "oqilz":
        return ""
    said = token.written.translate(_LOOKS)
    real = any(char.isdigit() for char in token.written) or set(token.written) == {"o"}
    return said if said.isdigit() and real and len(said) <= 12 else ""


def _national(digits: str, plus: bool) -> str:
    """The number as 0…, or "" when the digits are no Vietnamese phone number."""
    if digits.startswith("84") and len(digits) == 11 and digits[2] in "35789":
        return "0" + digits[2:]
    if digits.startswith("840") and len(digits) == 12 and digits[3] in "35789":
        return digits[2:]
    if plus:
        return ""
    if len(digits) == 10 and digits[0] == "0" and digits[1] in "35789":
        return digits
    return digits if len(digits) == 11 and digits.startswith("02") else ""


def _senders(scan: Scan, start: int, end: int) -> bool:
    """Whether the number is said to be the sender's: "số của tôi …", "gọi lại cho em theo số …"."""
    before = [
        token.toned for token in scan.tokens[max(0, start - 9) : start] if token.sentence == scan.tokens[start].sentence
    ]
    said = [at for at, word in enumerate(before) if word in _OWN]
    if not said:
        return False
    last = said[-1]
    if any(
        word in ("nó", "hắn", "họ", "no", "han", "ho", "thằng", "ông", "bà", "anh", "thang", "ba", "con")
        for word in before[last + 1 :]
    ):
        return False
    held = last and before[last - 1] in ("của", "cua", "số", "so", "thoại", "thoai", "cho", "lại", "lai", "zalo")
    asked = any(word in _CALL for word in before[:last]) and last >= len(before) - 5
    told = any(word in ("hỏi", "bán", "xin", "thấy", "đưa", "mua", "bảo", "doc", "đọc") for word in before[last + 1 :])
    return bool(held or asked) and not told


def _plates(scan: Scan) -> Iterator[Contact]:
    at = 0
    while at < len(scan.tokens):
        possible = scan.tokens[at].toned[:1].isdigit() and not scan.taken[at]
        end, plate = _plate_at(scan.tokens, at) if possible else (at, "")
        if plate:
            scan.take(at, end, "contact")
            yield Contact("plate", plate, (scan.span(at, end),), _senders_plate(scan, at))
            at = end
        else:
            at += 1


def _senders_plate(scan: Scan, start: int) -> bool:
    before = [token.toned for token in scan.tokens[max(0, start - 6) : start]]
    return any(a in ("xe", "biển") and b in _OWN for a, b in itertools.pairwise(before))


def _plate_at(tokens: Sequence[Token], at: int) -> tuple[int, str]:
    """(end, "38B1-12345") of the plate that begins at token `at`."""
    head, end = _plate_head(tokens, at)
    if not head:
        return at, ""
    tail = ""
    while end < len(tokens) and tokens[end].number and len(tail) < 6 and _BETWEEN.issuperset(tokens[end].gap):
        tail += tokens[end].toned
        end += 1
    if len(head) == 3 and len(tail) == 6:
        head, tail = head + tail[0], tail[1:]  # spoken: ba tám bê một | một tám hai hai một
    if len(tail) not in (4, 5) or not 11 <= int(head[:2]) <= 99:
        return at, ""
    return end, f"{head}-{tail}"


def _plate_head(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """("38B1" or "38A", end): the province and series of a plate, together or apart."""
    word = tokens[at].toned.upper()
    if 3 <= len(word) <= 9 and word[:2].isdigit() and word[2].isalpha() and word.isascii():
        rest = word[3:]
        if not rest or (len(rest) == 1 and rest.isalnum()):
            return word, at + 1
        if rest.isdigit() and len(rest) in (5, 6):
            return "", at
        return "", at
    if not (word.isdigit() and len(word) == 2) or at + 1 >= len(tokens):
        return "", at
    following = tokens[at + 1]
    letter = _LETTERS.get(following.written) or (_LETTERS.get(following.toned) if len(following.written) <= 3 else None)
    if letter is None:
        short = following.toned.upper()
        joined = len(short) == 2 and short[0].isalpha() and short[1].isdigit()
        return (word + short, at + 2) if joined and short.isascii() else ("", at)
    if at + 2 < len(tokens) and tokens[at + 2].number:
        series = tokens[at + 2].toned
        return (word + letter + series, at + 3) if len(series) == 1 else (word + letter, at + 2)
    return "", at


def _accounts(scan: Scan) -> Iterator[Contact]:
    """zalo tên @handle, facebook: handle — only what is written as a handle: with @, digits, dots or underscores."""
    raw = scan.reading.raw
    for at, token in enumerate(scan.tokens):
        platform = _ACCOUNTS.get(token.toned)
        if platform is None:
            continue
        for following in range(at + 1, min(at + 6, len(scan.tokens))):
            handle, span = _handle(raw, scan.tokens[following])
            if handle:
                yield Contact("account", f"{platform}:{handle}", (span,), False)
                break
            if scan.tokens[following].toned not in _NAMED:
                break


def _handle(raw: str, token: Token) -> tuple[str, tuple[int, int]]:
    """The handle that begins at the token: after an @, or with a digit, a dot or an underscore among its letters."""
    start = end = token.start
    while end < len(raw) and end - start < 40 and (raw[end].isalnum() or raw[end] in "._"):
        end += 1
    handle = raw[start:end].rstrip("._").lower()
    called = start > 0 and raw[start - 1] == "@"
    made_up = len(handle) > 4 and any(c.isalpha() for c in handle) and any(c.isdigit() or c in "._" for c in handle)
    if not handle.isascii() or not (called or made_up):
        return "", (0, 0)
    return handle, (start, start + len(handle))
