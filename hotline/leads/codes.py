"""The short code by which officers call a lead or record: its id's last five letters of base 32, and the way back."""

from hotline.db.engine import reading
from hotline.db.queries import lead as queries
from hotline.errors import Refused
from hotline.officers import Viewer
from hotline.runtime import Board

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 5
MISREAD = str.maketrans("OIL", "011")


def short(number: int) -> str:
    """An id's code, e.g. "7KQ2M"."""
    value, out = number, ""
    for _letter in range(LENGTH):
        value, rest = divmod(value, len(LETTERS))
        out = LETTERS[rest] + out
    return out


def find(board: Board, viewer: Viewer, written: str) -> tuple[int, int]:
    """(id, version) of the open lead that is called so, among those this officer may see.

    Letters that are easily misread count as the digits they look like. Raises Refused: `code.form`, `code.unknown`, and
    `code.twice` in the rare case that two open leads share a code.
    """
    code = "".join(written.split()).upper().translate(MISREAD)
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        raise Refused("code.form")
    rest = 0
    for letter in code:
        rest = rest * len(LETTERS) + LETTERS.index(letter)
    with reading(board.db) as session:
        found = queries.of_code(session, viewer.unit_kind, viewer.unit_id, rest, len(LETTERS) ** LENGTH)
    if len(found) != 1:
        raise Refused("code.twice" if found else "code.unknown")
    return found[0]
