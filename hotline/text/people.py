"""Persons: full names, given names with a title, nicknames, sex, kin; every mention of one person merged.

Families, middle and given names come from the lexicon; capitals help where there are any. Tokens that a place or a venue
took are no person's name. Years of birth are joined in hotline.text.births.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotline.text.findings import PersonName
from hotline.text.letters import fold, set_of
from hotline.text.phonetics import skeleton
from hotline.text.phrases import Phrases, together
from hotline.text.scan import Scan

_LONGEST = 4


@dataclass(frozen=True, slots=True)
class NameWords:
    """names.toml ready for matching. Sets hold toned lower-case words; `folded` maps a folded word to its toned ones."""

    families: frozenset[str]
    weak_families: frozenset[str]
    middles: frozenset[str]
    givens: frozenset[str]
    weak_givens: frozenset[str]
    folded: Mapping[str, frozenset[str]]
    titles: Phrases[str]
    sexes: Mapping[str, str]
    nicknames: Phrases[bool]  # → weak
    also: Phrases[str]
    kin: tuple[tuple[str, ...], ...]
    kin_set: frozenset[tuple[str, ...]]


@dataclass(slots=True)
class Mention:
    """A name at tokens[start:end]. `alias_from` is the token where a nickname's second part begins, 0 without one."""

    start: int
    end: int
    kind: str  # full | alias | given
    title: str = ""
    lead: int = 0
    also: bool = False  # introduced as another name of the person before
    kin: str = ""
    mine: bool = False


def build_names(
    families: Iterable[str],
    weak_families: Iterable[str],
    middles: Iterable[str],
    givens: Iterable[str],
    weak_givens: Iterable[str],
    titles: Mapping[str, str],
    nicknames: Iterable[str],
    weak_nicknames: Iterable[str],
    also: Iterable[str],
    kinship: tuple[str, ...],
) -> NameWords:
    """Make config.catalog.lexicon.NamesData ready."""
    sets = [frozenset(word.lower() for name in names for word in name.split()) for names in (families, middles, givens)]
    folded: dict[str, set[str]] = {}
    for word in sets[0] | sets[1] | sets[2]:
        folded.setdefault(fold(word), set()).add(word)
    weak = frozenset(weak_nicknames)
    return NameWords(
        sets[0], frozenset(name.lower() for name in weak_families), sets[1], sets[2],
        frozenset(name.lower() for name in weak_givens), {key: frozenset(words) for key, words in folded.items()},
        Phrases((title, title) for title in titles), dict(titles), Phrases((name, name in weak) for name in nicknames),
        Phrases((cue, cue) for cue in also), tuple(tuple(phrase.split()) for phrase in kinship), frozenset(tuple(phrase.split()) for phrase in kinship),
    )  # fmt: skip


def find_mentions(scan: Scan, words: NameWords) -> list[Mention]:
    """All names of persons, left to right, never overlapping."""
    found: list[Mention] = []
    at = 0
    while at < len(scan.tokens):
        mention = None if scan.taken[at] else _mention_at(scan, words, at)
        if mention is None:
            at += 1
            continue
        _introduce(scan, words, mention)
        scan.take(mention.start, mention.end, "person")
        found.append(mention)
        at = mention.end
    return found


def _mention_at(scan: Scan, words: NameWords, at: int) -> Mention | None:
    title = _title_before(scan, words, at)
    end = _full_name(scan, words, at, bool(title))
    if end:
        return Mention(at, _with_nickname(scan, words, end), "full", title, at)
    end = _nickname(scan, words, at, bool(title))
    if end:
        return Mention(at, end, "alias", title, at)
    if _given_alone(scan, words, at, title):
        return Mention(at, at + 1, "given", title, at)
    return None


def _is(scan: Scan, words: frozenset[str], names: NameWords, at: int) -> bool:
    """Whether token `at` can be one of the toned words: as written with marks, or by its letters where marks are missing."""
    token = scan.tokens[at]
    if token.written in words:
        return True
    if token.expanded and token.written != token.toned:
        return False
    if token.written_with_marks:
        return token.toned in words
    return not (scan.reading.marked and not token.capital) and bool(names.folded.get(token.folded, frozenset()) & words)


def _weak(scan: Scan, weak: frozenset[str], names: NameWords, at: int) -> bool:
    """Whether the token is as well an everyday word here: a weak name, not written with marks of its own or a capital."""
    token = scan.tokens[at]
    if token.capital and scan.reading.marked and at and scan.tokens[at - 1].sentence == token.sentence:
        return False
    if token.written_with_marks or scan.reading.marked:
        return token.toned in weak
    return bool(names.folded.get(token.folded, frozenset()) & weak) or True


