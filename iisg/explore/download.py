"""The matrix and the gap list as files, in the rows and the order of the page, demonstration rows marked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from iisg.access.spreadsheet import csv_response
from iisg.explore.gap_list import Gap
from iisg.explore.matrix import Group
from iisg.explore.numbers import plain
from iisg.framework.names import LEVELS

NEED_COLUMNS = (
    "need", "title", "pillar", "strand", "objective", "measure", "need_types", "perspective", "priority", "level",
    "demonstration",
)  # fmt: skip
FIGURES = ("low", "point", "high", "band", "planned_band", "claimed_point", "claimed_band", "gap_opens_on")
GAP_COLUMNS = ("kind", "need", "partner", "response", "organisation", "score", "parts", "reasons")


def name_file(what: str, on: date, level: str) -> str:
    """Says what it is, of which day, and how it may be handled: gaps-2026-06-30-TLP-GREEN."""
    return f"{what}-{on.isoformat()}-{LEVELS[level].tlp.replace(':', '-').replace('+', '-')}"


def matrix_csv(groups: Iterable[Group], levels: Mapping[str, str], name: str) -> HttpResponse:
    """One line per need and partner; the figures are those of every reading."""
    return csv_response(name, (*NEED_COLUMNS, "partner", *FIGURES, "disputed"), _cells(groups, levels))


def _cells(groups: Iterable[Group], levels: Mapping[str, str]) -> Iterator[list[object]]:
    for group in groups:
        for measure, _, rows in group.measures:
            for row in rows:
                about = [row.code, row.title, group.pillar, group.strand, group.title, measure]
                words = [";".join(row.need_types), ";".join(row.perspective), row.priority]
                marks = [levels[row.code], _yes(row.is_demo)]
                for cell in row.cells.values():
                    figures = [cell.figures[name] for name in FIGURES]
                    yield [*about, *words, *marks, cell.partner, *figures, _yes(cell.is_disputed)]


def gaps_csv(found: Iterable[Gap], name: str) -> HttpResponse:
    rows = ([*(_flat(row[column]) for column in GAP_COLUMNS), _yes(row["demonstration"])] for row in _findings(found))
    return csv_response(name, (*GAP_COLUMNS, "demonstration"), rows)


def gaps_json(found: Iterable[Gap], name: str) -> HttpResponse:
    text = "[" + ",\n".join(write_json(row) for row in _findings(found)) + "]\n"
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _findings(found: Iterable[Gap]) -> Iterator[dict[str, Any]]:
    """The fields of the command line's findings, and which of them are demonstrations."""
    for gap in found:
        more = {name: gap.finding[name] for name in ("pillar", "perspective") if name in gap.finding}
        yield {name: gap.finding[name] for name in GAP_COLUMNS} | more | {"demonstration": gap.is_demo}


def write_json(value: object) -> str:
    """JSON in which decimals are numbers with all their digits, which the json module cannot write."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {write_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_json, value)) + "]"
    return plain(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _flat(value: object) -> object:
    """A list of words or of parts in one cell: 3 high priority; 1 all of it open; 1 open now."""
    if isinstance(value, list):
        return "; ".join(f"{plain(v['value'])} {v['words']}" if isinstance(v, Mapping) else v for v in value)
    return plain(value) if isinstance(value, Decimal) else value


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
