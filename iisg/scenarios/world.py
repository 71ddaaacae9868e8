"""From the rows of a scenario to what the analysis compares: what the reader sees of it, and what still fits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from iisg.analysis import scenario as what_if
from iisg.analysis.portfolio import Portfolio
from iisg.scenarios.models import Change, ChangeKind


def describe(portfolio: Portfolio, changes: Iterable[Change], on: date) -> tuple[what_if.Scenario, dict[int, str]]:
    """The scenario, and why a change could not be part of it, by its key: the register may have moved on since."""
    imagined = [change for change in changes if change.kind == ChangeKind.IMAGINE]
    responses, claims = [], []
    for number, change in enumerate(imagined, 1):
        code = f"imagined-{number}"  # where a finding names it; never the code of a stored one
        responses.append(_response(code, change, on))
        claims += _claims(code, change, portfolio)
    ends: dict[str, date] = {}
    starts: dict[str, date] = {}
    unfit: dict[int, str] = {}
    for change in changes:
        if change.response:
            single = _day_of(change)
            try:
                what_if.Scenario(**single).apply(portfolio)
            except what_if.ScenarioError as error:
                unfit[change.pk] = str(error)
            else:
                ends |= single.get("ends", {})
                starts |= single.get("starts", {})
    return what_if.Scenario(tuple(responses), tuple(claims), ends, starts), unfit


def _day_of(change: Change) -> dict[str, Any]:
    assert change.response is not None
    name = "starts" if change.kind == ChangeKind.ACTIVATE else "ends"
    return {name: {change.response.code: change.day}}


def _response(code: str, change: Change, on: date) -> dict[str, Any]:
    """Declared as its dates say on the day, so that it makes no finding of its own about them."""
    start, end = change.start_date, change.end_date
    status = "planned" if start and start > on else "completed" if end and end < on else "ongoing"
    return {
        "code": code,
        "title": change.title,
        "partners": change.partners,
        "start_date": start,
        "end_date": end,
        "status": status,
        "budget_eur": change.cost_eur,
    }


def _claims(code: str, change: Change, portfolio: Portfolio) -> list[dict[str, Any]]:
    """A need may have ceased to name a partner, or to be one of the cycle: such a claim serves nobody there."""
    named = dict(portfolio.needs.select("code", "partners").iter_rows())
    rows = []
    for number, claim in enumerate(change.claims.all(), 1):
        need, served = claim.need.code, [p for p in claim.partners if p in named.get(claim.need.code, ())]
        row = {"code": f"{code}-{number}", "need": need, "response": code, "partners": served}
        rows += [row | {"degree": claim.degree, "partner_word": "silent"}] if served else []
    return rows