def _full_name(scan: Scan, words: NameWords, start: int, led: bool) -> int:
    """The end of the full name that begins at `start`, 0 when none does."""
    if not _is(scan, words.families, words, start):
        return 0
    size = min(_LONGEST, len(scan.tokens) - start)
    for length in range(size, 1, -1):
        end = start + length
        if (
            any(scan.taken[start:end])
            or not together(scan.tokens, start, end)
            or any(t.number for t in scan.tokens[start:end])
        ):
            continue
        if _all_capitals(scan, start, end) or _by_lexicon(scan, words, start, end, led):
            return end
    return 0


def _all_capitals(scan: Scan, start: int, end: int) -> bool:
    """Written with capitals, and what follows is not: the name ends where the capitals do."""
    tokens = scan.tokens[start:end]
    if not all(token.capital and not token.expanded for token in tokens) or all(t.written.isupper() for t in tokens):
        return False
    nxt = scan.tokens[end] if end < len(scan.tokens) else None
    if nxt is not None and nxt.capital and not scan.apart(end) and end - start < _LONGEST and not scan.taken[end]:
        return False
    shouted = sum(token.capital for token in scan.tokens) * 2 > len(scan.tokens)
    return not shouted and (end - start > 2 or start > 0)


def _by_lexicon(scan: Scan, words: NameWords, start: int, end: int, led: bool) -> bool:
    """All syllables are names, the last a given one; two everyday words need a cue."""
    if not all(_is(scan, words.middles | words.givens, words, at) for at in range(start + 1, end - 1)):
        return False
    if not _is(scan, words.givens, words, end - 1) or _is_birth(scan, end - 1):
        return False
    lower = not all(token.capital for token in scan.tokens[start:end])
    if lower and (scan.cased or not scan.reading.marked) and not (_cued(scan, words, start, end)):
        return False
    if led or end - start >= 4 or _introduced_name(scan, start) or _born_follows(scan, end):
        return True
    sure = not _weak(scan, words.weak_families, words, start)
    if end - start == 3:
        middle = scan.tokens[start + 1].folded in _MIDDLES
        return sure or middle or not _weak(scan, words.weak_givens, words, end - 1)
    return sure and not _weak(scan, words.weak_givens, words, end - 1)


_MIDDLES = set_of(
    "van thi duc huu cong dinh ba viet trong quoc the tien duy manh xuan sy danh dang khac canh ngoc thanh quang"
)
_CUES = set_of("la ten ong ba anh chi thang co chu bac o do cua doi tuong that sinh chau goi")


def _is_birth(scan: Scan, at: int) -> bool:
    """The word "sinh" before a year is no name."""
    following = scan.tokens[at + 1] if at + 1 < len(scan.tokens) else None
    return (
        scan.tokens[at].folded == "sinh" and following is not None and (following.number or following.folded == "nam")
    )


def _cued(scan: Scan, words: NameWords, start: int, end: int) -> bool:
    """A name in small letters in a text that has capitals, or no marks: it needs a cue that is sure."""
    if _born_follows(scan, end) or _introduced(scan, words, start) or scan.tokens[start].gap.strip() in ("(", ":", '"'):
        return True
    title = _title_before(scan, words, start)
    return title in _SURE_TITLES or (end - start >= 3 and scan.tokens[start + 1].folded in ("van", "thi"))


_SURE_TITLES = frozenset({"thằng", "ông", "anh", "đối tượng", "chị", "tên", "mụ", "nghi phạm", "gã"})


def _introduced_name(scan: Scan, start: int) -> bool:
    if start == 0:
        return False
    before = scan.tokens[start - 1]
    return before.folded in _CUES or scan.tokens[start].gap.strip() in ("(", ":", "-", '"')


def _born_follows(scan: Scan, end: int) -> bool:
    if end >= len(scan.tokens):
        return False
    token = scan.tokens[end]
    if token.folded in ("sinh", "tuoi", "biet", "thuong", "hay", "tuc", "aka"):
        return True
    return (
        token.number
        and len(token.toned) in (2, 4)
        and (end + 1 == len(scan.tokens) or scan.tokens[end + 1].toned != "giờ")
    )


def _with_nickname(scan: Scan, words: NameWords, end: int) -> int:
    """A nickname right behind the full name belongs to it ("trần hữu phong cá")."""
    nick = words.nicknames.at(scan.tokens, scan.keys, end) if end < len(scan.tokens) else None
    if nick and not nick.value and not any(scan.taken[end : nick.end]) and not scan.apart(end):
        return nick.end
    return end


