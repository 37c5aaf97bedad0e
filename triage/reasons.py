"""Why something is suggested, in words: a sentence for each code of hotline/evidence.py and a word for each group."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

REASONS: Mapping[str, Any] = {
    # groups
    "place": _l("the same place"),
    "landmark": _l("the same venue"),
    "person": _l("the same person is named"),
    "contact": _l("the same phone, plate or account"),
    "conduct": _l("the same way of acting"),
    "wording": _l("much the same words"),
    "time": _l("close in time"),
    # for
    "full_name": _l("full name"),
    "name_heard": _l("a name that sounds the same"),
    "name_edit": _l("full name but for one letter"),
    "name_short": _l("part of the full name"),
    "given_name": _l("given name"),
    "tone": _l("the same marks in the name"),
    "identity": _l("the same person in every detail"),
    "alias": _l("nickname"),
    "alias_said": _l("nickname"),
    "full_said": _l("full name"),
    "epithet": _l("byname"),
    "born": _l("year of birth"),
    "born_near": _l("about the same age"),
    "kin": _l("relatives"),
    "commune": _l("commune"),
    "commune_reading": _l("commune, in one reading of its name"),
    "hamlet": _l("hamlet"),
    "hamlet_said": _l("hamlet"),
    "part": _l("the same former commune"),
    "district": _l("district"),
    "street": _l("street or alley"),
    "landmark_name": _l("name of the venue"),
    "landmark_said": _l("name of the venue"),
    "landmark_heard": _l("a venue that sounds the same"),
    "landmark_part": _l("part of the venue's name"),
    "landmark_kind": _l("kind of venue"),
    "phone": _l("phone number"),
    "phone_near": _l("phone number but for one digit"),
    "plate": _l("number plate"),
    "account": _l("account"),
    "vehicle": _l("vehicle"),
    "hour": _l("hour of the day"),
    "drug": _l("kind of drug"),
    "category": _l("kind of matter"),
    "road": _l("street or alley"),
    "road_said": _l("street or alley"),
    "contact_near": _l("phone number but for one digit"),
    "word": _l("rare words"),
    "pair": _l("the same turns of phrase"),
    "copied": _l("copied wording"),
    "sender": _l("the same sender"),
    "same_sender": _l("the same sender"),
    "near": _l("close in time"),
    "habit": _l("habit"),
    "usual": _l("what many do"),
    # against
    "other_name": _l("another full name"),
    "other_given": _l("another given name"),
    "other_alias": _l("another nickname"),
    "other_born": _l("another year of birth"),
    "other_sex": _l("another sex"),
    "other_tone": _l("other marks in the name"),
    "other_commune": _l("another commune"),
    "other_part": _l("another former commune"),
    "other_hamlet": _l("another hamlet"),
    "other_landmark": _l("another venue"),
    "other_kind": _l("another kind of venue"),
    "other_hour": _l("another hour"),
    "other_sender": _l("another sender"),
    "other_category": _l("another kind of matter"),
    "other_conduct": _l("another way of acting"),
    "other_drug": _l("another kind of drug"),
    "nothing_shared": _l("nothing in particular in common"),
    "long_ago": _l("long ago"),
    "beyond": _l("long ago"),
}
AGAINST = frozenset(code for code in REASONS if code.startswith("other_")) | {"long_ago", "beyond"}


def reason(code: str) -> str:
    """The words for a code of the evidence."""
    found = REASONS.get(code)
    return str(found) if found is not None else code.replace("_", " ")


def is_against(code: str) -> bool:
    """Whether a code speaks against."""
    return code in AGAINST
