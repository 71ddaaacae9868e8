import io
import re
from collections import Counter

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from iisg.reports import fonts, pdf
from iisg.reports.content import Entry, Heading, Report
from tests.reports.reading import tags_of
from tests.reports.small import report_on


@pytest.fixture(scope="module")
def report() -> Report:
    return report_on()


@pytest.fixture(scope="module")
def data(report: Report) -> bytes:
    return pdf.render(report).data


@pytest.fixture(scope="module")
def document(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def test_it_says_that_it_is_pdf_ua_with_title_language_and_date(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as about:
        said = [about["pdfuaid:part"], about["dc:title"]]
    assert said == ["1", "Needs and responses in the Western Balkans, 2025-2026"]
    assert str(document.Root.Lang) == "en-GB"
    assert bool(document.Root.MarkInfo.Marked)
    assert str(document.docinfo["/CreationDate"]).startswith("D:20260630")


def test_every_heading_is_tagged_in_its_level(document: pikepdf.Pdf, report: Report) -> None:
    tags = Counter(str(tag.S) for tag in tags_of(document))
    blocks = [block for chapter in report.chapters for block in chapter.blocks]
    levels = Counter(f"/H{block.level}" for block in blocks if isinstance(block, Heading))
    levels["/H1"] = len(report.chapters) + 1  # and the contents
    levels["/H5"] = sum(isinstance(block, Entry) for block in blocks)
    assert {level: tags[level] for level in levels} == dict(levels)
    assert tags["/Title"] == 1


def test_every_figure_has_its_text(document: pikepdf.Pdf, report: Report) -> None:
    alts = [str(tag.get("/Alt", "")) for tag in tags_of(document) if str(tag.S) == "/Figure"]
    assert [alt for alt in alts if not alt] == []
    assert [figure.alt for figure in report.figures() if figure.alt not in alts] == []


def test_tables_have_header_cells(document: pikepdf.Pdf, report: Report) -> None:
    tags = Counter(str(tag.S) for tag in tags_of(document))
    assert tags["/Table"] == tags["/THead"]
    assert tags["/TH"] > tags["/Table"]


def test_chapters_and_needs_are_bookmarks(document: pikepdf.Pdf, report: Report) -> None:
    def titles(items: list[pikepdf.OutlineItem]) -> list[str]:
        return [title for item in items for title in (item.title, *titles(item.children))]

    with document.open_outline() as outline:
        top, every = [item.title for item in outline.root], titles(outline.root)
    needs = [f"{b.code} {b.title}" for chapter in report.chapters for b in chapter.blocks if isinstance(b, Entry)]
    assert top == [f"{chapter.code} {chapter.title}".strip() for chapter in report.chapters]
    assert [title for title in every if title.startswith("N-")] == needs


def test_every_font_is_embedded(document: pikepdf.Pdf) -> None:
    found = [font for font in document.objects if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font"]
    described = [font for font in found if "/FontDescriptor" in font]
    embedded = {str(font.BaseFont).split("+")[1] for font in described if set(font.FontDescriptor) & FILES}
    assert embedded == {str(font.BaseFont).split("+")[1] for font in described}
    assert {re.split("-", name)[0] for name in embedded} == {"SourceSans3", "Literata"}


FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


def test_the_marking_stands_at_top_and_bottom_of_every_page(data: bytes, report: Report) -> None:
    pages = pypdfium2.PdfDocument(data)
    assert [page.get_textpage().get_text_range().count(report.marking) for page in pages] == [2] * len(pages)


def test_the_fonts_hold_what_their_tables_say() -> None:
    said = [TTFont(file).getBestCmap() for file in fonts.FOLDER.glob("*.ttf")]
    basic = {chr(code) for cmap in said for code in cmap if code < 0xFFFF}
    assert fonts.read_covered() == basic


def test_a_report_that_cannot_be_set_says_why(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    with pytest.raises(pdf.NotSet, match=r"longer than 0\.01 seconds"):
        pdf.render(report)
