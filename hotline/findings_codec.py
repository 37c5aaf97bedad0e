"""An Understanding as the JSON of a sealed `findings` item, and back. Spans and words stay what they were."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
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
    fields = {"format": FORMAT, **asdict(found)}
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()  # a lone surrogate must not stop a tip


def from_json(content: bytes | str) -> Understanding:
    """The findings of `to_json`; unknown fields of a newer writer are left out. Raises Unreadable for anything else."""
    try:
        fields = json.loads(content)
        return _understanding(fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("findings.format") from error


def _understanding(fields: dict[str, Any]) -> Understanding:
    return Understanding(
        category=_label(fields["category"], Category),
        urgency=_label(fields["urgency"], Urgency),
        basis=_label(fields["basis"], Basis),
        commune=fields.get("commune"),
        commune_why=fields.get("commune_why", ""),
        places=_all(PlaceName, fields.get("places", ())),
        hamlets=_all(Hamlet, fields.get("hamlets", ())),
        landmarks=_all(Landmark, fields.get("landmarks", ())),
        persons=_all(PersonName, fields.get("persons", ())),
        contacts=_all(Contact, fields.get("contacts", ())),
        cues=_all(Cue, fields.get("cues", ())),
        words=tuple(fields.get("words", ())),
        exposed=_spans(fields.get("exposed", ())),
        lang=fields.get("lang", "vi"),
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
