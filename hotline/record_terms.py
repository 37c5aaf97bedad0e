"""The blind form of registry records and of the roster: the same terms as a tip's, so one code scores both. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from hotline.index import contact_terms, hamlet_terms, landmark_terms, person_terms
from hotline.sketch import Purpose
from hotline.terms import Indexed, IndexKeys, Writer
from hotline.text.findings import Contact, Hamlet, Landmark, PersonName
from hotline.text.letters import fold, has_marks
from hotline.text.phonetics import skeletons
from hotline.text.understand import Readers, understand


@dataclass(frozen=True, slots=True)
class PersonWords:
    """A person's record in words, as far as the index needs it; `hamlet` as written ("thôn Bắc Sơn", "TDP 4")."""

    full_name: str
    aliases: tuple[str, ...] = ()
    sex: str = ""
    born: int | None = None
    kin: tuple[str, ...] = ()
    commune: str | None = None
    hamlet: str = ""
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HotspotWords:
    """A hotspot's record in words; landmarks are read from its name by the same reader as a tip's."""

    landmarks: tuple[Landmark, ...] = ()
    hamlets: tuple[Hamlet, ...] = ()
    commune: str | None = None
    phones: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # the words of its name that mean something, in order
    kind: frozenset[str] = frozenset()  # those that only say what kind of place it is


def hotspot_words(
    name: str, place_kind: str, commune: str | None, hamlet: str, readers: Readers, phones: tuple[str, ...] = ()
) -> HotspotWords:
    """A hotspot's record as written: its name is read as a tip's landmark would be; an alley in it is a road."""
    folded, kind = " ".join(fold(name).split()), fold(place_kind)
    found = understand(name, channel="sms", at=0, readers=readers)
    if not folded.startswith(kind) and not any(one.kind for one in found.landmarks):
        found = understand(f"{place_kind} {name}", channel="sms", at=0, readers=readers)  # "Sao Mai", a karaoke bar
    rest = "" if found.hamlets else folded.removeprefix(kind).strip()
    landmarks = found.landmarks or ((Landmark(kind, rest, "", ()),) if rest or kind else ())
    hamlets = [one for one in (hamlet_of(hamlet), *found.hamlets) if one is not None]
    words = tuple(dict.fromkeys(folded.split()))
    return HotspotWords(landmarks, tuple(hamlets), commune, phones, words, found.words, frozenset(kind.split()))


_HAMLET_KINDS = (
    ("to dan pho", "tdp"), ("tdp", "tdp"), ("khoi pho", "khoi"), ("khoi", "khoi"), ("thon", "thon"), ("xom", "xom"),
    ("ngo", "ngo"), ("kiet", "kiet"), ("duong", "duong"),
)  # fmt: skip


def hamlet_of(written: str) -> Hamlet | None:
    """A record's hamlet as a finding; None when nothing is written."""
    folded = " ".join(fold(written).replace(",", " ").replace(".", " ").split())
    for prefix, kind in _HAMLET_KINDS:
        if folded.startswith(prefix + " "):
            return Hamlet(kind, folded[len(prefix) + 1 :], ())
    return Hamlet("thon", folded, ()) if folded else None


def plate_of(written: str) -> str:
    """A record's plate in the form that the reader of tips uses: 38B1-12345."""
    letters = "".join(c for c in written.upper() if c.isalnum() or c == "-")
    return letters


def of_person(keys: IndexKeys, words: PersonWords) -> Indexed:
    """The blind form of a person's record."""
    writer = Writer(keys, [words.commune] if words.commune else [])
    if words.commune:
        writer.say(Purpose.COMMUNE, words.commune)
    hamlet = hamlet_of(words.hamlet)
    hamlets = [hamlet] if hamlet else []
    toned = words.full_name.lower().strip()
    person = PersonName(
        full=fold(toned),
        toned=toned if has_marks(toned) else "",
        given=fold(toned).split()[-1] if toned else "",
        aliases=tuple(fold(alias).strip() for alias in words.aliases),
        sex=words.sex,
        born=words.born,
        kin=tuple(fold(kin) for kin in words.kin),
    )
    contact_terms(writer, _record_contacts(words))
    person_terms(writer, 0, person, hamlets)
    for way in (person.full, *person.aliases):
        writer.find_pairs(way.split())
    hamlet_terms(writer, hamlets)
    for word in {*person.full.split(), *(word for alias in person.aliases for word in alias.split())}:
        writer.search(Purpose.WORD, word)
    return writer.done()


def _record_contacts(words: PersonWords) -> Iterator[Contact]:
    for phone in words.phones:
        yield Contact("phone", "".join(c for c in phone if c.isdigit()), ())
    for plate in words.plates:
        yield Contact("plate", plate_of(plate), ())
    for account in words.accounts:
        yield Contact("account", account, ())


def of_hotspot(keys: IndexKeys, words: HotspotWords) -> Indexed:
    """The blind form of a hotspot's record."""
    writer = Writer(keys, [words.commune] if words.commune else [])
    if words.commune:
        writer.say(Purpose.COMMUNE, words.commune)
    for phone in words.phones:
        writer.say(Purpose.PHONE, phone, find=True)
    landmark_terms(writer, words.landmarks, said=False)
    writer.said_record(words.said, words.kind)
    hamlet_terms(writer, words.hamlets)
    for word in words.words:
        writer.search(Purpose.WORD, word)
    return writer.done()


@dataclass(frozen=True, slots=True)
class OfficerWords:
    """One line of the roster: a police officer of any unit, with rank, unit's name and telephones."""

    full_name: str
    rank: str = ""
    unit: str = ""
    phones: tuple[str, ...] = ()


def of_officer(keys: IndexKeys, words: OfficerWords) -> Indexed:
    """The blind form of a roster entry: a telephone, or the full name beside a rank or a unit (design 2)."""
    writer = Writer(keys, ())
    for phone in words.phones:
        writer.say(Purpose.PHONE, "".join(c for c in phone if c.isdigit()), find=True)
    writer.find(Purpose.NAME_AND_RANK, skeletons(fold(words.full_name)))
    return writer.done()
