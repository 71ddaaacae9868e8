"""The report in Word: real heading styles, tables whose header row repeats, pictures with their text alternative.

The contents are a field that Word can update and that is filled already, so that it reads without updating. Signs are
characters followed by their word: a Word table has no text alternative for a character.
"""

import io
import zipfile
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from iisg.charts.look import BANDS as BAND_COLOURS
from iisg.charts.look import to_png
from iisg.framework.names import PARTNERS
from iisg.progress import Tell, tell_nobody
from iisg.reports import fonts
from iisg.reports.content import (
    Block,
    Bullets,
    Column,
    Entry,
    Figure,
    Heading,
    Paragraph,
    Report,
    Run,
    Table,
    Text,
    printable,
    runs,
    tell_chapters,
)
from iisg.reports.word_notes import add_footnote
from iisg.reports.word_styles import INK_3, LINK, TLP_COLOURS, set_styles
from iisg.reports.word_xml import element, run_of, text_of

SIGNS = {"covered": "●", "partly": "◐", "marginal": "◉", "none": "○"}
PAGE_WIDTH = 178  # millimetres between the margins
TWENTIETHS = 56.7  # of a point in a millimetre, in which Word measures columns


def render(report: Report, tell: Tell = tell_nobody) -> bytes:
    """The report as a .docx file, the same bytes each time."""
    document = Document()
    styles = set_styles(document)
    _describe(document, report)
    _Writer(document, report, styles).write(tell)
    packed = io.BytesIO()
    document.save(packed)
    return _with_fixed_times(packed.getvalue())


def _describe(document: WordDocument, report: Report) -> None:
    about, moment = document.core_properties, datetime.combine(report.as_of, time(), UTC)
    about.title, about.subject, about.author = report.name, report.subtitle, "IISG"
    about.keywords, about.comments, about.language = report.marking, report.handling, "en-GB"
    about.created = about.modified = moment
    about.last_modified_by = "IISG"


