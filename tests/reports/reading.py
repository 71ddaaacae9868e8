"""What the three renderings say, read back from their bytes by other means than those that wrote them."""

import io
import re
from html.parser import HTMLParser

import pikepdf
import pypdfium2
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from iisg.reports import docx, html, pdf
from iisg.reports.content import Report


class Page(HTMLParser):
    """The elements of a page in order, as (tag, attributes, text inside until the next tag)."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.elements:
            tag, attributes, text = self.elements[-1]
            self.elements[-1] = (tag, attributes, text + data)

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes, _ in self.elements if attribute in attributes]


def words(text: str) -> str:
    """The text with each stretch of blanks as one, and without the marks that only allow a line to break."""
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\ufffe", ""))


def text_of_html(report: Report) -> str:
    source = re.sub(r"<style>.*?</style>", "", html.page(report), flags=re.S)
    page = HTMLParser(convert_charrefs=True)
    found: list[str] = []
    page.handle_data = found.append  # type: ignore[assignment, method-assign]
    page.feed(source)
    return words("".join(found))


def text_of_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return words(" ".join(page.get_textpage().get_text_range() for page in document))


def text_of_docx(data: bytes) -> str:
    """The body with its notes; heads and feet of pages are left out."""
    document = Document(io.BytesIO(data))
    notes = parse_xml(document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES).blob)
    paragraphs = [p for part in (document.element.body, notes) for p in part.iter(qn("w:p"))]
    return words(" ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs))


def texts_of(report: Report) -> dict[str, str]:
    return {
        "html": text_of_html(report),
        "pdf": text_of_pdf(pdf.render(report).data),
        "docx": text_of_docx(docx.render(report)),
    }


def tags_of(document: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every structure element of a tagged PDF, in reading order."""
    found: list[pikepdf.Dictionary] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot.K)
    return found
