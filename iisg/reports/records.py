"""What a report says beyond what the analysis computes with, read from the database: rows of the person acting.

Demonstration rows are never printed, so they are not read.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F

from iisg.framework.models import Measure, ReferenceDocument
from iisg.needs.models import Evidence as EvidenceRecord
from iisg.needs.models import Need
from iisg.reports.build import build_report
from iisg.reports.content import Report
from iisg.reports.labels import Evidence, Labels, Row
from iisg.reports.material import RELEASED
from iisg.responses.decisions import rows_of, standing_decisions
from iisg.responses.joining import levels_of
from iisg.responses.models import About, Claim, Response
from iisg.responses.portfolio import portfolio_of
from iisg.responses.weights import current_weights

# Columns of the exchange folder's measures, and where they come from.
MEASURE = {
    "code": "code",
    "pillar": "objective__pillar",
    "objective_code": "objective__code",
    "objective": "objective__title",
    "measure": "title",
}


def report_of(cycle: str, day: date) -> Report:
    """A working report of everything that the person acting may see, marked with the highest level in it."""
    portfolio = portfolio_of(cycle)
    decided = standing_decisions(About.SYNERGY, rows_of(portfolio))
    return build_report(portfolio, labels_of(cycle), day=day, weights=current_weights(), decided=decided)


def labels_of(cycle: str, released_only: bool = False) -> Labels:
    """As portfolio_of: with released_only nothing above the members' level is looked at."""
    needs = Need.objects.filter(is_demo=False)  # of every cycle: a chronic gap names earlier needs
    responses = Response.objects.filter(is_demo=False)
    if released_only:
        needs, responses = needs.filter(level__in=RELEASED), responses.filter(level__in=RELEASED)
    levels = levels_of(responses)
    claims = Claim.objects.filter(need__cycle=cycle, is_demo=False)
    return Labels(
        cycle=cycle,
        needs=_by_code(needs.values("code", "description", "level", acquis_chapter=F("acquis_chapters"))),
        responses=_by_code(row | {"level": levels[row["code"]]} for row in responses.values("code", "source_url")),
        claims=_by_code(claims.values("code", "rationale")),
        documents=_by_code(ReferenceDocument.objects.values("code", "title", "publisher", "date", "url")),
        measures=_template(cycle),
        evidence=_evidence(cycle),
    )


def _by_code(rows: Iterable[Any]) -> dict[str, Row]:
    return {row["code"]: row for row in rows}


def _template(cycle: str) -> tuple[Row, ...]:
    """The measures in the order in which the template has them."""
    order = ("objective__pillar__order", "objective__order", "objective__code", "order", "code")
    rows = Measure.objects.filter(cycle=cycle).order_by(*order).values_list(*MEASURE.values())
    return tuple(dict(zip(MEASURE, row, strict=True)) for row in rows)


def _evidence(cycle: str) -> dict[str, tuple[Evidence, ...]]:
    rows = EvidenceRecord.objects.filter(need__cycle=cycle, need__is_demo=False, document__isnull=False)
    found: dict[str, tuple[Evidence, ...]] = defaultdict(tuple)
    for need, document, locator in rows.order_by("order", "id").values_list("need__code", "document__code", "locator"):
        found[need] += (Evidence(document, locator),)
    return found
