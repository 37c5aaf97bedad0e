"""The one entry to the reading of tips: `understand` turns the text of a conversation into findings.

Pure, total, linear. The order matters: phones and plates first, then hamlets and venues, so that their names are no
communes; then communes, then persons among what is left; last what all of it says about the sender.
"""

from collections.abc import Sequence
from dataclasses import replace

from hotline.text.bare_names import accepted, late
from hotline.text.births import find_births
from hotline.text.classify import classify
from hotline.text.commune import decide, place_names
from hotline.text.contacts import find_contacts
from hotline.text.corrections import set_aside, taken_back
from hotline.text.exposure import kinship_spans, senders_place, senders_venue
from hotline.text.findings import Category, Contact, Cue, Hamlet, Landmark, PersonName, Span, Understanding
from hotline.text.hamlets import bare_hamlet, find_hamlets
from hotline.text.hours import find_hours
from hotline.text.judgement import judged
from hotline.text.landmarks import find_landmarks
from hotline.text.letters import set_of
from hotline.text.merging import persons
from hotline.text.neighbours import without_neighbours
from hotline.text.normalise import read
from hotline.text.people import find_mentions
from hotline.text.places import Mention, candidates, exact_names, place_ends
from hotline.text.ranks import ranked
from hotline.text.readers import Readers
from hotline.text.scan import Scan
from hotline.text.vehicles import find_vehicles

__all__ = ["Readers", "understand"]

EMPTY_WORDS = set_of(
    "a ah oi nha nhe nhi u uh o e em anh chi cac may cai con thi la ma va voi cua cho tai co khong duoc da"
    " dang se cung rat lam qua roi nay kia do ay nao gi sao the vay nhu ra vao len xuong den toi di ve"
    " nguoi ta no han ho minh chau chu bac ong ba xin kinh thua gui moi mong nho giup de bao tin cong an"
    " quy quan"
)


def understand(text: str, *, channel: str, at: int, readers: Readers) -> Understanding:
    """Read a conversation's text. `channel`: sms, voice or telegram; `at`: epoch seconds at which it came.

    Never fails on any text; what cannot be understood is left out.
    """
    found, shown, scan = read_by_rules(text, channel=channel, at=at, readers=readers)
    return _settled(found if readers.judge is None else judged(found, shown, readers.judge, scan))


def read_by_rules(text: str, *, channel: str, at: int, readers: Readers) -> tuple[Understanding, frozenset[str], Scan]:
    """What the rules alone read, the classes and conducts that they found, and the scan that the spans are of."""
    reading = read(text, voice=channel == "voice", lexicon=readers.lexicon)
    scan = Scan.of(reading)
    contacts = find_contacts(scan)
    set_aside(scan)
    contacts = [one for one in contacts if scan.taken[scan.at(one.spans[0][0])] != "apart"]
    hamlets, landmarks, possible, mentions = _places(scan, readers)
    people, ages = _people(scan, readers, at, possible)
    mentions = late(scan, possible, mentions)
    wrong = taken_back(scan, [(mention.lead, mention.end) for mention in mentions])
    mentions = [mention for at, mention in enumerate(mentions) if at not in wrong]
    bare = [bare_hamlet(scan, readers.hamlets, mention.lead) for mention in mentions]
    hamlets += [hamlet for hamlet in bare if hamlet]
    hamlets = [replace(one, mine=senders_place(scan, scan.at(one.spans[0][0]))) for one in hamlets]
    landmarks = [replace(one, mine=senders_venue(scan, scan.at(one.spans[0][0]))) for one in landmarks]
    mine = [senders_place(scan, mention.lead) for mention in mentions]
    placed = place_names(scan, mentions, readers.gazetteer, mine)
    commune, why = decide(placed)
    told = classify(reading, readers.cues, scan.taken)
    hours = find_hours(scan, readers.hours)
    cues = (*told.cues, *hours, *find_vehicles(scan, readers.vehicles))
    found = Understanding(
        category=told.category,
        urgency=told.urgency,
        basis=told.basis,
        commune=commune,
        commune_why=why,
        places=tuple(one.name for one in placed),
        hamlets=tuple(hamlets),
        landmarks=tuple(landmarks),
        persons=tuple(ranked(scan, people)),
        contacts=tuple(contacts),
        cues=cues,
        advert=told.advert,
    )
    exposed = tuple(sorted({*_exposed(scan, found, readers), *ages}))
    return replace(found, exposed=exposed, words=_words(scan, exposed)), told.shown, scan


def _settled(found: Understanding) -> Understanding:
    """What is no drug matter shows no drug and no conduct."""
    if found.category.value is not Category.IRRELEVANT:
        return found
    return replace(found, cues=tuple(cue for cue in found.cues if cue.kind not in ("drug", "conduct")))


def _places(scan: Scan, readers: Readers) -> tuple[list[Hamlet], list[Landmark], list[Mention], list[Mention]]:
    """Hamlets, venues, all stretches that can be a unit's name, and those that are."""
    exact = exact_names(scan, readers.gazetteer)
    ends = place_ends(exact)
    hamlets = find_hamlets(scan, readers.hamlets, ends)
    landmarks = find_landmarks(scan, readers.landmarks, ends)
    hamlets = [hamlets[at] for at in _kept(scan, [one.spans for one in hamlets])]
    landmarks = [landmarks[at] for at in _kept(scan, [one.spans for one in landmarks])]
    landmarks = without_neighbours(scan, landmarks)
    possible = candidates(scan, exact, readers.gazetteer, readers.places)
    mentions = accepted(scan, possible, readers.places)
    return hamlets, landmarks, possible, mentions


def _kept(scan: Scan, found: Sequence[tuple[Span, ...]]) -> list[int]:
    """The findings, by their spans, that the sender does not take back."""
    wrong = taken_back(scan, [(scan.at(spans[0][0]), scan.at(spans[-1][1])) for spans in found])
    return [at for at in range(len(found)) if at not in wrong]


def _people(scan: Scan, readers: Readers, at: int, possible: Sequence[Mention]) -> tuple[list[PersonName], list[Span]]:
    """The persons, and where the sender says his own age."""
    places = {one.lead: one.end for one in possible if one.exact}
    mentions = find_mentions(scan, readers.names, places)
    births = find_births(scan, at, frozenset(mention.end for mention in mentions))
    ages = [scan.span(birth.start, birth.end) for birth in births if birth.mine]
    return persons(scan, readers.names, mentions, births), ages


def _exposed(scan: Scan, found: Understanding, readers: Readers) -> tuple[Span, ...]:
    """The spans of everything that is the sender's own, and of how he is related to the person."""
    own: list[PersonName | Contact | Hamlet | Landmark | Cue] = [
        *found.persons, *found.contacts, *found.hamlets, *found.landmarks, *found.cues
    ]  # fmt: skip
    spans = [span for one in own if one.mine for span in one.spans]
    spans += [span for place in found.places if place.mine for span in place.spans]
    spans += kinship_spans(scan, readers.names)
    return tuple(sorted(set(spans)))


def _words(scan: Scan, exposed: tuple[Span, ...]) -> tuple[str, ...]:
    """The folded syllables that mean something, in order, without what is the sender's or another matter's."""
    kept: list[str] = []
    spans = iter(exposed)
    current = next(spans, None)
    for token, taken in zip(scan.tokens, scan.taken, strict=True):
        while current is not None and current[1] <= token.start:
            current = next(spans, None)
        if current is not None and current[0] <= token.start < current[1]:
            continue
        if token.folded and token.folded not in EMPTY_WORDS and taken != "apart":
            kept.append(token.folded)
    return tuple(kept)
