"""What the places of a text mean: old names become the new commune, districts decide between namesakes, and one commune
is the tip's: that of the conduct, else of the person, else of the sender. Ambiguous stays ambiguous.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.text.findings import PlaceName
from hotline.text.gazetteer import Gazetteer, Named
from hotline.text.places import Mention
from hotline.text.scan import Scan

_RANK = {"new": 0, "old": 1, "former": 2}
_ADDRESSEE = frozenset({"an", "ban", "quyền", "đạo", "sát", "phòng", "đồn", "sở", "quyen", "dao", "sat", "phong"})
_RESIDENCE = frozenset({"người", "quê", "gốc", "dân", "nguoi", "que", "goc", "dan", "khẩu", "trú", "tru", "sinh"})
_AWAY = frozenset({"từ", "tu"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention with what it means. `weight` orders the mentions: the higher, the nearer to the conduct."""

    mention: Mention
    name: PlaceName
    weight: int
    sure: bool  # the first reading is the best one, not one of several equals


def place_names(scan: Scan, mentions: list[Mention], gazetteer: Gazetteer, mine: list[bool]) -> list[Placed]:
    """The meaning of every mention; `mine[i]` says that mention i is where the sender lives."""
    surely = _sure_communes(mentions)
    roles = [_role(mentions, at, gazetteer, surely) for at in range(len(mentions))]
    said = zip(mentions, roles, strict=True)
    districts = dict.fromkeys(unit for one, role in said if role == "district" for unit in _districts(one))
    placed: list[Placed] = []
    for at, (mention, role) in enumerate(zip(mentions, roles, strict=True)):
        if role == "commune":
            following = mentions[at + 1] if _is_next(mentions, at) else None
            beside = _districts(following) if following and roles[at + 1] == "district" else ()
            meant = _Company(beside or tuple(districts), bool(beside) or _in_city(mention, following, gazetteer))
            placed.append(_commune(scan, mention, gazetteer, meant, mine[at]))
        else:
            placed.append(_larger(scan, mention, role, mine[at]))
    return placed


def decide(placed: list[Placed]) -> tuple[str | None, str]:
    """The commune of the tip and why; None when no mention says one, or the best one can mean several."""
    communes = [one for one in placed if one.name.level == "commune" and one.name.readings]
    if not communes:
        return None, ""
    best = max(communes, key=lambda one: (one.sure, one.weight))
    if not best.sure:
        return None, best.name.why
    return best.name.readings[0], best.name.why


def _districts(mention: Mention) -> tuple[Named, ...]:
    return tuple(unit for unit in mention.units if unit.level == "district")


@dataclass(frozen=True, slots=True)
class _Company:
    """The districts that a commune's name stands with; `beside`: right behind it, as before July 2025."""

    districts: tuple[Named, ...]
    beside: bool


def _in_city(mention: Mention, following: Mention | None, gazetteer: Gazetteer) -> bool:
    """ "Trần Phú, Hà Tĩnh": a bare old name with its city, which is called like the province."""
    if following is None or mention.prefix or len({unit.name for unit in mention.units}) > 1:
        return False
    city = f"thành phố {gazetteer.province}"
    return following.units[0].name == gazetteer.province and any(unit.district == city for unit in mention.units)


def _is_next(mentions: list[Mention], at: int) -> bool:
    return at + 1 < len(mentions) and mentions[at + 1].lead - mentions[at].end <= 2


def _sure_communes(mentions: list[Mention]) -> dict[str, set[str]]:
    """Codes of the communes that the text surely names, with the names used."""
    found: dict[str, set[str]] = {}
    for mention in filter(_plain, mentions):
        for unit in mention.units:
            for code in unit.codes:
                found.setdefault(code, set()).add(mention.units[0].name)
    return found


