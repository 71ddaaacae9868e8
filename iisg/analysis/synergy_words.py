"""Why two responses are named together, in sentences, and what they have in common, as lists.

The sentences are put together column by column, because one crowded need can bring millions of pairs.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from iisg.analysis.portfolio import Portfolio
from iisg.analysis.words import join_words as join_plain
from iisg.analysis.words import name_day, name_partners

_PAIR = ("kind", "a", "b")
_SETS = ("shared", "partners_a", "partners_b")
_BETWEEN = "\0"


def explain(
    rows: pl.DataFrame, actors: pl.DataFrame, portfolio: Portfolio, partners: list[str], on: date
) -> pl.DataFrame:
    """The findings (columns as `synergies` says) from one row per finding and need.

    Sentences are long and many. So each is written once, all in one column, and a finding lists the places of its own
    there until the end; whatever else would carry them along would copy them.
    """
    names = dict(portfolio.approaches.drop_nulls("name").select("code", "name").iter_rows())
    needs = portfolio.needs.sort("code").select("code", named=pl.format("{} ({})", quoted(pl.col("title")), "code"))
    rows = rows.sort(*_PAIR, "need_at")  # numbers in the order of the codes
    begins = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in _PAIR)
    rows = rows.with_columns(finding=begins.cum_sum().fill_null(0), need=pl.lit(needs["code"]).gather("need_at"))
    found = rows.group_by("finding", maintain_order=True).agg(
        pl.col(_PAIR).first(),
        "need",
        pl.col("shared").bitwise_or(),
        cells=pl.col("shared").bitwise_count_ones().sum(),
    )
    common = found.select(_common_approaches(actors)).to_series()
    found = (
        found.lazy()
        .with_columns(_of_both(_introduce(actors, names)), common_words=_name_approaches(common, names))
        .with_columns(start=_start(), end=_end())
        .with_columns(who=_who(on), how=_approach_words(), when=_when_words())
        .collect()
    )
    said = [
        found.select("finding", said="who"),
        rows.select("finding", said=_say_needs(rows, needs["named"], partners)),
        found.select("finding", said="how").drop_nulls(),
        found.select("finding", said="when"),
    ]
    sentences = pl.concat(said).with_row_index("place")
    by_finding = sentences.select("finding", "place").sort("finding", maintain_order=True)
    places = by_finding.group_by("finding", maintain_order=True).agg("place")["place"]
    return found.select(
        pl.col("kind").cast(pl.String),
        a="code_a",
        b="code_b",
        needs="need",
        partners=_partners_of(found["shared"], partners),
        approaches=_for_each(common, _codes_of, pl.List(pl.String)),
        **{"from": "start", "to": "end"},
        reasons=pl.lit(sentences["said"].implode()).list.gather(places),
        cells=pl.col("cells").cast(pl.UInt32),
    )


def _say_needs(rows: pl.DataFrame, named: pl.Series, partners: list[str]) -> pl.Series:
    """For whom the two serve the need, a sentence for each row."""
    apart = pl.col("kind") == "could_be_joint"
    rows = rows.select("need_at", "kind", *(_partner_words(rows[name], partners) for name in _SETS))
    before = pl.when(apart).then(pl.lit("")).otherwise(pl.lit("Both serve "))
    together = pl.format(" for {}.", "shared")
    each = pl.format(" is served by the first for {}, by the second for {}.", "partners_a", "partners_b")
    after = pl.when(apart).then(each).otherwise(together)
    return rows.select(pl.concat_str(before, pl.lit(named).gather("need_at"), after)).to_series()


def _partners_of(bits: pl.Series, partners: list[str]) -> pl.Series:
    """The sorted lists of partners that sets of them, kept as bits, stand for."""
    return _for_each(bits, lambda number: _codes_in(number, partners), pl.List(pl.String))


def _partner_words(bits: pl.Series, partners: list[str]) -> pl.Series:
    return _for_each(bits, lambda number: name_partners(_codes_in(number, partners)) if number else "", pl.String())


def _codes_in(number: int, partners: list[str]) -> list[str]:
    return [name for place, name in enumerate(partners) if number >> place & 1]


def _for_each(keys: pl.Series, value: Callable[[Any], Any], dtype: pl.DataType) -> pl.Series:
    """There are few different keys and many rows, so each key is looked at once."""
    distinct = keys.unique().sort()
    return pl.Series(keys.name, [value(key) for key in distinct], dtype=dtype).gather(distinct.search_sorted(keys))


def join_words(words: pl.Expr) -> pl.Expr:
    """As `words.join_words`, for a column of lists."""
    several = pl.format("{} and {}", words.list.head(words.list.len() - 1).list.join(", "), words.list.last())
    return pl.when(words.list.len() > 1).then(several).otherwise(words.list.first())


def quoted(title: pl.Expr) -> pl.Expr:
    return pl.format("“{}”", title.fill_null(""))


def _introduce(actors: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """What is said of a response wherever it is named: `who` and `approach_words`."""
    known = pl.format("led by {}", join_words(pl.col("lead")))
    lead = pl.when(pl.col("lead").list.len() > 0).then(known).otherwise(pl.lit("whose lead is not known"))
    return actors.with_columns(
        who=pl.format("{} ({}), {}", quoted(pl.col("title")), "code", lead),
        approach_words=_name_approaches(actors["approaches"].list.join(_BETWEEN), names),
    )


def _name_approaches(keys: pl.Series, names: dict[str, str]) -> pl.Series:
    def name(key: str) -> str:
        return join_plain([names.get(code, code) for code in _codes_of(key)]) if key else ""

    return _for_each(keys, name, pl.String())


def _codes_of(key: str) -> list[str]:
    """A list of approaches as one text: its key."""
    return sorted(key.split(_BETWEEN)) if key else []


def _of_both(actors: pl.DataFrame) -> list[pl.Expr]:
    columns = ("code", "who", "approach_words", "start_date", "end_date")
    return [pl.lit(actors[name]).gather(pl.col(side)).alias(f"{name}_{side}") for name in columns for side in "ab"]


def _common_approaches(actors: pl.DataFrame) -> pl.Expr:
    """The keys of what both state."""
    first, second = (pl.lit(actors["approaches"]).gather(pl.col(side)) for side in "ab")
    return first.list.set_intersection(second).list.join(_BETWEEN)


_IS_SEQUENCE = pl.col("kind") == "sequenced"


def _start() -> pl.Expr:
    common = pl.max_horizontal("start_date_a", "start_date_b")
    return pl.when(_IS_SEQUENCE).then("end_date_a").otherwise(common)


def _end() -> pl.Expr:
    common = pl.min_horizontal("end_date_a", "end_date_b")
    return pl.when(_IS_SEQUENCE).then("start_date_b").otherwise(common)


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.to_string("%-d %b %Y")


def _who(on: date) -> pl.Expr:
    live = pl.format(f"{{}}, and {{}}, are both active or planned on {name_day(on)}.", "who_a", "who_b")
    return pl.when(_IS_SEQUENCE).then(pl.format("First {}; then {}.", "who_a", "who_b")).otherwise(live)


def _approach_words() -> pl.Expr:
    differ = pl.format("Their approaches differ: {} against {}.", "approach_words_a", "approach_words_b")
    return (
        pl.when(pl.col("kind") == "complementary")
        .then(differ)
        .when(pl.col("common_words") != "")
        .then(pl.format("Both use {}.", "common_words"))
    )


def _when_words() -> pl.Expr:
    start, end = _day("start"), _day("end")
    days = (pl.col("end") - pl.col("start")).dt.total_days()
    plural = pl.when(days == 1).then(pl.lit("day")).otherwise(pl.lit("days"))
    knows_start, knows_end = pl.col("start").is_not_null(), pl.col("end").is_not_null()
    return (
        pl.when(_IS_SEQUENCE)
        .then(pl.format("The first ends on {}, the second starts {} {} later, on {}.", start, days, plural, end))
        .when(knows_start & knows_end)
        .then(pl.format("Both run from {} to {}.", start, end))
        .when(knows_start)
        .then(pl.format("Both run from {} on; no end of either is known.", start))
        .when(knows_end)
        .then(pl.format("Both run until {}; no start of either is known.", end))
        .otherwise(pl.lit("Both are ongoing; no dates of either are known."))
    )
