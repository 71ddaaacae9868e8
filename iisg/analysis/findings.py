"""What a gap finding is made of: its fields, its exact score, and the weights that the Secretariat sets.

A finding that concerns a need has a score: priority weight x shortfall x urgency, in exact decimals, each part said in
words. Others have none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from functools import cached_property
from typing import Any

import polars as pl

from iisg.analysis.cells import Cells, cut
from iisg.analysis.coverage import assess
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.words import join_words

FORMULA_VERSION = "1"
FIELDS = ("kind", "need", "partner", "response", "organisation")
EXTRA = ("pillar", "perspective", "origins")  # of an imbalance, and of a chronic gap
_ORDER = (*FIELDS, "pillar", "perspective")
CLOSING_WITHIN_DAYS = 365
MOST_NAMED = 6
# Never rounds: a result that does not fit would raise.
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])

Finding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Weights:
    """What the score multiplies: one weight per priority, one urgency per kind of gap.

    The urgency of a closing gap falls with its distance, to nothing after `closing_days`. Raises ValueError for a
    negative weight and for a horizon shorter than the year within which a gap counts as closing.
    """

    high: Decimal = Decimal(3)
    medium: Decimal = Decimal(2)
    low: Decimal = Decimal(1)
    uncovered_need: Decimal = Decimal(1)
    partner_left_out: Decimal = Decimal(1)
    disputed: Decimal = Decimal(1)
    chronic: Decimal = Decimal(1)
    single_provider: Decimal = Decimal("0.5")
    approach_mismatch: Decimal = Decimal("0.5")
    closing_days: int = 730

    def __post_init__(self) -> None:
        negative = [name for name in self.__slots__ if getattr(self, name) < 0]
        if negative:
            raise ValueError(f"weights must not be negative: {', '.join(negative)}")
        if self.closing_days < CLOSING_WITHIN_DAYS:
            raise ValueError(f"closing_days is {self.closing_days}; it must be at least {CLOSING_WITHIN_DAYS}")

    def closing(self, days: int) -> Decimal:
        """1 - days / horizon, half to even at the second decimal."""
        return Decimal(round(100 * Fraction(self.closing_days - days, self.closing_days))).scaleb(-2)


@dataclass(frozen=True)
class Survey:
    """One portfolio looked at on one day: what all kinds of gap are read from."""

    portfolio: Portfolio
    on: date
    weights: Weights = field(default_factory=Weights)
    unnamed: frozenset[str] = frozenset()  # codes of responses that count, but that no reason may name

    @cached_property
    def parts(self) -> Cells:
        return cut(self.portfolio, self.on)

    @cached_property
    def cells(self) -> pl.DataFrame:
        """As `assess`, with each need's `priority`."""
        needs = self.portfolio.needs.select("priority", need="code")
        return assess(self.parts, self.on).join(needs, on="need", how="left", maintain_order="left")

    @cached_property
    def titles(self) -> dict[str, str]:
        return dict(self.portfolio.responses.select("code", "title").iter_rows())

    def name_response(self, code: str) -> str:
        return count_unnamed(1) if code in self.unnamed else f"“{self.titles[code]}” ({code})"

    def name_responses(self, codes: Sequence[str]) -> str:
        """All of a few; of many the first ones, and how many more; last, how many are not to be named."""
        named = [code for code in codes if code not in self.unnamed]
        shown = named if len(named) <= MOST_NAMED else named[: MOST_NAMED - 1]
        names = [self.name_response(code) for code in shown]
        more = [f"{len(named) - len(shown)} more"] if len(shown) < len(named) else []
        silent = [count_unnamed(len(codes) - len(named))] if len(named) < len(codes) else []
        return join_words([*names, *more, *silent])

    def may_name(self, codes: Sequence[str]) -> bool:
        """Whether what all of these have in common may be said: it would tell of each."""
        return self.unnamed.isdisjoint(codes)

    def score(self, priority: str, shortfall: Decimal, shortfall_words: str, urgency: Decimal, words: str) -> Finding:
        """The fields `score` and `parts` of a finding."""
        weight: Decimal = getattr(self.weights, priority)
        parts = [
            {"name": "priority", "value": _plain(weight), "words": f"{priority} priority"},
            {"name": "shortfall", "value": _plain(shortfall), "words": shortfall_words},
            {"name": "urgency", "value": _plain(urgency), "words": words},
        ]
        return {"score": _plain(EXACT.multiply(EXACT.multiply(weight, shortfall), urgency)), "parts": parts}


def count_unnamed(number: int) -> str:
    return "a response that is not public" if number == 1 else f"{number} responses that are not public"


def find(
    kind: str,
    *,
    need: str | None = None,
    partner: str | None = None,
    response: str | None = None,
    organisation: str | None = None,
    score: Decimal | None = None,
    parts: list[Finding] | None = None,
    reasons: list[str],
    **more: Any,
) -> Finding:
    """A finding with all its fields, those not given null."""
    return {
        "kind": kind,
        "need": need,
        "partner": partner,
        "response": response,
        "organisation": organisation,
        **more,
        "score": score,
        "parts": parts or [],
        "reasons": reasons,
    }


def sort_key(finding: Finding) -> tuple[str, ...]:
    """By the fields in their order, by code point, null before any value (no code is empty)."""
    return tuple([finding.get(name) or "" for name in _ORDER])


def _plain(number: Decimal) -> Decimal:
    """The same number without zeros at its end and without an exponent."""
    whole = EXACT.to_integral_value(number)
    return whole if whole == number else EXACT.normalize(number)
