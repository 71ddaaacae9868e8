"""A true footnote of Word, which the library that writes the document does not know: a part of its own.

The mark is the asterisk of the name itself, so the name reads the same with the note and without it.
"""

from copy import deepcopy

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from iisg.reports.word_xml import element, run_of, text_of

TEXT, REFERENCE = "footnote text", "footnote reference"  # styles
SEPARATORS = {"-1": "separator", "0": "continuationSeparator"}  # Word wants both before the first note
NUMBER = "1"


def add_footnote(document: WordDocument, name: str, note: str, styles: dict[str, str]) -> None:
    """Hang `note`, which begins with the mark, on the first place where `name` stands, which ends with it."""
    mark, words = name[-1], note.removeprefix(name[-1])
    style = element("w:rPr", element("w:rStyle", val=styles[REFERENCE]))
    paragraph = element(
        "w:p",
        element("w:pPr", element("w:pStyle", val=styles[TEXT])),
        run_of(style, text_of(mark)),
        run_of(text_of(words)),
    )
    _add_part(document, element("w:footnote", paragraph, id=NUMBER))
    place = next(text for text in document.element.body.iter(qn("w:t")) if name in (text.text or ""))
    _hang(place, name, mark, styles[REFERENCE])


def _add_part(document: WordDocument, note: BaseOxmlElement) -> None:
    separators = [
        element("w:footnote", element("w:p", run_of(element(f"w:{kind}"))), type=kind, id=number)
        for number, kind in SEPARATORS.items()
    ]
    root = element("w:footnotes", *separators, note)
    package = document.part.package
    part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    listed = element("w:footnotePr", *(element("w:footnote", id=number) for number in SEPARATORS))
    document.settings.element.find(qn("w:compat")).addprevious(listed)


def _hang(text: BaseOxmlElement, name: str, mark: str, style: str) -> None:
    """Split the run at the end of the name: what is before, the mark with its reference, what is after."""
    run = text.getparent()
    before, _, after = text.text.partition(name)
    mark_run, rest = _like(run), _like(run)
    mark_run.get_or_add_rPr().insert(0, element("w:rStyle", val=style))
    mark_run.extend((element("w:footnoteReference", customMarkFollows="1", id=NUMBER), text_of(mark)))
    rest.extend([*([text_of(after)] if after else []), *text.itersiblings()])
    text.text = before + name.removesuffix(mark)
    run.addnext(mark_run)
    mark_run.addnext(rest)


def _like(run: BaseOxmlElement) -> BaseOxmlElement:
    """An empty run in the same manner."""
    properties = run.find(qn("w:rPr"))
    return run_of(*([] if properties is None else [deepcopy(properties)]))
