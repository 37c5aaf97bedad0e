"""Mentions of names become persons: what is said of one person in several places is put together. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from hotline.text.births import Birth
from hotline.text.findings import PersonName
from hotline.text.letters import fold
from hotline.text.name_words import NameWords
from hotline.text.people import Mention, describe, same_person
from hotline.text.scan import Scan

_ALIAS_REACH = 14  # tokens between a name and "hay gọi là …"
_BIRTH_REACH = 16


def persons(scan: Scan, words: NameWords, mentions: Sequence[Mention], births: Sequence[Birth]) -> list[PersonName]:
    """The persons of a text in the order in which they are first named."""
    people: list[PersonName] = []
    where: list[tuple[int, int]] = []  # (index of person, last token) per mention, in order
    kin_of: list[tuple[int, str]] = []
    for mention in mentions:
        one = describe(scan, words, mention)
        at = _known(people, where, mention, one)
        if at is None:
            people.append(one)
            at = len(people) - 1
        else:
            people[at] = _joined(people[at], one, keep_given=mention.also)
        where.append((at, mention.end))
        if mention.kin:
            kin_of.append((at, mention.kin))
    _give_births(people, where, mentions, births)
    return _with_kin(people, kin_of)


def _known(
    people: Sequence[PersonName], where: Sequence[tuple[int, int]], mention: Mention, one: PersonName
) -> int | None:
    """The index of the person that a mention speaks of again."""
    if mention.also and where and mention.start - where[-1][1] <= _ALIAS_REACH:
        last = where[-1][0]
        if not (people[last].full and one.full) and people[last].mine == one.mine:
            return last
    for at in range(len(people) - 1, -1, -1):
        if same_person(people[at], one):
            return at
    return None


def _joined(a: PersonName, b: PersonName, *, keep_given: bool) -> PersonName:
    """Everything that both mentions say; the full name decides the given name."""
    full = a if a.full else b
    given = full if full.full else a
    bare = (b.given,) if keep_given and not b.aliases and not b.full and b.given != given.given else ()
    return replace(
        a,
        full=full.full,
        toned=full.toned,
        given=given.given,
        given_toned=given.given_toned or a.given_toned,
        aliases=tuple(dict.fromkeys((*a.aliases, *b.aliases, *bare))),
        aliases_toned=tuple(dict.fromkeys((*a.aliases_toned, *b.aliases_toned))),
        title=a.title or b.title,
        sex=a.sex or b.sex,
        kin=tuple(dict.fromkeys((*a.kin, *b.kin))),
        spans=(*a.spans, *b.spans),
        role=a.role or b.role,
    )


def _give_births(
    people: list[PersonName], where: Sequence[tuple[int, int]], mentions: Sequence[Mention], births: Sequence[Birth]
) -> None:
    """Each year goes to the person named last before it, else to the first named soon after."""
    for birth in births:
        if birth.mine:
            continue
        at = _owner(where, mentions, birth)
        if (
            at is not None
            and not people[at].mine
            and (people[at].born is None or (birth.exact and not people[at].born_exact))
        ):
            people[at] = replace(people[at], born=birth.year, born_exact=birth.exact)


def _owner(where: Sequence[tuple[int, int]], mentions: Sequence[Mention], birth: Birth) -> int | None:
    before = [n for n, mention in enumerate(mentions) if mention.end <= birth.start]
    reach = _BIRTH_REACH if birth.exact else _BIRTH_REACH * 3
    if before and birth.start - mentions[before[-1]].end <= reach:
        return where[before[-1]][0]
    after = [n for n, mention in enumerate(mentions) if mention.start >= birth.end]
    if after and mentions[after[0]].start - birth.end <= 6:
        return where[after[0]][0]
    return where[before[-1]][0] if before and len({at for at, _ in where}) == 1 else None


def _with_kin(people: list[PersonName], kin_of: Sequence[tuple[int, str]]) -> list[PersonName]:
    """ "con ông Tam": the person spoken of before gets the phrase, ông Tam is a relative."""
    for at, kin in kin_of:
        relative = people[at]
        said = fold(f"{kin} {relative.title} {relative.given}".replace("  ", " "))
        owner = next((n for n in range(at - 1, -1, -1) if people[n].role != "relative"), None)
        if owner is None:
            owner = next((n for n in range(at + 1, len(people)) if people[n].role != "relative"), None)
        if owner is not None:
            people[owner] = replace(people[owner], kin=(*people[owner].kin, said))
        else:
            people[at] = replace(relative, role="")
    return people
