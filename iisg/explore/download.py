"""The matrix and the gap list as files, in the rows and the order of the page, demonstration rows marked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from iisg.access.downloads import attach
from iisg.access.spreadsheet import csv_response
from iisg.analysis.findings import EXTRA, FORMULA_VERSION
from iisg.analysis.words import BAND_LABELS, count_words, name_partner
from iisg.explore.filters import Filters
from iisg.explore.gap_list import Gap
from iisg.explore.matrix import Group, Tally
from iisg.explore.matrix_time import say
from iisg.explore.numbers import plain
from iisg.explore.picture import WIDTH, Frame, Key, hand_out
from iisg.explore.visible import Visible
from iisg.framework.names import LEVELS

NEED_COLUMNS = (
    "need", "title", "pillar", "strand", "objective", "measure", "need_types", "perspective", "priority", "level",
    "demonstration",
)  # fmt: skip
FIGURES = ("low", "point", "high", "band", "planned_band", "claimed_point", "claimed_band", "gap_opens_on")
CELL_COLUMNS = (*NEED_COLUMNS, "partner", *FIGURES, "disputed", "on", "reading", "shown")
STRIP_HEIGHT = 90
SCORED_WITH = ("formula", "weights_version")
GAP_COLUMNS = ("kind", "need", "partner", "response", "organisation", "score", "parts", "reasons")


def name_file(what: str, on: date, level: str) -> str:
    """Says what it is, of which day, and how it may be handled: gaps-2026-06-30-TLP-GREEN."""
    return f"{what}-{on.isoformat()}-{LEVELS[level].tlp.replace(':', '-').replace('+', '-')}"


def list_cells(groups: Iterable[Group], visible: Visible | None, asked: Filters) -> Iterator[dict[str, object]]:
    """One row per need and partner. `band` is that of the strict reading, `shown` that of the reading asked for."""
    levels = visible.levels if visible else {}
    for group in groups:
        for measure, _, rows in group.measures:
            for row in rows:
                about = (row.code, row.title, group.pillar, group.strand, group.title, measure)
                words = (row.need_types, row.perspective, row.priority, levels[row.code], row.is_demo)
                of_need = dict(zip(NEED_COLUMNS, (*about, *words), strict=True))
                for cell in row.cells.values():
                    figures = {name: cell.figures[name] for name in FIGURES}
                    shown = {"disputed": cell.is_disputed, "on": asked.on, "reading": asked.reading, "shown": cell.band}
                    yield {**of_need, "partner": cell.partner, **figures, **shown}


def draw_matrix(
    request: HttpRequest, name: str, woven: list[dict[str, Any]], counted: Tally, level: str, asked: Filters
) -> HttpResponse:
    """The strip as a picture that stands alone."""
    frame = Frame(
        title=f"Coverage matrix on {asked.day}{asked.when}, {asked.reading_words}",
        about=f"{asked.boundary} {count_words(counted.needs, 'need')}: {say(counted.bands)}.",
        said=" ".join(f"{name_partner(p)}: {say(found)}." for p, found in counted.heads),
        level=level,
        height_of_drawing=STRIP_HEIGHT,
        keys=[Key("cell", band, words) for band, words in BAND_LABELS.items()],
        notes=" ".join(_explain(demonstrations=len(woven) - counted.needs)),
        width=max(WIDTH, 100 + 9 * len(woven)),
    )
    return hand_out(request, "matrix", name, frame, {"woven": woven})


def _explain(demonstrations: int) -> Iterator[str]:
    yield "A column is a need, a row a partner; an empty place is a partner that the need does not name."
    if demonstrations:
        is_or_are = "is" if demonstrations == 1 else "are"
        yield f"{count_words(demonstrations, 'demonstration need')} {is_or_are} drawn too and not counted."


def gaps_csv(found: Iterable[Gap], name: str, weights: int) -> HttpResponse:
    columns = (*GAP_COLUMNS, *SCORED_WITH, "demonstration")
    rows = ([_flat(row[column]) for column in columns] for row in _findings(found, weights))
    return csv_response(name, columns, rows)


def gaps_json(found: Iterable[Gap], name: str, weights: int) -> HttpResponse:
    text = "[" + ",\n".join(write_json(row) for row in _findings(found, weights)) + "]\n"
    return attach(HttpResponse(text, content_type="application/json"), f"{name}.json")


def _findings(found: Iterable[Gap], weights: int) -> Iterator[dict[str, Any]]:
    """The fields of the command line's findings, what they were scored with, and which of them are demonstrations."""
    scored_with = dict(zip(SCORED_WITH, (FORMULA_VERSION, weights), strict=True))
    for gap in found:
        more = {name: gap.finding[name] for name in EXTRA if name in gap.finding}
        yield {name: gap.finding[name] for name in GAP_COLUMNS} | more | scored_with | {"demonstration": gap.is_demo}


def write_json(value: object) -> str:
    """JSON in which decimals are numbers with all their digits, which the json module cannot write."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {write_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_json, value)) + "]"
    return plain(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _flat(value: object) -> object:
    """A list of words or of parts in one cell: 3 high priority; 1 all of it open; 1 open on the day."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(f"{plain(v['value'])} {v['words']}" if isinstance(v, Mapping) else v for v in value)
    return plain(value) if isinstance(value, Decimal) else value
