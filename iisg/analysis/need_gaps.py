"""Gaps of a need: nothing there, one partner left out, closing, resting on one, chronic."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from iisg.analysis.coverage import find_uncovered
from iisg.analysis.findings import CLOSING_WITHIN_DAYS, EXACT, Finding, Survey, find
from iisg.analysis.points import BANDS, exact_point, rank_of
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.steps import find_openers
from iisg.analysis.words import (
    BAND_WORDS,
    count_words,
    join_words,
    name_day,
    name_partner,
    name_partners,
    show_number,
)

_UNCOVERED = pl.col("strict_rank") == 0
_ANYWHERE = pl.col("strict_rank").max().over("need") > 0


def uncovered_needs(survey: Survey) -> Iterator[Finding]:
    """Band none for every partner that the need names. The shortfall is the sum over them."""
    cells = survey.cells.filter(~_ANYWHERE)
    for (need,), rows in cells.group_by("need", maintain_order=True):
        partners = rows["partner"].to_list()
        names = name_partners(partners)
        reasons = [f"Nothing that counts on {name_day(survey.on)} serves this need for {names}."]
        for row in rows.iter_rows(named=True):
            reasons += _other_readings(row)
        shortfall_words = f"all of it open for {count_words(len(partners), 'partner')}"
        score = survey.score(
            rows["priority"][0],
            Decimal(len(partners)),
            shortfall_words,
            survey.weights.uncovered_need,
            "open on the day",
        )
        yield find("uncovered_need", need=need, reasons=reasons, **score)


def partners_left_out(survey: Survey) -> Iterator[Finding]:
    """Band none for this partner, and not none for another partner of the need."""
    cells = survey.cells.filter(_ANYWHERE)
    helped = cells.filter(~_UNCOVERED).group_by("need").agg(helped="partner")
    for row in cells.filter(_UNCOVERED).join(helped, on="need", maintain_order="left").iter_rows(named=True):
        here, there = name_partner(row["partner"]), name_partners(row["helped"])
        reasons = [f"Nothing that counts serves this need for {here}, while responses serve it for {there}."]
        reasons += _other_readings(row)
        score = survey.score(
            row["priority"], Decimal(1), "all of it open", survey.weights.partner_left_out, "open on the day"
        )
        yield find("partner_left_out", need=row["need"], partner=row["partner"], reasons=reasons, **score)


def closing_gaps(survey: Survey) -> Iterator[Finding]:
    """Band partly or covered, and it falls within a year."""
    days = (pl.col("gap_opens_on") - survey.on).dt.total_days()
    cells = survey.cells.filter(pl.col("strict_rank") >= 2, days <= CLOSING_WITHIN_DAYS).with_columns(
        days=days, after_rank=rank_of("after_")
    )
    ending = defaultdict(list)
    for cell, response in find_openers(survey.parts, cells).iter_rows():
        ending[cell].append(response)
    for row in cells.iter_rows(named=True):
        after = exact_point(row["after_fully"], row["after_halves"], row["after_marginals"])
        shortfall = EXACT.subtract(Decimal(1), after)
        gap, ended = row["gap_opens_on"], ending[row["cell"]]
        last_day = name_day(date.fromordinal(gap.toordinal() - 1))
        names = survey.name_responses(ended)
        before, then = (BAND_WORDS[BANDS[row[rank]]] for rank in ("strict_rank", "after_rank"))
        reasons = [
            f"{before.capitalize()} for {name_partner(row['partner'])} on {name_day(survey.on)}; "
            f"from {name_day(gap)} {then} (point {show_number(after)}).",
            f"{names[0].upper()}{names[1:]} {'ends' if len(ended) == 1 else 'end'} on {last_day}, "
            "and what stays or follows is not enough.",
        ]
        score = survey.score(
            row["priority"],
            shortfall,
            f"{show_number(shortfall)} open from {name_day(gap)}",
            survey.weights.closing(row["days"]),
            f"in {count_words(row['days'], 'day')}, of {survey.weights.closing_days} looked ahead",
        )
        yield find("closing", need=row["need"], partner=row["partner"], reasons=reasons, **score)


def chronic_gaps(survey: Survey) -> Iterator[Finding]:
    """Band none now and in the two cycles before: the needs linked by `successors`, the partner the same.

    An earlier cycle is judged on its last day, or on the day looked at where that comes first; `previous` of each later
    portfolio links its needs to those of the one before. With fewer than two earlier cycles there is nothing to say.
    """
    earlier = [(portfolio, min(last_day, survey.on)) for portfolio, last_day in survey.portfolio.earlier[-2:]]
    if len(earlier) < 2:
        return
    editions = [*earlier, (survey.portfolio, survey.on)]
    uncovered = [find_uncovered(portfolio, on) for portfolio, on in editions]
    chain = uncovered[0].with_columns(origins=pl.lit([], pl.List(pl.String)))
    for (portfolio, _), cells in zip(editions[1:], uncovered[1:], strict=True):
        chain = cells.join(_inherit(chain, portfolio), on=["need", "partner"])
    days = join_words([name_day(on) for _, on in editions])
    chain = chain.group_by("need", "partner").agg(pl.col("origins").explode().unique().sort())
    for row in survey.cells.join(chain, on=["need", "partner"], maintain_order="left").iter_rows(named=True):
        reasons = [
            f"Nothing served this need for {name_partner(row['partner'])} on {days}, three cycles in a row; "
            f"it comes from {join_words(row['origins'])}."
        ]
        score = survey.score(row["priority"], Decimal(1), "all of it open", survey.weights.chronic, "open for long")
        keys = {"need": row["need"], "partner": row["partner"], "origins": row["origins"]}
        yield find("chronic", reasons=reasons, **keys, **score)


def _inherit(chain: pl.DataFrame, portfolio: Portfolio) -> pl.DataFrame:
    """Cells of the cycle before, under the codes of the needs that succeeded theirs; theirs join `origins`."""
    previous = portfolio.previous
    if previous is None:
        return chain.clear()
    links = previous.select("successors", need="code").explode("successors", empty_as_null=False)
    grown = pl.concat_list("origins", "need")
    return chain.join(links, on="need").select("partner", need="successors", origins=grown)


def _other_readings(row: Finding) -> list[str]:
    """What the claimant's and the planned reading would say of a cell where nothing counts."""
    partner, said = name_partner(row["partner"]), []
    if row["claimed_rank"]:
        said.append(f"With the claims that {partner} disputes it would be {BAND_WORDS[BANDS[row['claimed_rank']]]}.")
    if row["planned_rank"]:
        said.append(f"With what is planned for {partner} it would be {BAND_WORDS[BANDS[row['planned_rank']]]}.")
    return said
