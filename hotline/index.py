"""The blind index: what was understood of a tip, and what a record says, as keyed terms (decision 0007).

What is marked `mine` gets no term: what belongs to the sender is not findable. Pure; hotline/db/queries/index.py
stores what hotline/terms.py writes.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise, repeat

from config.catalog.weights import weights, word_bits
from hotline.sketch import FAMILY, Purpose
from hotline.terms import READINGS, Indexed, IndexKeys, Writer, index_keys
from hotline.text.findings import Contact, Hamlet, Landmark, PersonName, Understanding, Urgency
from hotline.text.judgement import named_words
from hotline.text.letters import fold, has_marks
from hotline.text.phonetics import skeleton, skeletons
from hotline.text.ranks import OFFICER
from hotline.variants import deletions, hours_of, known_names, sounding, venue_kinds, years

__all__ = ["IndexKeys", "Indexed", "index_keys", "of_tip"]

WORDS = 96  # words, and pairs, of one tip that are indexed; the first ones say what it is about
WAYS = 14  # nicknames of one person
NAME = 3  # syllables of a usual name; a fourth may be the first word of what follows it
KIN = {  # what citizens take for one another counts as no other drug
    "synthetic_cannabis": "cannabis", "opium": "heroin",
    "ketamine": "ecstasy", "happy_water": "ecstasy", "lsd": "ecstasy", "nitrous": "ecstasy",
}  # fmt: skip
STATE = re.compile(r"(?:(?:bo hoang|bo khong|bo|cu|nuoc|duoi|tren|trong|ngoai|\d+ (?:phong|tang|gian))(?: |$))+")
ROADS = ("ngo", "kiet", "duong", "hem", "ngach", "so nha")


def of_tip(keys: IndexKeys, found: Understanding, at: int = 0) -> Indexed:
    """The blind form of a tip. `at` is not stored: the tip's own column tells the time and is made coarse with it."""
    writer = Writer(keys, _communes(found))
    if found.commune:
        writer.say(Purpose.COMMUNE, found.commune)
    for code in _communes(found):
        if code != found.commune:
            writer.say(Purpose.COMMUNE, code, extra=1)
    for place in found.places:
        if place.part and not place.mine:
            writer.say(Purpose.PART, fold(place.name))
    hamlets = [hamlet for hamlet in found.hamlets if not hamlet.mine]
    contact_terms(writer, (contact for contact in found.contacts if not contact.mine))
    persons = [person for person in found.persons if not person.mine]
    for slot, person in enumerate(persons):
        person_terms(writer, slot, person, hamlets)
        if person.role == OFFICER:  # perhaps one of our own people (conflict of interest)
            for name in {person.full, " ".join(person.full.split()[:NAME])}:
                writer.search(Purpose.NAME_AND_RANK, skeletons(name))
    landmark_terms(writer, [landmark for landmark in found.landmarks if not landmark.mine])
    hamlet_terms(writer, hamlets)
    _conduct(writer, found)
    return writer.done(_wording(writer, found))


def _communes(found: Understanding) -> tuple[str, ...]:
    codes = [found.commune] if found.commune else []
    if not found.commune:
        named = (place for place in found.places if not place.mine and place.level == "commune")
        codes += [code for place in named for code in place.readings]
    return tuple(dict.fromkeys(code for code in codes if code))[:READINGS]


def contact_terms(writer: Writer, contacts: Iterable[Contact]) -> None:
    kinds = {"phone": Purpose.PHONE, "plate": Purpose.PLATE, "account": Purpose.ACCOUNT}
    for contact in contacts:
        if contact.kind in kinds:
            writer.say(kinds[contact.kind], contact.value, find=True)
        if contact.kind == "phone":
            writer.say_all(Purpose.PHONE_NEAR, deletions(contact.value), repeat((0, 0)))


def person_terms(writer: Writer, slot: int, person: PersonName, hamlets: Iterable[Hamlet]) -> None:
    syllables = person.full.split()
    if len(syllables) > 1:
        _full_name(writer, slot, person, syllables)
    given = syllables[-1] if syllables else person.given
    for way, alias in enumerate(person.aliases[:WAYS], 1):
        words = alias.split()
        epithet = [word for word in words if word != given] or words
        writer.said(Purpose.SAID, words, slot, way)
        writer.say(Purpose.ALIAS, alias, slot=slot, find=True)
        writer.say(Purpose.ALIAS_SOUND, skeletons(alias), slot=slot)
        writer.say(Purpose.EPITHET, " ".join(epithet), slot=slot)
        writer.find_at(Purpose.ALIAS_AT, skeletons(alias))
    if given:
        _given(writer, slot, person, given, hamlets)
    for year in years(person):
        writer.say(Purpose.BORN, str(year), slot=slot, extra=int(person.born_exact))
    if person.sex:
        writer.say(Purpose.SEX, person.sex, slot=slot)
    for kin in person.kin:
        writer.say(Purpose.KIN, kin, slot=slot)


def _full_name(writer: Writer, slot: int, person: PersonName, syllables: list[str]) -> None:
    sounds = [skeleton(syllable) for syllable in syllables]
    if len(syllables) > 2:
        writer.said(Purpose.SAID, syllables, slot, 0)
    family, given, middle = sounds[0], sounds[-1], " ".join(sounds[1:-1])
    writer.say(Purpose.FULL, person.full, slot=slot, find=True)
    writer.say(Purpose.HEARD, " ".join(sounds), slot=slot, find=True)
    if person.toned:
        writer.say(Purpose.TONED, sounding(person.toned), slot=slot)
    for back, syllable in enumerate(reversed(syllables)):
        _syllable(writer, slot, FAMILY if back == len(syllables) - 1 else back, syllable)
    writer.find_at(Purpose.FAMILY_GIVEN_AT, family, given)
    if middle:
        writer.find_at(Purpose.MIDDLE_GIVEN_AT, middle, given)
        writer.find_at(Purpose.FAMILY_MIDDLE_AT, family, middle)


