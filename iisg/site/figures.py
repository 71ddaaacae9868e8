"""What public pages count: public records only, never a demonstration row, the same for a visitor and a member.

A member sees more, and may pass a page on: so the level is asked for here, on top of what the database allows. Nothing
is computed from needs, claims or any other record of the members.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Min, Q, QuerySet

from iisg.access.levels import Level
from iisg.framework.names import PILLARS
from iisg.responses.joining import once
from iisg.responses.models import Party, PartyRole, Response, Served
from iisg.responses.money import in_euro
from iisg.responses.standing import is_active

A_YEAR = timedelta(days=365)
PAYING_OR_DOING = (PartyRole.FUNDER, PartyRole.IMPLEMENTER)
OF_EUROPEAN_UNION = ("EU institution", "EU agency")  # kinds of organisations, as the register words them


@dataclass(frozen=True)
class KeyFigures:
    """Of the public projects under way on a day, unless said otherwise."""

    under_way: int
    on_record: int  # public projects, whatever their dates
    since: int | None  # year of the earliest start on record
    organisations: int  # that pay for them or carry them out
    euro: Decimal  # whole life of the projects, money counted once
    without_euro: int  # projects that state no amount in euro
    by_european_union: int
    ending: int
    ending_by: date

    @property
    def millions(self) -> str:
        value = self.euro / 1_000_000
        return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


@dataclass(frozen=True)
class PillarFigures:
    """Projects under way whose main pillar it is: how many, and how many serve each partner."""

    code: str
    projects: int
    by_partner: Mapping[str, int]


def public_projects() -> QuerySet[Response]:
    return Response.objects.filter(level=Level.PUBLIC, is_demo=False)


def projects_under_way(on: date) -> QuerySet[Response]:
    """Each once: of joined records that are under way, the one that stays."""
    return once(public_projects().filter(is_active(on)))


def count_key_figures(on: date) -> KeyFigures:
    ending_by = on + A_YEAR
    counts = once(public_projects()).aggregate(on_record=Count("pk"), first=Min("start_date"))
    under_way = projects_under_way(on)
    amounts = amounts_of(on)
    paid_by_union = Q(role=PartyRole.FUNDER, organisation__kind__in=OF_EUROPEAN_UNION)
    parties = Party.objects.filter(response__in=under_way).aggregate(
        organisations=Count("organisation", distinct=True, filter=Q(role__in=PAYING_OR_DOING)),
        by_european_union=Count("response", distinct=True, filter=paid_by_union),
    )
    first, projects = counts["first"], under_way.count()
    return KeyFigures(
        **parties,
        on_record=counts["on_record"],
        since=first and first.year,
        under_way=projects,
        euro=add_once(amounts, programmes()),
        without_euro=projects - len(amounts),
        ending=under_way.filter(end_date__lte=ending_by).count(),
        ending_by=ending_by,
    )


def amounts_of(on: date) -> dict[int, Decimal]:
    """What each project under way states, in euro; of joined records what the first that states an amount does."""
    rows, kept = public_projects().filter(is_active(on)).annotate(euro=in_euro()), joined_into()
    found: dict[int, Decimal] = {}
    for pk, euro in rows.order_by(F("joined_into").asc(nulls_first=True), "code").values_list("pk", "euro"):
        if euro is not None:
            found.setdefault(kept.get(pk, pk), euro)
    return found


def joined_into() -> dict[int, int]:
    """From a public record to the public one that it is joined into."""
    joined = public_projects().filter(joined_into__in=public_projects().order_by().values("pk"))
    return dict(joined.values_list("pk", "joined_into_id"))


def programmes() -> dict[int, int]:
    """From a component to its programme; of joined records the one that stays."""
    parts, kept = public_projects().exclude(part_of=None).values_list("pk", "part_of_id"), joined_into()
    return {kept.get(part, part): kept.get(programme, programme) for part, programme in parts}


def add_once(amounts: Mapping[int, Decimal], programmes: Mapping[int, int]) -> Decimal:
    """The sum of the amounts, without those of components whose programme, at any height, has its own among them.

    `programmes` leads from a component to its programme. A programme that is not public is not in it as a component, so
    the climb ends there and nothing hidden changes the sum.
    """

    def is_in_a_programme(project: int) -> bool:
        above = programmes.get(project)
        while above is not None and above not in amounts:
            above = programmes.get(above)
        return above is not None

    return sum((amount for project, amount in amounts.items() if not is_in_a_programme(project)), Decimal(0))


def count_by_pillar(on: date) -> list[PillarFigures]:
    """All three, in their order. A project has one main pillar, so they add up; it counts at each partner it serves."""
    projects = dict(projects_under_way(on).order_by().values_list("pillar").annotate(Count("pk")))
    served = Served.objects.filter(response__in=projects_under_way(on)).order_by()
    by_partner: dict[str, dict[str, int]] = {code: {} for code in PILLARS}
    for pillar, partner, number in served.values_list("response__pillar", "partner").annotate(Count("pk")):
        by_partner[pillar][partner] = number
    return [PillarFigures(code, projects.get(code, 0), by_partner[code]) for code in PILLARS]


def count_by_partner(pillars: list[PillarFigures]) -> Mapping[str, int]:
    return sum((Counter(pillar.by_partner) for pillar in pillars), Counter())