def _with_fixed_times(packed: bytes) -> bytes:
    """The same parts with one fixed time: a file may not differ by the minute in which it was built."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), old.read(part), zipfile.ZIP_DEFLATED)
    return target.getvalue()


class _Writer:
    """One document being written: its styles by name, and a number for each bookmark."""

    def __init__(self, document: WordDocument, report: Report, styles: dict[str, str]) -> None:
        self.document, self.report, self.styles = document, report, styles
        self.bookmarks = 0

    def write(self, tell: Tell) -> None:
        self._mark_pages(self.document.sections[0])
        self._write_title_page()
        self._write_contents()
        for chapter in tell_chapters(self.report, tell):
            title = (Run(f"{chapter.code} "), chapter.title) if chapter.code else chapter.title
            self._write_heading(Heading(chapter.id, title, level=1)).paragraph_format.page_break_before = True
            for block in chapter.blocks:
                self._write_block(block)
        # The summary names every partner, so there is a place for the note.
        add_footnote(self.document, PARTNERS["XK"], self.report.footnote, self.styles)

    def _write_block(self, block: Block) -> None:
        match block:
            case Heading():
                self._write_heading(block)
            case Paragraph():
                self._add(block.text, "Intense Quote" if block.lead else "Normal")
            case Bullets():
                for item in block.items:
                    self._add(item, "List Bullet")
            case Entry():
                self._write_entry(block)
            case Table():
                self._write_table(block)
            case Figure():
                self._write_caption(block)
                self._draw(block, block.width)

    def _add(self, text: Text, style: str = "Normal") -> WordParagraph:
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self.styles[style]
        fill(paragraph, text)
        return paragraph

    # Pages

    def _mark_pages(self, section: Section) -> None:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin = section.bottom_margin = Mm(24)
        report = self.report
        self._mark(section.header.paragraphs[0], f"IISG · {report.name}")
        foot = section.footer.paragraphs[0]
        self._mark(foot, f"{report.foot} · Page ", page=True)

    def _mark(self, paragraph: WordParagraph, words: str, *, page: bool = False) -> None:
        paragraph.style = self.document.styles["Header"]
        paragraph.add_run(printable(words))
        if page:
            paragraph._p.append(element("w:fldSimple", run_of(text_of("1")), instr="PAGE"))
        paragraph.add_run("\t")
        marking = paragraph.add_run(f" {self.report.marking} ")
        marking.bold, marking.font.color.rgb = True, RGBColor.from_string(TLP_COLOURS[self.report.marking])
        marking._r.get_or_add_rPr().append(element("w:shd", val="clear", fill="000000"))

    def _write_title_page(self) -> None:
        report = self.report
        self._add("IISG", "Subtitle")
        self._add(report.title, "Title")
        self._add(report.subtitle, "Subtitle")
        self._draw(report.cover, 80)
        self._add(Run(report.cover.caption, note=True))
        for name, value in report.facts:
            self._add((Run(f"{name}: ", note=True), value), "Need fact")

    def _write_contents(self) -> None:
        """A TOC field whose result is written already: one link per chapter and section."""
        title = self._add("Contents", "TOC Heading")
        title.paragraph_format.page_break_before = True
        entries = [(1, chapter.id, chapter.title) for chapter in self.report.chapters]
        sections = {
            chapter.id: [(2, b.id, b.text) for b in chapter.blocks if isinstance(b, Heading) and b.level == 2]
            for chapter in self.report.chapters
        }
        lines = [line for entry in entries for line in (entry, *sections[entry[1]])]
        for i, (level, target, text) in enumerate(lines):
            paragraph = self._add("", f"toc {level}")
            if i == 0:
                paragraph._p.append(_field_end("begin"))
                paragraph._p.append(run_of(text_of('TOC \\o "1-2" \\h \\z \\u', "w:instrText")))
                paragraph._p.append(_field_end("separate"))
            fill(paragraph, Run("".join(run.text for run in runs(text)), href=f"#{target}"))
            if i == len(lines) - 1:
                paragraph._p.append(_field_end("end"))

    # Blocks

    def _write_heading(self, heading: Heading) -> WordParagraph:
        paragraph = self._add(heading.text, f"Heading {heading.level}")
        self._bookmark(paragraph, heading.id)
        return paragraph

    def _bookmark(self, paragraph: WordParagraph, name: str) -> None:
        self.bookmarks += 1
        number = str(self.bookmarks)
        paragraph._p.insert(1, element("w:bookmarkStart", id=number, name=_bookmark_name(name)))
        paragraph._p.append(element("w:bookmarkEnd", id=number))

    def _write_entry(self, entry: Entry) -> None:
        self._write_heading(Heading(entry.id, (Run(f"{entry.code} ", note=True), entry.title), level=5))
        self._add(entry.text)
        for name, text in entry.facts:
            self._add((Run(f"{name}: ", note=True), *runs(text)), "Need fact")

    def _write_caption(self, block: Table | Figure) -> None:
        number = self.report.numbers[block.id]
        paragraph = self._add((Run(f"{number} ", strong=True), block.caption), "Caption")
        self._bookmark(paragraph, block.id)

    def _write_table(self, table: Table) -> None:
        self._write_caption(table)
        if not table.groups:
            self._add(table.empty)
            return
        heads = [Run(column.title, strong=True) for column in table.columns]
        rows: list[tuple[Text, ...]] = [tuple(heads)]
        for group in table.groups:
            rows += [(group.title,)] if runs(group.title) else []
            rows += group.rows
        self._fill_table(self.document.add_table(0, len(table.columns), style="Report table"), rows, table.columns)
        self._add("", "After table")

    def _fill_table(self, word: WordTable, rows: list[tuple[Text, ...]], columns: tuple[Column, ...]) -> None:
        """Rows into a table, straight in its XML: the library counts a table's cells anew for each one."""
        whole = sum(column.share for column in columns)
        widths = [round(PAGE_WIDTH * TWENTIETHS * column.share / whole) for column in columns]
        for grid, width in zip(word._tbl.tblGrid.gridCol_lst, widths, strict=True):
            grid.set(qn("w:w"), str(width))
        for row in rows:
            word._tbl.append(self._write_row(row, widths, columns, word))
        word._tbl.tr_lst[0].get_or_add_trPr().append(element("w:tblHeader"))

    def _write_row(
        self, row: tuple[Text, ...], widths: list[int], columns: tuple[Column, ...], word: WordTable
    ) -> BaseOxmlElement:
        """A row that stays on one page; a single text stands over all columns, as the title of the rows below it."""
        written = element("w:tr", element("w:trPr", element("w:cantSplit")))
        is_title = len(row) == 1 and len(widths) > 1
        for text, width, column in zip(row, [sum(widths)] if is_title else widths, columns, strict=False):
            settings = element("w:tcPr", element("w:tcW", w=str(width), type="dxa"))
            if is_title:
                settings.append(element("w:gridSpan", val=str(len(widths))))
            paragraph = element("w:p")
            paragraph.style = self.styles["Table group" if is_title else "Table text"]
            written.append(element("w:tc", settings, paragraph))
            words = WordParagraph(paragraph, word)
            if column.number:
                words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            fill(words, text)
            for run in runs(text):
                if run.place:
                    self._bookmark(words, run.place)
        return written

    def _draw(self, figure: Figure, width: int) -> None:
        paragraph = self.document.add_paragraph()
        picture = io.BytesIO(to_png(figure.chart, fonts.FOLDER))
        shape = paragraph.add_run().add_picture(picture, width=Pt(width))
        properties = shape._inline.docPr
        properties.set("descr", printable(figure.alt))
        properties.set("title", printable(figure.caption))


def fill(paragraph: WordParagraph, text: Text) -> None:
    """The runs of a text into a paragraph: links inside the document and outside, notes, signs with their word."""
    for run in runs(text):
        words = f"{SIGNS[run.sign]} {run.text}" if run.sign else run.text
        written = paragraph.add_run(words)
        written.bold = True if run.strong else None
        if run.note:
            written.font.size, written.font.color.rgb = Pt(8), RGBColor.from_string(INK_3)
        if run.sign:
            written.font.color.rgb = RGBColor.from_string(BAND_COLOURS[run.sign].removeprefix("#"))
        if run.href:
            written.font.color.rgb = RGBColor.from_string(LINK)
            _link(paragraph, written._r, run.href)


def _link(paragraph: WordParagraph, run: BaseOxmlElement, href: str) -> None:
    link = OxmlElement("w:hyperlink")
    if href.startswith("#"):
        link.set(qn("w:anchor"), _bookmark_name(href[1:]))
    else:
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        link.set(qn("r:id"), paragraph.part.relate_to(href, relation, is_external=True))
    run.getparent().replace(run, link)
    link.append(run)


def _bookmark_name(id: str) -> str:
    """Word allows letters, digits and underscores, and 40 characters."""
    return f"_{id.replace('-', '_')}"[:40]


def _field_end(kind: str) -> BaseOxmlElement:
    return run_of(element("w:fldChar", fldCharType=kind))
