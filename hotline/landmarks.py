"""Whether two landmarks are one: a venue by its kind and name, as written, as heard, or in part. Pure; in bits."""

from config.catalog.weights import Weights
from hotline.bits import LANDMARK, Finding, Rarity
from hotline.bounds import stands_in
from hotline.sketch import Facts, Purpose, Spot


def compare_landmarks(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    """The finding that says most of what two tips name, or of a name that only one reader took for one."""
    if not (a.has_spot and b.has_spot) and not stands_in(Purpose.LANDMARK_SAID, a, b):
        return []
    found = [_spots(mine, yours, rarity) for mine in a.spots for yours in b.spots]
    if any(one.code == "landmark" and one.bits > rarity.weights("landmark", "bare") for one in found):
        return [max(found, key=lambda finding: finding.bits)]
    for spots, other in ((a.spots, b), (b.spots, a)):
        unread = [spot for spot in spots if not any(one.named and one.kind & spot.kind for one in other.spots)]
        if unread:
            pairs = other.pairs.difference(*[pairs for _, pairs in other.hamlets_said])
            found.extend(one for one in (_said(spot, pairs, rarity.weights) for spot in unread) if one)
    return [max(found, key=lambda finding: finding.bits)] if found else []


def _spots(mine: Spot, yours: Spot, rarity: Rarity) -> Finding:
    weights, same_kind = rarity.weights, bool(mine.kind & yours.kind)
    if mine.whole & yours.whole:
        bits = rarity.most("landmark", mine.whole & yours.whole)
        return Finding(LANDMARK, "landmark", bits if mine.named else min(bits, weights("landmark", "bare")))
    share, sound = _overlap(mine.words, yours.words), _overlap(mine.sounds, yours.sounds)
    bits = weights("rarity", "landmark")
    if mine.named or yours.named:
        if share == 1.0:
            return Finding(LANDMARK, "landmark_name", bits - (0.0 if same_kind else 1.0))
        if sound == 1.0:
            short = len(mine.sounds) == 1  # of one syllable, many words sound alike
            return Finding(LANDMARK, "landmark_heard", bits + weights("landmark", "part" if short else "sound"))
        if (share >= 0.5 or (same_kind and sound >= 0.5)) and (
            _within(mine.words, yours.words) or _within(mine.sounds, yours.sounds)
        ):
            return Finding(LANDMARK, "landmark_part", bits + weights("landmark", "part"))
    if not mine.named or not yours.named:
        return Finding(LANDMARK, "landmark_kind", weights("landmark", "kind") if same_kind else 0.0)
    if same_kind:  # Sóng Biển and Sóng Vàng are two, unless somebody misheard
        return Finding(LANDMARK, "other_landmark", weights("landmark", "other_name" if share < 0.5 else "near_name"))
    return Finding(LANDMARK, "other_kind", weights("landmark", "other_kind"))


def _said(spot: Spot, pairs: frozenset[int], weights: Weights) -> Finding | None:
    """A venue's name among the words of a text in which nobody read it as one."""
    bits = sum(bits for _, bits in spot.said)
    share = sum(bits for term, bits in spot.said if term in pairs) / max(bits, 1.0)
    if share < weights("landmark", "said_share"):
        return None
    most = min(weights("rarity", "landmark"), bits) + weights("landmark", "said")
    return Finding(LANDMARK, "landmark_said", most * share)


def _within(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether one name only leaves words of the other out."""
    return a <= b or b <= a


def _overlap(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / max(len(a), len(b), 1)
