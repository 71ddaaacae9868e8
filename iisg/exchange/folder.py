"""Reads the exchange folder: typed frames, or every problem that the folder has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from iisg.access.limits import DECIMAL_PLACES
from iisg.analysis.portfolio import SCHEMAS, Portfolio, frame_of
from iisg.exchange.checks import check_tables
from iisg.exchange.columns import (
    BETWEEN_VALUES,
    MUST_BE_THERE,
    Column,
    Form,
    first_year,
    reading_order,
    sheet_of,
)
from iisg.exchange.problems import FolderErrors, Problems
from iisg.exchange.table import Table, read_table
from iisg.progress import Tell, tell_nobody

AMOUNT: Final = pl.Decimal(38, DECIMAL_PLACES)


@dataclass(frozen=True)
class Folder:
    """The valid files of a folder by their names without `.csv`, in the order of reading.

    Each frame has the columns of its sheet, in the sheet's order, rows as in the file. Text that is empty is null, a
    list that is empty an empty list; days are Date, amounts Decimal(38, 6), whole numbers Int64, all else String.
    """

    frames: Mapping[str, pl.DataFrame]

    def __contains__(self, name: str) -> bool:
        return name in self.frames

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.frames[name]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a file as plain values, none if the folder lacks it."""
        return self.frames[name].to_dicts() if name in self.frames else []

    def earlier_cycles(self) -> list[str]:
        """The names of the files with needs of earlier cycles, the latest first."""
        return sorted(filter(first_year, self.frames), reverse=True)


def read_folder(path: Path | str, files: Iterable[str] | None = None, tell: Tell = tell_nobody) -> Folder:
    """Reads and checks the whole folder; with `files` (bare names) only those, and none else must be there.

    Raises FolderErrors with every problem found.
    """
    problems = Problems()
    folder = Path(path)
    names = sorted(_names_in(folder, files, problems), key=reading_order)
    tables: dict[str, Table] = {}
    for done, name in enumerate(names):
        tell(done, len(names), f"{name}.csv")
        data = read_bytes(folder / f"{name}.csv", problems)
        sheet = sheet_of(name)
        if data is not None and sheet is not None:
            tables[name] = read_table(f"{name}.csv", sheet, data, problems)
    tell(len(names), len(names), "checking")
    check_tables(tables, problems)
    if problems.total:
        raise FolderErrors(problems)
    return Folder({name: _typed(table) for name, table in tables.items()})


def _names_in(folder: Path, files: Iterable[str] | None, problems: Problems) -> set[str]:
    if not folder.is_dir():
        problems.add(folder.name, rule="there is no such folder" if not folder.exists() else "this is not a folder")
        return set()
    try:
        there = {entry.stem for entry in folder.iterdir() if entry.suffix == ".csv" and sheet_of(entry.stem)}
    except OSError as error:
        problems.add(folder.name, rule=f"the folder cannot be read: {error.strerror}")
        return set()
    wanted = set(MUST_BE_THERE) if files is None else {Path(file).name.removesuffix(".csv") for file in files}
    for name in sorted(wanted - there, key=reading_order):
        known = sheet_of(name) is not None
        problems.add(f"{name}.csv", rule="the file is missing" if known else "this is no file of the exchange folder")
    return there if files is None else there & wanted


def read_bytes(path: Path, problems: Problems) -> bytes | None:
    try:
        if path.exists() and not path.is_file():  # reading a pipe would wait for ever
            problems.add(path.name, rule="this is not a file")
            return None
        return path.read_bytes()
    except OSError as error:
        problems.add(path.name, rule=f"the file cannot be read: {error.strerror}")
        return None


def _typed(table: Table) -> pl.DataFrame:
    return table.cells.select(_value(column) for column in table.columns)


def _value(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    if column.many:
        return text.str.split(BETWEEN_VALUES).fill_null([])
    if column.form is Form.DAY:
        return text.str.to_date("%Y-%m-%d")
    if column.form is Form.AMOUNT:
        return text.cast(AMOUNT)
    return text.cast(pl.Int64) if column.form in (Form.COUNT, Form.YEAR) else text


def portfolio_from(folder: Folder) -> Portfolio:
    """What the analysis looks at: everything but the rows of demonstration, and the earlier cycles."""
    names = sorted(folder.earlier_cycles())
    before = [folder[name].select(list(SCHEMAS["previous"])) for name in names]
    now = Portfolio(
        needs=folder["needs"],
        responses=folder["responses"],
        claims=folder["claims"],
        approaches=folder["approaches"] if "approaches" in folder else frame_of("approaches"),
        previous=pl.concat(before) if before else None,
    )
    earlier = ((replace(now, needs=folder[name]), _last_day(name)) for name in names)
    return replace(now, earlier=tuple(earlier))


def _last_day(name: str) -> date:
    """Of the cycle that a file of earlier needs belongs to: its second 31 December."""
    return date(int(first_year(name)) + 1, 12, 31)
