"""Persons: every mention of a name with its title, and what it says: sex, kin, whether the sender means himself.

Tokens that a place or a venue took are no person's name. Mentions are put together in hotline.text.merging.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.text.findings import PersonName
from hotline.text.full_names import full_name
from hotline.text.letters import fold, set_of
from hotline.text.name_words import NameWords, also_before, can_be, misheard_as, title_before
from hotline.text.nicknames import given_alone, nick_behind, nickname
from hotline.text.phonetics import skeleton
from hotline.text.scan import Scan
from hotline.text.token import Token

_OWN = set_of("tôi em cháu tui mình toi chau")
_PRONOUNS = set_of("cháu em con anh chị ba má chau chi ma")
_MINE = set_of(  # "bạn thân em là X", "hàng xóm tôi tên X": another's name
    "của cua trai gái chong vo bạn ban thân than xóm sếp chủ thầy bồ yêu quen học lớp phòng nhà cùng thuê thợ cũ ta"
)
_PHRASE = 3
_NOWHERE: Mapping[int, int] = {}
_MOST = 300  # names in one text; a tip has a handful


@dataclass(slots=True)
class Mention:
    """A name at tokens[start:end]; tokens[name_end:end] is the nickname behind a full name; `lead` begins the title."""

    start: int
    end: int
    kind: str  # full | alias | given
    title: str
    lead: int
    name_end: int
    also: bool = False  # introduced as another name of the person before
    kin: str = ""
    mine: bool = False


def find_mentions(scan: Scan, words: NameWords, places: Mapping[int, int] = _NOWHERE) -> list[Mention]:
    """All names of persons, left to right, never overlapping.

    `places`: where a unit's name could stand, start → end; right behind a name it is that ("Thiết mèo Mai Phụ").
    """
    found: list[Mention] = []
    at = 0
    while at < len(scan.tokens) and len(found) < _MOST:
        if found and found[-1].end == at and found[-1].kind != "given" and at in places:
            at = places[at]
            continue
        mention = _owner_at(scan, words, at) if scan.taken[at] else _mention_at(scan, words, at)
        if mention is None:
            at += 1
            continue
        _introduce(scan, words, mention)
        scan.take(mention.start, mention.end, "person")
        found.append(mention)
        at = mention.end
    return found


def _mention_at(scan: Scan, words: NameWords, at: int) -> Mention | None:
    if not can_be(scan, words.leading, at) and not misheard_as(scan, words.families, at):
        return None
    if scan.tokens[at].number or _in_title(scan, words, at):
        return None
    title = title_before(scan, words, at)
    lead = at - len(title.split()) if title else at
    small = at + 1 < len(scan.tokens) and scan.tokens[at].capital and not scan.tokens[at + 1].capital
    end = nickname(scan, words, at, title) if small else 0  # "Luc le" is no family Lục
    if end:
        return Mention(at, end, "alias", title, lead, end)
    end = full_name(scan, words, at, bool(title))
    if end:
        return Mention(at, nick_behind(scan, words, end), "full", title, lead, end)
    end = 0 if small else nickname(scan, words, at, title)
    if end:
        return Mention(at, end, "alias", title, lead, end)
    return Mention(at, at + 1, "given", title, lead, at + 1) if given_alone(scan, words, at, title) else None


def _owner_at(scan: Scan, words: NameWords, at: int) -> Mention | None:
    """The keeper that a venue is called after, as the reader of venues found him."""
    if at == 0 or scan.taken[at] != "owner" or scan.taken[at - 1] != "owner":
        return None
    found = words.titles.at(scan.tokens, scan.keys, at - 1)
    return Mention(at, at + 1, "given", found.value if found else scan.tokens[at - 1].toned, at - 1, at + 1)


def _in_title(scan: Scan, words: NameWords, at: int) -> bool:
    """The second word of a title ("doi tuong") begins no name."""
    found = words.titles.at(scan.tokens, scan.keys, at - 1) if at and scan.keys[at] in words.titles.lasts else None
    return found is not None and found.end == at + 1


def _introduce(scan: Scan, words: NameWords, mention: Mention) -> None:
    """Note what stands before the name: another name of the same person, kin, or the sender himself."""
    said = also_before(scan, words, mention.start) or (mention.title and also_before(scan, words, mention.lead))
    mention.also = bool(said) or scan.tokens[mention.start].gap.strip().startswith("(")
    mention.kin = _kin_before(scan, words, mention.lead)
    mention.mine = _sender(scan, words, mention.start)


def _kin_before(scan: Scan, words: NameWords, lead: int) -> str:
    """The kinship said right before the title, folded: "con [ông Tam]", "vợ [thằng Phong]"; "" otherwise."""
    if lead == 0 or scan.apart(lead):
        return ""
    for size in range(min(_PHRASE, lead), 0, -1):
        phrase = tuple(token.toned for token in scan.tokens[lead - size : lead])
        if phrase in words.kin and not (size == 1 and (phrase[0] in _PRONOUNS and phrase[0] != "con")):
            return fold(" ".join(phrase))
    return ""


def _sender(scan: Scan, words: NameWords, start: int) -> bool:
    """tôi tên là X, tôi là X, em là X đây — and not "chồng cháu tên X"."""
    sentence = scan.tokens[start].sentence
    before = [token.toned for token in scan.tokens[max(0, start - 6) : start] if token.sentence == sentence]
    if not before or before[-1] not in ("là", "tên", "la", "ten"):
        return False
    rest = [word for word in before if word not in ("là", "tên", "la", "ten", "họ", "xin", "thì", "ho", "và")]
    if not rest or rest[-1] not in _OWN or before.index(rest[-1]) < len(before) - 4:
        return False
    return not (len(rest) > 1 and ((rest[-2],) in words.kin or rest[-2] in _MINE))


def describe(scan: Scan, words: NameWords, mention: Mention) -> PersonName:
    """One mention as a person."""
    tokens = scan.tokens[mention.start : mention.name_end]
    nick = scan.tokens[mention.name_end - 1 : mention.end] if mention.end > mention.name_end else ()
    alias = tokens if mention.kind == "alias" else nick
    given = tokens[0] if mention.kind == "alias" else tokens[-1]
    marked = scan.reading.marked or any(token.written_with_marks for token in tokens)
    full = tokens if mention.kind == "full" else ()
    return PersonName(
        full=_folded(full),
        toned=_toned(full) if marked else "",
        given=given.folded,
        given_toned=_said(given) if marked else "",
        aliases=(_folded(alias),) if alias else (),
        aliases_toned=(_toned(alias),) if alias and marked else (),
        title=fold(mention.title),
        sex=_sex(words, mention, full),
        spans=(scan.span(mention.lead, mention.end),),
        mine=mention.mine,
        role="relative" if mention.kin else _owner(scan, mention),
    )


def _owner(scan: Scan, mention: Mention) -> str:
    """ "nhà trọ chú Thìn", "quán bà Liên": the venue is called after the one who keeps it."""
    return "owner" if mention.lead < mention.start and scan.taken[mention.lead] == "owner" else ""


def _sex(words: NameWords, mention: Mention, full: Sequence[Token]) -> str:
    middle = full[1].folded if len(full) > 2 else ""
    if middle == "thi":
        return "nu"
    said = {"nam": "nam", "nữ": "nu"}.get(words.sexes.get(mention.title, ""), "")
    return said or ("nam" if middle == "van" else "")


def _folded(tokens: Sequence[Token]) -> str:
    return " ".join(token.folded for token in tokens if token.folded)


def _toned(tokens: Sequence[Token]) -> str:
    return " ".join(_said(token) for token in tokens if token.folded)


def _said(token: Token) -> str:
    """The syllable as it was meant: dialect was not read into a name, abbreviations were."""
    return token.toned if " " in token.written else token.written


def same_person(a: PersonName, b: PersonName) -> bool:
    """Whether two mentions of one text are one person: the same full name, or the other's given name."""
    if a.mine != b.mine:
        return False
    if a.full and b.full:
        return [skeleton(word) for word in a.full.split()] == [skeleton(word) for word in b.full.split()]
    if skeleton(a.given) != skeleton(b.given) or (a.sex and b.sex and a.sex != b.sex):
        return False
    return not (a.aliases and b.aliases and a.aliases[0] != b.aliases[0])