def _role(mentions: list[Mention], at: int, gazetteer: Gazetteer, surely: Mapping[str, set[str]]) -> str:
    """commune, district or province: what a mention is, by its kind or by the company it keeps."""
    mention = mentions[at]
    levels = {unit.level for unit in mention.units}
    if mention.prefix == "district" or levels == {"district"}:
        return "district"
    if "province" in levels and mention.prefix in ("", "province"):
        return "province"
    if mention.prefix in ("commune", "town") or "district" not in levels:
        return "commune"
    parts = {code for unit in _districts(mention) for code in gazetteer.district_codes(unit)}
    name = mention.units[0].name
    if any(surely.get(code, set()) - {name} for code in parts):
        return "district"
    before = mentions[at - 1] if at and _is_next(mentions, at - 1) else None
    within = before is not None and any(code in parts for unit in before.units for code in unit.codes)
    return "district" if within and before and before.prefix != "district" else "commune"


def _plain(mention: Mention) -> bool:
    """A mention that surely is a commune."""
    if mention.prefix in ("commune", "town"):
        return True
    return not any(unit.level in ("district", "province") for unit in mention.units)


def _commune(scan: Scan, mention: Mention, gazetteer: Gazetteer, company: _Company, mine: bool) -> Placed:
    units = [unit for unit in mention.units if unit.level in _RANK]
    said_old = mention.end < len(scan.tokens) and scan.tokens[mention.end].toned in ("cũ", "cu")
    within = [unit for unit in units if any(_inside(unit, one, gazetteer) for one in company.districts)]
    if within:
        units = within
    older_first = said_old or (company.beside and bool(within or not company.districts)) or mention.prefix == "town"
    ordered = sorted(units, key=lambda unit: _order(unit, older_first))
    codes = tuple(dict.fromkeys(code for unit in ordered for code in unit.codes))
    best = [unit for unit in ordered if _order(unit, older_first) == _order(ordered[0], older_first)]
    sure = len({unit.codes[0] for unit in best}) == 1
    unit = ordered[0]
    part = unit.level == "old" and unit.name != gazetteer.names.get(unit.codes[0])
    name = PlaceName(
        unit.name, codes, "commune", unit.level != "new", (scan.span(mention.lead, mention.end),),
        _why(unit, gazetteer, company.districts if within else ()), mine, part,
    )  # fmt: skip
    weight = _weight(scan, mention, mine) + (company.beside and bool(within) and not mine)
    return Placed(mention, name, weight, sure)


def _order(unit: Named, older_first: bool) -> int:
    return {"old": 0, "former": 1, "new": 2}[unit.level] if older_first else _RANK[unit.level]


def _inside(unit: Named, district: Named, gazetteer: Gazetteer) -> bool:
    if unit.level == "new":
        return unit.codes[0] in gazetteer.district_codes(district)
    return unit.district == f"{district.kind} {district.name}" or unit.codes[0] in gazetteer.district_codes(district)


def _why(unit: Named, gazetteer: Gazetteer, districts: tuple[Named, ...]) -> str:
    today = gazetteer.names.get(unit.codes[0], "")
    said = f"{unit.kind} {unit.name}"
    if unit.level != "new":
        said += f" (cũ) nay thuộc {today}"
    return f"{said}, theo {districts[0].kind} {districts[0].name}" if districts else said


def _larger(scan: Scan, mention: Mention, level: str, mine: bool) -> Placed:
    units = [unit for unit in mention.units if unit.level == level] or list(mention.units)
    spans = (scan.span(mention.lead, mention.end),)
    name = PlaceName(units[0].name, (), level, True, spans, f"{units[0].kind} {units[0].name}", mine)
    return Placed(mention, name, 0, False)


def _weight(scan: Scan, mention: Mention, mine: bool) -> int:
    """How near to the conduct: 6 beside a hamlet or venue, 5 plain, 3 a person's home, 2 the sender's, 1 an office."""
    start = mention.lead
    if mine:
        return 2
    if start == 0:
        return 5
    if scan.taken[start - 1] in ("hamlet", "landmark"):
        return 6
    before = scan.tokens[start - 1].toned
    if scan.apart(start):
        return 5
    if before in _ADDRESSEE and start > 1 and scan.tokens[start - 2].folded in ("cong", "uy", "chinh", "lanh", "canh"):
        return 1
    if before in _AWAY:
        return 3
    return 4 if before in _RESIDENCE else 5
