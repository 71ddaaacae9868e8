"""Gaps behind a covered cell: it rests on one organisation, on help of the wrong kind, or on a claim in dispute."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, partial

import polars as pl

from iisg.analysis.coverage import counts_on
from iisg.analysis.findings import EXACT, Finding, Survey, find
from iisg.analysis.points import TALLY, exact_point
from iisg.analysis.words import join_words, name_partner, show_number
from iisg.framework.names import NEED_TYPES, PARTNERS


def single_providers(survey: Survey) -> Iterator[Finding]:
    """Band partly or covered, and every counting claim is by a response whose only lead is one organisation."""
    lead = pl.col("lead")
    only_lead = survey.portfolio.responses.select(
        response="code", lead=pl.when(lead.list.len() == 1).then(lead.list.first())
    )
    rows = _counting(survey, only_lead, "lead")
    leads = rows.lazy().group_by("cell").agg(lead.min(), last=lead.max(), unknown=lead.null_count())
    of_one = leads.filter(pl.col("unknown") == 0, lead == pl.col("last")).collect(engine="streaming")
    cells = _essentials(survey.cells.filter(pl.col("strict_rank") >= 2)).join(of_one, on="cell")
    for row in _name_responses(cells, rows):
        names = survey.name_responses(row["responses"])
        named = row["lead"] if survey.may_name(row["responses"]) else None
        who = named or "one organisation"
        reasons = [
            f"All that counts for {name_partner(row['partner'])} is led by {who} alone: {names}.",
            f"If {named or 'it'} leaves, this need is not covered there.",
        ]
        score = _score_resting(survey, row, "single_provider", f"rests on {who}", "open only if it leaves")
        keys = {"need": row["need"], "partner": row["partner"], "organisation": named}
        yield find("single_provider", reasons=reasons, **keys, **score)


def approach_mismatches(survey: Survey) -> Iterator[Finding]:
    """Band not none, every counting response states approaches, and none of them serves a type of the need.

    An approach that the vocabulary at hand does not have may serve anything, so it is no mismatch.
    """
    rows = _counting(survey, _served_types(survey), *(f"serves_{kind}" for kind in NEED_TYPES))
    fits = pl.any_horizontal(pl.col(f"asks_{kind}") & pl.col(f"serves_{kind}") for kind in NEED_TYPES)
    asked = survey.cells.select("cell", "need").join(_asked_types(survey), on="need").drop("need")
    unfit = rows.join(asked, on="cell").group_by("cell").agg(fits=fits.any()).filter(~pl.col("fits")).select("cell")
    rows = rows.join(unfit, on="cell", how="semi")
    unfit_responses = survey.portfolio.responses.join(rows, left_on="code", right_on="response", how="semi")
    approaches = dict(unfit_responses.select("code", "approaches").iter_rows())
    labels = dict(survey.portfolio.approaches.select("code", "name").iter_rows())
    types = survey.portfolio.needs.select("need_types", need="code")
    cells = _essentials(survey.cells).join(unfit, on="cell").join(types, on="need")
    for row in _name_responses(cells, rows):
        given = sorted({labels[code] or code for response in row["responses"] for code in approaches[response]})
        which = f": {join_words(given)}" if survey.may_name(row["responses"]) else ""
        reasons = [
            f"The need is {join_words(row['need_types'])}, and none of the approaches of what counts for "
            f"{name_partner(row['partner'])} serves such a need{which}.",
            f"They are those of {survey.name_responses(row['responses'])}.",
        ]
        score = _score_resting(survey, row, "approach_mismatch", "rests on unfit approaches", "served, not aptly")
        yield find("approach_mismatch", need=row["need"], partner=row["partner"], reasons=reasons, **score)


def disputed_claims(survey: Survey) -> Iterator[Finding]:
    """A partner disputes a claim of a live response that lists it. Cells of the same tallies are judged once."""
    judge = cache(partial(_judge_dispute, survey))
    columns = (column.to_list() for column in _disputes(survey))
    for need, partner, response, active, said, *cell in zip(*columns, strict=True):
        strict, claimed, score = judge(*cell)
        with_them = f" and {claimed} with them." if active else "; this one is only planned."
        reasons = [*said, f"The point is {strict} without disputed claims{with_them}"]
        yield find("disputed", need=need, partner=partner, response=response, reasons=reasons, **score)


def _disputes(survey: Survey) -> pl.DataFrame:
    """One row per cell and response: its keys, whether it is `active`, what is `said`, what `_judge_dispute` asks."""
    live = survey.parts.claims.filter("disputed", pl.col("live_until") >= survey.on)
    columns = ("claim", "degree", "response")
    rows = survey.parts.spread(live.select("need_at", "partners", *columns, active=counts_on(survey.on)))
    codes = live["response"].unique()
    names = pl.Series([survey.name_response(code) for code in codes], dtype=pl.String)
    said = pl.format(
        "{} disputes that {} serves this need {} ({}).",
        pl.col("partner").replace(PARTNERS),
        pl.col("response").replace_strict(codes, names, return_dtype=pl.String),
        "degree",
        "claim",
    )
    cells = _essentials(survey.cells, "claimed")
    of_cell = cells.columns[3:]
    return (
        rows.join(cells, on="cell", maintain_order="left")
        .group_by("cell", "need", "partner", "response", "active", *of_cell)
        .agg(said=said)
        .sort("cell", "response")
        .select("need", "partner", "response", "active", "said", *of_cell)
    )


def _judge_dispute(survey: Survey, priority: str, *tallies: int) -> tuple[str, str, Finding]:
    """The strict and the claimed point, as shown, and the score of what lies between."""
    strict, claimed = exact_point(*tallies[:3]), exact_point(*tallies[3:])
    shortfall = EXACT.subtract(claimed, strict)
    words = f"{show_number(shortfall)} rests on disputed claims"
    score = survey.score(priority, shortfall, words, survey.weights.disputed, "in dispute on the day")
    return show_number(strict), show_number(claimed), score


def _counting(survey: Survey, of_response: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The strictly counting claims by cell: `cell`, `response`, and these columns of `of_response`."""
    claims = survey.parts.claims.filter(counts_on(survey.on), ~pl.col("disputed")).join(of_response, on="response")
    return survey.parts.spread(claims.select("need_at", "partners", "response", *columns))


