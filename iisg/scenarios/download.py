"""A scenario as files, with what the page says and no more. Decimals are written as text, so that none is rounded."""

import json
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from iisg.access.downloads import attach
from iisg.access.spreadsheet import csv_response
from iisg.analysis.findings import FORMULA_VERSION, Finding
from iisg.exchange.candidates import SHEET
from iisg.exchange.findings import plain_decimal
from iisg.framework.names import FOOTNOTE, LEVELS
from iisg.scenarios.comparison import Comparison, World
from iisg.scenarios.envelope import Allocation
from iisg.scenarios.models import Change

COLUMNS = ("need", "title", "pillar", "partner", "band_before", "band_after", "point_before", "point_after", "changes")


def name_file(compared: Comparison) -> str:
    """Says what it is, of which day, and how it may be handled."""
    scenario, label = compared.scenario, LEVELS[compared.level].tlp.replace(":", "-").replace("+", "-")
    return f"scenario-{scenario.code}-{scenario.on.isoformat()}-{label}"


def cells_csv(compared: Comparison) -> HttpResponse:
    """Every cell of both worlds."""
    moved = set(compared.changed)
    rows = []
    for need in compared.needs:
        for partner in [p for n, p in compared.before.figures if n == need["code"]]:
            place = need["code"], partner
            before, after = compared.before.figures[place], compared.after.figures[place]
            figures = (before["band"], after["band"], before["point"], after["point"])
            rows.append(
                (*place[:1], need["title"], need["pillar"], partner, *figures, "yes" if place in moved else "no")
            )
    return csv_response(name_file(compared), COLUMNS, rows)


def open_cells_csv(compared: Comparison) -> HttpResponse:
    """A file of candidates to begin with: a row for each cell that stays open, with its need's title."""
    rows = [
        ("", need["title"], "", need["code"], partner, "")
        for need in compared.needs
        for partner in need["partners"]
        if compared.after.figures[need["code"], partner]["band"] == "none"
    ]
    return csv_response(f"candidates-{name_file(compared)}", SHEET.header, rows)


def scenario_json(compared: Comparison) -> HttpResponse:
    scenario, allocation = compared.scenario, compared.allocation
    text = json.dumps(
        {
            "scenario": scenario.code,
            "title": scenario.title,
            "cycle": scenario.cycle_id,
            "on": scenario.on,
            "level": compared.level,
            "tlp": LEVELS[compared.level].tlp,
            "formula": FORMULA_VERSION,
            "changes": [_change(change) for change in compared.changes],
            "before": _world(compared.before),
            "after": _world(compared.after),
            "cells": [
                {
                    "need": need,
                    "partner": partner,
                    "before": compared.before.figures[need, partner]["band"],
                    "after": compared.after.figures[need, partner]["band"],
                }
                for need, partner in compared.changed
            ],
            "gaps_closed": [_finding(finding) for finding in compared.closed],
            "gaps_opened": [_finding(finding) for finding in compared.opened],
            "allocation": _allocation(allocation) if allocation else None,
            "footnote": FOOTNOTE,
        },
        default=lambda value: plain_decimal(value) if isinstance(value, Decimal) else value.isoformat(),
        ensure_ascii=False,
        indent=1,
    )
    return attach(HttpResponse(text + "\n", content_type="application/json"), f"{name_file(compared)}.json")


def _change(change: Change) -> dict[str, Any]:
    if change.response:
        return {"kind": change.kind, "response": change.response.code, "day": change.day}
    claims = [{"need": c.need.code, "partners": c.partners, "degree": c.degree} for c in change.claims.all()]
    words = {name: getattr(change, name) for name in ("title", "partners", "start_date", "end_date", "cost_eur")}
    return {"kind": change.kind, **words, "claims": claims}


def _allocation(allocation: Allocation) -> dict[str, Any]:
    lines = [
        {
            "code": a.code,
            "title": a.title,
            "cost_eur": a.cost,
            "need": c.need.code,
            "partner": c.partner,
            "degree": c.degree,
        }
        for a in allocation.actions
        for c in a.lines
    ]
    return {"envelope": allocation.envelope, "candidates": lines, **allocation.found}


def _world(world: World) -> dict[str, Any]:
    return {"bands": dict(world.bands), "gaps": dict(world.read.kinds), "score": world.read.score}


def _finding(finding: Finding) -> dict[str, Any]:
    return {name: finding[name] for name in ("kind", "need", "partner", "response", "organisation", "score", "reasons")}
