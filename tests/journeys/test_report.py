"""The Secretariat builds a report, prepares an edition, sees what becomes public, and publishes."""

from playwright.sync_api import Download, Page, expect

from iisg.framework.names import FOOTNOTE
from tests.browsing import Open, answering
from tests.people import DONOR, SECRETARIAT, VISITOR

SETTING = 120_000  # ms: a file takes up to ten seconds on an idle machine
DAY = "2026-06-30"


def build(page: Page) -> None:
    page.goto("/reports/")
    page.get_by_role("link", name="Build a report of what you may see").click()
    page.get_by_label("As of").fill(DAY)
    page.get_by_role("button", name="Build the report").click()


def save(page: Page, words: str) -> Download:
    with page.expect_download(timeout=SETTING) as download:
        page.get_by_role("link", name=words).first.click()
    return download.value


def test_a_member_builds_a_report_and_takes_it_as_word(browse: Open):
    page = browse(DONOR)
    build(page)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("2025-2026")
    saved = save(page, "Download as Word")
    assert saved.suggested_filename == f"iisg-report-2025-2026-{DAY}-TLP-GREEN.docx"
    assert saved.path().read_bytes()[:4] == b"PK\x03\x04"
    assert page.get_by_role("button", name="Prepare an edition").count() == 0


def test_the_secretariat_publishes_an_edition_that_everybody_then_reads(browse: Open, site: str):
    secretariat, visitor = browse(SECRETARIAT), browse(VISITOR)
    secretariat.set_default_timeout(SETTING)
    build(secretariat)
    secretariat.get_by_role("button", name="Prepare an edition").click()
    expect(secretariat.get_by_role("heading", name="Never becomes public")).to_be_visible()
    address = secretariat.locator(".confirm .code").inner_text()
    with answering(visitor, 404):
        visitor.goto(address)
    secretariat.get_by_role("button", name="Publish the edition").click()
    expect(secretariat).to_have_url(site + address)
    visitor.goto("/reports/")
    visitor.locator(f'h2 a[href="{address}"]').click()
    expect(visitor.get_by_text(FOOTNOTE)).to_have_count(1)
    assert save(visitor, "PDF").path().read_bytes()[:5] == b"%PDF-"