def _title_before(scan: Scan, words: NameWords, at: int) -> str:
    """The title right before token `at`, "" when none stands there."""
    for size in (2, 1):
        start = at - size
        if start < 0 or scan.apart(at):
            continue
        found = words.titles.at(scan.tokens, scan.keys, start)
        if found and found.value == "o" and not scan.reading.marked:
            continue  # ở without its mark
        if found and found.end == at and not any(scan.taken[start:at]):
            return found.value
    before = scan.tokens[at - 1] if at and not scan.apart(at) else None
    return {"eng": "anh", "mệ": "bà", "mụ": "bà", "ả": "chị"}.get(before.written, "") if before else ""


def _nickname(scan: Scan, words: NameWords, at: int, led: bool) -> int:
    """The end of "Tuấn sẹo" at `at`: a given name with a nickname behind it."""
    if at + 1 >= len(scan.tokens) or not _is(scan, words.givens, words, at) or scan.apart(at + 1):
        return 0
    nick = words.nicknames.at(scan.tokens, scan.keys, at + 1)
    if nick is None or any(scan.taken[at : nick.end]):
        return 0
    if scan.reading.marked and not scan.reading.voice and not _marks_kept(scan, at + 1, nick.end):
        return 0
    capital, introduced = scan.tokens[at].capital, _introduced(scan, words, at)
    if not capital and scan.cased and not introduced:
        return 0
    if introduced or (capital and not nick.value):
        return nick.end
    weak = _weak(scan, words.weak_givens, words, at)
    if nick.value:
        return nick.end if not weak and (led or capital) else 0
    return nick.end if led or not weak or scan.tokens[at].gap.strip() == "(" else 0


def _marks_kept(scan: Scan, start: int, end: int) -> bool:
    """In a text with marks a nickname has its marks too; a bare word is another word (qua is not quạ)."""
    return all(token.written_with_marks or token.toned in _BARE for token in scan.tokens[start:end])


_BARE = set_of("ba con cua game heo lai ma nam net tai tay voi xanh ôm que beo cave than bia taxi xe hai răng")


def _given_alone(scan: Scan, words: NameWords, at: int, title: str) -> bool:
    """Whether token `at` is a given name by its title ("thằng Chiến", "chồng tên Thắng")."""
    token = scan.tokens[at]
    if not title and not _introduced(scan, words, at):
        return False
    if not _is(scan, words.givens, words, at) or (
        token.expanded and not token.capital and token.written != token.toned
    ):
        return False
    if token.capital and scan.reading.marked:
        return True
    if scan.cased and not token.capital:
        return False
    named = at > 0 and scan.tokens[at - 1].folded == "ten"
    if named:
        return True
    if _weak(scan, words.weak_givens, words, at):
        return token.capital or (
            title in ("thằng", "ông", "o", "lão", "mụ", "bà", "chú", "cô")
            and token.written_with_marks
            and _ends_clause(scan, at)
        )
    return True


def _ends_clause(scan: Scan, at: int) -> bool:
    """The word after is no second half of an everyday compound."""
    if at + 1 >= len(scan.tokens) or scan.apart(at + 1):
        return True
    return scan.tokens[at + 1].folded in _AFTER_NAME or scan.tokens[at + 1].folded == scan.tokens[at].folded


_AFTER_NAME = set_of(
    "o la co han no hay thuong dang lai cung ban choi hut chich gan xa nha sinh ay do nay ni a ngay cho di"
)


def _introduced(scan: Scan, words: NameWords, at: int) -> bool:
    """Whether "tên", "biệt danh", "hay gọi là" … stands right before."""
    if at and scan.tokens[at - 1].folded == "ten" and not scan.apart(at):
        return True
    return bool(_also_before(scan, words, at))


def _also_before(scan: Scan, words: NameWords, at: int) -> str:
    if at == 0 or scan.tokens[at].gap.strip(" :,\"“'") != "":
        return ""
    for size in range(min(6, at), 0, -1):
        found = words.also.at(scan.tokens, scan.keys, at - size)
        if found and found.end == at:
            return found.value
        skipped = found and found.end == at - 1 and scan.tokens[at - 1].folded in _SKIPPED
        if found and skipped:
            return found.value
    return ""


_SKIPPED = set_of("la ong ba anh chi thang co o chu no han")


