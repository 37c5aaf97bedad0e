"""What of a tip is underlined, and what hovering says: each finding with its source; masked stretches stay masked."""

from collections.abc import Iterator

from flask_babel import gettext
from markupsafe import Markup

from hotline import leads
from hotline.text.findings import Span, Understanding
from triage import wording
from triage.labels import label
from triage.show import commune
from triage.wording import Mark


def marked(tip: leads.TipView) -> Markup:
    """A tip's text as safe HTML with its findings marked."""
    found = [] if tip.findings is None else list(_findings(tip.findings))
    if tip.unmasked:
        says = gettext("only the sender could know this; shown to you for the reason you gave")
        masks = [Mark(start, end, "exposed", says) for start, end in tip.masks]
    else:
        says = gettext("hidden: only the sender could know this")
        masks = [Mark(start, end, "exposed", says, masked=True) for start, end in tip.masks]
    return wording.marked(tip.text, [*masks, *found])


def _findings(found: Understanding) -> Iterator[Mark]:
    for person in found.persons:
        says = gettext(
            "person: %(name)s", name=_person_name(person.toned, person.full, person.given_toned, person.given)
        )
        yield from _each(person.spans, "person", says)
    for contact in found.contacts:
        kinds = {"phone": gettext("phone number"), "plate": gettext("number plate"), "account": gettext("account")}
        yield from _each(contact.spans, "contact", kinds.get(contact.kind, contact.kind))
    for place in found.places:
        names = ", ".join(commune(code) for code in place.readings[:3])
        says = gettext("place: %(places)s", places=names or place.name)
        yield from _each(
            place.spans, "place", gettext("%(place)s (name before July 2025)", place=says) if place.old else says
        )
    for hamlet in found.hamlets:
        yield from _each(hamlet.spans, "hamlet", gettext("hamlet or street"))
    for landmark in found.landmarks:
        yield from _each(landmark.spans, "landmark", gettext("venue: %(name)s", name=landmark.toned or landmark.name))
    yield from _each(
        found.urgency.spans, "why", gettext("decided: %(what)s", what=label("urgency", found.urgency.value))
    )
    for cue in found.cues:
        says = label(cue.kind, cue.value) if cue.kind in ("drug", "conduct") else label("cue", cue.kind)
        yield from _each(cue.spans, "cue", says)
    yield from _each(
        found.category.spans, "cue", gettext("decided: %(what)s", what=label("category", found.category.value))
    )


def _each(spans: tuple[Span, ...], kind: str, says: str) -> Iterator[Mark]:
    for start, end in spans:
        yield Mark(start, end, kind, says)


def _person_name(*names: str) -> str:
    return next((name for name in names if name), "")
