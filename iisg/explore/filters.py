"""Filters that live in the address: what they may be, how they are read, how a link changes one of them.

Only listed words pass; whatever else stands in an address is left aside, so no address can break a page.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from iisg.access.limits import SPAN, is_in_reach
from iisg.analysis.words import READING_LABELS, name_day
from iisg.framework.cycles import current_cycle
from iisg.framework.models import Cycle
from iisg.framework.names import NEED_TYPES, PARTNERS, PERSPECTIVES, PILLARS, PRIORITIES

LONGEST_TEXT = 200


@dataclass(frozen=True)
class Choice:
    """One list of the filter bar; no word is no choice."""

    name: str
    label: str
    words: Mapping[str, str]
    everything: str = "Any"
    narrows: bool = True  # leaves rows out; a reading does not


PILLAR = Choice("pillar", "Pillar", {code: code for code in PILLARS}, everything="All")
PARTNER = Choice("partner", "Partner", PARTNERS, everything="All")
PRIORITY = Choice("priority", "Priority", {word: word.capitalize() for word in PRIORITIES})
NEED_TYPE = Choice("type", "Need type", {word: word.capitalize() for word in NEED_TYPES})
PERSPECTIVE = Choice("perspective", "Perspective", {word: word.capitalize() for word in PERSPECTIVES})
CELLS = Choice(
    "cells",
    "Cells",
    {
        "covered": "Covered",
        "partly": "Partly",
        "marginal": "Marginal",
        "open": "Open",
        "falling": "Falling in a year",
        "disputed": "Disputed",
    },
    everything="All",
)
READING = Choice(
    "reading",
    "Reading",
    {word: label for word, label in READING_LABELS.items() if word != "strict"},
    everything=READING_LABELS["strict"],
    narrows=False,
)
READING_WORDS = {"strict": "strict reading", "claimed": "claimant’s reading", "planned": "with what is planned"}


@dataclass(frozen=True)
class Filters:
    """What an address asks for."""

    choices: tuple[Choice, ...]
    chosen: Mapping[str, str]
    text: str
    on: date
    today: date
    cycle: Cycle | None
    usual_cycle: Cycle | None
    cycles: tuple[Cycle, ...]
    problem: str = ""

    def __getitem__(self, name: str) -> str:
        return self.chosen[name]

    @property
    def parameters(self) -> dict[str, str]:
        """What stands in an address that asks for this; what an address without it means is left out."""
        words = dict(self.chosen)
        if self.text:
            words["q"] = self.text
        if self.on != self.today:
            words["on"] = self.on.isoformat()
        if self.cycle != self.usual_cycle and self.cycle:
            words["cycle"] = self.cycle.code
        return {name: word for name, word in words.items() if word}

    @property
    def query(self) -> str:
        """What follows the path in an address that asks for this, with its question mark."""
        return self.changed()

    @property
    def query_dict(self) -> QueryDict:
        """The same for `{% querystring %}`, which else carries on whatever an address holds."""
        return QueryDict(self.query.removeprefix("?"))

    def changed(self, **changes: str | None) -> str:
        """The same with some parameters set to another word or (None) taken out."""
        words = {**self.parameters, **changes}
        kept = {name: word for name, word in words.items() if word}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def fields(self) -> list[tuple[Choice, str]]:
        return [(choice, self.chosen[choice.name]) for choice in self.choices]

    @property
    def reading(self) -> str:
        return self.chosen["reading"] or "strict"

    @property
    def reading_words(self) -> str:
        return READING_WORDS[self.reading]

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """What leaves rows out, in words, and the parameter that does."""
        found = [
            (f"{choice.label}: {choice.words[word]}", choice.name)
            for choice, word in self.fields
            if word and choice.narrows
        ]
        return [*found, (f"Text: {self.text}", "q")] if self.text else found

    def chips(self, path: str) -> list[tuple[str, str]]:
        """What narrows the page, or takes it to another day, in words, and the address without it."""
        day = [(f"Day: {self.day}", "on")] if self.on != self.today else []
        return [(words, path + self.changed(**{name: None})) for words, name in (*self.narrowing, *day)]

    @property
    def boundary(self) -> str:
        """2025–2026 cycle. Pillar: WBBSi. Partner: Albania."""
        filters = "".join(f" {words}." for words, _ in self.narrowing)
        return f"{self.cycle or 'No'} cycle{'.' if filters else ', no filter.'}{filters}"

    @property
    def day(self) -> str:
        return name_day(self.on)

    @property
    def when(self) -> str:
        """What follows the day where it is not today's."""
        if self.on == self.today:
            return ""
        return ", a past day" if self.on < self.today else ", a day ahead as far as dates are known"

    @property
    def day_word(self) -> str:
        """What stands at the day in a drawing."""
        return "today" if self.on == self.today else self.day

    @property
    def day_query(self) -> str:
        """What takes a page about one record to the day."""
        return "" if self.on == self.today else f"?on={self.on.isoformat()}"

    @property
    def other_fields(self) -> list[tuple[str, str]]:
        """What a form that only changes the day has to carry along."""
        return [(name, word) for name, word in self.parameters.items() if name != "on"]

    def finds(self, *texts: str) -> bool:
        """Whether all words of the text stand in these, small or capital, with or without their marks."""
        where = fold(" ".join(texts))
        return all(word in where for word in fold(self.text).split())


def read_filters(asked: QueryDict, choices: tuple[Choice, ...]) -> Filters:
    today = timezone.localdate()
    on, problem = read_day(asked, today)
    cycles = tuple(Cycle.objects.all())
    usual = current_cycle(cycles)
    words = {choice.name: asked.get(choice.name, "") for choice in choices}
    return Filters(
        choices=choices,
        chosen={c.name: words[c.name] if words[c.name] in c.words else "" for c in choices},
        text=" ".join(asked.get("q", "").replace("\0", "").split())[:LONGEST_TEXT],
        on=on,
        today=today,
        cycle=next((cycle for cycle in cycles if cycle.code == asked.get("cycle")), usual),
        usual_cycle=usual,
        cycles=cycles,
        problem=problem,
    )


def read_day(asked: QueryDict, today: date) -> tuple[date, str]:
    """The day that an address asks for, and what is wrong with it; today where it names none."""
    text = asked.get("on", "")
    if not text.strip():
        return today, ""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return today, f"“{text[:40]}” is not a day. Write it as {today.isoformat()}; today is shown."
    if not is_in_reach(day):
        return today, f"The day must be one from {SPAN}; today is shown."
    return day, ""


def fold(text: str) -> str:
    """Small letters without marks: Shqipëri and shqiperi are one."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d").replace("ł", "l"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
