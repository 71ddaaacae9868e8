"""Help is registered, linked to a need, and disputed: what the matrix says follows at once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browsing import Open
from tests.journeys.matrix import band_of
from tests.journeys.planted import claimed_need, open_need
from tests.people import DONOR, OFFICER_AL

SCRIPTED = pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])


def register(page: Page, title: str) -> None:
    today = timezone.localdate()
    page.goto("/members/responses/")
    page.get_by_role("link", name="Register a response").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Pillar", exact=True).select_option("WBCSCi")
    page.get_by_role("checkbox", name="Albania").check()
    page.get_by_label("Start").fill((today - timedelta(days=30)).isoformat())
    page.get_by_label("End").fill((today + timedelta(days=900)).isoformat())
    page.get_by_label("Declared status").select_option("ongoing")
    page.get_by_role("button", name="Register the response").click()


def link(page: Page, need: str, degree: str) -> None:
    page.get_by_role("link", name="Link a need").click()
    page.get_by_label("Code, title or text of the need").fill(need)
    page.get_by_role("button", name="Find needs").click()
    page.get_by_role("link", name=f"Link {need}").click()
    page.get_by_role("radio", name=degree).check()
    page.get_by_label("Rationale").fill("It equips the posts that the need names.")
    page.get_by_role("button", name="Link the need").click()


@SCRIPTED
def test_a_donor_registers_a_response_and_the_cell_of_its_need_changes(browse: Open, javascript: bool):
    need = open_need().code
    page = browse(DONOR, javascript=javascript)
    assert band_of(page, need, "AL") == "Open in Albania"
    register(page, f"Readers for twelve posts ({javascript})")
    expect(page.locator("h1")).to_have_text(f"Readers for twelve posts ({javascript})")
    link(page, need, "Fully")
    expect(page.get_by_role("status")).to_contain_text("Linked.")
    expect(page.locator("table.claims tbody th .code")).to_have_text(need)
    assert band_of(page, need, "AL") == "Covered in Albania"


@SCRIPTED
def test_a_disputed_claim_leaves_the_strict_reading_and_stays_in_the_claimants(browse: Open, javascript: bool):
    need, claim = claimed_need()
    page = browse(OFFICER_AL, javascript=javascript)
    assert band_of(page, need.code, "AL") == "Covered in Albania"
    page.goto(f"/members/claims/{claim}/word/AL/")
    page.get_by_role("radio", name="Disputes").check()
    page.get_by_role("button", name="Save the word").click()
    expect(page.get_by_role("alert")).to_contain_text("A dispute needs a remark")
    page.get_by_label("Remark").fill("The readers were delivered, the training was not.")
    page.get_by_role("button", name="Save the word").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert band_of(page, need.code, "AL") == "Open in Albania"
    assert band_of(page, need.code, "AL", reading="claimed") == "Covered in Albania"


def test_a_form_that_is_refused_says_what_where_and_keeps_what_was_typed(browse: Open):
    page = browse(DONOR)
    page.goto("/members/responses/add/")
    page.get_by_label("Title").fill("Readers")
    page.get_by_label("Start").fill("2023-06-01")
    page.get_by_label("End").fill("2022-05-01")
    page.get_by_role("button", name="Register the response").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("The end, 1 May 2022, is before the start, 1 June 2023. Change one of them.")
    summary.get_by_role("link", name="End").click()
    assert page.evaluate("() => document.activeElement.name") == "end_date"
    assert page.get_by_label("Title").input_value() == "Readers"
