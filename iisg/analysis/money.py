"""Money, counted once.

A total is that of distinct responses. The amount of a component is part of its programme's: where a programme above,
at any height, has an amount of its own in the same total, the component's is not added. Amounts that are not disclosed
are counted, never guessed. Sums are exact decimals.
"""

import polars as pl

from iisg.analysis.families import above

EUR = pl.Decimal(38, 6)


def add_once(members: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
    """Per group of `members` (key columns and `response`) its `eur_disclosed` (Decimal) and `undisclosed` (UInt32).

    A group in which nothing is disclosed has 0 EUR and says how many of its responses that is. Rows may repeat; a
    response that is not among `responses` is left out. Raises FamilyLoop.
    """
    keys = [name for name in members.columns if name != "response"]
    amounts = responses.select("budget_eur", response="code")
    rows = members.unique().join(amounts, on="response")
    disclosed = rows.filter(pl.col("budget_eur").is_not_null())
    within = (
        disclosed.join(above(responses), on="response")
        .join(disclosed, left_on=[*keys, "above"], right_on=[*keys, "response"], how="semi")
        .select(*keys, "response", inside=pl.lit(value=True))
    )
    rows = rows.join(within.unique(), on=[*keys, "response"], how="left", nulls_equal=True)
    counted = pl.col("budget_eur").filter(pl.col("inside").is_null())
    return rows.group_by(keys).agg(
        eur_disclosed=counted.sum().cast(EUR), undisclosed=pl.col("budget_eur").null_count().cast(pl.UInt32)
    )
