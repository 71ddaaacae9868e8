"""Gaps that are not about one need: a response without one, a status its dates deny, a perspective left behind."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import polars as pl

from iisg.analysis.activity import is_active, is_live
from iisg.analysis.families import touches
from iisg.analysis.findings import Finding, Survey, find
from iisg.analysis.means import Means, mean_points
from iisg.analysis.words import count_words, name_day, name_partner, show_number
from iisg.framework.names import PERSPECTIVES

FEWEST_CELLS = 3
LEFT_BEHIND_BY = Fraction(1, 4)


def responses_without_need(survey: Survey) -> Iterator[Finding]:
    """Live, and neither it, nor a programme above it, nor a component below it has a claim of any kind."""
    responses = survey.portfolio.responses
    named = survey.portfolio.claims.lazy().select("response").unique().collect(engine="streaming")
    linked = touches(responses, named.to_series())
    live = responses.filter(is_live(survey.on)).with_columns(active=is_active(survey.on))
    for code, active in (
        live.join(linked, left_on="code", right_on="response", how="anti").select("code", "active").iter_rows()
    ):
        reason = (
            f"{survey.name_response(code)} is {'active' if active else 'planned'} on {name_day(survey.on)}, and no "
            "claim says which need it serves: none of its own, of a programme above it or of a component below it."
        )
        yield find("response_without_need", response=code, reasons=[reason])


def disagreeing_statuses(survey: Survey) -> Iterator[Finding]:
    """The declared status and the dates cannot both be right. A date not known disagrees with nothing."""
    on, status, start, end = survey.on, pl.col("status"), pl.col("start_date"), pl.col("end_date")
    late = (status == "planned") & (start <= on)
    past = (status == "ongoing") & (end < on)
    early = (status == "ongoing") & (start > on)
    unfinished = (status == "completed") & (end >= on)
    declared = survey.portfolio.responses.select("code", "status", "start_date", "end_date")
    for row in declared.filter(late | past | early | unfinished).iter_rows(named=True):
        response, said = survey.name_response(row["code"]), _contradict(row, on)
        yield find("status_disagrees", response=row["code"], reasons=[f"{response} is declared {said}."])


def imbalances(survey: Survey) -> Iterator[Finding]:
    """Per partner and pillar: the mean point of one perspective at least 1/4 below that of the other.

    Judged only where each perspective has at least three cells; a need with both counts in both.
    """
    means = _means(survey)
    for (partner, pillar, perspective), (mean, count) in means.items():
        other = next(word for word in PERSPECTIVES if word != perspective)
        other_mean, other_count = means.get((partner, pillar, other), (Fraction(0), 0))
        if min(count, other_count) < FEWEST_CELLS or other_mean - mean < LEFT_BEHIND_BY:
            continue
        reason = (
            f"For {name_partner(partner)} in {pillar} the mean point of {perspective} is {show_number(mean)} "
            f"({count_words(count, 'need')}), that of {other} {show_number(other_mean)} "
            f"({count_words(other_count, 'need')})."
        )
        yield find("imbalance", partner=partner, pillar=pillar, perspective=perspective, reasons=[reason])


def _contradict(row: Finding, on: date) -> str:
    status, start, end = row["status"], row["start_date"], row["end_date"]
    if status == "planned":
        return f"planned, but its start on {name_day(start)} is not after {name_day(on)}"
    if status == "completed":
        return f"completed, but its last day is {name_day(end)}, not before {name_day(on)}"
    if end and end < on:
        return f"ongoing, but it ended on {name_day(end)}"
    return f"ongoing, but it starts only on {name_day(start)}"


def _means(survey: Survey) -> Means:
    """By partner, pillar and perspective."""
    needs = survey.portfolio.needs.select("pillar", "perspective", need="code")
    cells = survey.cells.join(needs, on="need").explode("perspective", empty_as_null=False)
    return mean_points(cells.filter(pl.col("perspective").is_in(PERSPECTIVES)), ("partner", "pillar", "perspective"))
