"""Two responses that belong in one conversation: doing the same, completing each other, handing over, or could be one.

Two responses of different leads that serve a common need are

    possible_duplication   both live, a partner in common there, spans overlapping from the day on, a common approach
    complementary          the same, but both state approaches and share none
    could_be_joint         as the first, but on no need they share have they a partner in common
    sequenced              a partner in common there; the second, live, starts 1 to 183 days after the first ends

Each pair is of one kind at most. Those that share a lead, a programme and what is below it, disputed claims and
suspended or cancelled responses take no part. A span is open on the side whose date is not known; without any date it
is there only for what is declared ongoing.

Pairs are formed within a need only, and filtered while they are formed: time and memory follow the pairs that share a
need and the findings themselves, never all pairs. The findings of one need grow with the square of its responses;
they are all given here, and `clusters` gathers them for readers.
"""

from datetime import date

import polars as pl

from iisg.analysis.activity import FOR_GOOD, FOREVER_AGO, is_live
from iisg.analysis.cells import name_partners, number_needs
from iisg.analysis.families import above
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.synergy_words import explain

KINDS = ("possible_duplication", "complementary", "could_be_joint", "sequenced")
HANDOVER_WITHIN_DAYS = 183

_BITS = 63  # approaches in one word of bits


def synergies(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """All synergies on a day, one row per pair, sorted by kind, a and b.

    kind, a, b: String; a < b, but in `sequenced` a is the earlier. needs, partners, approaches: sorted lists of codes
    that the two have in common; partners only those shared on a shared need, and needs only those with such a partner
    (could_be_joint: all needs, no partners). from, to: Date, the common stretch, null where open; in `sequenced` the
    end of a and the start of b. reasons: list of sentences. cells: UInt32, how many needs x partners they share.

    Raises FamilyLoop.
    """
    actors, partners = _actors(portfolio, on), name_partners(portfolio).to_list()
    sides = _sides(portfolio, actors, partners)
    rows = _classify(_without_relatives(_pairs(sides, on), actors, portfolio))
    return explain(rows, actors, portfolio, partners, on)


def _actors(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """Everything that may take part, numbered in the order of the codes.

    `at`, `code`, `title`, `lead`, `approaches` (sorted), `start_date`, `end_date`, `live`; `opens`, `closes`: Int32
    days, null without a span; `only_lead`; `states`: whether approaches are known; `bits_0`, ...: which.
    """
    has_span = pl.col("start_date").is_not_null() | pl.col("end_date").is_not_null() | (pl.col("status") == "ongoing")
    actors = (
        portfolio.responses.filter(~pl.col("status").is_in(["suspended", "cancelled"]))
        .sort("code")
        .with_row_index("at")
        .select(
            *("at", "code", "title", "start_date", "end_date"),
            pl.col("lead", "approaches").list.sort(),
            live=is_live(on),
            opens=pl.when(has_span).then(pl.col("start_date").fill_null(FOREVER_AGO)).to_physical(),
            closes=pl.when(has_span).then(pl.col("end_date").fill_null(FOR_GOOD)).to_physical(),
            only_lead=pl.when(pl.col("lead").list.len() == 1).then(pl.col("lead").list.first()).rank("dense"),
            states=pl.col("approaches").list.len() > 0,
        )
    )
    return actors.join(_approach_bits(actors), on="at", how="left", maintain_order="left")


def _approach_bits(actors: pl.DataFrame) -> pl.DataFrame:
    """The approaches of each actor as bits, in as many words as the vocabulary takes: comparable in one operation."""
    stated = actors.select("at", approach="approaches").explode("approach", empty_as_null=False)
    place = pl.col("approach").rank("dense").cast(pl.Int64) - 1
    stated = stated.with_columns(word=place // _BITS, bit=pl.lit(2, pl.Int64).pow(place % _BITS).cast(pl.Int64))
    words = stated["approach"].n_unique() // _BITS + 1
    masks = [
        pl.col("bit").filter(pl.col("word") == word).bitwise_or().fill_null(0).alias(f"bits_{word}")
        for word in range(words)
    ]
    return actors.select("at").join(stated.group_by("at").agg(masks), on="at", how="left").fill_null(0)


def _sides(portfolio: Portfolio, actors: pl.DataFrame, partners: list[str]) -> pl.DataFrame:
    """One row per need and actor: `need_at`, `at`, `partners` (bits of the partners served there), and its marks."""
    needs = number_needs(portfolio).lazy().select("need", "need_at")
    listed = pl.col("partners").list
    bits = [listed.contains(partner).cast(pl.Int64) * 2**place for place, partner in enumerate(partners)]
    sides = (
        portfolio.claims.lazy()
        .filter(pl.col("partner_word") != "disputes")
        .select("need", "response", partners=pl.sum_horizontal(pl.lit(0, pl.Int64), *bits))
        .join(needs, on="need")
        .join(actors.lazy().select("at", response="code"), on="response")
        .group_by("need_at", "at")
        .agg(pl.col("partners").bitwise_or())
        .collect(engine="streaming")
    )
    marks = actors.select("live", "opens", "closes", "only_lead", "states", "^bits_.*$")
    return sides.hstack(marks[sides["at"]])


def _pairs(sides: pl.DataFrame, on: date) -> pl.DataFrame:
    """Pairs on each need that can be a finding: `need_at`, `at`, `at_b`, `partners`, `partners_b`, `overlap`, ...

    One at least has to be live, which is `at`; of two live ones it is the one with the smaller number.
    """
    day = (on - date(1970, 1, 1)).days
    start = pl.max_horizontal("opens", "opens_b")
    end = pl.min_horizontal("closes", "closes_b")
    spans = pl.col("opens").is_not_null() & pl.col("opens_b").is_not_null()
    overlap = spans & pl.col("live_b") & (start <= end) & (end >= day)
    follows = (pl.col("opens_b") - pl.col("closes")).is_between(1, HANDOVER_WITHIN_DAYS) & pl.col("live_b")
    precedes = (pl.col("opens") - pl.col("closes_b")).is_between(1, HANDOVER_WITHIN_DAYS)
    shared = (pl.col("partners") & pl.col("partners_b")) != 0
    bits = [name for name in sides.columns if name.startswith("bits_")]
    alike = pl.any_horizontal((pl.col(name) & pl.col(f"{name}_b")) != 0 for name in bits)
    differ = pl.col("states") & pl.col("states_b")
    other_lead = (pl.col("only_lead") != pl.col("only_lead_b")).fill_null(value=True)
    return (
        sides.lazy()
        .filter("live")
        .join(sides.lazy(), on="need_at", suffix="_b")
        .filter((pl.col("at") < pl.col("at_b")) | ~pl.col("live_b"), other_lead)
        .filter(overlap & (alike | shared & differ) | (follows | precedes) & shared)
        .select("need_at", "at", "at_b", "partners", "partners_b", overlap=overlap, alike=alike, follows=follows)
        .collect(engine="streaming")
    )


def _without_relatives(pairs: pl.DataFrame, actors: pl.DataFrame, portfolio: Portfolio) -> pl.DataFrame:
    """Leaves out who shares one lead among several, and a programme with what is below it."""
    lead = pl.lit(actors["lead"])
    several = pl.lit(actors["lead"].list.len() > 1)
    check = several.gather(pl.col("at")) | several.gather(pl.col("at_b"))
    checked = pairs.select("at", "at_b").unique().filter(check)
    common = lead.gather(pl.col("at")).list.set_intersection(lead.gather(pl.col("at_b"))).list.len() > 0
    kin = above(portfolio.responses)
    number = actors.select("at", "code")
    kin = (
        kin.join(number, left_on="response", right_on="code")
        .join(number, left_on="above", right_on="code", suffix="_b")
        .select("at", "at_b")
    )
    relatives = pl.concat([checked.filter(common), kin, kin.select(at="at_b", at_b="at")])
    return pairs.join(relatives, on=["at", "at_b"], how="anti")


def _classify(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row per finding and need: `kind`, `need_at`, `a`, `b` (numbers), `partners_a`, `partners_b`, `shared`."""
    pairs = pairs.with_columns(shared=pl.col("partners") & pl.col("partners_b"))
    together = pairs.filter(pl.col("shared") != 0)
    apart = pairs.filter(pl.col("shared") == 0).join(together, on=["at", "at_b"], how="anti")
    kind = (
        pl.when(pl.col("shared") == 0)
        .then(pl.lit("could_be_joint"))
        .when(~pl.col("overlap"))
        .then(pl.lit("sequenced"))
        .when("alike")
        .then(pl.lit("possible_duplication"))
        .otherwise(pl.lit("complementary"))
        .cast(pl.Enum(sorted(KINDS)))
    )
    turned = ~pl.col("overlap") & ~pl.col("follows")
    return pl.concat([together, apart]).select(
        "need_at",
        "shared",
        kind=kind,
        a=pl.when(turned).then("at_b").otherwise("at"),
        b=pl.when(turned).then("at").otherwise("at_b"),
        partners_a=pl.when(turned).then("partners_b").otherwise("partners"),
        partners_b=pl.when(turned).then("partners").otherwise("partners_b"),
    )
