"""What an edition releases, as figures and as data: the rows and the findings that it prints, and nothing else."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from iisg.access.formulas import neutralise
from iisg.analysis.words import BAND_LABELS
from iisg.framework.names import LEVELS
from iisg.reports.content import Report, in_full
from iisg.reports.material import Material, Row, in_order

FIXED = (1980, 1, 1, 0, 0, 0)
Table = tuple[Sequence[str], Iterable[Iterable[object]]]


def count_figures(material: Material) -> dict[str, Any]:
    """The key figures, as the report's first page gives them: over all and by pillar."""
    figures = _count(material, list(material.needs.values()), list(material.responses.values()))
    by_pillar = {
        pillar: _count(
            material,
            material.of_pillar(pillar),
            [response for response in material.responses.values() if response["pillar"] == pillar],
        )
        for pillar in material.pillars
    }
    return figures | {
        "documents": len(material.cited),
        "gaps": dict(sorted(Counter(gap["kind"] for gap in material.gaps).items())),
        "by_pillar": by_pillar,
    }


def _count(material: Material, needs: list[Row], responses: list[Row]) -> dict[str, Any]:
    bands = material.bands(needs)
    return {
        "needs": len(needs),
        "uncovered_needs": sum(need["code"] in material.uncovered for need in needs),
        "responses": len(responses),
        "under_way": sum(material.is_active(response["code"]) for response in responses),
        "cells": {band: bands[band] for band in BAND_LABELS},
    }


def draw_cover(material: Material) -> list[Row]:
    """The strip of a public cover: the responses under way, by pillar, with the partners they serve."""
    return [
        {"pillar": pillar, "partners": in_order(response["partners"])}
        for pillar in material.pillars
        for response in material.responses.values()
        if response["pillar"] == pillar and material.is_active(response["code"])
    ]


def pack(material: Material, report: Report) -> bytes:
    """The edition's data as CSV files in the columns of the exchange folder; the same bytes each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (header, rows) in _tables(material).items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", FIXED), _csv(header, rows), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("README.md", FIXED), _readme(report), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(data: bytes, name: str) -> list[dict[str, str]]:
    """The rows of one file of a packed edition."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode(), newline="")))


def _tables(material: Material) -> dict[str, Table]:
    needs = [need | material.labels.needs[code] for code, need in material.needs.items()]
    responses = [response | material.labels.responses[code] for code, response in material.responses.items()]
    return {
        "needs": _columns(NEED, needs),
        "evidence": (("need", "document", "locator"), _evidence(material)),
        "documents": _columns(DOCUMENT, material.cited),
        "measures": _columns(MEASURE, material.labels.measures),
        "responses": _columns(RESPONSE, responses),
        "coverage": (("need", "partner", "band", "planned_band", "falls_on"), _coverage(material)),
        "gaps": _columns(GAP, material.gaps),
    }


NEED = (
    "code", "title", "description", "pillar", "measure", "need_types", "perspective", "partners", "priority",
    "acquis_chapter", "level",
)  # fmt: skip
RESPONSE = (
    "code", "title", "pillar", "lead", "funders", "partners", "start_date", "end_date", "status", "budget_eur",
    "source_url", "level",
)  # fmt: skip
DOCUMENT = ("code", "title", "publisher", "date", "url")
MEASURE = ("code", "pillar", "objective_code", "objective", "measure")
GAP = ("kind", "need", "partner", "response", "organisation", "pillar", "perspective", "score", "parts", "reasons")


def _columns(names: Sequence[str], rows: Iterable[Row]) -> Table:
    return names, ([row.get(name) for name in names] for row in rows)


def _evidence(material: Material) -> Iterable[tuple[str, str, str]]:
    return ((need, e.document, e.locator) for need in material.needs for e in material.labels.evidence.get(need, ()))


def _coverage(material: Material) -> Iterable[tuple[object, ...]]:
    for code, need in material.needs.items():
        for partner in in_order(need["partners"]):
            cell = material.coverage[code, partner]
            yield code, partner, cell["band"], cell["planned_band"], material.falls_on(code, partner)


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutralise(_cell(value)) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list | tuple):
        return ";".join(f"{v['words']} ({v['value']:f})" if isinstance(v, dict) else str(v) for v in value)
    return value.isoformat() if isinstance(value, date) else value


def _readme(report: Report) -> str:
    level = LEVELS[report.level]
    return f"""# {report.name}

- {report.edition}, as of {in_full(report.as_of)}.
- Level: **{level.words}**, {level.tlp}.

UTF-8, comma, header row, `;` between values in one cell, ISO dates, empty means not known or not disclosed. A cell that
a spreadsheet would run as a formula begins with an apostrophe.

`coverage.csv` has a row for each need and partner that it names: the band in the strict reading, the band that planned
responses would make it, and the day on which it falls where that is within a year. How it is computed stands in the
chapter "Method" of the report.

{report.footnote}
"""
