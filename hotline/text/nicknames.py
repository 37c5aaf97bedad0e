"""Nicknames ("Tuấn sẹo") and given names that only a title shows ("thằng Chiến", "chồng tên Thắng")."""

from dataclasses import replace

from hotline.text.letters import fold, set_of
from hotline.text.name_words import (
    SURE_TITLES,
    NameWords,
    can_be,
    inner_capital,
    introduced,
    is_weak,
)
from hotline.text.phonetics import spelling
from hotline.text.phrases import Found
from hotline.text.scan import Scan

_BARE = set_of("ba con cua game heo lai ma nam net tai tay voi xanh que beo ve cave than bia taxi xe hai đen cao kêu")
_AFTER = set_of(
    "o la co han no hay thuong dang lai cung ban choi hut chich gan xa nha sinh ay nay ni a ngay cho di biet nghien"
    " xom thon phuong huyen cu van toan chuyen bi ruc dap con ten that dan nguoi tuc tren trong trú và với thi"
    " da nghe cu hut ngồi goi"
)


def nickname(scan: Scan, words: NameWords, at: int, title: str) -> int:
    """The end of a given name with a nickname behind it that begins at `at`, 0 when none does."""
    if at + 1 >= len(scan.tokens) or not can_be(scan, words.givens, at) or scan.apart(at + 1):
        return 0
    _undo_teencode(scan, words, at)
    nick = words.nicknames.at(scan.tokens, scan.keys, at + 1)
    if nick is None:
        return _told_freely(scan, words, at)
    if any(scan.taken[at : nick.end]) or not _marks_kept(scan, at + 1, nick.end) or _goes_on(scan, at, nick):
        return 0
    end = nick.end + (nick.end < len(scan.tokens) and not scan.tokens[nick.end].folded)
    told = introduced(scan, words, at) or scan.tokens[at].gap.strip() == "(" or _bracket_after(scan, end)
    capital = inner_capital(scan, at)
    if (scan.cased and not scan.tokens[at].capital and not told) or scan.tokens[at].toned in _NO_GIVEN:
        return 0
    marked = scan.tokens[at].written_with_marks and scan.tokens[at + 1].written_with_marks
    if not _weak_nick(scan, words, nick.value, at + 1, nick.end):
        sure = told or title or scan.tokens[at].capital or scan.tokens[at + 1].written_with_marks
        calm = not is_weak(scan, words.weak_givens, at) or ends_name(scan, end)
        return end if sure or (calm and scan.reading.marked) else 0
    if told or capital or _heads(scan, at, end):
        return end
    if title in SURE_TITLES or marked:
        return end if ends_name(scan, end) else 0
    return end if scan.tokens[at].capital and end < len(scan.tokens) and scan.taken[end] == "place" else 0


def _heads(scan: Scan, at: int, end: int) -> bool:
    """ "quyền ve chủ quán …", "Trac bui chuyen dung …": the message begins with somebody and what he does."""
    if at > 0 or end >= len(scan.tokens) or scan.apart(end):
        return False
    if scan.reading.marked:
        return scan.tokens[end].toned in ("chủ", "chuyên", "nghiện")
    place = scan.taken[end] in ("place", "hamlet")
    return scan.tokens[at].capital and scan.cased and (place or scan.tokens[end].folded in _DOES)


_DOES = set_of("chu chuyen nghien o dan xom thon trai ban hay")


def _goes_on(scan: Scan, at: int, nick: Found[str]) -> bool:
    """ "Nghị con ông Thái" says whose son he is, "từ Vinh về" whence, "trả bằng đá" wherewith."""
    following = scan.tokens[nick.end].folded if nick.end < len(scan.tokens) and not scan.apart(nick.end) else ""
    if scan.tokens[nick.end - 1].toned == "con":
        return following in _OF_SON
    if scan.tokens[at].toned == "bằng" and not scan.tokens[at].capital:
        return True  # "trả bằng đá"
    return scan.tokens[nick.end - 1].folded == "ve" and at > 0 and scan.tokens[at - 1].folded in ("tu", "o", "ngoai")


_OF_SON = set_of("ong ba nha cua anh chi mu lao thay co chu bac me bo trai gai dau re ruot thang")


