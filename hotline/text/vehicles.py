"""Vehicles as cues: model and colour in folded words ("exciter xanh", "mazda 3 do"), as written or as heard."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.text.findings import Cue
from hotline.text.letters import set_of
from hotline.text.phrases import Phrases
from hotline.text.scan import Scan

_WEAK = frozenset({"ex", "ab", "lead", "lit", "mec", "sh", "quay", "rim", "cub", "city", "win no", "kia", "ma da"})
_BEFORE = set_of("xe con chiec di chay em bang lai cuoi phong cay")


@dataclass(frozen=True, slots=True)
class VehicleWords:
    """vehicles.toml ready for matching."""

    models: Phrases[str]
    colours: Phrases[str]


def build_vehicles(models: Mapping[str, str], colours: Mapping[str, str]) -> VehicleWords:
    """Make the tables of vehicles.toml ready."""
    return VehicleWords(Phrases(models.items()), Phrases(colours.items()))


def find_vehicles(scan: Scan, words: VehicleWords) -> list[Cue]:
    """Every model that is named, with the colour behind it."""
    found: list[Cue] = []
    for model in words.models.find(scan.tokens, scan.keys):
        said = " ".join(scan.keys[model.start : model.end])
        before = scan.tokens[model.start - 1].folded if model.start else ""
        if any(scan.taken[model.start : model.end]) or (said in _WEAK and before not in _BEFORE):
            continue
        end, colour = model.end, ""
        for at in (model.end, model.end + 1):
            if at < len(scan.tokens) and not scan.apart(at) and not scan.taken[at]:
                hue = words.colours.at(scan.tokens, scan.keys, at)
                if hue and (at == model.end or scan.tokens[model.end].folded == "mau"):
                    end, colour = hue.end, hue.value
                    break
        found.append(Cue("vehicle", f"{model.value} {colour}".strip(), (scan.span(model.start, end),)))
    return found
