"""The look of the report in Word: the built-in styles in our type, so that headings stay headings."""

from typing import cast

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

INK, INK_2, INK_3, LINK = "17212B", "44505B", "5F6973", "1B4F7A"
TLP_COLOURS = {"TLP:CLEAR": "FFFFFF", "TLP:GREEN": "33FF00", "TLP:AMBER+STRICT": "FFC000", "TLP:RED": "FF2B2B"}
SERIF, SANS = "Literata", "Source Sans 3"

# style, font, size, bold, colour, space before, space after
STYLES = (
    ("Normal", SANS, 9.5, False, INK, 0, 5),
    ("Title", SERIF, 30, False, INK, 60, 8),
    ("Subtitle", SERIF, 13, False, INK_2, 0, 12),
    ("Heading 1", SERIF, 20, False, INK, 0, 12),
    ("Heading 2", SERIF, 14, False, INK, 18, 8),
    ("Heading 3", SERIF, 11.5, False, INK, 14, 6),
    ("Heading 4", SANS, 9.5, True, INK_2, 10, 4),
    ("Heading 5", SANS, 10, True, INK, 8, 2),
    ("Intense Quote", SERIF, 12, False, INK_2, 0, 8),
    ("Caption", SANS, 9, False, INK_2, 12, 4),
    ("Header", SANS, 8, False, INK_2, 0, 0),
    ("TOC Heading", SERIF, 20, False, INK, 0, 12),
    ("toc 1", SANS, 10, True, INK, 6, 2),
    ("toc 2", SANS, 9.5, False, INK_2, 0, 2),
    ("footnote text", SANS, 8, False, INK_2, 0, 0),
    ("Need fact", SANS, 9, False, INK, 0, 2),
    ("Table text", SANS, 8, False, INK, 1, 1),
    ("Table group", SERIF, 10, False, INK, 8, 2),
    ("After table", SANS, 4, False, INK, 0, 4),
)


def set_styles(document: WordDocument) -> dict[str, str]:
    """Set them; returns each style's identifier by its name, because looking one up in a document takes long."""
    for name, font, size, bold, colour, before, after in STYLES:
        style = _style(document, name)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        _set_font(style, font)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, True)
    document.styles["toc 2"].paragraph_format.left_indent = Mm(5)
    document.styles["Header"].paragraph_format.tab_stops.clear_all()
    document.styles["Header"].paragraph_format.tab_stops.add_tab_stop(Mm(178), 2)
    for name in ("Title", "Intense Quote"):  # the template draws lines and indents here
        _drop(document.styles[name], "w:pBdr", "w:ind")
    language = document.styles.element.find(".//" + qn("w:lang"))
    language.set(qn("w:val"), "en-GB")
    document.styles.element.append(parse_xml(TABLE_STYLE))
    return {style.name: style.style_id for style in document.styles}


def _style(document: WordDocument, name: str) -> ParagraphStyle:
    if name in document.styles:
        return cast(ParagraphStyle, document.styles[name])
    of_word = name[0].islower()  # Word writes the names of its own so
    style = cast(ParagraphStyle, document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, of_word))
    style.base_style = document.styles["Normal"]
    return style


def _set_font(style: ParagraphStyle, font: str) -> None:
    """For every script: the theme's own fonts would stand in for Cyrillic else."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)


def _drop(style: ParagraphStyle, *names: str) -> None:
    properties = style.element.get_or_add_pPr()
    for name in names:
        for element in properties.findall(qn(name)):
            properties.remove(element)


TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report table"/>
<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>
<w:bottom w:val="single" w:sz="4" w:color="DED7C9"/><w:insideH w:val="single" w:sz="4" w:color="DED7C9"/></w:tblBorders>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="12" w:color="17212B"/></w:tcBorders>
</w:tcPr></w:tblStylePr></w:style>"""
