"""What the readers read with: lexicons and gazetteer, made ready once by `build_readers` and passed to everything."""

from dataclasses import dataclass
from pathlib import Path

from config.catalog.cues import load_cues
from config.catalog.examples import load_learnt
from config.catalog.files import CONFIG
from config.catalog.gazetteer import load_gazetteer
from config.catalog.lexicon import (
    LexiconData,
    NamesData,
    PlacesData,
    load_hours,
    load_landmarks,
    load_lexicon,
    load_names,
    load_places,
    load_vehicles,
)
from hotline.text.cues import CueBook, build_cues
from hotline.text.gazetteer import Gazetteer, build_gazetteer
from hotline.text.hamlets import HamletWords, build_hamlets
from hotline.text.judgement import Judge, Learnt, judge_of
from hotline.text.landmarks import build_landmarks
from hotline.text.name_words import NameWords, build_names
from hotline.text.normalise import Lexicon, build_lexicon
from hotline.text.phrases import Phrases
from hotline.text.places import PlaceWords, build_place_words
from hotline.text.vehicles import VehicleWords, build_vehicles
from hotline.text.venues import LandmarkWords


@dataclass(frozen=True, slots=True)
class Readers:
    """All tables of the text readers, for one province. Read only; safe to share between threads."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    places: PlaceWords
    hamlets: HamletWords
    landmarks: LandmarkWords
    names: NameWords
    vehicles: VehicleWords
    hours: Phrases[str]
    cues: CueBook
    judge: Judge | None = None  # None: the rules alone decide


def build_readers(province: str, folder: Path = CONFIG, *, judging: bool = True) -> Readers:
    """Load and prepare everything from a config folder (lexicon/, gazetteer/, examples/); raises BadData.

    Not `judging`: for those who read examples in order to learn from them.
    """
    lexicons = folder / "lexicon"
    places, names, landmarks = load_places(lexicons), load_names(lexicons), load_landmarks(lexicons)
    models, colours = load_vehicles(lexicons)
    return Readers(
        lexicon=_lexicon(load_lexicon(lexicons)),
        gazetteer=build_gazetteer(load_gazetteer(province, folder / "gazetteer")),
        places=_places(places, names),
        hamlets=build_hamlets(places.hamlet_kinds, places.hamlet_careful, places.hamlet_names, places.hamlet_stops),
        landmarks=build_landmarks(
            landmarks.kinds,
            landmarks.near,
            landmarks.traits,
            landmarks.names,
            landmarks.stops,
            landmarks.heard,
            names.givens,
        ),
        names=_names(names),
        vehicles=build_vehicles(models, colours),
        hours=Phrases(load_hours(lexicons).items()),
        cues=build_cues(load_cues(lexicons)),
        judge=judge_of(Learnt(*load_learnt(folder / "examples"))) if judging else None,
    )


def _lexicon(data: LexiconData) -> Lexicon:
    return build_lexicon(
        teencode=data.teencode,
        after_number=data.after_number,
        keep=data.keep,
        phrases=data.phrases,
        dialect_marked=data.dialect_marked,
        dialect_plain=data.dialect_plain,
        dialect_phrases=data.dialect_phrases,
    )


def _places(data: PlacesData, names: NamesData) -> PlaceWords:
    return build_place_words(
        data.prefixes,
        data.short_prefixes,
        data.before,
        data.person,
        data.everyday,
        names.families,
        names.weak_families,
        names.givens,
    )


def _names(data: NamesData) -> NameWords:
    return build_names(
        data.families, data.weak_families, data.middles, data.givens, data.weak_givens, data.titles, data.nicknames,
        data.weak_nicknames, data.also,
        data.compounds,
        data.kin,
    )  # fmt: skip
