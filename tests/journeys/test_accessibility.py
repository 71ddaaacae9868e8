"""What a machine can see of accessibility, on every page: axe, no sideways scroll, one heading, no colour alone.

Dark differs from light in colours only, so there only contrast is looked at again.
"""

import hashlib
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.browsing import NARROW, WIDE, Open
from tests.journeys import planted
from tests.journeys.axe import VENDOR, violations
from tests.journeys.pages import Records, chosen, pages
from tests.people import SECRETARIAT

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def records(site: str) -> Records:
    """With a scenario, and an edition that waits to be published."""
    planted.draft_edition()
    code, change = planted.scenario()
    return replace(chosen(), scenario=code, change=f"{code}/changes/{change}")


def faults(page: Page) -> dict[str, list[str]]:
    found = {}
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            only = None if colours == "light" else ["color-contrast"]
            found[f"{width} {colours}"] = violations(page, only=only)
    return {where: lines for where, lines in found.items() if lines}


def scrolls_sideways(page: Page) -> int:
    page.set_viewport_size({"width": NARROW, "height": 800})
    return int(page.evaluate(SIDEWAYS))


@pytest.mark.parametrize(("name", "template"), pages())
def test_a_page_has_no_fault_that_a_machine_sees(browse: Open, records: Records, name: str, template: str):
    page = browse(name)
    page.goto(records.fill(template))
    assert page.locator("h1").count() == 1
    assert faults(page) == {}
    assert scrolls_sideways(page) == 0


def opened_cell(page: Page, records: Records) -> None:
    page.goto(f"/members/?q={records.need}")
    page.locator(".matrix td.cell a").first.click()
    page.locator("tr.opened").wait_for()


def unfolded_history(page: Page, records: Records) -> None:
    page.goto(f"/responses/{records.response}/")
    page.evaluate("() => document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true; })")


def opened_menu(page: Page, records: Records) -> None:
    page.goto("/members/needs/")
    page.evaluate("() => document.querySelectorAll('details.menu').forEach(each => { each.open = true; })")


def refused_need(page: Page, records: Records) -> None:
    page.goto("/members/needs/add/")
    page.get_by_label("Acquis chapters").fill("99")
    page.get_by_role("button", name="Save the need").click()


def refused_response(page: Page, records: Records) -> None:
    page.goto("/members/responses/add/")
    page.locator("[name=leads]").first.fill("Nobody")
    page.get_by_role("button", name="Register the response").click()


def refused_claim(page: Page, records: Records) -> None:
    page.goto(f"/members/claims/{records.claim}/edit/")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("button", name="Save the claim").click()


def marked_text(page: Page, records: Records) -> None:
    page.goto(f"/members/needs/{records.need}/words/AL/")
    page.get_by_label("Statement").fill("As RESTREINT UE says.")
    page.get_by_role("button", name="Save the words").click()


def both_versions(page: Page, records: Records) -> None:
    page.goto(f"/members/needs/{records.need}/words/AL/")
    page.locator("[name=version]").evaluate("field => { field.value = 9999; }")
    page.get_by_label("Statement").fill("Written while another saved.")
    page.get_by_role("button", name="Save the words").click()


def saved(page: Page, records: Records) -> None:
    page.goto(f"/members/needs/{records.need}/words/AL/")
    page.get_by_label("Statement").fill("Saved.")
    page.get_by_role("button", name="Save the words").click()
    page.get_by_role("status").wait_for()


STATES = [
    opened_cell, unfolded_history, opened_menu, refused_need, refused_response, refused_claim, marked_text,
    both_versions, saved,
]  # fmt: skip


@pytest.mark.parametrize("reach", STATES)
def test_a_state_that_only_work_leads_to_has_no_fault_either(browse: Open, records: Records, reach):
    page = browse(SECRETARIAT)
    reach(page, records)
    assert page.locator("h1").count() == 1
    assert faults(page) == {}
    assert scrolls_sideways(page) == 0


def test_a_refused_sign_in_has_no_fault_either(browse: Open):
    page = browse()
    page.goto("/accounts/login/")
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_text("This field is required.").first.wait_for()
    assert faults(page) == {}
    assert scrolls_sideways(page) == 0


def test_the_rules_are_those_of_the_committed_file():
    sums = [line.split() for line in (VENDOR / "SHA256SUMS").read_text().splitlines()]
    assert [[hashlib.sha256((VENDOR / name).read_bytes()).hexdigest(), name] for _, name in sums] == sums
