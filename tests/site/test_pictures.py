"""Pictures of the analysis: where marks and arcs lie, and what is said of them."""

import re

from iisg.site.templatetags.pictures import arcs, at, fall_bar, partner_scale, radius


def test_a_scale_says_its_median_and_every_partner() -> None:
    drawn = partner_scale([("AL", 0.5, "above", "0.25 above"), ("XK", 0.0, "", "too few (n = 2)")], 0.25)
    assert 'aria-label="Median 0.25. Albania 0.50, 0.25 above; Kosovo* 0.00, too few (n = 2)"' in drawn
    assert re.findall(r"<text[^>]*>([^<]*)<", drawn) == ["AL", "XK*"]


def test_a_bar_runs_from_the_median_to_the_dot_and_the_unjudged_have_none() -> None:
    drawn = partner_scale([("AL", 0.75, "above", ""), ("RS", 0.25, "below", ""), ("ME", 0.1, "", "")], 0.5)
    bars = [
        (css, float(x), float(width))
        for css, x, width in re.findall(r'rect class="(\w+)" x="(\S+)%".*?width="(\S+)%"', drawn)
    ]
    assert bars == [("above", at(0.5), at(0.75) - at(0.5)), ("below", at(0.25), at(0.5) - at(0.25))]
    dots = re.findall(r'circle class="(\w+)" cx="(\S+)%"', drawn)
    assert dots == [("above", str(at(0.75))), ("below", str(at(0.25))), ("few", str(at(0.1)))]


def test_arcs_run_from_row_to_row_and_the_strongest_is_the_widest() -> None:
    drawn = arcs(["EU", "GIZ", "IOM"], [("EU", "IOM", 5), ("EU", "GIZ", 1)])
    ends = re.findall(r'd="M100 (\d+)C.* 100 (\d+)" stroke-width="(\S+)"', drawn.replace("/>", "/>\n"))
    assert ends == [("5", "15", "1.0"), ("5", "25", "8.0")]


def test_an_organisations_own_arcs_are_drawn_alone() -> None:
    ties = [("EU", "IOM", 5), ("EU", "GIZ", 1)]
    assert [arcs(["EU", "GIZ", "IOM"], ties, name).count("<path") for name in ("EU", "GIZ", "IOM")] == [2, 1, 1]


def test_the_area_of_a_disc_follows_the_number_down_to_what_is_still_seen() -> None:
    assert [radius(part, 100) for part in (100, 25, 0)] == ["15.0", "7.5", "3.0"]


def test_a_bar_of_what_falls_is_filled_for_what_is_lost_and_says_both() -> None:
    drawn = fall_bar(3, 4, 8)
    assert re.findall(r'rect class="(\w+)".*?width="(\S+)%"', drawn) == [("lost", "37.5"), ("less", "12.5")]
    assert 'aria-label="3 left with nothing, 1 still helped"' in drawn
    assert re.findall(r'rect class="(\w+)"', fall_bar(2, 2, 2) + fall_bar(0, 1, 2)) == ["lost", "less"]
