"""Reads the candidate actions of an allocation: a file of the same form, with the same errors, as the exchange folder.

One row per need and partner that an action would serve; several rows with one code are one action with one cost.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from iisg.analysis.allocation import CANDIDATES
from iisg.exchange.checks import check_tables
from iisg.exchange.columns import CODE, TITLE, Column, Form, Sheet
from iisg.exchange.findings import plain_decimal
from iisg.exchange.folder import read_bytes
from iisg.exchange.problems import FolderErrors, Problems, show
from iisg.exchange.table import ROW, Table, read_table
from iisg.framework.names import DEGREES, PARTNERS

SHEET: Final = Sheet(
    "candidates",
    (
        CODE,
        TITLE,
        Column("cost_eur", required=True, form=Form.AMOUNT),
        Column("need", required=True),
        Column("partner", required=True, words=tuple(PARTNERS)),
        Column("degree", required=True, words=tuple(DEGREES)),
    ),
    key=("code", "need", "partner"),
    named_by="",  # no other file refers to a row
)


def read_candidates(path: Path, needs: pl.DataFrame) -> pl.DataFrame:
    """The candidates as `allocate` takes them, for these needs (columns `code`, `partners`).

    Raises FolderErrors with every problem found.
    """
    problems = Problems()
    data = read_bytes(path, problems)
    if data is None:
        raise FolderErrors(problems)
    return parse_candidates(path.name, data, needs)


def parse_candidates(file: str, data: bytes, needs: pl.DataFrame) -> pl.DataFrame:
    """As `read_candidates`, of a file that is at hand already."""
    problems = Problems()
    table = read_table(file, SHEET, data, problems)
    check_tables({"candidates": table}, problems)
    if set(SHEET.header) <= set(table.cells.columns):
        _check_cells(table, needs, problems)
        _check_costs(table, problems)
    if problems.total:
        raise FolderErrors(problems)
    return table.cells.select(pl.col(name).cast(dtype) for name, dtype in CANDIDATES.items())


def write_candidates(rows: Iterable[Mapping[str, Any]]) -> str:
    """The text of a file, from rows with a value for each column."""
    text = io.StringIO()
    writer = csv.DictWriter(text, SHEET.header, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "cost_eur": plain_decimal(row["cost_eur"])} for row in rows)
    return text.getvalue()


def _check_cells(table: Table, needs: pl.DataFrame, problems: Problems) -> None:
    """A need that is hidden and one that does not exist are told in the same words."""
    named = dict(needs.select("code", "partners").iter_rows())
    for row, need, partner in table.cells.select(ROW, "need", "partner").drop_nulls("need").iter_rows():
        if need not in named:
            problems.add(table.file, row, "need", need, rule="is not the code of a need")
        elif partner in PARTNERS and partner not in named[need]:
            problems.add(table.file, row, "partner", partner, rule=f"not among the partners of its need {show(need)}")


def _check_costs(table: Table, problems: Problems) -> None:
    first: dict[str, tuple[str, int]] = {}
    for row, code, cost in table.cells.select(ROW, "code", "cost_eur").drop_nulls().iter_rows():
        said, where = first.setdefault(code, (cost, row))
        if said != cost:
            rule = f"{show(code)} has one cost: see row {where}"
            problems.add(table.file, row, "cost_eur", cost, rule=rule)
