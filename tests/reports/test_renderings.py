"""The three renderings of one report say the same."""

import io
import zipfile

import pypdfium2
import pytest

from iisg.reports import docx, html, pdf
from iisg.reports.content import Entry, Heading, Report, Table, plain
from tests.reports.reading import texts_of, words
from tests.reports.small import NEEDS, changed, report_on


@pytest.fixture(scope="module")
def report() -> Report:
    return report_on()


@pytest.fixture(scope="module")
def texts(report: Report) -> dict[str, str]:
    return texts_of(report)


def missing(texts: dict[str, str], wanted: list[str]) -> dict[str, list[str]]:
    return {name: [text for text in wanted if words(text) not in said] for name, said in texts.items()}


NOTHING_MISSING: dict[str, list[str]] = {"html": [], "pdf": [], "docx": []}


def test_all_renderings_have_every_heading(report: Report, texts: dict[str, str]) -> None:
    blocks = [block for chapter in report.chapters for block in chapter.blocks]
    headings = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    titles = [chapter.title for chapter in report.chapters]
    needs = [f"{block.code} {block.title}" for block in blocks if isinstance(block, Entry)]
    assert missing(texts, [report.title, *titles, *headings, *needs]) == NOTHING_MISSING


def test_all_renderings_have_every_table_cell_in_words(report: Report, texts: dict[str, str]) -> None:
    tables = [block for chapter in report.chapters for block in chapter.blocks if type(block) is Table]
    lines = [line for table in tables for row in table.rows for cell in row for line in plain(cell).split("\n")]
    assert missing(texts, lines) == NOTHING_MISSING


def test_all_renderings_count_alike_and_carry_date_and_edition(texts: dict[str, str]) -> None:
    counts = "3 needs, 1 uncovered need, 2 responses, 3 claims"
    sentence = "As of 30 June 2026, this report counts 3 needs, 1 uncovered need and 2 responses."
    assert missing(texts, [counts, sentence, "Working version, not adopted"]) == NOTHING_MISSING


def test_all_renderings_keep_latin_extended_and_cyrillic(texts: dict[str, str]) -> None:
    assert missing(texts, ["Обука граничне полиције, Shqipëri, Ђурђевдан."]) == NOTHING_MISSING


def test_the_footnote_stands_once(report: Report, texts: dict[str, str]) -> None:
    assert [said.count(words(report.footnote)) for said in texts.values()] == [1, 1, 1]


def test_the_same_report_gives_the_same_bytes() -> None:
    def render_all() -> tuple[str, bytes, bytes]:
        report = report_on()
        return html.page(report), pdf.render(report).data, docx.render(report)

    assert render_all() == render_all()


HOSTILE = [
    '#read("/etc/passwd")',
    '#eval("1+1") \\input{/etc/passwd} $x$ @ref <label> *bold* _it_ `raw`',
    '#import "@preview/cetz:0.3.0": *',
    '<script>alert(1)</script><img src="file:///etc/passwd">&amp;',
    "{{ 7*7 }} {% debug %} ${7*7} =cmd|'/c calc'!A0",
]


def test_what_members_type_is_printed_as_typed() -> None:
    needs = [
        changed(NEEDS[0], code=f"N-{i}", title=text, description=f"Before {text} after.")
        for i, text in enumerate(HOSTILE)
    ]
    wanted = [line for need in needs for line in (f"{need['code']} {need['title']}", need["description"])]
    assert missing(texts_of(report_on(needs, [], [])), wanted) == NOTHING_MISSING


def test_an_unbroken_string_of_thousands_of_letters_survives() -> None:
    report = report_on([changed(NEEDS[0], title="Donau" * 2000, description="Donaudampfschiffђ" * 2000)])
    counts = {name: said.count("ђ") for name, said in texts_of(report).items()}
    assert counts == {"html": 2000, "pdf": 2000, "docx": 2000}
    assert count_beside_the_page(pdf.render(report).data) == 0


def count_beside_the_page(data: bytes) -> int:
    """How many characters stand, wholly or in part, to the left or right of the paper."""
    pages = [(page.get_width(), page.get_textpage()) for page in pypdfium2.PdfDocument(data)]
    boxes = [(width, text.get_charbox(i)) for width, text in pages for i in range(text.count_chars())]
    return sum(left < 0 or right > width for width, (left, _, right, _) in boxes)


def test_characters_in_no_font_are_replaced_in_pdf_and_reported() -> None:
    report = report_on([changed(NEEDS[0], title="Smile 😀 and 日本")])
    done = pdf.render(report)
    assert done.replaced == ("日", "本", "😀")
    assert "Smile 😀 and 日本" in html.page(report)


def test_controls_and_direction_overrides_do_not_reach_a_page() -> None:
    texts = texts_of(report_on([changed(NEEDS[0], title="Gate\u202e kcab\x00\x1b[0m")]))
    assert {name: [c for c in "\u202e\x00\x1b" if c in said] for name, said in texts.items()} == NOTHING_MISSING


def test_pdf_and_word_hold_no_trace_of_what_a_public_edition_leaves_out() -> None:
    report = report_on(public=True)
    with zipfile.ZipFile(io.BytesIO(docx.render(report))) as word:
        parts = b"".join(word.read(name) for name in word.namelist()).decode("utf-8", "ignore")
    said = " ".join([*texts_of(report).values(), parts, html.page(report)])
    hidden = ["Need of the Secretariat", "Trains the trainers", "the partner agrees", "Paper for few", "N-3", "D-2"]
    assert [text for text in hidden if text in said] == []