def _syllable(writer: Writer, slot: int, position: int, syllable: str) -> None:
    writer.say(Purpose.SYLLABLE, syllable, slot=slot, extra=position)
    writer.say(Purpose.SOUND, skeleton(syllable), slot=slot, extra=position)
    if syllable in known_names():
        writer.say(Purpose.KNOWN, syllable, slot=slot, extra=position)
    if len(syllable) > 2:  # an edit in two letters makes another name
        writer.say_all(Purpose.NEAR, deletions(syllable), repeat((slot, position)))


def _given(writer: Writer, slot: int, person: PersonName, given: str, hamlets: Iterable[Hamlet]) -> None:
    if len(person.full.split()) < 2:
        _syllable(writer, slot, 0, given)
    toned = person.given_toned or (person.toned.split()[-1] if person.toned else "")
    if has_marks(toned) or person.toned:
        writer.say(Purpose.GIVEN_TONED, sounding(toned), slot=slot)
    for hamlet in hamlets:
        writer.find_at(Purpose.GIVEN_HAMLET_AT, skeleton(given), hamlet.name)
    writer.find_at(Purpose.GIVEN_AT, skeleton(given))


def _bare(landmark: Landmark) -> Landmark:
    """The landmark; what only says in what state or where it is ("trạm bơm cũ", "bỏ hoang") is no name."""
    return replace(landmark, name="", toned="") if STATE.fullmatch(landmark.name) else landmark


def landmark_terms(writer: Writer, landmarks: Iterable[Landmark], said: bool = True) -> None:
    for slot, landmark in enumerate(_bare(one) for one in landmarks):
        writer.say(Purpose.LANDMARK_KIND, landmark.kind, slot=slot)
        telling = bool(landmark.name) or landmark.kind not in venue_kinds()  # "a café" may be any
        if telling:
            writer.say(Purpose.LANDMARK, landmark.kind, landmark.name, slot=slot)
        named = int(bool(landmark.name))
        for word in (landmark.name or landmark.kind).split():
            writer.say(Purpose.LANDMARK_WORD, word, slot=slot, extra=named)
            writer.say(Purpose.LANDMARK_SOUND, skeleton(word), slot=slot)
        words = landmark.name.split()
        if said:
            writer.said(Purpose.LANDMARK_SAID, words if len(words) > 1 else [*landmark.kind.split()[-1:], *words], slot)
        writer.search(Purpose.LANDMARK, landmark.kind, landmark.name)
        if telling:
            writer.find_at(Purpose.LANDMARK_AT, landmark.kind, landmark.name)
        if landmark.name:
            writer.find_at(Purpose.LANDMARK_SOUND_AT, skeletons(landmark.name))


def hamlet_terms(writer: Writer, hamlets: Iterable[Hamlet]) -> None:
    for slot, hamlet in enumerate(hamlets):
        writer.say(Purpose.HAMLET, hamlet.name, slot=slot, extra=int(hamlet.kind in ROADS))
        writer.said(Purpose.HAMLET_SAID, hamlet.name.split(), slot, int(hamlet.kind in ROADS))
        writer.find_at(Purpose.HAMLET_AT, hamlet.name)


def _conduct(writer: Writer, found: Understanding) -> None:
    category = str(found.category.value)
    known = weights()
    rare = known.categories.get(category, known("rarity", "category"))
    writer.say(Purpose.CATEGORY, category, extra=round(rare * 2))
    writer.find_at(Purpose.CATEGORY_AT, category)
    if found.urgency.value == Urgency.DANGER:
        writer.say(Purpose.DANGER, "danger", extra=round(known("conduct", "danger") * 2))
    for cue in found.cues:
        if cue.mine:
            continue
        if cue.kind == "hour":
            for hour in hours_of(cue.value):
                writer.say(Purpose.HOUR, str(hour))
            if known.habits.get(cue.value):
                writer.say(Purpose.HABIT, cue.value, extra=round(known.habits[cue.value] * 2))
        elif cue.kind == "conduct":
            bits = known.conducts.get(cue.value, known("rarity", "conduct"))
            writer.say(Purpose.CONDUCT, cue.value, extra=round(bits * 2))
            if bits >= known("conduct", "telling"):
                writer.find_at(Purpose.CONDUCT_AT, cue.value)
        elif cue.kind == "drug":
            writer.say(Purpose.DRUG, cue.value, extra=round(known.drugs.get(cue.value, known("rarity", "drug")) * 2))
            writer.say(Purpose.DRUG_KIN, KIN.get(cue.value, cue.value))
        elif cue.kind == "vehicle":
            writer.say(Purpose.VEHICLE, cue.value)


def _wording(writer: Writer, found: Understanding) -> int:
    words, worth = list(found.words), word_bits()
    named, first = named_words(found), list(dict.fromkeys(words))[:WORDS]
    for word in named.difference(first):
        writer.search(Purpose.WORD, word)
    flags = [(int(word in named or word.isdigit()), round(worth(word) * 2)) for word in first]
    writer.searched.update(dict.fromkeys(writer.say_all(Purpose.WORD, first, flags)))
    pairs = list(dict.fromkeys([f"{a} {b}" for a, b in pairwise(words)]))[:WORDS]
    writer.finders.update(dict.fromkeys(writer.say_all(Purpose.PAIR, pairs, repeat((0, 0)))))
    if len(words) > 2:
        return writer.say(Purpose.WHOLE, *words, find=True)
    return writer.keys.term(Purpose.WHOLE, *words)
