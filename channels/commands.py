"""What a citizen asks of the hotline itself: TRA, THEM, XOA, XONG, HOTRO, TRỢ GIÚP, STOP, START. Pure.

A word that could be a name or the beginning of a report is no command: "tra" counts only with something like a code
after it, THEM only with a code, the others only alone. Whatever is not surely a command is a tip.

A code is for status and adding only. XOA with a code is XOA: it forgets whoever writes it and looks at no code, so that
nobody who found one can cut off another's way back, and nobody's wish to be forgotten becomes a tip.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from hotline.tags import read_code
from hotline.text.letters import fold


class Name(StrEnum):
    STATUS = "status"
    ADD = "add"
    ERASE = "erase"
    DONE = "done"
    SUPPORT = "support"
    HELP = "help"
    STOP = "stop"
    START = "start"


@dataclass(frozen=True, slots=True)
class Command:
    """`code` is canonical or "" when what was given is no code at all; `text` is what THEM adds."""

    name: Name
    code: str = ""
    text: str = ""


ALONE = {
    "xoa": Name.ERASE, "xoa so": Name.ERASE, "xoa tin": Name.ERASE, "xoa so toi": Name.ERASE, "erase": Name.ERASE,
    "delete": Name.ERASE,
    "xong": Name.DONE, "het": Name.DONE, "done": Name.DONE, "het roi": Name.DONE, "xong roi": Name.DONE,
    "hotro": Name.SUPPORT, "ho tro": Name.SUPPORT, "cai nghien": Name.SUPPORT, "support": Name.SUPPORT,
    "trogiup": Name.HELP, "tro giup": Name.HELP, "help": Name.HELP, "huong dan": Name.HELP, "info": Name.HELP,
    "?": Name.HELP,
    "stop": Name.STOP, "stopall": Name.STOP, "stop all": Name.STOP, "unsubscribe": Name.STOP, "cancel": Name.STOP,
    "end": Name.STOP, "quit": Name.STOP, "optout": Name.STOP, "opt out": Name.STOP, "revoke": Name.STOP,
    "ngung nhan tin": Name.STOP, "dung nhan tin": Name.STOP, "tu choi nhan tin": Name.STOP,
    "start": Name.START, "unstop": Name.START, "bat dau": Name.START,
}  # fmt: skip
WITH_CODE = {
    "tra": Name.STATUS, "tra cuu": Name.STATUS, "status": Name.STATUS, "them": Name.ADD, "add": Name.ADD,
    "xoa": Name.ERASE, "xoa tin": Name.ERASE, "delete": Name.ERASE, "erase": Name.ERASE,
}  # fmt: skip
LONGEST_COMMAND = 40
_LEAD = re.compile(r"\s*(tra cuu|tra|status|them|add|xoa tin|xoa|delete|erase)[\s:,.]+(.*)", re.DOTALL)
_CODE = re.compile(r"[<(\[\"']?([0-9A-Za-z]{4}[-\s.]?[0-9A-Za-z]{4})[>)\]\"']?(?![0-9A-Za-z])[\s:,.-]*(.*)", re.DOTALL)
_MISTYPED = re.compile(r"[0-9A-Za-z]{3,5}-[0-9A-Za-z]{3,5}|[0-9A-Za-z]{6,10}")
_EDGES = " \t\r\n.,!;:\"'()[]<>*#-"


def read(text: str) -> Command | None:
    """The command that a message is, or None for a tip."""
    bare = " ".join(fold(text[: LONGEST_COMMAND * 2]).split()).strip(_EDGES)
    if len(text) <= LONGEST_COMMAND and bare in ALONE:
        return Command(ALONE[bare])
    return _with_code(text)


def _with_code(text: str) -> Command | None:
    """TRA, XOA <code> and THEM <code> <words>; folding keeps the length, so words are taken as they were written."""
    if len(fold(text[:20])) != len(text[:20]):
        return None
    lead = _LEAD.match(fold(text[:20]) + text[20:])
    if lead is None:
        return None
    name, rest = WITH_CODE[lead[1]], text[lead.start(2) :].strip()
    given = _CODE.match(rest)
    code = read_code(given[1]) if given else None
    if name is Name.ADD:
        return Command(name, code, given[2].strip()) if given and code and given[2].strip() else None
    if given and code and not given[2]:
        return Command(name, code if name is Name.STATUS else "")
    return Command(name) if _like_a_code(rest) else None


def _like_a_code(rest: str) -> bool:
    """One run of a few letters with a digit among them, and nothing else: a code that was mistyped."""
    return _MISTYPED.fullmatch(rest) is not None and any(char.isdigit() for char in rest)
