"""An officer of the Ministry of Interior of Albania."""

import pytest
from playwright.sync_api import Page, expect

from iisg.members.demonstration import PASSWORD
from tests.browsing import Open, answering
from tests.journeys.matrix import cell_of, has_focus, tab_to
from tests.journeys.planted import open_need
from tests.people import OFFICER_AL, SECRETARIAT

SCRIPTED = pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill("officer.al@iisg.example")
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()


@SCRIPTED
def test_signing_in_leads_to_the_page_that_was_asked_for(browse: Open, site: str, javascript: bool):
    page = browse(javascript=javascript)
    page.goto("/members/gaps/")
    sign_in(page)
    expect(page).to_have_url(f"{site}/members/gaps/")
    expect(page.get_by_role("banner").get_by_text("Officer, Albania").first).to_be_visible()


def test_a_wrong_password_is_said_without_saying_which_part_was_wrong(browse: Open):
    page = browse()
    page.goto("/accounts/login/")
    sign_in(page, "not the password at all")
    refused = page.get_by_role("alert").inner_text()
    page.get_by_label("Email").fill("nobody@iisg.example")
    page.get_by_label("Password").fill("not the password at all")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text() == refused
    assert page.get_by_role("banner").get_by_text("Sign out").count() == 0


def test_a_cell_opens_and_closes_by_keyboard_and_the_focus_comes_back(browse: Open):
    need = open_need().code
    page = browse(OFFICER_AL)
    page.goto(f"/members/?q={need}")
    cells = page.locator(".matrix td.cell a")
    tab_to(page, cells.first)
    for _ in range(5):
        if not has_focus(cell_of(page, need, "AL")):
            page.keyboard.press("ArrowRight")
    cell = cell_of(page, need, "AL")
    assert has_focus(cell)
    page.keyboard.press("Enter")
    opened = page.locator("tr.opened")
    expect(opened.get_by_role("heading", level=3)).to_have_text("Open in Albania")
    assert cell.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    assert (has_focus(cell), cell.get_attribute("aria-expanded")) == (True, "false")


def test_the_arrow_keys_stay_within_the_matrix(browse: Open):
    page = browse(OFFICER_AL)
    page.goto("/members/?pillar=WBBSi")
    first = page.locator(".matrix td.cell a").first
    first.focus()
    page.keyboard.press("ArrowUp")
    assert has_focus(first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert has_focus(first)


@SCRIPTED
def test_an_officer_goes_from_a_gap_to_the_need_and_states_what_is_lacking(browse: Open, site: str, javascript: bool):
    need = open_need().code
    page = browse(OFFICER_AL, javascript=javascript)
    page.goto(f"/members/?q={need}")
    cell_of(page, need, "AL").click()
    page.get_by_role("link", name="Open the need").click()
    page.get_by_role("link", name="Edit the words of Albania").click()
    statement = f"Two of twelve posts have a reader ({javascript})."
    page.get_by_label("Statement").fill(statement)
    page.get_by_role("button", name="Save the words").click()
    expect(page).to_have_url(f"{site}/needs/{need}/")
    expect(page.locator(".own-words", has_text=statement)).to_have_count(1)
    entry = page.locator(".log li").first
    entry.locator("summary").click()
    expect(entry).to_contain_text("Officer, Albania")
    expect(entry.get_by_role("cell", name=statement)).to_be_visible()


@SCRIPTED
def test_of_two_who_save_one_version_the_second_sees_both_and_loses_nothing(browse: Open, javascript: bool):
    need = open_need().code
    first, second = browse(OFFICER_AL, javascript=javascript), browse(SECRETARIAT, javascript=javascript)
    for page in (first, second):
        page.goto(f"/members/needs/{need}/words/AL/")
    first.get_by_label("Statement").fill("What the ministry wrote.")
    first.get_by_role("button", name="Save the words").click()
    second.get_by_label("Statement").fill("What the Secretariat wrote.")
    with answering(second, 409):
        second.get_by_role("button", name="Save the words").click()
    words = second.locator("table", has_text="Both versions").locator("tbody td")
    expect(words).to_have_text(["What the Secretariat wrote.", "What the ministry wrote."])
    assert second.get_by_label("Statement").input_value() == "What the Secretariat wrote."
    second.get_by_role("button", name="Save my version").click()
    expect(second.locator(".own-words", has_text="What the Secretariat wrote.")).to_have_count(1)
    expect(second.locator(".log")).to_contain_text("What the ministry wrote.")


def test_who_signs_out_leaves_nothing_behind(browse: Open):
    page = browse(OFFICER_AL)
    page.goto("/members/")
    before = page.context.cookies()
    page.get_by_role("banner").get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in").first).to_be_visible()
    page.go_back()
    assert page.url.endswith("/accounts/login/?next=/members/")
    page.context.add_cookies(before)  # type: ignore[arg-type]
    page.goto("/members/")
    assert page.url.endswith("/accounts/login/?next=/members/")
