import io
import posixpath
import zipfile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from iisg.reports import docx
from iisg.reports.content import Entry, Heading, Report, Run, Table, plain
from iisg.reports.word_notes import add_footnote
from iisg.reports.word_styles import set_styles
from tests.reports.small import report_on


@pytest.fixture(scope="module")
def report() -> Report:
    return report_on()


@pytest.fixture(scope="module")
def document(report: Report) -> WordDocument:
    return Document(io.BytesIO(docx.render(report)))


def test_headings_are_headings_of_word(document: WordDocument, report: Report) -> None:
    wanted = []
    for chapter in report.chapters:
        wanted.append(("Heading 1", f"{chapter.code} {chapter.title}".strip()))
        for block in chapter.blocks:
            if isinstance(block, Heading):
                wanted.append((f"Heading {block.level}", plain(block.text)))
            if isinstance(block, Entry):
                wanted.append(("Heading 5", f"{block.code} {block.title}"))
    styled = [(p.style.name, p.text) for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert styled == wanted


def test_every_table_repeats_its_header_row(document: WordDocument, report: Report) -> None:
    tables = [b for chapter in report.chapters for b in chapter.blocks if isinstance(b, Table) and b.groups]
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    repeated = [[row._tr.find(".//" + qn("w:tblHeader")) is not None for row in t.rows] for t in document.tables]
    assert heads == [[column.title for column in table.columns] for table in tables]
    assert [rows for rows in repeated if rows[0] is not True or any(rows[1:])] == []


def test_every_picture_has_its_text(document: WordDocument, report: Report) -> None:
    pictures = document.element.body.iter(qn("wp:docPr"))
    assert [picture.get("descr") for picture in pictures] == [figure.alt for figure in report.figures()]


def test_links_inside_lead_to_bookmarks(document: WordDocument) -> None:
    body = document.element.body
    names = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    targets = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert len(names) == len(set(names))
    assert targets - set(names) == set()


def test_the_contents_are_a_field_filled_with_chapters_and_sections(document: WordDocument) -> None:
    fields = [field.text for field in document.element.body.iter(qn("w:instrText"))]
    lines = [p for p in document.paragraphs if p.style and p.style.name == "toc 1"]
    chapters = [p for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert fields == ['TOC \\o "1-2" \\h \\z \\u']
    assert len(lines) == len(chapters)


def test_marking_page_number_and_language_are_set(document: WordDocument, report: Report) -> None:
    section = document.sections[0]
    marks = [part.paragraphs[0].text.count(report.marking) for part in (section.header, section.footer)]
    assert marks == [1, 1]
    assert [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert (document.core_properties.title, document.core_properties.language) == (report.name, "en-GB")


def notes_of(document: WordDocument) -> BaseOxmlElement:
    return parse_xml(document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES).blob)


def test_the_note_on_kosovo_is_a_footnote_of_word(document: WordDocument, report: Report) -> None:
    notes = {note.get(qn("w:id")): note for note in notes_of(document)}
    kinds = [(number, note.get(qn("w:type"))) for number, note in notes.items()]
    assert kinds == [("-1", "separator"), ("0", "continuationSeparator"), ("1", None)]
    assert "".join(text.text for text in notes["1"].iter(qn("w:t"))) == report.footnote
    listed = document.settings.element.find(qn("w:footnotePr"))
    assert [note.get(qn("w:id")) for note in listed] == ["-1", "0"]
    assert listed.getnext().tag == qn("w:compat"), "the schema wants it right before"


def test_the_first_kosovo_and_no_other_carries_it(document: WordDocument) -> None:
    texts = list(document.element.body.iter(qn("w:t")))
    (reference,) = document.element.body.iter(qn("w:footnoteReference"))
    assert (reference.get(qn("w:id")), reference.get(qn("w:customMarkFollows"))) == ("1", "1")
    mark = texts.index(reference.getnext())
    assert (texts[mark - 1].text, texts[mark].text) == ("Kosovo", "*")
    assert [text.text for text in texts[: mark - 1] if "Kosovo" in text.text] == []


def test_every_part_has_its_type_and_every_relation_its_part(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(report))) as packed:
        names, types = set(packed.namelist()), parse_xml(packed.read("[Content_Types].xml"))
        relations = parse_xml(packed.read("word/_rels/document.xml.rels"))
    typed = {override.get("PartName"): override.get("ContentType") for override in types}
    assert typed["/word/footnotes.xml"] == CONTENT_TYPE.WML_FOOTNOTES
    inside = [r.get("Target") for r in relations if r.get("TargetMode") != "External"]
    assert [target for target in inside if posixpath.normpath(f"word/{target}") not in names] == []


@pytest.mark.parametrize("title", ["In Kosovo* and\nbeyond", "Kosovo*", "Kosovo* twice: Kosovo*"])
def test_a_text_with_the_name_reads_the_same_with_its_note(title: str) -> None:
    word = Document()
    styles = set_styles(word)
    docx.fill(word.add_paragraph(), (Run(title, strong=True), "."))
    add_footnote(word, "Kosovo*", "* A note.", styles)
    assert word.paragraphs[0].text == f"{title}."
    *bold, last = word.paragraphs[0].runs
    assert ({run.bold for run in bold}, last.bold) == ({True}, None)