def _introduce(scan: Scan, words: NameWords, mention: Mention) -> None:
    """Note what stands before the name: another name of the same person, kin, or the sender himself."""
    before = mention.start
    mention.lead = before - len(mention.title.split()) if mention.title else before
    said = _also_before(scan, words, before) or (mention.title and _also_before(scan, words, mention.lead))
    mention.also = bool(said) or scan.tokens[before].gap.strip().startswith("(")
    mention.kin = _kin_before(scan, words, mention.lead)
    mention.mine = _sender(scan, before)


def _kin_before(scan: Scan, words: NameWords, lead: int) -> str:
    """The kinship said right before the title: "con [ông Tam]", "vợ [thằng Phong]"; "" otherwise."""
    for phrase in words.kin:
        start = lead - len(phrase)
        if start >= 0 and not scan.apart(lead) and tuple(t.toned for t in scan.tokens[start:lead]) == phrase:
            return fold(" ".join(phrase))
    return ""


def _sender(scan: Scan, start: int) -> bool:
    """tôi tên là X, tôi là X, em là X đây."""
    before = [
        token.toned for token in scan.tokens[max(0, start - 4) : start] if token.sentence == scan.tokens[start].sentence
    ]
    if not before or before[-1] not in ("là", "tên", "la", "ten"):
        return False
    rest = [word for word in before if word not in ("là", "tên", "la", "ten", "họ", "xin", "thì", "ho")]
    return bool(rest) and rest[-1] in ("tôi", "em", "cháu", "tui", "mình", "toi", "chau") and len(before) <= 4


def describe(scan: Scan, words: NameWords, mention: Mention) -> PersonName:
    """One mention as a person."""
    tokens = scan.tokens[mention.start : mention.end]
    folded, toned = [token.folded for token in tokens], [_said(token) for token in tokens]
    marked = scan.reading.marked or any(token.written_with_marks for token in tokens)
    sex = {"nam": "nam", "nữ": "nu"}.get(words.sexes.get(mention.title, ""), "")
    spans = (scan.span(mention.lead, mention.end),)
    role = "relative" if mention.kin else ""
    if mention.kind == "given":
        return PersonName(
            given=folded[0], given_toned=toned[0] if marked else "", title=fold(mention.title), sex=sex, spans=spans,
            mine=mention.mine, role=role,
        )  # fmt: skip
    if mention.kind == "alias":
        return PersonName(
            given=folded[0], given_toned=toned[0] if marked else "", aliases=(" ".join(folded),),
            aliases_toned=(" ".join(toned),) if marked else (), title=fold(mention.title), sex=sex, spans=spans,
            mine=mention.mine, role=role,
        )  # fmt: skip
    return _full_person(scan, words, mention, sex, marked, role)


def _said(token: object) -> str:
    written, toned = getattr(token, "written", ""), getattr(token, "toned", "")
    return toned if " " in written else written or toned


def _full_person(scan: Scan, words: NameWords, mention: Mention, sex: str, marked: bool, role: str) -> PersonName:
    end = _full_end(scan, words, mention)
    tokens = scan.tokens[mention.start : end]
    nick = scan.tokens[end - 1 : mention.end] if end < mention.end else ()
    if len(tokens) > 2 and tokens[1].folded == "thi":
        sex = "nu"
    return PersonName(
        full=" ".join(token.folded for token in tokens),
        toned=" ".join(_said(token) for token in tokens) if marked else "",
        given=tokens[-1].folded,
        given_toned=_said(tokens[-1]) if marked else "",
        aliases=(" ".join(token.folded for token in nick),) if nick else (),
        aliases_toned=(" ".join(_said(token) for token in nick),) if nick and marked else (),
        title=fold(mention.title),
        sex=sex or ("nam" if len(tokens) > 2 and tokens[1].folded == "van" else ""),
        spans=(scan.span(mention.lead, mention.end),),
        mine=mention.mine,
        role=role,
    )


def _full_end(scan: Scan, words: NameWords, mention: Mention) -> int:
    """Where the full name ends and a nickname that was taken with it begins."""
    for end in range(mention.start + 2, mention.end):
        nick = words.nicknames.at(scan.tokens, scan.keys, end)
        if nick and nick.end == mention.end and not nick.value:
            return end
    return mention.end


def same_person(a: PersonName, b: PersonName) -> bool:
    """Whether two mentions of one text are one person: the same full name, or a given name that the other's name ends with."""
    if a.mine != b.mine:
        return False
    if a.full and b.full:
        return [skeleton(w) for w in a.full.split()] == [skeleton(w) for w in b.full.split()]
    if skeleton(a.given) != skeleton(b.given):
        return False
    if a.aliases and b.aliases and a.aliases[0] != b.aliases[0]:
        return False
    return not (a.sex and b.sex and a.sex != b.sex)
