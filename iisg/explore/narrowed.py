"""A portfolio cut to what the filters ask for, so that each figure is what the analysis says of just that.

Responses stay whole: what they are a part of, and whom else they serve, does not depend on what is looked at.
"""

from dataclasses import replace

import polars as pl

from iisg.analysis.portfolio import Portfolio
from iisg.explore.filters import Filters


def narrow(portfolio: Portfolio, asked: Filters) -> Portfolio:
    """Needs of the pillar and type, partner by partner; a need of several types is looked at as one of this type."""
    needs, claims = portfolio.needs, portfolio.claims
    if asked["pillar"]:
        needs = needs.filter(pl.col("pillar") == asked["pillar"])
    if asked.chosen.get("type"):
        only = pl.lit([asked["type"]])
        needs = needs.filter(pl.col("need_types").list.contains(asked["type"])).with_columns(need_types=only)
    if asked["partner"]:
        here = pl.lit([asked["partner"]])
        at_partner = pl.col("partners").list.contains(asked["partner"])
        needs = needs.filter(at_partner).with_columns(partners=here)
        claims = claims.filter(at_partner).with_columns(partners=here)
    return replace(portfolio, needs=needs, claims=claims.filter(pl.col("need").is_in(needs["code"].to_list())))
