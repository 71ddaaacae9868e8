"""The day of the matrix: a slider for who has a pointer or arrow keys and JavaScript, a plain form for everybody."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from iisg.analysis.words import name_day
from tests.browsing import NARROW, WIDE, Open
from tests.journeys.matrix import has_focus
from tests.people import DONOR, SECRETARIAT

DAY = re.compile(r"[?&]on=(\d{4}-\d\d-\d\d)")


def day_in(page: Page) -> str:
    found = DAY.search(page.url)
    return found[1] if found else ""


def test_the_slider_takes_the_matrix_to_another_month_and_keeps_the_focus(browse: Open):
    page = browse(DONOR)
    page.goto("/members/?reading=planned&pillar=WBBSi")
    slider = page.get_by_role("slider", name="Day, by month")
    expect(slider).to_have_attribute("aria-valuetext", name_day(timezone.localdate()))
    slider.focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(DAY)
    assert day_in(page).endswith("-01")
    expect(page.get_by_label("Day", exact=True)).to_have_value(day_in(page))
    expect(page.locator(".summary")).to_contain_text(", a past day, with what is planned")
    assert has_focus(slider)
    cell = page.locator(".matrix td.cell a").first
    assert DAY.search(cell.get_attribute("href") or "")
    cell.click()
    expect(page.locator("tr.opened")).to_be_visible()
    page.go_back()
    expect(page.locator(".summary")).not_to_contain_text("a past day")


def test_without_javascript_the_day_is_a_form_with_the_months_around_it(browse: Open):
    page = browse(DONOR, javascript=False)
    page.goto("/members/?reading=planned")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_label("Day", exact=True).fill("2028-03-05")
    page.get_by_role("button", name="Show this day").click()
    assert (day_in(page), "reading=planned" in page.url) == ("2028-03-05", True)
    page.get_by_role("link", name="1 Apr 2028").click()
    assert day_in(page) == "2028-04-01"
    page.get_by_role("link", name="Claimant’s").click()
    assert (day_in(page), "reading=claimed" in page.url) == ("2028-04-01", True)
    page.get_by_role("link", name="Today", exact=True).click()
    assert day_in(page) == ""


def test_no_mark_of_a_cell_runs_into_the_next_column(browse: Open):
    page = browse(SECRETARIAT)
    page.goto("/members/?on=2026-11-30&pillar=WBCTi")
    marked = page.locator(".matrix td.cell a").filter(has=page.locator(".disputed")).filter(has=page.locator(".falls"))
    expect(marked.first).to_be_visible()
    wider = "links => links.filter(link => link.scrollWidth > link.clientWidth).map(link => link.textContent)"
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator(".matrix td.cell a").evaluate_all(wider) == []
