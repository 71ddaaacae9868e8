"""What is wrong with an exchange folder, said as `FILE:ROW:COLUMN: value: rule`."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from iisg.exchange.columns import reading_order, sheet_of

MOST_LINES: Final = 1_000
LONGEST_VALUE: Final = 60


class Problem(NamedTuple):
    """One cell, row or file that breaks one rule; `row` counts records with the header as 1, 0 where none applies."""

    file: str
    row: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        return f"{show(self.file)}:{self.row or ''}:{show(self.column)}: {show(self.value)}: {self.rule}"

    @property
    def place(self) -> tuple[tuple[int, str], int, int, str]:
        name = self.file.removesuffix(".csv")
        sheet = sheet_of(name)
        known = sheet is not None and self.column in sheet.header
        return reading_order(name), self.row, sheet.header.index(self.column) if sheet and known else -1, self.column


def show(value: str) -> str:
    """The value on one line, without anything that could steer a terminal, and not too long to read."""
    start = value[: LONGEST_VALUE + 1]
    escaped = "".join(_escape(character) for character in start)
    return escaped if len(escaped) <= LONGEST_VALUE else escaped[: LONGEST_VALUE - 1] + "…"


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if "\udc80" <= character <= "\udcff":  # a byte that is not UTF-8, as Python carries it
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


class Problems:
    """Collects problems; of a rule broken a million times only the first thousand are kept, all are counted."""

    def __init__(self) -> None:
        self.total = 0
        self._kept: list[Problem] = []

    def add(self, file: str, row: int = 0, column: str = "", value: str = "", *, rule: str) -> None:
        self.extend([Problem(file, row, column, value, rule)])

    def extend(self, first: Iterable[Problem], total: int | None = None) -> None:
        """Adds the problems of one rule in one file, of which `first` may hold only those that come first."""
        kept = list(first)
        self._kept += kept
        self.total += len(kept) if total is None else total

    def first(self) -> list[Problem]:
        return sorted(self._kept, key=lambda problem: problem.place)[:MOST_LINES]


class FolderErrors(Exception):
    """Every problem of a folder: `lines` are ready to print, `total` counts them all."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems.first()
        self.total = problems.total
        self.lines = [str(problem) for problem in self.problems]
        if self.total > len(self.lines):
            self.lines.append(f"and {self.total - len(self.lines):,} more problems")
        super().__init__("\n".join(self.lines))