def _told_freely(scan: Scan, words: NameWords, at: int) -> int:
    """ "Bảy búa (Cao Xuân Bảy)", "biệt danh Sắc rèn": said to be a nickname, whatever its second word is."""
    given, nick = scan.tokens[at], scan.tokens[at + 1]
    end = at + 2
    if not given.capital or nick.capital or nick.number or nick.expanded or any(scan.taken[at:end]):
        return 0
    closed = end >= len(scan.tokens) or scan.apart(end)
    bracket = _bracket_after(scan, end) and scan.tokens[end].capital
    return end if bracket or (introduced(scan, words, at) and closed) else 0


_NO_GIVEN = set_of("ai anh em con ba bé cu tí chi cháu ông bà cô chú")


def _bracket_after(scan: Scan, end: int) -> bool:
    """ "thành sẹo (lê xuân thành)": the full name follows in brackets."""
    return end < len(scan.tokens) and scan.tokens[end].gap.strip() == "("


def _undo_teencode(scan: Scan, words: NameWords, at: int) -> None:
    """Behind a capital name "lun" is a nickname (lùn), not teencode for luôn, and "ca" is cá, not the police."""
    nick = scan.tokens[at + 1]
    if not nick.expanded and nick.written != "ca":
        return
    folded = fold(nick.written)
    if scan.tokens[at].capital and nick.expanded and folded in words.nick_folded:
        scan.tokens[at + 1] = replace(nick, toned=nick.written, folded=folded, expanded=False, written_with_marks=False)
        scan.keys[at + 1] = spelling(folded)
    fish = nick.written == "ca" and not nick.capital and at + 2 < len(scan.tokens)
    if fish and (scan.tokens[at].capital or introduced(scan, words, at)) and scan.tokens[at + 2].start == nick.start:
        scan.tokens[at + 1] = replace(
            nick, toned="cá", folded="ca", written="cá", expanded=False, written_with_marks=True
        )
        scan.tokens[at + 2] = replace(nick, toned="", folded="", written="", gap="", expanded=False)  # not the police
        scan.keys[at + 1], scan.keys[at + 2] = "ca", ""


def nick_behind(scan: Scan, words: NameWords, end: int) -> int:
    """The end of a nickname right behind a full name ("trần hữu phong cá"), `end` without one."""
    nick = words.nicknames.at(scan.tokens, scan.keys, end) if end < len(scan.tokens) else None
    if nick is None or scan.apart(end) or any(scan.taken[end : nick.end]) or not _marks_kept(scan, end, nick.end):
        return end
    return end if _weak_nick(scan, words, nick.value, end, nick.end) else nick.end


def _weak_nick(scan: Scan, words: NameWords, nick: str, start: int, end: int) -> bool:
    if any(token.written_with_marks for token in scan.tokens[start:end]) or scan.reading.marked:
        return nick in words.weak_nicknames
    return " ".join(token.folded for token in scan.tokens[start:end]) in words.weak_folded


def _marks_kept(scan: Scan, start: int, end: int) -> bool:
    """In a text with marks a nickname has its marks too; a bare word is another word (qua is not quạ)."""
    if not scan.reading.marked:
        return True
    return all(token.written_with_marks or token.toned in _BARE for token in scan.tokens[start:end])


def ends_name(scan: Scan, end: int) -> bool:
    """Whether the word at `end` goes on with the sentence, so that the word before is no half of a compound."""
    if end >= len(scan.tokens) or scan.apart(end) or scan.taken[end]:
        return True
    return scan.tokens[end].folded in _AFTER


def _of_venue(scan: Scan, at: int, title: str) -> bool:
    """nhà trọ chú thìn: the keeper of a venue."""
    lead = at - len(title.split())
    return bool(title) and lead > 0 and scan.taken[lead - 1] == "landmark"


def given_alone(scan: Scan, words: NameWords, at: int, title: str) -> bool:
    """Whether token `at` is a given name by its title or by "tên", "gọi là" before it."""
    if not can_be(scan, words.givens, at):
        return False
    token = scan.tokens[at]
    told = introduced(scan, words, at)
    if not (title or told):
        return False
    if token.capital and scan.reading.marked:
        return True
    if scan.cased and not token.capital and not _of_venue(scan, at, title):
        return False
    if told:
        return ends_name(scan, at + 1)
    if not is_weak(scan, words.weak_givens, at):
        return True
    return title in SURE_TITLES | {"o", "bà", "chú", "cô"} and token.written_with_marks and ends_name(scan, at + 1)
