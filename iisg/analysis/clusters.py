"""The few things to act on first, out of a long list of synergies.

Pairs and clusters are ranked by the EUR that they together disclose, then by the cells (needs x partners) that two of
them share. Responses that pairs on one need link, directly or through others, make a cluster. Links through different
needs do not: on real registers they tie nearly everything to everything.
"""

from collections.abc import Iterable

import polars as pl

from iisg.analysis.money import add_once
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.words import count_words


def rank_pairs(findings: pl.DataFrame, portfolio: Portfolio) -> pl.DataFrame:
    """The findings of `synergies`, those that move most money first, then those that share most; ties by a, b, kind.

    Adds eur_disclosed (Decimal), undisclosed (UInt32) and rank_words, which say what the rank rests on.
    """
    pairs = findings.select("a", "b").unique()
    members = pl.concat([pairs.select("a", "b", response=side) for side in ("a", "b")])
    money = add_once(members, portfolio.responses)
    ranked = findings.join(money, on=["a", "b"], how="left")
    ranked = ranked.sort("eur_disclosed", "cells", "a", "b", "kind", descending=[True, True, False, False, False])
    return ranked.with_columns(_words(ranked, "of the two together"))


def clusters(findings: pl.DataFrame, portfolio: Portfolio) -> pl.DataFrame:
    """Groups of responses connected through pairs on the same need, one row each, those with most money first.

    responses, needs, partners, kinds: sorted lists; the same group on several needs is one row. pairs: UInt32, how
    many pairs link it. cells: UInt32, how many needs x partners the two of some pair share, each once. eur_disclosed,
    undisclosed, rank_words: as in `rank_pairs`, each amount once. Ranked by eur_disclosed, then cells, then pairs, then
    the first response. A response may be in several clusters, so never add them up.
    """
    links = findings.select("kind", "a", "b", "partners", need="needs").explode("need")
    members = _members(links)
    linked = links.join(members, left_on=["need", "a"], right_on=["need", "response"])
    same = members.group_by("need", "first").agg(responses=pl.col("response").sort())
    same = same.with_columns(group=pl.col("responses").list.join("\0").rank("dense"))
    grouped = linked.join(same, on=["need", "first"])
    found = grouped.group_by("group", "first").agg(
        pl.col("responses").first(),
        needs=pl.col("need").unique().sort(),
        partners=pl.col("partners").explode().drop_nulls().unique().sort(),
        kinds=pl.col("kind").unique().sort(),
        pairs=pl.struct("a", "b").n_unique().cast(pl.UInt32),
    )
    money = add_once(found.select("group", response="responses").explode("response"), portfolio.responses)
    cells = _share(grouped.select("group", "need", "a", "b"), portfolio)
    counted = (
        found.join(money, on="group").join(cells, on="group", how="left").with_columns(pl.col("cells").fill_null(0))
    )
    ranked = counted.sort("eur_disclosed", "cells", "pairs", "responses", descending=[True, True, True, False])
    return ranked.drop("group", "first").with_columns(_words(ranked, "of all of them together"))


def _share(pairs: pl.DataFrame, portfolio: Portfolio) -> pl.DataFrame:
    """Of each group how many cells the two of a pair both serve: `group`, `cells`."""
    agreed = portfolio.claims.filter(pl.col("partner_word") != "disputes").select(
        "need", "response", partner="partners"
    )
    served = agreed.explode("partner", empty_as_null=False).unique()
    both = pairs.join(served.rename({"response": "a"}), on=["need", "a"]).join(
        served.rename({"response": "b"}), on=["need", "b", "partner"]
    )
    return both.group_by("group").agg(cells=pl.struct("need", "partner").n_unique().cast(pl.UInt32))


def _members(links: pl.DataFrame) -> pl.DataFrame:
    """Who is in which group: `need`, `first` (the response that names the group), `response`."""
    groups = [
        (need, first, response)
        for (need,), rows in links.group_by("need", maintain_order=True)
        for response, first in _connect(rows.select("a", "b").iter_rows()).items()
    ]
    return pl.DataFrame(groups, schema=dict.fromkeys(("need", "first", "response"), pl.String), orient="row")


def _connect(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The alphabetically first response of the group of each."""
    leader: dict[str, str] = {}

    def find(code: str) -> str:
        while leader.setdefault(code, code) != code:
            leader[code] = leader[leader[code]]
            code = leader[code]
        return code

    for a, b in pairs:
        one, other = sorted((find(a), find(b)))
        leader[other] = one
    return {code: find(code) for code in leader}


def _words(ranked: pl.DataFrame, whose: str) -> pl.Series:
    sentences = []
    figures = ranked.select("eur_disclosed", "undisclosed", "cells", pl.col("needs").list.len())
    for euro, hidden, cells, needs in figures.iter_rows():
        plain = f"{euro:,f}".rstrip("0").rstrip(".")
        unknown = f", {count_words(hidden, 'amount')} not disclosed" if hidden else ""
        money = f"EUR {plain} disclosed {whose}{unknown}" if euro or not hidden else f"No amount disclosed {whose}"
        where = f" on {needs} needs" if cells and needs > 1 else ""
        sentences.append(f"{money}; {count_words(cells, 'shared cell')}{where}.")
    return pl.Series("rank_words", sentences, dtype=pl.String)
