"""The files of the exchange folder, their columns and what a cell may hold: one place for readers, writers and sheets.

A sheet is one kind of file. Several files may share a sheet: `needs.csv` and `demo_needs.csv`, or the needs of earlier
cycles, each named by the first year of its cycle (`needs_2023.csv`).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from iisg.access.limits import LONGEST_CODE, LONGEST_LINE, LONGEST_TEXT
from iisg.framework.names import (
    DATE_PRECISIONS,
    DEGREES,
    FATES,
    LEVELS,
    NEED_TYPES,
    PARTNER_WORDS,
    PARTNERS,
    PERSPECTIVES,
    PILLARS,
    PRIORITIES,
    STATUSES,
    STRANDS,
    is_cycle,
)

BETWEEN_VALUES: Final = ";"


class Form(StrEnum):
    """What a value that is not taken from a list must look like."""

    TEXT = "text"
    DAY = "day"
    PERIOD = "period"  # a day, a month or a year
    AMOUNT = "amount"
    COUNT = "count"
    YEAR = "year"


@dataclass(frozen=True)
class Column:
    name: str
    required: bool = False
    many: bool = False
    words: tuple[str, ...] = ()
    refers_to: str = ""
    form: Form = Form.TEXT
    longest: int = LONGEST_TEXT  # characters


@dataclass(frozen=True)
class Sheet:
    """The columns of one kind of file; `key` is what tells its rows apart and what they are sorted by."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    named_by: str = "code"  # the column by which other files refer to a row

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


CODE = Column("code", required=True, longest=LONGEST_CODE)
TITLE = Column("title", required=True, longest=LONGEST_LINE)
PILLAR = Column("pillar", required=True, words=tuple(PILLARS))
STRAND = Column("strand", words=STRANDS)
SERVED = Column("partners", required=True, many=True, words=tuple(PARTNERS))
LEVEL = Column("level", required=True, words=tuple(LEVELS))

_NEED = (
    CODE,
    TITLE,
    Column("description"),
    PILLAR,
    STRAND,
    Column("measure", refers_to="measures"),
    Column("need_types", required=True, many=True, words=NEED_TYPES),
    Column("perspective", many=True, words=PERSPECTIVES),
    SERVED,
    Column("priority", required=True, words=PRIORITIES),
    Column("acquis_chapter", many=True, longest=LONGEST_LINE),
    Column("document", refers_to="documents"),
    Column("locator", longest=LONGEST_LINE),
    LEVEL,
)

NEEDS = Sheet("needs", _NEED)

EARLIER_NEEDS = Sheet(
    "earlier_needs",
    (
        *_NEED,
        Column("fate", words=FATES),
        Column("successors", many=True, refers_to="needs"),
        Column("fate_reason"),
    ),
)

RESPONSES = Sheet(
    "responses",
    (
        CODE,
        TITLE,
        Column("description"),
        PILLAR,
        Column("secondary_pillars", many=True, words=tuple(PILLARS)),
        Column("lead", many=True, refers_to="organisations"),
        Column("funders", many=True, refers_to="organisations"),
        Column("implementers", many=True, refers_to="organisations"),
        SERVED,
        Column("target_institutions", many=True),
        Column("start_date", form=Form.DAY),
        Column("end_date", form=Form.DAY),
        Column("date_precision", words=DATE_PRECISIONS),
        Column("status", required=True, words=STATUSES),
        Column("budget_eur", form=Form.AMOUNT),
        Column("budget_amount", form=Form.AMOUNT),
        Column("budget_currency", longest=LONGEST_CODE),
        Column("budget_note"),
        Column("instrument", longest=LONGEST_LINE),
        Column("approaches", many=True, refers_to="approaches"),
        Column("part_of", refers_to="responses"),
        Column("source_url"),
        LEVEL,
    ),
)

CLAIMS = Sheet(
    "claims",
    (
        CODE,
        Column("need", required=True, refers_to="needs"),
        Column("response", required=True, refers_to="responses"),
        SERVED,
        Column("degree", required=True, words=tuple(DEGREES)),
        Column("rationale"),
        Column("partner_word", required=True, words=PARTNER_WORDS),
    ),
)

ORGANISATIONS = Sheet(
    "organisations",
    (
        CODE,
        Column("name", longest=LONGEST_LINE),
        Column("short_name", required=True, longest=LONGEST_LINE),
        Column("kind"),
        Column("seat"),
        Column("website"),
        Column("source_url"),
    ),
    named_by="short_name",
)

DOCUMENTS = Sheet(
    "documents",
    (
        CODE,
        TITLE,
        Column("publisher"),
        Column("date", form=Form.PERIOD),
        Column("kind"),
        Column("url"),
        Column("route"),
    ),
)

APPROACHES = Sheet(
    "approaches",
    (
        CODE,
        Column("name", longest=LONGEST_LINE),
        Column("serves", many=True, words=NEED_TYPES),
        Column("iati_aid_type"),
    ),
)

MEASURES = Sheet(
    "measures",
    (
        CODE,
        PILLAR,
        STRAND,
        Column("objective_code", longest=LONGEST_CODE),
        Column("objective", longest=LONGEST_LINE),
        Column("measure", longest=LONGEST_LINE),
        Column("order", form=Form.COUNT),
    ),
)

RATES = Sheet(
    "rates",
    (
        Column("currency", longest=LONGEST_CODE),
        Column("year", form=Form.YEAR),
        Column("per_eur", form=Form.AMOUNT),
        Column("source"),
    ),
    key=("currency", "year"),
)

# By file name without its ending, in the order in which files are read, written and complained about.
SHEETS: Final = {
    "needs": NEEDS,
    "responses": RESPONSES,
    "claims": CLAIMS,
    "organisations": ORGANISATIONS,
    "documents": DOCUMENTS,
    "approaches": APPROACHES,
    "measures": MEASURES,
    "rates": RATES,
    "demo_needs": NEEDS,
    "demo_responses": RESPONSES,
    "demo_claims": CLAIMS,
}
MUST_BE_THERE: Final = ("needs", "responses", "claims")

_EARLIER_CYCLE = re.compile(r"needs_([0-9]{4})")


def sheet_of(name: str) -> Sheet | None:
    """The sheet of the file NAME.csv, None if it is no file of the exchange folder."""
    return EARLIER_NEEDS if first_year(name) else SHEETS.get(name)


def is_demo(name: str) -> bool:
    return name.startswith("demo_")


def first_year(name: str) -> str:
    """The first year of the earlier cycle that a file of needs belongs to, empty for every other file."""
    found = _EARLIER_CYCLE.fullmatch(name)
    return found[1] if found and is_cycle(f"{found[1]}-{int(found[1]) + 1}") else ""


def reading_order(name: str) -> tuple[int, str]:
    """Sorts file names as SHEETS does, earlier cycles last."""
    names = list(SHEETS)
    return (names.index(name) if name in SHEETS else len(names), name)