def _name_responses(cells: pl.DataFrame, rows: pl.DataFrame) -> Iterator[Finding]:
    """The cells with the codes of their `responses`."""
    listed = rows.join(cells, on="cell", how="semi").group_by("cell").agg(pl.col("response").unique().sort())
    return cells.join(listed.rename({"response": "responses"}), on="cell").sort("cell").iter_rows(named=True)


def _essentials(cells: pl.DataFrame, *readings: str) -> pl.DataFrame:
    """What a finding says of its cell: whose it is, its priority, and the tallies of the strict and these readings."""
    tallies = [f"{reading}_{name}" for reading in ("strict", *readings) for name in TALLY]
    return cells.select("cell", "need", "partner", "priority", *tallies)


def _asked_types(survey: Survey) -> pl.DataFrame:
    asked = (pl.col("need_types").list.contains(kind).alias(f"asks_{kind}") for kind in NEED_TYPES)
    return survey.portfolio.needs.select(*asked, need="code")


def _served_types(survey: Survey) -> pl.DataFrame:
    """What each response may serve, one Boolean per type: anything where its approaches are not stated or not known."""
    serves = [pl.col("serves").list.contains(kind).alias(f"serves_{kind}") for kind in NEED_TYPES]
    vocabulary = survey.portfolio.approaches.select(*serves, approaches="code")
    return (
        survey.portfolio.responses.select("approaches", response="code")
        .explode("approaches", empty_as_null=True)
        .join(vocabulary, on="approaches", how="left")
        .group_by("response")
        .agg(pl.col(f"serves_{kind}").fill_null(value=True).any() for kind in NEED_TYPES)
    )


def _point(row: Finding, reading: str) -> Decimal:
    return exact_point(row[f"{reading}_fully"], row[f"{reading}_halves"], row[f"{reading}_marginals"])


def _score_resting(survey: Survey, row: Finding, kind: str, rests: str, words: str) -> Finding:
    point = _point(row, "strict")
    return survey.score(row["priority"], point, f"{show_number(point)} {rests}", getattr(survey.weights, kind), words)
