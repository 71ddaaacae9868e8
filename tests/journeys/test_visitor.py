"""A visitor, who has no account and needs none."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Open, answering

SCRIPTED = pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])


def count(page: Page) -> int:
    """How many projects the page says it lists."""
    found = re.match(r"\d+", page.locator(".results h2").inner_text())
    assert found
    return int(found[0])


def tick(page: Page, words: str, javascript: bool) -> None:
    box = page.get_by_role("checkbox", name=re.compile(rf"^{words}"))
    with page.expect_navigation():
        box.click()
        if not javascript:
            page.get_by_role("button", name="Apply the filters").click()


def downloaded(page: Page, words: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name=words).click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@SCRIPTED
def test_a_visitor_filters_the_public_list_and_takes_it_along(browse: Open, javascript: bool):
    page = browse(javascript=javascript)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Projects").click()
    everything = count(page)
    tick(page, "Albania", javascript)
    assert "partner=AL" in page.url
    rows = downloaded(page, "Download CSV")
    assert len(rows) == count(page) < everything
    assert {"AL" in row["partners"].split(";") for row in rows} == {True}


@SCRIPTED
def test_a_chip_takes_its_filter_out_again(browse: Open, javascript: bool):
    page = browse(javascript=javascript)
    page.goto("/projects/")
    everything = count(page)
    tick(page, "Kosovo", javascript)
    assert count(page) < everything
    with page.expect_navigation():
        page.get_by_role("link", name="Remove filter").click()
    assert count(page) == everything


@SCRIPTED
def test_a_visitor_opens_a_project_and_sees_nothing_of_the_members(browse: Open, javascript: bool):
    page = browse(javascript=javascript)
    page.goto("/projects/")
    project = page.locator("table.listed tbody th a").first
    title = project.inner_text()
    project.click()
    expect(page.locator("h1")).to_have_text(title)
    headings = page.get_by_role("heading", level=2)
    expect(headings).to_have_text(["Who pays", "Who does it", "For whom", "When", "How"])


def test_a_visitor_is_sent_to_the_sign_in_and_told_nothing_about_a_need(browse: Open):
    page = browse()
    page.goto("/members/gaps/")
    assert page.url.endswith("/accounts/login/?next=/members/gaps/")
    with answering(page, 404):
        page.goto("/needs/N-TI-001/")
    known = page.locator("main").inner_text()
    with answering(page, 404):
        page.goto("/needs/N-TI-999/")
    assert page.locator("main").inner_text() == known
