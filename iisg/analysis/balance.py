"""The balance lens: how well each partner is helped beside the six, by pillar, perspective and type of need.

A figure is the mean strict point of the cells of one partner. It is laid against the median of the means of all
partners that have cells there. A need of several types or of both perspectives counts in each of them, so figures must
not be added up. Below five cells a figure is shown and not judged: too few to say that a partner is behind.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from statistics import median

import polars as pl

from iisg.analysis.cells import cut
from iisg.analysis.coverage import assess
from iisg.analysis.means import mean_points
from iisg.analysis.points import round_six
from iisg.analysis.portfolio import Portfolio

FEWEST_CELLS = 5
GROUP = ("pillar", "perspective", "need_type")
JUDGEMENTS = ("below", "at", "above")
SCHEMA = {
    **dict.fromkeys((*GROUP, "partner"), pl.String),
    "cells": pl.UInt32,
    "point": pl.Float64,
    "median": pl.Float64,
    "partners": pl.UInt32,
    "difference": pl.Float64,
    "judgement": pl.String,
}


def balance(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """One row per pillar, perspective, need type and partner with at least one cell there, sorted by these (String).

    cells: UInt32, how many needs name the partner there. point: Float64 from 0 to 1, the mean of their strict points.
    median: Float64, of the means of all partners with cells there, of which there are `partners` (UInt32).
    difference: Float64 from -1 to 1, point - median, rounded once, from the exact value. judgement: below, at or above
    the median; null with fewer than FEWEST_CELLS cells. Half to even at the 6th digit. Raises as `cut`.

    Source: the needs template of the process, which asks for each pillar, both perspectives and three types of need.
    """
    about = portfolio.needs.select("pillar", "perspective", "need_types", need="code")
    cells = assess(cut(portfolio, on), on).join(about, on="need").rename({"need_types": "need_type"})
    cells = cells.explode("perspective", empty_as_null=False).explode("need_type", empty_as_null=False)
    means = mean_points(cells, (*GROUP, "partner"))
    rows = [row for group, of in _by_group(means).items() for row in _lay_against_median(group, of)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(*GROUP, "partner")


def _by_group(
    means: Mapping[tuple[str, ...], tuple[Fraction, int]],
) -> dict[tuple[str, ...], dict[str, tuple[Fraction, int]]]:
    groups: dict[tuple[str, ...], dict[str, tuple[Fraction, int]]] = {}
    for (*group, partner), mean in means.items():
        groups.setdefault(tuple(group), {})[partner] = mean
    return groups


def _lay_against_median(group: tuple[str, ...], of: Mapping[str, tuple[Fraction, int]]) -> list[tuple[object, ...]]:
    middle = median(mean for mean, _ in of.values())
    return [
        (
            *group,
            partner,
            count,
            round_six(mean),
            round_six(middle),
            len(of),
            round_six(mean - middle),
            _judge(mean, middle) if count >= FEWEST_CELLS else None,
        )
        for partner, (mean, count) in of.items()
    ]


def _judge(mean: Fraction, middle: Fraction) -> str:
    return JUDGEMENTS[(mean > middle) - (mean < middle) + 1]
