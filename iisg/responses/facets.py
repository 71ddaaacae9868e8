"""What a list of responses can be narrowed by. Each knows its condition, and counts what its values hold.

Values come from the address: of each facet only words that it knows reach the database, the others are ignored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField

from iisg.access.levels import Level
from iisg.framework.models import Approach
from iisg.framework.names import PARTNERS, PILLARS, STATUSES
from iisg.members.models import Organisation
from iisg.responses.models import Party, PartyRole, Response
from iisg.responses.standing import Standing

Responses = QuerySet[Response]
MOST_OFFERED = 60
ACTIONS = Count("action", distinct=True)  # joined records count once; Listing says which action each is of


class Option(NamedTuple):
    value: str
    words: str
    number: int | None = None  # of how many responses; not counted in a long list


class Facet(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    def name_values(self, values: Sequence[str]) -> dict[str, str]:
        """Those of the values that exist, each with its words."""

    def condition(self, values: Sequence[str]) -> Q: ...

    def offer(self) -> list[Option]:
        """The values to choose from where there are too many responses to count."""

    def count(self, responses: Responses) -> list[Option]:
        """How many of the responses each value holds; values of a closed list in its order, others by number."""


@dataclass(frozen=True)
class ByWord:
    """A column (or annotation) that holds one word of a closed list."""

    name: str
    label: str
    column: str
    words: Mapping[str, str]

    def name_values(self, values: Sequence[str]) -> dict[str, str]:
        return {value: self.words[value] for value in values if value in self.words}

    def condition(self, values: Sequence[str]) -> Q:
        return Q(**{f"{self.column}__in": values})

    def offer(self) -> list[Option]:
        return [Option(*pair) for pair in self.words.items()]

    def count(self, responses: Responses) -> list[Option]:
        return in_order(self.words, responses.order_by().values_list(self.column).annotate(ACTIONS))


@dataclass(frozen=True)
class ByText:
    """A column that holds free text; the empty one is not offered."""

    name: str
    label: str
    column: str

    def name_values(self, values: Sequence[str]) -> dict[str, str]:
        return {value: value for value in values if value and "\0" not in value}

    def condition(self, values: Sequence[str]) -> Q:
        return Q(**{f"{self.column}__in": values})

    def offer(self) -> list[Option]:
        """Which there are could only be said after reading them all."""
        return []

    def count(self, responses: Responses) -> list[Option]:
        counted = responses.exclude(**{self.column: ""}).order_by().values_list(self.column).annotate(ACTIONS)
        return most_first(Option(value, value, number) for value, number in counted)


@dataclass(frozen=True)
class ByPartner:
    name: str = "partner"
    label: str = "Partner"

    def name_values(self, values: Sequence[str]) -> dict[str, str]:
        return {value: PARTNERS[value] for value in values if value in PARTNERS}

    def condition(self, values: Sequence[str]) -> Q:
        return Q(served__overlap=list(values))

    def offer(self) -> list[Option]:
        return [Option(*pair) for pair in PARTNERS.items()]

    def count(self, responses: Responses) -> list[Option]:
        return in_order(PARTNERS, count_each(responses, "served"))


@dataclass(frozen=True)
class ByParty:
    """Organisations in one role, or in any."""

    name: str
    label: str
    roles: Sequence[str] = field(default_factory=lambda: PartyRole.values)

    def name_values(self, values: Sequence[str]) -> dict[str, str]:
        known = Organisation.objects.filter(code__in=[value for value in values if "\0" not in value])
        return dict(known.values_list("code", "short_name"))

    def condition(self, values: Sequence[str]) -> Q:
        """The owners of a response are its parties of all roles: a quick look that leaves little for the slow one."""
        named = Organisation.objects.filter(code__in=values)
        is_party = Q(owners__overlap=ArraySubquery(named.values("pk")))
        if self.roles == PartyRole.values:
            return is_party
        parties = Party.objects.filter(response=OuterRef("pk"), role__in=self.roles, organisation__in=named)
        return is_party & Q(Exists(parties))

    def offer(self) -> list[Option]:
        return [Option(*row) for row in Organisation.objects.values_list("code", "short_name")[:MOST_OFFERED]]

    def count(self, responses: Responses) -> list[Option]:
        parties = responses.order_by().filter(parties__role__in=self.roles)
        counted = parties.values_list("parties__organisation__code", "parties__organisation__short_name")
        return most_first(Option(*row) for row in counted.annotate(ACTIONS))


@dataclass(frozen=True)
class ByApproach:
    name: str = "approach"
    label: str = "Approach"

    def name_values(self, values: Sequence[str]) -> dict[str, str]:
        words = dict(Approach.objects.values_list("code", "name"))
        return {value: words[value] for value in values if value in words}

    def condition(self, values: Sequence[str]) -> Q:
        return Q(approaches__overlap=list(values))

    def offer(self) -> list[Option]:
        return [Option(*row) for row in Approach.objects.order_by("name").values_list("code", "name")]

    def count(self, responses: Responses) -> list[Option]:
        words = dict(Approach.objects.values_list("code", "name"))
        counted = count_each(responses, "approaches")
        return most_first(Option(code, words.get(code, code), number) for code, number in counted)


def count_each(responses: Responses, column: str) -> Iterable[tuple[str, int]]:
    """How many responses hold each of the words in a column of lists."""
    each = Func(F(column), function="unnest", output_field=TextField())
    return responses.order_by().annotate(one=each).values_list("one").annotate(ACTIONS)


def in_order(words: Mapping[str, str], counted: Iterable[tuple[str, int]]) -> list[Option]:
    numbers = dict(counted)
    return [Option(value, label, numbers.get(value, 0)) for value, label in words.items()]


def most_first(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda option: (-(option.number or 0), option.words.casefold(), option.value))


STANDING = ByWord("standing", "Today, by its dates", "standing", dict(Standing.choices))
PILLAR = ByWord("pillar", "Pillar", "pillar", {code: code for code in PILLARS})
PARTNER = ByPartner()
DONOR = ByParty("donor", "Donor", [PartyRole.FUNDER])
IMPLEMENTER = ByParty("implementer", "Implementer", [PartyRole.IMPLEMENTER])
ORGANISATION = ByParty("organisation", "Organisation in any role")
STATUS = ByWord("status", "Declared status", "status", {word: word.capitalize() for word in STATUSES})
AGREEMENT = ByWord("agreement", "Status", "agreement", {"disagrees": "Declared status and dates disagree"})
BUDGET = ByWord("budget", "Budget", "budget", {"disclosed": "Disclosed", "undisclosed": "Not disclosed"})
LEVEL = ByWord("level", "Level", "level", dict(Level.choices))
INSTRUMENT = ByText("instrument", "Instrument", "instrument")
APPROACH = ByApproach()
