"""Programmes and their components.

`part_of` names the programme that a response is a component of. A programme and its components, however deep, are one
family, named by the programme at its top. A programme that is not among the responses at hand is treated as not named:
what a reader may not see changes nothing.

All functions climb by doubling (parent, grandparent, fourth above, ...), so a chain of depth n costs log n passes.
"""

import polars as pl


class FamilyLoop(ValueError):
    """Responses that are, through others, part of themselves."""


def families(responses: pl.DataFrame) -> pl.DataFrame:
    """The family of each response: columns `response`, `family` (String), one row per response, same order.

    Raises FamilyLoop naming responses that are part of themselves.
    """
    own = responses.select(response="code", family="code")
    if not has_programmes(responses):
        return own
    top = _parents(responses)
    while True:
        climbed = top.join(top, left_on="above", right_on="response", how="left").select(
            "response", above=pl.coalesce("above_right", "above"), moved=pl.col("above_right").is_not_null()
        )
        if not climbed["moved"].any():
            break
        top = climbed.drop("moved")
    return own.join(top, on="response", how="left", maintain_order="left").select(
        "response", family=pl.coalesce("above", "family")
    )


def above(responses: pl.DataFrame) -> pl.DataFrame:
    """Each response with every programme above it: columns `response`, `above` (String), one row per pair.

    Read the other way round it gives the components below, at any depth. Raises FamilyLoop.
    """
    step = _parents(responses)
    pairs = step
    while step.height:
        further = pairs.join(step, left_on="above", right_on="response").select("response", above="above_right")
        pairs = pl.concat([pairs, further])
        step = step.join(step, left_on="above", right_on="response").select("response", above="above_right")
    return pairs


def touches(responses: pl.DataFrame, marked: pl.Series) -> pl.DataFrame:
    """The responses among `marked` codes, or with a marked programme above or component below: column `response`."""
    up = _parents(responses)
    down_marks = up_marks = responses.select(response="code").filter(pl.col("response").is_in(marked.implode()))
    while up.height:
        inherited = up.join(down_marks, left_on="above", right_on="response", how="semi").select("response")
        passed_up = up.join(up_marks, on="response", how="semi").select(response="above")
        down_marks = pl.concat([down_marks, inherited]).unique()
        up_marks = pl.concat([up_marks, passed_up]).unique()
        up = up.join(up, left_on="above", right_on="response").select("response", above="above_right")
    return pl.concat([down_marks, up_marks]).unique()


def has_programmes(responses: pl.DataFrame) -> bool:
    """Whether any response is part of another one at all; without, each response is its own family."""
    return responses["part_of"].null_count() < responses.height


def _parents(responses: pl.DataFrame) -> pl.DataFrame:
    known = responses.select(above="code")
    parents = responses.select(response="code", above="part_of").join(known, on="above", how="semi")
    _refuse_loops(parents)
    return parents


def _refuse_loops(parents: pl.DataFrame) -> None:
    """Peel off, by doubling, everything that reaches a top; what is left goes round for ever."""
    step, reach = parents, 1
    while step.height and reach <= parents.height:
        step = step.join(step, left_on="above", right_on="response").select("response", above="above_right")
        reach *= 2
    if step.height:
        codes = ", ".join(step["above"].unique().sort().head(5))
        raise FamilyLoop(f"part_of goes in a loop through {codes}; one of them must not be part of another")
