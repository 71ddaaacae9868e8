"""How many of each: one bar a row, in one or two stretches, the first dark and the second pale."""

from collections.abc import Sequence

import altair as alt

from iisg.charts.look import FONT, INK, INK_2, LINE, Spec, chart_of, spec


def draw_counts(rows: Sequence[tuple[str, Sequence[int]]], words: Sequence[str], axis: str, width: int = 300) -> Spec:
    """Bars of `rows`, in the order given: a name and one number for each of `words`, written into its stretch."""
    values = [
        {"name": name, "what": word, "order": i, "number": number}
        for name, numbers in rows
        for i, (word, number) in enumerate(zip(words, numbers, strict=True))
        if number
    ]
    names = [name for name, _ in rows]
    base = chart_of(values).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=0)),
        x=alt.X("number:Q", stack="zero", axis=alt.Axis(title=axis, grid=False, tickMinStep=1)),
        order=alt.Order("order:Q"),
    )
    legend = alt.Legend(title=None, orient="top", symbolType="square", symbolStrokeWidth=1.2)
    fill = alt.Color(
        "what:N",
        scale=alt.Scale(domain=list(words), range=[INK_2, LINE][: len(words)]),
        legend=legend if len(words) > 1 else None,
    )
    bars = base.mark_bar(height=13, stroke=INK_2, strokeWidth=0.8).encode(color=fill)
    light = alt.condition("datum.order == 0", alt.value("white"), alt.value(INK))
    numbers = base.mark_text(align="left", dx=3, font=FONT, fontSize=11.5).encode(
        x=alt.X("start:Q"), text="number:Q", color=light
    )
    stacked = numbers.transform_stack(
        stack="number", as_=["start", "end"], groupby=["name"], sort=[alt.SortField("order")]
    )
    return spec(alt.layer(bars, stacked).properties(width=width, height=alt.Step(19)))
