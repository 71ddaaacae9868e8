"""Findings as files: the same rows, in the same order, as CSV and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from iisg.access.downloads import attach
from iisg.access.spreadsheet import csv_response
from iisg.explore.download import write_json
from iisg.explore.numbers import plain

Rows = Iterable[Mapping[str, Any]]


def write_file(ending: str, name: str, columns: Sequence[str], rows: Rows) -> HttpResponse:
    """`columns` of the rows, as a download of this name and ending, csv or json."""
    if ending == "csv":
        return csv_response(name, columns, ([_cell(row[column]) for column in columns] for row in rows))
    text = ",\n".join(write_json({column: _value(row[column]) for column in columns}) for row in rows)
    return attach(HttpResponse(f"[{text}]\n", content_type="application/json"), f"{name}.json")


def _value(value: object) -> object:
    """Days as text; numbers as numbers, amounts with all their digits."""
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, Decimal) else _value(value)
