"""What the pages of this room are made from: the rows that their reader may see, demonstration rows set apart.

Demonstration rows are shown and never counted. So a real need is read without them, and no demonstration changes what
is said of it; a demonstration need is read with everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

import polars as pl
from django.db.models import Q

from iisg.access.levels import Level, highest
from iisg.analysis.portfolio import Portfolio
from iisg.needs.models import Need
from iisg.responses.joining import action_of, levels_of
from iisg.responses.models import Claim, Response
from iisg.responses.portfolio import portfolio_of


@dataclass(frozen=True)
class Visible:
    real: Portfolio
    demonstration: Portfolio  # its needs are demonstrations; its responses and claims are all that touch them
    demo: frozenset[str]  # codes of demonstration needs, responses and claims
    levels: dict[str, str]  # of needs and responses, by code

    @property
    def has_demonstration(self) -> bool:
        return not self.demonstration.needs.is_empty()

    def level_of(self, codes: Iterable[str]) -> str:
        """The highest level among these records and the responses that serve them; claims are for members at least."""
        shown = set(codes)
        for portfolio in (self.real, self.demonstration):
            pairs = portfolio.claims.select("need", "response").iter_rows()
            shown |= {response for need, response in pairs if need in shown}
        return highest([Level.MEMBERS, *(self.levels[code] for code in shown)])


def visible_in(cycle: str) -> Visible:
    """The rows of a cycle that the person acting may see."""
    everything = portfolio_of(cycle, with_demonstration=True)
    needs = Need.objects.filter(cycle_id=cycle)
    invented = (
        rows.filter(is_demo=True).values_list("code", flat=True) for rows in (needs, Response.objects, Claim.objects)
    )
    demo = frozenset(chain.from_iterable(invented))
    return Visible(
        real=_without(everything, demo),
        demonstration=_only(everything, demo),
        demo=demo,
        # Of every cycle: a chronic gap names the needs that it comes from.
        levels=dict(Need.objects.values_list("code", "level")) | levels_of(Response.objects.all()),
    )


def level_of_need(need: Need) -> str:
    """The highest level among a need and the actions that serve it, all reports of each; claims are for members."""
    seen = Response.objects.order_by()
    actions = set(seen.filter(claims__need=need).values_list(action_of(seen), flat=True))
    reports = seen.filter(Q(pk__in=actions) | Q(joined_into__in=actions))
    return highest([Level.MEMBERS, need.level, *reports.values_list("level", flat=True)])


def _without(portfolio: Portfolio, demo: frozenset[str]) -> Portfolio:
    real = ~pl.col("code").is_in(list(demo))
    return replace(
        portfolio,
        needs=portfolio.needs.filter(real),
        responses=portfolio.responses.filter(real),
        claims=portfolio.claims.filter(real),
    )


def _only(portfolio: Portfolio, demo: frozenset[str]) -> Portfolio:
    touches = pl.any_horizontal(pl.col(name).is_in(list(demo)) for name in ("code", "need", "response"))
    return replace(
        portfolio,
        needs=portfolio.needs.filter(pl.col("code").is_in(list(demo))),
        claims=portfolio.claims.filter(touches),
    )
