"""Citizens' and officers' words as safe HTML: escaped, links broken, invisible letters shown, mentions marked.

Works on the original text, because spans count its code points; nothing is ever unescaped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

LINK = re.compile(
    r"(?i)\b(?:(?:https?|ftp|javascript|data|tg):\S+|(?:www\.|t\.me/)\S+"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|vn|xyz|top|link)\b\S*)"
)
ODD = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text to be underlined or masked: code points, a CSS word, and what hovering says."""

    start: int
    end: int
    kind: str  # person | place | hamlet | landmark | contact | cue | why | exposed | sender
    says: str = ""
    masked: bool = False


def plain(text: str) -> Markup:
    """Escaped text with links broken and invisible letters shown."""
    return _piece(text)


def marked(text: str, marks: Iterable[Mark] = ()) -> Markup:
    """The same with marks. Where marks overlap the masked one wins, then the one that begins first."""
    out, at = Markup(""), 0
    for mark in _apart(sorted(marks, key=lambda m: (not m.masked, m.start, m.end)), len(text)):
        out += _piece(text[at : mark.start]) + _mark(text[mark.start : mark.end], mark)
        at = mark.end
    return out + _piece(text[at:])


def _apart(marks: Sequence[Mark], length: int) -> list[Mark]:
    """Marks that do not overlap, in order; what lies outside of the text is left out."""
    kept: list[Mark] = []
    for mark in marks:
        inside = 0 <= mark.start < mark.end <= length
        if inside and all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda m: m.start)


def _mark(text: str, mark: Mark) -> Markup:
    if mark.masked:
        return Markup(
            '<span class="masked" title="{}"><span aria-hidden="true">{}</span><span class="hidden">{}</span></span>'
        ).format(mark.says, "▒" * 6, mark.says)
    return Markup('<mark class="m m-{}" title="{}">{}</mark>').format(mark.kind, mark.says, _piece(text))


def _piece(text: str) -> Markup:
    out, at = Markup(""), 0
    for found in LINK.finditer(text):
        out += _visible(text[at : found.start()])
        out += Markup('<span class="link">{}</span>').format(_visible(defang(found.group())))
        at = found.end()
    return out + _visible(text[at:])


def defang(address: str) -> str:
    """An address that no program will open: hxxp, and dots in brackets."""
    broken = re.sub(r"(?i)^http", "hxxp", address)
    return broken.replace(".", "[.]").replace(":", "[:]")


def _visible(text: str) -> Markup:
    out, at = Markup(""), 0
    for found in ODD.finditer(text):
        out += escape(text[at : found.start()])
        out += Markup('<span class="odd" title="U+{:04X}">U+{:04X}</span>').format(
            ord(found.group()), ord(found.group())
        )
        at = found.end()
    return out + escape(text[at:])
