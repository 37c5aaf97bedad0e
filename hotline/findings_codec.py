"""An Understanding as the JSON of a sealed `findings` item, and back. Spans and words stay what they were."""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

from hotline.errors import Unreadable
from hotline.text.findings import (
    Basis,
    Category,
    Contact,
    Cue,
    Hamlet,
    Label,
    Landmark,
    PersonName,
    PlaceName,
    Span,
    Understanding,
    Urgency,
)

FORMAT = 1


def to_json(found: Understanding) -> str:
    """The findings as compact JSON, the text of a sealed `findings` item."""
    told = {"format": FORMAT, **_fields(found)}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=_fields)
    return text.encode("utf-8", "replace").decode()  # a lone surrogate must not stop a tip


def _fields(value: Any) -> dict[str, Any]:
    """A dataclass by its fields; those within are asked for in turn, and nothing is copied."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def from_json(content: bytes | str) -> Understanding:
    """The findings of `to_json`; unknown fields of a newer writer are left out. Raises Unreadable for anything else."""
    try:
        return _understanding(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("findings.format") from error


def _understanding(told: dict[str, Any]) -> Understanding:
    return Understanding(
        category=_label(told["category"], Category),
        urgency=_label(told["urgency"], Urgency),
        basis=_label(told["basis"], Basis),
        commune=told.get("commune"),
        commune_why=told.get("commune_why", ""),
        places=_all(PlaceName, told.get("places", ())),
        hamlets=_all(Hamlet, told.get("hamlets", ())),
        landmarks=_all(Landmark, told.get("landmarks", ())),
        persons=_all(PersonName, told.get("persons", ())),
        contacts=_all(Contact, told.get("contacts", ())),
        cues=_all(Cue, told.get("cues", ())),
        words=tuple(told.get("words", ())),
        exposed=_spans(told.get("exposed", ())),
        lang=told.get("lang", "vi"),
    )


def _spans(rows: Iterable[Any]) -> tuple[Span, ...]:
    return tuple((int(start), int(end)) for start, end in rows)


def _label(row: dict[str, Any], kind: Callable[[str], Any]) -> Label[Any]:
    return Label(kind(row["value"]), tuple(row.get("why", ())), _spans(row.get("spans", ())), row.get("sure", 1.0))


def _all(kind: Any, rows: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    known = kind.__dataclass_fields__
    return tuple(kind(**{name: _frozen(name, row[name]) for name in row if name in known}) for row in rows)


def _frozen(name: str, value: Any) -> Any:
    """Lists of JSON as the tuples they were."""
    if name == "spans":
        return _spans(value)
    return tuple(value) if isinstance(value, list) else value
