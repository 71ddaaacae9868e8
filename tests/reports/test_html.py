import re
from collections import Counter
from itertools import pairwise

import pytest

from iisg.reports import html
from iisg.reports.content import Report, Table
from tests.reports.reading import Page
from tests.reports.small import report_on


@pytest.fixture(scope="module")
def report() -> Report:
    return report_on()


@pytest.fixture(scope="module")
def page(report: Report) -> Page:
    return Page(html.page(report, "/static/reports/report.css"))


def test_ids_are_unique_and_every_anchor_leads_somewhere(page: Page) -> None:
    ids = Counter(page.values("id"))
    targets = {href[1:] for href in page.values("href") if href.startswith("#")}
    assert [id for id, times in ids.items() if times > 1] == []
    assert targets - ids.keys() == set()


def test_labels_refer_to_ids_of_the_page(page: Page) -> None:
    assert set(page.values("aria-labelledby")) - set(page.values("id")) == set()


def test_nothing_needs_a_script_or_a_style_in_the_markup(page: Page) -> None:
    assert [tag for tag, _, _ in page.elements if tag in ("script", "style", "iframe", "object", "image")] == []
    assert [name for _, attributes, _ in page.elements for name in attributes if re.match("on|style$", name)] == []


def test_there_is_one_h1_and_no_heading_level_is_skipped(page: Page) -> None:
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_tables_have_scopes_on_every_header_and_a_row_header_in_every_row(page: Page, report: Report) -> None:
    scopes = Counter(attributes.get("scope") for tag, attributes, _ in page.elements if tag == "th")
    tables = [b for chapter in report.chapters for b in chapter.blocks if isinstance(b, Table) and b.groups]
    assert scopes["col"] == sum(len(table.columns) for table in tables)
    assert scopes["row"] == sum(len(list(table.rows)) for table in tables)
    assert scopes[None] == 0


def test_every_picture_has_its_text(page: Page, report: Report) -> None:
    texts = [attributes["aria-label"] for _, attributes, _ in page.elements if attributes.get("role") == "img"]
    assert texts == [figure.alt for figure in report.figures()]


def test_a_band_is_said_in_words_beside_its_sign(report: Report) -> None:
    source = html.article(report)
    assert len(re.findall(r'<use href="#sign-', source)) == len(re.findall(r'<span class="report-word">\w', source))


def test_a_file_of_its_own_brings_its_look(report: Report) -> None:
    assert [tag for tag, _, _ in Page(html.page(report)).elements].count("style") == 1
