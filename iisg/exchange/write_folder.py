"""Writes the exchange folder: what `read_folder` read comes back value by value, sorted by code.

Cells are written as they are, also those that a spreadsheet would run as a formula: the folder is for programs and must
give the same values back. Its README says so to people.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

from iisg.exchange.columns import BETWEEN_VALUES, MUST_BE_THERE, Column, Sheet, reading_order, sheet_of
from iisg.exchange.findings import plain_decimal
from iisg.framework.names import FOOTNOTE, LEVELS, PARTNERS

Rows = pl.DataFrame | Iterable[Mapping[str, Any]]

README: Final = "README.md"


def write_folder(path: Path | str, files: Mapping[str, Rows], *, on: date) -> list[Path]:
    """Writes `files`, rows by file name without `.csv`, and a README.md; gives the paths written.

    A row is a mapping by column: text, lists of text, days, Decimal or int, None for what is not known; further keys
    are left out. Files without rows are written only if every folder must have them. Files of an earlier export that
    this one has not are removed, so that no reader mixes the two; whatever else is in the folder stays.

    Raises ValueError for a file that is no exchange file, a missing column, or a value with `;` in a list.
    """
    folder = Path(path)
    texts: dict[str, list[list[str]]] = {}
    for name in sorted({*files, *MUST_BE_THERE}, key=reading_order):
        lines = _lines(name, files.get(name, ()))
        if lines or name in MUST_BE_THERE:
            texts[name] = lines
    folder.mkdir(parents=True, exist_ok=True)
    contents = {f"{name}.csv": _csv(_sheet(name), lines) for name, lines in texts.items()}
    written = _write(folder, contents | {README: _readme(texts, on)})
    for entry in folder.glob("*.csv"):
        if sheet_of(entry.stem) and entry.stem not in texts:
            entry.unlink()
    return written


def _sheet(name: str) -> Sheet:
    sheet = sheet_of(name)
    if sheet is None:
        raise ValueError(f"{name}.csv is no file of the exchange folder")
    return sheet


def _lines(name: str, rows: Rows) -> list[list[str]]:
    sheet = _sheet(name)
    plain = rows.to_dicts() if isinstance(rows, pl.DataFrame) else rows
    key = [sheet.header.index(column) for column in sheet.key]
    lines = [[_cell(name, column, row) for column in sheet.columns] for row in plain]
    return sorted(lines, key=lambda line: [line[place] for place in key])


def _cell(name: str, column: Column, row: Mapping[str, Any]) -> str:
    if column.name not in row:
        raise ValueError(f"{name}.csv: a row lacks the column {column.name}")
    value = row[column.name]
    if value is None:
        return ""
    if column.many:
        if any(BETWEEN_VALUES in item for item in value):
            raise ValueError(f"{name}.csv: {column.name}: a value holds {BETWEEN_VALUES!r}: {value!r}")
        return BETWEEN_VALUES.join(value)
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv(sheet: Sheet, lines: Iterable[list[str]]) -> str:
    return "".join(",".join(map(_quoted, line)) + "\n" for line in [list(sheet.header), *lines])


def _quoted(cell: str) -> str:
    """Python's csv module does not quote a lone carriage return, which a reader would take for the end of the row."""
    return '"' + cell.replace('"', '""') + '"' if any(character in cell for character in ',"\r\n') else cell


def _write(folder: Path, contents: Mapping[str, str]) -> list[Path]:
    """All files are written before the first is replaced, each as a whole: who stops the work leaves the old ones."""
    drafts = {folder / f".{name}.new": folder / name for name in contents}
    try:
        for draft, path in drafts.items():
            draft.write_text(contents[path.name], encoding="utf-8", newline="")
        return [draft.replace(path) for draft, path in drafts.items()]
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _readme(texts: Mapping[str, list[list[str]]], on: date) -> str:
    level = LEVELS[highest_level(texts)]
    files = "".join(f"| `{name}.csv` | {len(lines):,} |\n" for name, lines in texts.items())
    partners = ", ".join(f"{code} {name}" for code, name in PARTNERS.items())
    return f"""# Needs and responses in the Western Balkans

- Level: **{level.words}**, {level.tlp}. This is the highest level of what the folder holds.
- Written on {on.isoformat()}.

| file | rows |
|---|---|
{files}
UTF-8, comma, header row, `;` between values in one cell, ISO dates, empty means not known. Cells are as they were
entered: import them into a spreadsheet as text.

Records that the register joins as reports of one action stand here one by one: the columns have no place for that. So
an analysis of this folder counts each by itself, an analysis of the register counts them once.

Partners: {partners}.

{FOOTNOTE}
"""


def highest_level(texts: Mapping[str, list[list[str]]]) -> str:
    """The narrowest audience among the rows; claims are for members at the lowest."""
    order = list(LEVELS)
    found = {"public"}
    for name, lines in texts.items():
        header = _sheet(name).header
        if "level" in header:
            found |= {line[header.index("level")] for line in lines}
        elif "partner_word" in header and lines:
            found.add("members")
    return max(found, key=order.index)
