"""When support ends: one bar per response, the past filled, the future light, today an ink line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from iisg.charts.look import FONT, INK, INK_2, LINE, PILLARS, Spec, chart_of, spec


@dataclass(frozen=True)
class Span:
    """One response's code and days; None where the source says nothing about that side."""

    code: str
    start: date | None
    end: date | None


def draw_endings(spans: Sequence[Span], day: date, pillar: str, width: int = 430) -> Spec:
    """The spans in the order given, cut to the years around `day`; an end not known is drawn with a dashed edge."""
    first, last = date(day.year - 3, 1, 1), date(day.year + 4, 1, 1)
    rows = [
        {
            "code": span.code,
            "start": max(span.start or first, first).isoformat(),
            "today": day.isoformat(),
            "end": min(span.end or last, last).isoformat(),
            "words": f"{span.end:%b} {span.end.year}" if span.end and span.end < last else "",
            "known": span.end is not None,
        }
        for span in spans
    ]
    time = alt.Scale(domain=[first.isoformat(), last.isoformat()], type="utc")
    axis = alt.Axis(format="%Y", tickCount="year", title=None, orient="top", labelAlign="left", gridColor=LINE)
    codes = [span.code for span in spans]
    base = chart_of(rows).encode(y=alt.Y("code:N", sort=codes, title=None))
    colour = PILLARS[pillar]
    dashes = alt.Scale(domain=[True, False], range=[[1, 0], [3, 3]])
    past = base.mark_bar(color=colour, height=8).encode(x=_at("start", time, axis), x2="today:T")
    future = base.mark_bar(color=colour, fillOpacity=0.22, stroke=colour, height=8, strokeWidth=1).encode(
        x=_at("today", time, axis),
        x2="end:T",
        strokeDash=alt.StrokeDash("known:N", scale=dashes, legend=None),
    )
    ends = base.mark_text(align="left", dx=5, font=FONT, fontSize=10.5, color=INK_2).encode(
        x=_at("end", time, axis), text="words:N"
    )
    today = chart_of([{"today": day.isoformat()}]).mark_rule(color=INK, strokeWidth=1.5)
    layers = (past, future, ends, today.encode(x=_at("today", time, axis)))
    return spec(alt.layer(*layers).properties(width=width, height=alt.Step(14)))


def _at(field: str, scale: alt.Scale, axis: alt.Axis) -> alt.X:
    return alt.X(f"{field}:T", scale=scale, axis=axis, title=None)
