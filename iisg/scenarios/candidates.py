"""candidates.csv: actions that an envelope could pay, one line per cell that an action would serve.

Columns code, title, cost_eur, need, partner, degree; several lines of one code are one action with one title and one
cost. The whole text is checked, and every problem is said as FILE:ROW:COLUMN: value: rule, as for the exchange folder.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from iisg.framework.names import DEGREES, PARTNERS

COLUMNS = ("code", "title", "cost_eur", "need", "partner", "degree")
MOST_ACTIONS, MOST_ROWS, MOST_LINES = 60, 2_000, 100
LONGEST_CELL, LONGEST_VALUE = 500, 60
AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
Line = dict[str, str]


@dataclass
class Reading:
    """What one text holds: its lines where none is wrong, else what is wrong."""

    file: str
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, row: int | str, column: str, value: str, rule: str) -> None:
        self.problems.append(f"{show(self.file)}:{row}:{show(column)}: {show(value)}: {rule}")

    @property
    def shown_problems(self) -> list[str]:
        more = len(self.problems) - MOST_LINES
        return self.problems[:MOST_LINES] + ([f"and {more} more problems"] if more > 0 else [])


def show(value: str) -> str:
    """On one line and not too long to read."""
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value[: LONGEST_VALUE + 1])
    return plain if len(plain) <= LONGEST_VALUE else plain[: LONGEST_VALUE - 1] + "…"


def read_candidates(file: str, text: str, needs: Mapping[str, Sequence[str]]) -> Reading:
    """`needs`: code of each need that may be meant -> the partners that it names."""
    found = Reading(file)
    records = _split(found, text.removeprefix("\ufeff"))
    if found.problems or not _has_header(found, records[0]):
        return found
    header = records[0]
    lines = []
    for row, record in enumerate(records[1:], 2):
        if len(record) != len(header):
            found.add(row, "", ",".join(record), f"the row has {len(record)} cells, the header {len(header)}")
            continue
        line = dict(zip(header, record, strict=True))
        lines.append((row, line))
        for column, value, rule in _check_line(line, needs):
            found.add(row, column, value, rule)
    _check_actions(found, lines)
    if not found.problems:
        found.lines = [line for _, line in lines]
    return found


def _split(found: Reading, text: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), strict=True):
            records.append(record)
            if len(records) > MOST_ROWS + 1:
                found.add("", "", "", f"the file has more than {MOST_ROWS} rows")
                break
    except csv.Error as error:
        found.add(len(records) + 1, "", "", f"the row cannot be read: {error}")
    if len(records) < 2 and not found.problems:
        found.add("", "", "", f"the file needs the header {','.join(COLUMNS)} and at least one row")
    return records


def _has_header(found: Reading, header: list[str]) -> bool:
    for name in header:
        if name not in COLUMNS:
            found.add(1, name, name, f"there is no such column; known are {' '.join(COLUMNS)}")
        elif header.count(name) > 1:
            found.add(1, name, name, "the column is there twice")
    for name in COLUMNS:
        if name not in header:
            found.add(1, name, "", "the column is missing")
    return not found.problems


def _check_line(line: Line, needs: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """Column, value and broken rule."""
    for column, value in line.items():
        if not value.strip():
            yield column, value, "must not be empty"
        elif "\0" in value or len(value) > LONGEST_CELL:
            yield column, value, f"holds a NUL character or more than {LONGEST_CELL} characters"
    cost, need, partner, degree = (line[name] for name in ("cost_eur", "need", "partner", "degree"))
    if cost and not AMOUNT.fullmatch(cost):
        yield "cost_eur", cost, "is not a plain decimal like 1250000 or 1250000.5, of at most 15 digits and 6 places"
    if need and need not in needs:
        yield "need", need, "is not the code of a need of this cycle"
    if partner and partner not in PARTNERS:
        yield "partner", partner, f"must be one of {' '.join(PARTNERS)}"
    elif need in needs and partner and partner not in needs[need]:
        yield "partner", partner, f"is not among the partners of the need {show(need)}"
    if degree and degree not in DEGREES:
        yield "degree", degree, f"must be one of {' '.join(DEGREES)}"


def _check_actions(found: Reading, lines: Sequence[tuple[int, Line]]) -> None:
    """One title and one cost per code, each cell once."""
    first: dict[str, tuple[int, Line]] = {}
    cells: dict[tuple[str, str, str], int] = {}
    for row, line in lines:
        before, like = first.setdefault(line["code"], (row, line))
        for column in ("title", "cost_eur"):
            if line[column] != like[column]:
                found.add(row, column, line[column], f"differs from row {before}, which has the same code")
        cell = line["code"], line["need"], line["partner"]
        if cell in cells:
            found.add(row, "need", line["need"], f"the same code, need and partner stand in row {cells[cell]}")
        cells.setdefault(cell, row)
    if len(first) > MOST_ACTIONS:
        found.add("", "code", "", f"the file has {len(first)} actions; at most {MOST_ACTIONS} are weighed together")


def write_candidates(lines: Sequence[Line]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def exact(cost: Decimal) -> str:
    """A cost as it was given: no exponent, no zeros at the end."""
    text = f"{cost:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
