"""Invented tips, persons and hotspots in any number, drawn from the lexicon's names with the skew of real ones.

A tip here is its findings: what its words are is drawn too, by Zipf's law, so that frequencies are those of a language.
"""

import random
from dataclasses import dataclass, field
from itertools import accumulate

from config.catalog.lexicon import load_names
from config.catalog.weights import weights
from hotline.index import Indexed, IndexKeys, of_tip
from hotline.record_terms import HotspotWords, PersonWords, of_hotspot, of_person
from hotline.text.findings import (
    Basis,
    Category,
    Contact,
    Cue,
    Hamlet,
    Label,
    Landmark,
    PersonName,
    Understanding,
    Urgency,
)
from hotline.text.letters import fold
from tests.world import readers

UNITS = 14  # units of two words in a tip
VOCABULARY = 6_000
PAIRS = 200_000
KINDS = ("karaoke", "nha nghi", "quan ca phe", "quan game", "tiem cam do", "bai bien", "nha tro", "bai dat trong")
NICKS = ("seo", "beo", "den", "lun", "coi", "ba tai", "tro", "voi", "ngong", "chot", "hoi", "gu", "map", "le")
ONSETS = ["b", "ch", "d", "g", "h", "kh", "l", "m", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x"]
RIMES = ["a", "an", "ang", "anh", "ai", "ao", "e", "en", "eo", "i", "inh", "o", "on", "ong", "oi", "u", "un", "ung"]
RIMES += ["uoi", "y"]
HOURS = ("22-2", "4-5", "11-14", "17-19", "21-24", "weekend", "nightly")
CATEGORIES = ("retail", "retail", "use", "use", "harbouring", "trafficking", "psychosis", "treatment")


def zipf(count: int) -> list[float]:
    """Cumulative weights of the first ranks by Zipf's law."""
    return list(accumulate(1 / (rank + 3) for rank in range(count)))


@dataclass
class Crowd:
    """Draws with a seed: the same crowd every time."""

    keys: IndexKeys
    seed: int = 7
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        names = load_names()
        self.families = [fold(name) for name in names.families]
        self.middles = [fold(name) for name in names.middles]
        self.givens = [fold(name) for name in names.givens]
        self.communes = sorted(readers().gazetteer.names)
        self.hamlets = [Hamlet("xom", str(n), ()) for n in range(1, 16)]
        self.hamlets += [
            Hamlet("thon", f"{a} {b}", ()) for a in ("bac", "nam", "dong", "tan") for b in ("son", "ha", "loc")
        ]
        self.venues = [
            Landmark(kind, f"{self._word(n)} {self._word(n + 1)}", "", ()) for kind in KINDS for n in range(60)
        ]
        self.conducts = sorted(weights().conducts)
        drawn = self.rng.choices(range(VOCABULARY), cum_weights=zipf(VOCABULARY), k=2 * PAIRS)
        self.pairs = [(self._word(a), self._word(b)) for a, b in zip(drawn[::2], drawn[1::2], strict=True)]
        self._pair_weights = zipf(PAIRS)

    def _word(self, rank: int) -> str:
        """An invented syllable."""
        return ONSETS[rank % 18] + RIMES[rank // 18 % 20] + ("" if rank < 360 else str(rank // 360))

    def _skewed(self, values: list[str]) -> str:
        return values[min(int(self.rng.paretovariate(0.7)) - 1, len(values) - 1)]

    def person(self) -> PersonName:
        """A person as a tip names him: some in full, some by nickname, some by given name."""
        given, kind = self._skewed(self.givens), self.rng.random()
        full = f"{self._skewed(self.families)} {self._skewed(self.middles)} {given}" if kind < 0.6 else ""
        alias = f"{given} {self.rng.choice(NICKS)}" if kind > 0.4 else ""
        born = self.rng.randint(1960, 2006) if kind < 0.4 else None
        return PersonName(full=full, given=given, aliases=(alias,) if alias else (), born=born)

    def understanding(self) -> Understanding:
        """One tip's findings."""
        rng = self.rng
        cues = [Cue("conduct", rng.choice(self.conducts), ()) for _ in range(3)]
        cues.append(Cue("hour", rng.choice(HOURS), ()))
        phone = Contact("phone", f"09{rng.randrange(10**8):08}", ())
        drawn = rng.choices(self.pairs, cum_weights=self._pair_weights, k=UNITS)
        return Understanding(
            category=Label(Category(rng.choice(CATEGORIES))),
            urgency=Label(Urgency.NORMAL),
            basis=Label(Basis.UNKNOWN),
            commune=self._skewed(self.communes) if rng.random() < 0.5 else rng.choice(self.communes),
            hamlets=(rng.choice(self.hamlets),) if rng.random() < 0.5 else (),
            landmarks=(rng.choice(self.venues),) if rng.random() < 0.5 else (),
            persons=(self.person(),) if rng.random() < 0.7 else (),
            contacts=(phone,) if rng.random() < 0.15 else (),
            cues=tuple(cues),
            words=tuple(word for pair in drawn for word in pair),
        )

    def tip(self) -> Indexed:
        """One tip's blind form."""
        return of_tip(self.keys, self.understanding())

    def record(self, kind: str) -> Indexed:
        """One record's blind form."""
        commune, hamlet = self.rng.choice(self.communes), self.rng.choice(self.hamlets)
        if kind == "hotspot":
            return of_hotspot(self.keys, HotspotWords((self.rng.choice(self.venues),), (hamlet,), commune))
        given = self._skewed(self.givens)
        full = f"{self._skewed(self.families)} {self._skewed(self.middles)} {given}"
        alias = (f"{given} {self.rng.choice(NICKS)}",) if self.rng.random() < 0.4 else ()
        return of_person(
            self.keys,
            PersonWords(
                full, alias, born=self.rng.randint(1955, 2008), commune=commune, hamlet=f"{hamlet.kind} {hamlet.name}"
            ),
        )
