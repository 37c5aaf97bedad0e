"""Venues that a text names only to say where another one is: "quán net X, sát vách quán Y". Pure."""

from collections.abc import Mapping, Sequence

from hotline.text.findings import Landmark
from hotline.text.letters import set_of
from hotline.text.scan import Scan

_BESIDE = frozenset({("lien", "ke"), ("sat", "vach"), ("ke", "ben"), ("ben", "canh"), ("doi", "dien"), ("sat", "ben")})
_NEAR = set_of("canh gan sat ke giap")
_ANY = ""
_LOOSE = frozenset({"quan", ""})  # kinds that say little


def without_neighbours(scan: Scan, landmarks: Sequence[Landmark]) -> list[Landmark]:
    """The landmarks without those by which the sender only says where another venue of the same kind stands."""
    beside = [_is_beside(scan, one) for one in landmarks]
    names: dict[str, set[str]] = {}
    for one, aside in zip(landmarks, beside, strict=True):
        if one.name and not aside:
            names.setdefault(_ANY if one.kind in _LOOSE else one.kind, set()).add(one.name)
    kept = []
    for one, aside in zip(landmarks, beside, strict=True):
        if aside and _has_rival(one, names):
            scan.take(scan.at(one.spans[0][0]), scan.at(one.spans[-1][1]), "apart")
        else:
            kept.append(one)
    return kept


def _is_beside(scan: Scan, landmark: Landmark) -> bool:
    start = scan.at(landmark.spans[0][0])
    if start == 0 or scan.apart(start):
        return False
    before = tuple(token.folded for token in scan.tokens[max(0, start - 2) : start])
    return before in _BESIDE or before[-1] in _NEAR


def _has_rival(one: Landmark, names: Mapping[str, set[str]]) -> bool:
    """Whether another venue is named that could be taken for this one: of its kind, or of none that says much."""
    kinds = names if one.kind in _LOOSE else (one.kind, _ANY)
    return bool(one.name) and any(names.get(kind, set()) - {one.name} for kind in kinds)
