"""Registry files read and written: CSV, XLSX, JSON Lines as rows of raw values by column. Pure; opens no record.

Every line's trouble is found before anything is imported. A cell that a spreadsheet would compute is written with '
before it, and refused when it is read as a formula.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.utils.exceptions import InvalidFileException

from hotline.errors import Refused
from hotline.registry.fields import CELL, columns

FORMATS = ("csv", "xlsx", "jsonl")
LARGEST = 200 * 1024 * 1024
MOST_ROWS = 200_000
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


def lines(data: bytes, name: str) -> list[Line]:
    """The rows of a file. Raises Refused when no row of it can be read at all; a wrong row is a Line with a trouble."""
    if len(data) > LARGEST:
        raise Refused("import.too_large")
    if not data.strip():
        raise Refused("import.empty")
    kind = format_of(name, data)
    readers = {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}
    found: list[Line] = []
    for line in readers[kind](data):
        found.append(line)
        if len(found) > MOST_ROWS:
            raise Refused("import.too_many", most=MOST_ROWS)
    if not found:
        raise Refused("import.empty")
    return found


def _text(data: bytes) -> str:
    """UTF-8, with or without its mark. Raises Refused with the line of the first byte that is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("import.encoding", line=data.count(b"\n", 0, error.start) + 1) from None


def _header(names: Sequence[Any]) -> list[str]:
    header = [str(name or "").strip().lower() for name in names]
    unknown = [name for name in header if name not in columns()]
    if unknown or "kind" not in header or len(set(header)) != len(header):
        wrong = next((name for name in unknown if name), "")[:40]
        raise Refused("import.columns", column=header.index(unknown[0]) + 1 if unknown else 0, name=_safe(wrong))
    return header


def _safe(name: str) -> str:
    """A column's name fit for an error line: letters only."""
    return "".join(c for c in name if c.isalnum() or c == "_")


def _csv(data: bytes) -> Iterator[Line]:
    text = _text(data)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = _header(next(reader))
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                yield Line(reader.line_num, {}, "cells")
            else:
                yield Line(reader.line_num, dict(zip(header, row, strict=True)), _cells(row))
    except csv.Error:
        raise Refused("import.csv", line=reader.line_num) from None


def _cells(row: Iterable[Any]) -> str:
    return "cell_too_long" if any(isinstance(cell, str) and len(cell) > CELL for cell in row) else ""


def _jsonl(data: bytes) -> Iterator[Line]:
    for number, text in enumerate(_text(data).splitlines(), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            yield Line(number, {}, "json")
            continue
        yield Line(number, row if isinstance(row, dict) else {}, "" if isinstance(row, dict) else "json")


def _xlsx(data: bytes) -> Iterator[Line]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows()
        header = _header([cell.value for cell in next(rows, ())])
        for number, row in enumerate(rows, 2):
            values = [cell.value for cell in row]
            if any(value not in (None, "") for value in values):
                computed = any(cell.data_type == "f" for cell in row)
                raw = {name: _plain(value) for name, value in zip(header, values, strict=False)}
                yield Line(number, raw, "formula" if computed else _cells(values))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError, TypeError):
        raise Refused("import.xlsx") from None


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
