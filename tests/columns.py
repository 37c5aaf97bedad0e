"""The table of columns in docs/threat-model.md: what a thief of the disk reads. `python -m tests.columns` renews it."""

from pathlib import Path

from hotline.db.tables import metadata

PAGE = Path("docs/threat-model.md")
BEGIN, END = "<!-- columns: made by python -m tests.columns -->", "<!-- end of columns -->"


def markdown() -> str:
    """One row a table: the columns that are readable, sealed (to which key) and keyed hashes (under which key)."""
    lines = ["| table | readable | sealed | keyed hash |", "|---|---|---|---|"]
    for table in sorted(metadata.tables.values(), key=lambda one: one.name):
        held: dict[str, list[str]] = {"plain": [], "sealed": [], "keyed": []}
        for column in table.columns:
            kind, _, key = column.info["holds"].partition(":")
            held[kind].append(f"{column.name} ({key})" if key else column.name)
        lines.append(f"| {table.name} | {' | '.join(', '.join(names) for names in held.values())} |")
    return "\n".join(lines).replace("officer|recovery", "officer or recovery")


def between(page: str) -> str:
    """What stands between the two marks. Raises ValueError when a mark is missing."""
    return page[page.index(BEGIN) + len(BEGIN) : page.index(END)].strip()


def renewed(page: str) -> str:
    """The page with the present table between its marks. Raises ValueError when a mark is missing."""
    return f"{page[: page.index(BEGIN)]}{BEGIN}\n\n{markdown()}\n\n{page[page.index(END) :]}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
