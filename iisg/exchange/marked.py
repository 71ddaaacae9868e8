"""Cells of a folder that carry somebody else's marking: stored only after a declaration that they are unclassified.

What is stored already may stay, so that an export can be loaded again where its text was declared once.
"""

from collections.abc import Callable, Iterable, Iterator

from iisg.access.markings import markings_in
from iisg.exchange.columns import Column, Form, Sheet
from iisg.exchange.problems import Problem
from iisg.exchange.rows import Row

Stored = Callable[[], Iterable[Row]]


def find_marked(name: str, sheet: Sheet, loaded: Iterable[Row], stored: Stored) -> Iterator[Problem]:
    """One problem per marked cell of the file that the register does not hold as it is. Looks there only for those."""
    texts = [column for column in sheet.columns if not (column.words or column.refers_to) and column.form is Form.TEXT]
    found = [
        (number, row, column, markings)
        for number, row in enumerate(loaded, start=2)
        for column in texts
        if (markings := markings_in(_texts_of(row, column)))
    ]
    before = {row[sheet.key[0]]: row for row in stored()} if found else {}
    for number, row, column, markings in found:
        if before.get(row[sheet.key[0]], {}).get(column.name) != row[column.name]:
            value = ";".join(_texts_of(row, column))
            rule = (
                f"carries the marking {', '.join(markings)}: take it out, or declare by --unclassified that it is none"
            )
            yield Problem(f"{name}.csv", number, column.name, value, rule)


def _texts_of(row: Row, column: Column) -> list[str]:
    return list(row[column.name]) if column.many else [row[column.name] or ""]
