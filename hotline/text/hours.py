"""Hours and days of a conduct as windows: "22-2", "4-5", "17-19", "21-24"; "weekend", "nightly", "daily", "lately".

A window is two hours of the day, 0-24, the second one after midnight when it is the smaller.
"""

from collections.abc import Iterator

from hotline.text.findings import Cue
from hotline.text.phrases import Phrases
from hotline.text.scan import Scan

_HALVES = {
    "sáng": "am", "sang": "am", "khuya": "night", "đêm": "night", "dem": "night", "tối": "pm", "toi": "pm",
    "chiều": "pm",
    "chieu": "pm", "trưa": "noon", "trua": "noon", "hôm": "am",
}  # fmt: skip
_JOIN = frozenset({"tới", "đến", "toi", "den", "qua", "sang", "hoặc", "hay", "và"})


def find_hours(scan: Scan, named_hours: Phrases[str]) -> list[Cue]:
    """Every hour and habit of time that the text names."""
    found = list(_clock(scan))
    for named in named_hours.find(scan.tokens, scan.keys):
        if any(scan.taken[named.start : named.end]) or _loose(scan, named.start, named.end):
            continue
        found.append(Cue("hour", named.value, (scan.span(named.start, named.end),)))
    return sorted(found, key=lambda cue: cue.spans)


def _loose(scan: Scan, start: int, end: int) -> bool:
    """One word without marks is too little (khuya is fine, it is nothing else)."""
    return end - start == 1 and scan.tokens[start].folded != "khuya"


def _clock(scan: Scan) -> Iterator[Cue]:
    at = 0
    while at < len(scan.tokens):
        times = _times(scan, at) if scan.tokens[at].number else None
        if times:
            end, value = times
            scan.take(at, end, "hour")
            yield Cue("hour", value, (scan.span(at, end),))
            at = end
        else:
            at += 1


def _hour(scan: Scan, at: int) -> int | None:
    token = scan.tokens[at]
    if scan.taken[at] or not token.number or len(token.toned) > 2 or int(token.toned) > 24:
        return None
    return int(token.toned)


def _times(scan: Scan, start: int) -> tuple[int, str] | None:
    """(end, window) of a time that begins at `start`: 10h tối tới 2h sáng, 4-5 giờ sáng, 22h, 9 giờ tối."""
    first = _hour(scan, start)
    if first is None:
        return None
    first_half, at, said = _half(scan, start + 1)
    second, second_half = None, ""
    following = at + 1 if at < len(scan.tokens) and scan.tokens[at].toned in _JOIN else at
    if following < len(scan.tokens) and (following > at or _range_gap(scan, at, said)):
        second = _hour(scan, following)
        if second is not None:
            second_half, end, second_said = _half(scan, following + 1)
            said = said or second_said
            at = end if second_said else at
            second = second if second_said else None
    if not said:
        return None
    led = _half_before(scan, start)
    if second is not None and first > second and not first_half and second_half == "am":
        first_half = "night"  # từ 10h tới 2h sáng
    first_half = first_half or led
    second_half = second_half or (led if second is not None and first < second else "")
    begin = _of_day(first, first_half or second_half)
    if second is None:
        return at, _alone(scan, start, begin)
    return at, f"{begin}-{_of_day(second, second_half)}"


def _half_before(scan: Scan, start: int) -> str:
    """The half of the day said up to four words before the hour: "tối sau 9 giờ", "đêm từ 10 giờ"."""
    for at in range(start - 1, max(-1, start - 5), -1):
        if scan.apart(at + 1) or scan.tokens[at].sentence != scan.tokens[start].sentence:
            return ""
        half = _HALVES.get(scan.tokens[at].toned)
        if half and scan.tokens[at].folded not in ("hom", "sang"):
            return half
    return ""


def _range_gap(scan: Scan, at: int, said: bool) -> bool:
    gap = scan.tokens[at].gap.strip()
    return gap in ("-", "–", ",", "~", "/") or (gap == "" and not said)


def _half(scan: Scan, at: int) -> tuple[str, int, bool]:
    """(half of the day, next token, whether "giờ" or a half was said) of what follows an hour."""
    said = False
    if at < len(scan.tokens) and scan.tokens[at].toned in ("giờ", "gio", "h", "g"):
        at, said = at + 1, True
        if (
            at < len(scan.tokens)
            and scan.tokens[at].number
            and len(scan.tokens[at].toned) == 2
            and scan.tokens[at].gap == ""
        ) or (at < len(scan.tokens) and scan.tokens[at].folded == "ruoi"):
            at += 1
    half = _HALVES.get(scan.tokens[at].toned, "") if at < len(scan.tokens) and not scan.apart(at) else ""
    if half and not said and scan.tokens[at].toned not in ("sáng", "tối", "đêm", "khuya", "trưa", "chiều"):
        half = ""
    if half and scan.tokens[at].folded == "toi" and at + 1 < len(scan.tokens) and scan.tokens[at + 1].number:
        half = ""  # 10h toi 2h sang: "toi" joins two hours
    return (half, at + 1, said) if half else ("", at, said)


def _of_day(hour: int, half: str) -> int:
    if half in ("pm", "night") and 5 <= hour < 12:
        return hour + 12
    if half == "pm" and hour < 5:
        return hour + 12
    if half == "night" and hour == 12:
        return 24
    return hour + 12 if half == "noon" and hour < 4 else hour


def _alone(scan: Scan, start: int, hour: int) -> str:
    """The window of one hour: open to midnight after "sau" or "qua", two hours otherwise."""
    before = scan.tokens[start - 1].folded if start else ""
    if before in ("sau", "qua", "tu", "ngoai", "hon") and hour >= 18:
        return f"{hour}-24"
    return f"{hour}-{hour + 1}"
