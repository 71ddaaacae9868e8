"""A small cycle to report on: three needs in two pillars, claims with reasons and a dispute, rows not for everybody."""

from datetime import date
from typing import Any

import polars as pl

from iisg.analysis.portfolio import Portfolio, frame_of
from iisg.reports.build import build_report
from iisg.reports.content import Report
from iisg.reports.labels import Labels, label

DAY = date(2026, 6, 30)
Rows = list[dict[str, Any]]

NEEDS: Rows = [
    {
        "code": "N-1", "title": "Train border police", "pillar": "WBBSi", "measure": "M-1", "priority": "high",
        "need_types": ["operational"], "perspective": ["prevention"], "partners": ["AL", "XK"],
        "description": "Обука граничне полиције, Shqipëri, Ђурђевдан.", "document": "D-1", "locator": "page 7",
        "acquis_chapter": ["24"], "level": "members",
    },
    {
        "code": "N-2", "title": "Adopt the law on drones", "pillar": "WBCTi", "measure": None, "priority": "low",
        "need_types": ["legislative"], "perspective": [], "partners": ["RS"],
        "description": None, "document": None, "locator": None, "acquis_chapter": [], "level": "public",
    },
    {
        "code": "N-3", "title": "Need of the Secretariat", "pillar": "WBBSi", "measure": "M-1", "priority": "high",
        "need_types": ["operational"], "perspective": [], "partners": ["AL"],
        "description": "Nobody else reads this.", "document": "D-2", "locator": "all", "acquis_chapter": [],
        "level": "secretariat",
    },
]  # fmt: skip
RESPONSES: Rows = [
    {
        "code": "R-1", "title": "Border training", "pillar": "WBBSi", "status": "ongoing", "lead": ["Frontex"],
        "funders": ["European Union"], "partners": ["AL", "XK"], "start_date": date(2025, 1, 1),
        "end_date": date(2026, 12, 31), "budget_eur": 33303022, "source_url": "https://example.org/r1",
        "level": "public",
    },
    {
        "code": "R-2", "title": "Patrols", "pillar": "WBBSi", "status": "ongoing", "lead": [], "partners": ["AL"],
        "start_date": date(2024, 1, 1), "end_date": None, "source_url": "javascript:alert(1)", "level": "public",
    },
]  # fmt: skip
CLAIMS: Rows = [
    {"code": "C-1", "need": "N-1", "response": "R-1", "partners": ["AL", "XK"], "degree": "partly",
     "partner_word": "agrees", "rationale": "Trains the trainers."},
    {"code": "C-2", "need": "N-1", "response": "R-2", "partners": ["AL"], "degree": "largely",
     "partner_word": "disputes", "rationale": "Patrols teach too."},
    {"code": "C-3", "need": "N-3", "response": "R-1", "partners": ["AL"], "degree": "fully",
     "partner_word": "silent", "rationale": "Known to few."},
]  # fmt: skip
DOCUMENTS: Rows = [
    {"code": "D-1", "title": "Border plan", "publisher": "RCC", "date": "2024-05", "url": "https://example.org/d1"},
    {"code": "D-2", "title": "Paper for few", "publisher": "RCC", "date": "2025", "url": None},
]
MEASURES: Rows = [
    {"code": "M-1", "pillar": "WBBSi", "objective_code": "O-1", "objective": "Guard the border", "measure": "Train"}
]


APPROACHES: Rows = [
    {"code": "training", "name": "Training", "serves": ["operational"]},
    {"code": "drafting", "name": "Legislative drafting", "serves": ["legislative"]},
]


def make(
    needs: Rows = NEEDS,
    responses: Rows = RESPONSES,
    claims: Rows = CLAIMS,
    documents: Rows = DOCUMENTS,
) -> tuple[Portfolio, Labels]:
    portfolio = Portfolio(
        needs=frame_of("needs", needs),
        responses=frame_of("responses", responses),
        claims=frame_of("claims", claims),
        approaches=frame_of("approaches", APPROACHES),
    )
    rows = {"needs": needs, "responses": responses, "claims": claims, "documents": documents, "measures": MEASURES}
    frames = {name: pl.DataFrame(of, infer_schema_length=None) for name, of in rows.items() if of}
    return portfolio, label(frames, "2025-2026")


def report_on(*rows: Rows, **choices: Any) -> Report:
    """The report on the small cycle, or on rows of one's own in the order of `make`."""
    portfolio, labels = make(*rows)
    return build_report(portfolio, labels, day=DAY, **choices)


def changed(row: dict[str, Any], **values: Any) -> dict[str, Any]:
    return row | values
