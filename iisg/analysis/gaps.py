"""Where something is missing, each gap with its reasons, and with a score where it concerns a need."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import chain

from iisg.analysis import claim_gaps, need_gaps, record_gaps
from iisg.analysis.findings import FORMULA_VERSION, Finding, Survey, Weights, sort_key
from iisg.analysis.portfolio import Portfolio

__all__ = ["FORMULA_VERSION", "KINDS", "Finding", "Weights", "gaps", "summarise"]

# In the order in which they are shown: from what is missing to what is at risk to what does not add up.
KINDS = (
    "uncovered_need",
    "partner_left_out",
    "closing",
    "single_provider",
    "approach_mismatch",
    "disputed",
    "chronic",
    "imbalance",
    "response_without_need",
    "status_disagrees",
)


def gaps(
    portfolio: Portfolio, on: date, weights: Weights | None = None, unnamed: frozenset[str] = frozenset()
) -> list[Finding]:
    """All gaps on a day, sorted by kind, need, partner, response, organisation; null before any value.

    Each is a dict of kind, need, partner, response, organisation (codes or None), score (Decimal, never rounded, or
    None), parts ([{name, value: Decimal, words}], whose values multiply to the score) and reasons (sentences); an
    imbalance has also pillar and perspective, a chronic gap `origins`, the codes of the needs that it comes from.

    weights: those of the Secretariat, else the defaults. unnamed: responses that count, but of which no reason says
    more. Raises as `cut`.
    """
    survey = Survey(portfolio, on, weights or Weights(), unnamed)
    return sorted(
        chain(
            need_gaps.uncovered_needs(survey),
            need_gaps.partners_left_out(survey),
            need_gaps.closing_gaps(survey),
            need_gaps.chronic_gaps(survey),
            claim_gaps.single_providers(survey),
            claim_gaps.approach_mismatches(survey),
            claim_gaps.disputed_claims(survey),
            record_gaps.responses_without_need(survey),
            record_gaps.disagreeing_statuses(survey),
            record_gaps.imbalances(survey),
        ),
        key=sort_key,
    )


def summarise(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each kind, in the order of KINDS, those of which there are none included."""
    counts = Counter(finding["kind"] for finding in findings)
    return {kind: counts[kind] for kind in KINDS}
