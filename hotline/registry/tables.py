"""Registry files read and written: CSV, XLSX, JSON Lines as rows of raw values by column. Pure; opens no record.

Every line's trouble is found before anything is imported. A cell that a spreadsheet would compute is written with '
before it, and refused when it is read as a formula.
"""

import csv
import io
import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.utils.exceptions import InvalidFileException

from hotline.errors import Refused
from hotline.registry.fields import CELL, column_name, columns

FORMATS = ("csv", "xlsx", "jsonl")
LARGEST = 200 * 1024 * 1024
MOST_ROWS = 200_000
LAST_ROW = 1_048_576  # a workbook can have no more
MOST_SWELLING = 200  # how much larger than its file a workbook may unpack; real ones stay below 30
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number as an editor counts, its raw values, or a code for a row that cannot be read."""

    number: int
    raw: Mapping[str, Any]
    trouble: str = ""


def format_of(name: str, data: bytes) -> str:
    """The format by the file's name, or by its first bytes when it has none (standard input)."""
    ending = name.rpartition(".")[2].lower()
    if ending in ("jsonl", "ndjson", "json"):
        return "jsonl"
    if ending in FORMATS:
        return ending
    if data[:4] == b"PK\x03\x04":
        return "xlsx"
    return "jsonl" if data.lstrip()[:1] == b"{" else "csv"


def lines(data: bytes, name: str) -> Iterator[Line]:
    """The rows of a file. Raises Refused when no row of it can be read at all; a wrong row is a Line with a trouble."""
    if len(data) > LARGEST:
        raise Refused("import.too_large")
    if not data.strip():
        raise Refused("import.empty")
    readers = {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}
    count = 0
    for count, line in enumerate(readers[format_of(name, data)](data), 1):
        if count > MOST_ROWS:
            raise Refused("import.too_many", most=MOST_ROWS)
        yield line
    if not count:
        raise Refused("import.empty")


def about(data: bytes, name: str) -> int:
    """Roughly how many rows a file has, for a bar that shows how far its reading is."""
    return len(data) // 30 if format_of(name, data) == "xlsx" else data.count(b"\n")


def _header(names: Sequence[Any]) -> list[str]:
    header = [str(name or "").strip().lower() for name in names]
    wrong = [_told(place, name, "unknown") for place, name in enumerate(header, 1) if name not in columns()]
    wrong += [
        _told(place, name, "twice")
        for place, name in enumerate(header, 1)
        if name in columns() and name in header[: place - 1]
    ]
    wrong += [] if "kind" in header else ["kind missing"]
    if wrong:
        raise Refused("import.columns", columns=", ".join(wrong))
    return header


def _told(place: int, name: str, code: str) -> str:
    known = column_name(name)[:40]
    return f"{place} ({known}) {code}" if known else f"{place} {code}"


def _csv(data: bytes) -> Iterator[Line]:
    """Bytes that are no UTF-8 come through as surrogates, so that each line that has some can be named."""
    csv.field_size_limit(LARGEST)  # a cell of a million letters is one line's trouble, not the file's end
    text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", "surrogateescape", newline="")
    first = data.split(b"\n", 1)[0]
    # Strict: a quotation mark that nobody closed would take the next persons into one cell.
    reader = csv.reader(text, delimiter=";" if first.count(b";") > first.count(b",") else ",", strict=True)
    begun = 1
    try:
        names = next(reader)
        if any(map(_undecoded, names)):
            raise Refused("import.encoding", line=1)
        header = _header(names)
        begun = reader.line_num + 1
        for row in reader:
            begun = reader.line_num + 1
            if any(cell.strip() for cell in row):
                trouble = _cells(row) or ("cells" if len(row) != len(header) else "")
                yield Line(reader.line_num, {} if trouble else dict(zip(header, row, strict=True)), trouble)
    except csv.Error:
        raise Refused("import.csv", line=begun) from None


def _undecoded(cell: str) -> bool:
    """Whether bytes in it were no UTF-8."""
    return not cell.isascii() and any("\udc80" <= c <= "\udcff" for c in cell)


def _cells(row: Iterable[Any]) -> str:
    texts = [cell for cell in row if isinstance(cell, str)]
    if any(map(_undecoded, texts)):
        return "encoding"
    return "cell_too_long" if any(len(cell) > CELL for cell in texts) else ""


def _jsonl(data: bytes) -> Iterator[Line]:
    for number, text in enumerate(io.BytesIO(data.removeprefix(BOM_UTF8)), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text.decode())
        except UnicodeDecodeError:
            yield Line(number, {}, "encoding")
        except (ValueError, RecursionError):
            yield Line(number, {}, "json")
        else:
            yield Line(number, row if isinstance(row, dict) else {}, "" if isinstance(row, dict) else "json")


def _xlsx(data: bytes) -> Iterator[Line]:
    try:
        yield from _sheet(data)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError, TypeError, ParseError):
        raise Refused("import.xlsx") from None


def _sheet(data: bytes) -> Iterator[Line]:
    with ZipFile(io.BytesIO(data)) as packed:
        unpacked = sum(one.file_size for one in packed.infolist())
    if unpacked > min(LARGEST, MOST_SWELLING * len(data)):
        raise Refused("import.too_large")
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=False).worksheets[0]
    # What the sheet says of its size is not asked: with a million rows of 16,384 columns reading would never end.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=len(columns()) + 1)
    named = [cell.value for cell in next(rows, ())]
    while named and named[-1] in (None, ""):
        named.pop()
    header = _header(named)
    for number, row in enumerate(rows, 2):
        if number > LAST_ROW:
            raise Refused("import.too_many", most=MOST_ROWS)
        values = [cell.value for cell in row]
        if any(value not in (None, "") for value in values):
            yield _row(number, header, row, values)


def _row(number: int, header: Sequence[str], row: Sequence[Any], values: Sequence[Any]) -> Line:
    trouble = "formula" if any(cell.data_type == "f" for cell in row) else _cells(values)
    if any(value not in (None, "") for value in values[len(header) :]):
        trouble = trouble or "cells"
    return Line(number, {name: _plain(value) for name, value in zip(header, values, strict=False)}, trouble)


def _plain(value: Any) -> Any:
    """Dates as ISO text; everything else as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def neutral(value: Any) -> str:
    """A cell's text that no spreadsheet computes; lists with ; between their parts."""
    if value is None:
        return ""
    text = "; ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write(rows: Iterable[Mapping[str, Any]], kind: str) -> bytes:
    """Rows by column as a file of a format. JSON Lines keep lists and need no neutralising."""
    if kind == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    header = columns()
    if kind == "csv":
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([neutral(row.get(name)) for name in header] for row in rows)
        return b"\xef\xbb\xbf" + out.getvalue().encode()
    if kind != "xlsx":
        raise Refused("export.format")
    return _write_xlsx(rows, header)


def _write_xlsx(rows: Iterable[Mapping[str, Any]], header: Sequence[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise Refused("export.format")
    for row in [dict(zip(header, header, strict=True)), *rows]:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", neutral(row.get(name))) for name in header])
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell, Cell) and cell.value is not None:
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
