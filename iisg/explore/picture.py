"""Pictures that stand alone: one frame around every drawing that is handed out as SVG.

In the file are its title, day and filters in words, marking, legend, what is drawn and what not, the footnote on
Kosovo* and a text alternative; nothing comes from outside it, so it reads the same on a slide, in print and in any
viewer. SVG breaks no lines, and a viewer may have none of our fonts: lines are broken here, for letters as wide as the
widest of the usual ones.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from iisg.access.downloads import attach
from iisg.analysis.words import count_words, name_day
from iisg.framework.names import FOOTNOTE, LEVELS, Level

MARGIN, WIDTH = 24, 960
LETTER, BOLD_LETTER = 0.6, 0.68  # how wide a letter is, beside its size
TITLE, TEXT, NOTE = 20, 13, 12  # sizes
PITCH = 16  # from line to line within a drawing
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # letters that would break the file
MOST_ROWS = 25  # more would be too small to read on a slide


class Key(NamedTuple):
    """An entry of the legend: a sample of what is drawn, and what it stands for."""

    shape: str  # cell, bar, dot or line
    css: str
    words: str


class Lines(NamedTuple):
    """Lines of one text, and where the first of them stands."""

    y: int
    lines: list[str]


@dataclass(frozen=True)
class Frame:
    """What stands around a drawing of this height: about and keys over it, the notes under it."""

    title: str
    about: str  # whose figures, of which day, under which filters
    said: str  # the drawing in words, for who does not see it
    level: str
    height_of_drawing: int
    keys: Sequence[Key] = ()
    notes: str = ""
    width: int = WIDTH
    footnote: str = FOOTNOTE

    @property
    def room(self) -> int:
        return self.width - 2 * MARGIN

    @property
    def right(self) -> int:
        return self.width - MARGIN

    @property
    def marking(self) -> Level:
        return LEVELS[self.level]

    @property
    def box(self) -> int:
        """How wide the ground of the marking's label is."""
        return 14 + round(len(self.marking.tlp) * NOTE * BOLD_LETTER)

    @property
    def drawn_on(self) -> str:
        return name_day(timezone.localdate())

    @cached_property
    def heading(self) -> Lines:
        return Lines(64, break_lines(self.title, self.room, TITLE, BOLD_LETTER))

    @cached_property
    def below_title(self) -> Lines:
        return Lines(self.heading.y + 26 * len(self.heading.lines) - 2, break_lines(self.about, self.room, TEXT))

    @cached_property
    def legend(self) -> list[tuple[int, int, Key]]:
        """Each entry with its place, in as many rows as they need."""
        x, y, placed = MARGIN, self.below_title.y + 18 * len(self.below_title.lines) + 10, []
        for key in self.keys:
            wide = 20 + round(len(key.words) * NOTE * LETTER)
            if x > MARGIN and x + wide > self.right:
                x, y = MARGIN, y + 20
            placed.append((x, y, key))
            x += wide + 20
        return placed

    @cached_property
    def top(self) -> int:
        """Where the drawing begins."""
        return self.legend[-1][1] + 20 if self.legend else self.below_title.y + 18 * len(self.below_title.lines)

    @cached_property
    def below(self) -> Lines:
        return Lines(self.top + self.height_of_drawing + 28, break_lines(self.notes, self.room, NOTE))

    @cached_property
    def foot(self) -> Lines:
        return Lines(self.below.y + 17 * len(self.below.lines) + 6, break_lines(self.footnote, self.room, NOTE))

    @property
    def marks(self) -> list[int]:
        """Where the marking stands, first and last."""
        return [30, self.foot.y + 17 * len(self.foot.lines) + 14]

    @property
    def height(self) -> int:
        return self.marks[-1] + 18


def break_lines(text: str, room: float, size: int = TEXT, letter: float = LETTER) -> list[str]:
    """The text in lines that fit into so many pixels. No code breaks at its hyphens."""
    return wrap(text, max(int(room / (size * letter)), 1), break_on_hyphens=False)


def say_drawn(drawn: int, found: int, noun: str, plural: str | None = None) -> str:
    """Drawn are 25 of 36 responses"""
    return f"Drawn {'is' if drawn == 1 else 'are'} {drawn} of {count_words(found, noun, plural)}"


def hand_out(request: HttpRequest, drawing: str, name: str, frame: Frame, context: dict[str, Any]) -> HttpResponse:
    """The drawing, a template that extends picture.svg, as a file of this name."""
    text = render_to_string(f"explore/{drawing}.svg", context | {"frame": frame}, request)
    return attach(HttpResponse(NO_XML.sub("", text), content_type="image/svg+xml"), f"{name}.svg")
