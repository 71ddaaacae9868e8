"""How the findings speak: partners by the name to be printed, responses by title and code, days as 30 Jun 2026."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from iisg.framework.names import PARTNERS

# The kinds of gap as a heading says them.
KIND_WORDS = {
    "uncovered_need": "Uncovered need",
    "partner_left_out": "Partner left out",
    "closing": "Closing within a year",
    "single_provider": "Single provider",
    "approach_mismatch": "Approach mismatch",
    "disputed": "Disputed claim",
    "chronic": "Chronic",
    "imbalance": "Imbalance",
    "response_without_need": "Response without a need",
    "status_disagrees": "Status disagrees",
}

SYNERGY_WORDS = {
    "possible_duplication": "Possible duplication",
    "complementary": "Complementary",
    "could_be_joint": "Could be joint",
    "sequenced": "Sequenced",
}

# The bands beside their signs, in legends, tables and counts, in the order in which they are shown; the one that the
# data calls none is open.
BAND_LABELS = {"covered": "covered", "partly": "partly", "marginal": "marginal", "none": "open"}
# What is said of a cell in a sentence.
BAND_WORDS = BAND_LABELS | {"partly": "partly covered", "marginal": "marginally covered"}

# The readings of coverage, beside their figures and in choices.
READING_LABELS = {"strict": "Strict", "claimed": "Claimant’s", "planned": "With planned"}

# Whatever the locale of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def name_day(day: date) -> str:
    """30 Jun 2026"""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def name_partner(code: str) -> str:
    return PARTNERS.get(code, code)


def name_partners(codes: Iterable[str]) -> str:
    """The partners in the order of the process, not of the alphabet."""
    order = list(PARTNERS)
    known = sorted(codes, key=lambda code: (order.index(code) if code in order else len(order), code))
    return join_words([name_partner(code) for code in known])


def join_words(words: Sequence[str]) -> str:
    """AL, BA and RS; nothing where there are none."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def show_number(value: Decimal | Fraction) -> str:
    """Two digits are enough to read; what does not end there is marked as about."""
    rounded: Any = round(value, 2)  # of the same type
    shown = f"{float(rounded):.2f}".rstrip("0").rstrip(".")
    return shown if rounded == value else f"about {shown}"


def count_words(number: int, singular: str, plural: str | None = None) -> str:
    """141 needs, 1 need"""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
