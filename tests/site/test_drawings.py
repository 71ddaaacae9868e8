"""Charts: where things stand, and their text alternative."""

import re
from datetime import date

from iisg.framework.names import PARTNERS
from iisg.site.map import draw_places, read_map
from iisg.site.templatetags import drawings, matrix, weave
from iisg.site.templatetags.drawings import Window

TODAY = date(2026, 6, 30)
STEPS = [
    {"from_day": None, "to_day": date(2023, 12, 31), "point": 0.0, "band": "none"},
    {"from_day": date(2024, 1, 1), "to_day": date(2026, 12, 31), "point": 0.875, "band": "covered"},
    {"from_day": date(2027, 1, 1), "to_day": None, "point": 0.25, "band": "marginal"},
]


def test_a_window_begins_with_its_first_day_and_ends_after_its_last():
    window = Window(2022, 2025)
    assert window.stretch(date(2022, 1, 1), date(2025, 12, 31)) == (0.0, 100.0)
    assert window.stretch(date(2024, 1, 1), date(2024, 1, 1)) == (49.97, 50.03)
    assert window.stretch(date(2019, 5, 1), date(2030, 5, 1)) == (0.0, 100.0)
    assert window.stretch(None, None) == (0.0, 100.0)
    assert window.stretch(date.min, date.max) == (0.0, 100.0)


def test_a_chart_of_the_first_and_the_last_day_that_there_is_keeps_to_the_reach():
    chart = drawings.span_chart(date.min, date.max, TODAY)
    years = [int(year) for year in re.findall(r">(\d{4})</text>", chart)]
    assert (min(years), max(years) <= 2099, len(years) < 15) == (1990, True, True)


def test_the_words_of_a_chart_are_its_steps():
    said = "open (0.00); from 1 Jan 2024 covered (0.88); from 1 Jan 2027 marginal (0.25)"
    for draw in (drawings.step_bars, drawings.step_chart):
        assert f'aria-label="{said}"' in draw(STEPS, 2022, 2028, TODAY, date(2027, 1, 1))  # type: ignore[arg-type]


def test_steps_outside_the_window_are_not_drawn():
    bars = drawings.step_bars(STEPS, 2024, 2025)  # type: ignore[arg-type]
    assert re.findall(r'class="(covered|marginal|none)"', bars) == ["covered"]


def test_today_is_drawn_only_where_the_window_shows_it():
    assert "today-line" in drawings.span_bar(date(2024, 1, 1), date(2025, 1, 1), 2020, 2029, TODAY)
    assert "today-line" not in drawings.span_bar(date(2024, 1, 1), date(2025, 1, 1), 2010, 2019, TODAY)


def test_an_unknown_side_is_dashed_and_two_unknown_sides_draw_nothing():
    assert 'class="unknown"' in drawings.span_bar(None, date(2025, 1, 1), 2020, 2029)
    assert "<rect" not in drawings.span_bar(None, None, 2020, 2029)


def test_a_share_bar_says_its_numbers_and_leaves_out_what_is_none():
    bar = drawings.share_bar(3, 0, 1, 4)
    assert 'aria-label="3 covered, 0 partly, 1 marginal, 4 open"' in bar
    assert re.findall(r'rect class="(\w+)"', bar) == ["covered", "marginal", "none"]
    assert drawings.share_bar(0, 0, 0, 0) == ""


def test_squares_are_as_many_as_the_number_beside_them():
    rows = drawings.square_rows({"AL": 3, "XK": 0}).split("<dt>")[1:]
    assert [(row.count("<rect"), re.findall(r"<b>(\d+)</b>", row)) for row in rows[:3]] == [
        (3, ["3"]),
        (0, ["0"]),
        (0, ["0"]),
    ]


def test_the_map_has_a_circle_for_each_partner_and_the_area_follows_the_count():
    places = {place.code: place for place in draw_places({"AL": 36, "BA": 16, "RS": 0})}
    assert set(places) == set(PARTNERS)
    assert (places["AL"].radius, places["BA"].radius) == (25.0, 16.7)
    assert places["RS"].radius == places["ME"].radius == 14.0
    assert "".join(line for line, _ in places["XK"].lines) == "Kosovo*"


def test_the_circles_of_the_map_do_not_touch_and_stay_inside():
    places, data = draw_places(dict.fromkeys(PARTNERS, 9)), read_map()
    for i, one in enumerate(places):
        assert one.radius <= one.x <= data["width"] - one.radius
        assert one.radius <= one.y <= data["height"] - one.radius
        for other in places[i + 1 :]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > (one.radius + other.radius) ** 2


NEEDS = [
    {"code": "N-CT-001", "pillar": "WBCTi", "objective": "A", "bands": {"AL": "covered", "XK": "none"}},
    {"code": "N-CT-002", "pillar": "WBCTi", "objective": "B", "bands": {"AL": "partly"}},
    {"code": "N-SC-001", "pillar": "WBCSCi", "objective": "C", "bands": {"RS": "marginal"}},
]


def test_the_strip_parts_pillars_wider_than_objectives():
    (first, _), (second, _), (third, _) = weave.place_columns(NEEDS)
    assert (round(second - first, 2), round(third - second, 2)) == (
        weave.PITCH + weave.BETWEEN_OBJECTIVES,
        weave.PITCH + weave.BETWEEN_PILLARS,
    )


def test_the_strip_leads_to_each_need_and_frames_what_changed():
    strip = weave.weave(NEEDS, "#", [("N-CT-002", "AL"), ("N-CT-002", "BA")])
    assert re.findall(r'href="(#[^"]+)"', strip) == ["#N-CT-001", "#N-CT-002", "#N-SC-001"]
    assert strip.count('class="outlined"') == 2
    assert weave.weave_totals(NEEDS) == {"covered": 1, "partly": 1, "marginal": 1, "none": 1, "all": 4}


def test_a_cell_of_the_matrix_says_band_partner_and_marks():
    cell = {"band": "partly", "address": "/x/", "gap": date(2027, 1, 1), "planned_band": "covered", "disputed": True}
    said = matrix.matrix_cell("XK", cell)
    assert re.findall(r'aria-label="([^"]+)"', said) == ["Partly in Kosovo*", "planned responses lift it to covered"]
    assert "falls on 1 Jan 2027" in said and "a claim is disputed" in said
    assert "not named" in matrix.matrix_cell("XK", None)
