"""What the terms of the blind index and of sketches stand for; the numbers are stored (decision 0007)."""

from enum import IntEnum


class Purpose(IntEnum):
    """What a term stands for. The number is stored; each purpose has a key of its own."""

    COMMUNE = 1  # extra 0: decided; 1: another reading
    HAMLET = 2  # extra 0: xóm, thôn, tổ dân phố; 1: ngõ, đường
    LANDMARK = 3  # kind and name
    LANDMARK_KIND = 4
    LANDMARK_WORD = 5
    LANDMARK_SOUND = 6
    LANDMARK_SAID = 7  # a pair of the name's words, as PAIR has it; extra: twice its bits
    PART = 8  # what of today's commune was named: one of the units that it was made of
    HAMLET_SAID = 9
    FULL = 10
    TONED = 11
    HEARD = 12
    SYLLABLE = 13  # extra: position
    SOUND = 14
    NEAR = 15
    GIVEN_TONED = 16
    ALIAS = 17
    EPITHET = 18
    BORN = 19  # extra 1: the year itself was said, 0: an age or a guess
    KIN = 20
    SEX = 21
    ALIAS_SOUND = 22
    SAID = 24  # a pair of the words of a name, as PAIR has it; extra 0: of the full name, from 1 on of nicknames
    PHONE = 30
    PLATE = 31
    ACCOUNT = 32
    PHONE_NEAR = 33
    DRUG = 40
    CONDUCT = 41
    HOUR = 42
    VEHICLE = 43
    CATEGORY = 44
    HABIT = 45  # weekend, nightly, lately
    DANGER = 46  # life is in danger: there are few such matters in a commune at a time
    DRUG_KIN = 47  # the drugs that citizens take for one another
    WORD = 50  # extra: twice its bits; slot 1: part of a name or place
    PAIR = 51
    WHOLE = 52  # the wording as a whole
    # Postings only: keys that join two or three findings, so that each stays rare.
    ALIAS_AT = 60
    GIVEN_AT = 61
    MIDDLE_GIVEN_AT = 62
    FAMILY_GIVEN_AT = 63
    FAMILY_MIDDLE_AT = 64
    GIVEN_HAMLET_AT = 65
    HAMLET_AT = 66
    LANDMARK_AT = 67
    LANDMARK_SOUND_AT = 68
    CONDUCT_AT = 69
    CATEGORY_AT = 70
    NAME_AND_RANK = 71
    KNOWN = 23  # extra: the position of a syllable that the lexicon has as a name
