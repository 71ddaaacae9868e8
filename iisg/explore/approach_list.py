"""Approaches that do not fit the needs they serve, as the page lists them."""

from datetime import date

from iisg.analysis.claim_gaps import approach_mismatches
from iisg.analysis.findings import Finding, Survey
from iisg.analysis.portfolio import Portfolio
from iisg.explore.filters import Filters


def find_mismatches(portfolio: Portfolio, on: date, asked: Filters) -> list[Finding]:
    """Against all types of a need, so they are found before a type is looked at, and left out after."""
    needs = {row["code"]: row for row in portfolio.needs.to_dicts()}
    found = sorted(approach_mismatches(Survey(portfolio, on)), key=lambda row: (row["need"], row["partner"]))
    return [
        finding | {"title": needs[finding["need"]]["title"]}
        for finding in found
        if asked["pillar"] in ("", needs[finding["need"]]["pillar"])
        and asked["partner"] in ("", finding["partner"])
        and (not asked["type"] or asked["type"] in needs[finding["need"]]["need_types"])
    ]
