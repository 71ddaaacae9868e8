"""How well each partner's needs are covered: one bar of cells per partner."""

from collections.abc import Mapping, Sequence

import altair as alt

from iisg.analysis.words import BAND_LABELS
from iisg.charts.look import BANDS, FONT, INK, TINTS, Spec, chart_of, spec


def draw_bands(counts: Mapping[str, Mapping[str, int]], names: Mapping[str, str], width: int = 420) -> Spec:
    """Stacked bars of `counts[partner][band]`, in the order given, with each number written into its stretch."""
    rows = [
        {"partner": names[partner], "band": BAND_LABELS[band], "order": i, "cells": of[band]}
        for partner, of in counts.items()
        for i, band in enumerate(BANDS)
        if of[band]
    ]
    partners: Sequence[str] = [names[p] for p in counts]
    words = [BAND_LABELS[band] for band in BANDS]
    base = chart_of(rows).encode(
        y=alt.Y("partner:N", sort=partners, title=None),
        x=alt.X("cells:Q", stack="zero", axis=alt.Axis(title="needs", grid=False, tickMinStep=1)),
        order=alt.Order("order:Q"),
    )
    colour = alt.Color(
        "band:N",
        scale=alt.Scale(domain=words, range=[TINTS[b] for b in BANDS]),
        legend=alt.Legend(title=None, orient="top", symbolStrokeWidth=1.2, symbolType="square"),
    )
    edge = alt.Stroke("band:N", scale=alt.Scale(domain=words, range=[BANDS[b] for b in BANDS]), legend=None)
    light = alt.condition("datum.band == 'covered'", alt.value("white"), alt.value(INK))
    bars = base.mark_bar(strokeWidth=1.2, height=15).encode(color=colour, stroke=edge)
    numbers = base.mark_text(align="left", dx=4, font=FONT, fontSize=11.5).encode(
        x=alt.X("start:Q"), text="cells:Q", color=light
    )
    stacked = numbers.transform_stack(
        stack="cells", as_=["start", "end"], groupby=["partner"], sort=[alt.SortField("order")]
    )
    return spec(alt.layer(bars, stacked).properties(width=width, height=alt.Step(24)))
