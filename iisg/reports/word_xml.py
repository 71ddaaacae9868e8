"""Elements of WordprocessingML in few words."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


def element(tag: str, /, *inner: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    made.extend(inner)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def text_of(text: str, tag: str = "w:t") -> BaseOxmlElement:
    """A text that keeps its blanks."""
    made = element(tag)
    made.text = text
    made.set(PRESERVE, "preserve")
    return made


def run_of(*inner: BaseOxmlElement) -> BaseOxmlElement:
    return element("w:r", *inner)
