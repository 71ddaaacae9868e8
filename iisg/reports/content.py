"""The content of a report, once, for every rendering.

What a report says is a tree of the small records below; `html`, `pdf` and `docx` only decide how it looks. Text is
plain text in runs, never markup: whatever a member typed is printed as typed. Structure that matters to a reader who
does not see the page (headings, header rows, the word behind a sign, the text behind a picture) is part of the tree,
so that no rendering can forget it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from iisg.analysis.words import MONTHS
from iisg.framework.names import LEVELS
from iisg.progress import Tell


@dataclass(frozen=True)
class Run:
    """A stretch of text in one manner: `strong`, a `note` in small grey type, a link, or the sign of a band.

    `place` is the id of a stretch that links lead to.
    """

    text: str
    strong: bool = False
    note: bool = False
    href: str = ""
    sign: str = ""
    place: str = ""


Text = str | Run | tuple[str | Run, ...]


def runs(text: Text) -> tuple[Run, ...]:
    """The text as runs that can be printed."""
    parts = text if isinstance(text, tuple) else (text,)
    loose = (Run(part) if isinstance(part, str) else part for part in parts)
    return tuple(replace(run, text=printable(run.text)) for run in loose if run.text or run.sign)


def plain(text: Text) -> str:
    return "".join(run.text for run in runs(text))


def printable(text: str) -> str:
    """The text without what would reorder or break the page around it: controls, bidi overrides, half characters."""
    if text.isprintable():  # Python's own word for it is narrower, and much faster
        return text
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join("" if _reorders(c) else "\ufffd" if _unprintable(c) else c for c in text)


def _reorders(character: str) -> bool:
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def _unprintable(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cs", "Cn")


@dataclass(frozen=True)
class Heading:
    id: str
    text: Text
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    text: Text
    lead: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Entry:
    """One need in full: code and title as its heading, then its paragraphs and its facts as label and text."""

    id: str
    code: str
    title: str
    text: str
    facts: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Column:
    title: str
    share: float = 1  # of the table's width
    number: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows of a table under one title, the title itself being empty where a table has one group only."""

    title: Text
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with one header row; the first column names the row."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Rows, ...]
    empty: str = "None."

    @property
    def rows(self) -> Iterator[tuple[Text, ...]]:
        return (row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Matrix(Table):
    """A table of which the columns after the first `labels` hold signs of bands."""

    labels: int = 2


@dataclass(frozen=True)
class Figure:
    """A chart as its Vega-Lite specification; each rendering draws it in the format it can hold."""

    id: str
    caption: str
    alt: str
    chart: dict[str, Any]
    width: int = 430  # points on paper


Block = Heading | Paragraph | Bullets | Entry | Table | Figure


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str
    blocks: tuple[Block, ...]
    code: str = ""  # of the pillar, where the chapter is about one


@dataclass(frozen=True)
class Report:
    title: str
    subtitle: str
    cycle: str
    as_of: date
    level: str
    edition: str
    facts: tuple[tuple[str, str], ...]
    cover: Figure
    chapters: tuple[Chapter, ...]
    footnote: str

    @property
    def marking(self) -> str:
        return LEVELS[self.level].tlp

    @property
    def handling(self) -> str:
        """What the marking asks of the holder, in words."""
        return HANDLING[self.level]

    @property
    def name(self) -> str:
        """How the document calls itself in its running head and metadata."""
        return f"{self.title}, {self.cycle}"

    @property
    def foot(self) -> str:
        """What stands at the foot of each page."""
        return f"{self.handling.split('.')[0]}. {self.edition}, {in_full(self.as_of)}"

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Table 7 or Figure 2 by the block's id: counted through the report, as its captions print it."""
        count = {Table: 0, Figure: 0}
        numbers = {}
        for block in (block for chapter in self.chapters for block in chapter.blocks):
            if isinstance(block, Table | Figure):
                kind = Table if isinstance(block, Table) else Figure
                count[kind] += 1
                numbers[block.id] = f"{kind.__name__} {count[kind]}"
        return numbers

    def figures(self) -> Iterator[Figure]:
        yield self.cover
        yield from (block for chapter in self.chapters for block in chapter.blocks if isinstance(block, Figure))


def tell_chapters(report: Report, tell: Tell) -> Iterator[Chapter]:
    """The chapters, each told of before it is set."""
    for done, chapter in enumerate(report.chapters):
        tell(done, len(report.chapters), f"setting {chapter.title}")
        yield chapter


HANDLING = {
    "public": "Public. May be shared freely.",
    "members": "Members. Share within the community of members.",
    "pillar": "Pillar group. Share within the organisations of the group only.",
    "secretariat": "Secretariat. Not to be shared.",
}


def in_full(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def anchor(text: str) -> str:
    """An id that is valid everywhere, from a code or a title."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
