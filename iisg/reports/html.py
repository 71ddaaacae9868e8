"""The report as accessible HTML: one page, anchors, a table of contents, real tables.

No style or script stands in the markup, so that the strict content security policy of the site applies as it is;
`report.css` holds the whole look. `article` is for a page of the site, `page` for a page or a file of its own.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from iisg.analysis.words import BAND_LABELS
from iisg.charts.look import to_svg
from iisg.progress import Tell, tell_nobody
from iisg.reports import fonts, signs
from iisg.reports.content import (
    Block,
    Bullets,
    Chapter,
    Entry,
    Figure,
    Heading,
    Matrix,
    Paragraph,
    Report,
    Rows,
    Run,
    Table,
    Text,
    anchor,
    plain,
    printable,
    runs,
    tell_chapters,
)

STYLESHEET = Path(__file__).parent / "static/reports/report.css"


def page(report: Report, stylesheet: str = "", tell: Tell = tell_nobody) -> str:
    """A whole document: with the address of the style sheet, or without one as a file that stands alone."""
    style = f'<link rel="stylesheet" href="{escape(stylesheet)}">'
    if not stylesheet:
        style = f"<style>{STYLESHEET.read_text()}</style>"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{_text(report.name)} – {report.marking}</title>\n{style}\n</head>\n<body class="report-page">\n'
        f"<main>\n{article(report, tell)}\n</main>\n</body>\n</html>\n"
    )


def article(report: Report, tell: Tell = tell_nobody) -> str:
    """The report as one `<article>`, its title an `h1`."""
    chapters = "\n".join(_chapter(chapter, report) for chapter in tell_chapters(report, tell))
    return (
        f'<article class="report">\n{_symbols()}\n{_title_page(report)}\n{_contents(report)}\n{chapters}\n'
        f'<footer class="report-foot"><p>{_text(report.footnote)}</p>{_marking(report)}</footer>\n</article>'
    )


def article_of(page: str) -> str:
    """The article of a page as `page` wrote it, for a page of the site, whose own foot carries the footnote."""
    found = page[page.index("<article") : page.rindex("</article>") + len("</article>")]
    return re.sub(r'(<footer class="report-foot">)<p>.*?</p>', r"\1", found, flags=re.DOTALL)


def _title_page(report: Report) -> str:
    facts = "".join(f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>" for name, value in report.facts)
    return (
        f'<header class="report-cover">\n{_marking(report)}\n<div>\n<p class="report-sign">{signs.SYMBOL} IISG</p>\n'
        f'<h1>{_text(report.title)}</h1>\n<p class="report-lead">{_text(report.subtitle)}</p>\n'
        f'<dl class="report-facts">{facts}</dl>\n</div>\n{_figure(report.cover, "")}\n</header>'
    )


def _marking(report: Report) -> str:
    kind = anchor(report.marking)
    return f'<p class="report-marking"><span class="{kind}">{report.marking}</span></p>'


def _contents(report: Report) -> str:
    items = []
    for chapter in report.chapters:
        sections = [b for b in chapter.blocks if isinstance(b, Heading) and b.level == 2]
        inner = "".join(f'<li><a href="#{s.id}">{_runs(s.text)}</a></li>' for s in sections)
        items.append(
            f'<li><a href="#{chapter.id}">{_chapter_title(chapter)}</a>{f"<ol>{inner}</ol>" if inner else ""}</li>'
        )
    title = '<h2 id="contents">Contents</h2>'
    return f'<nav class="report-contents" aria-labelledby="contents">{title}<ol>{"".join(items)}</ol></nav>'


def _chapter_title(chapter: Chapter) -> str:
    code = f'<span class="{anchor(chapter.code)}">{_text(chapter.code)}</span> ' if chapter.code else ""
    return f"{code}{_text(chapter.title)}"


def _chapter(chapter: Chapter, report: Report) -> str:
    blocks = "\n".join(_block(block, report) for block in chapter.blocks)
    title = f'<h2 id="{chapter.id}">{_chapter_title(chapter)}</h2>'
    return f'<section class="report-chapter" aria-labelledby="{chapter.id}">\n{title}\n{blocks}\n</section>'


def _block(block: Block, report: Report) -> str:
    match block:
        case Heading():
            return f'<h{block.level + 1} id="{block.id}">{_runs(block.text)}</h{block.level + 1}>'
        case Paragraph():
            return f'<p class="report-lead">{_runs(block.text)}</p>' if block.lead else f"<p>{_runs(block.text)}</p>"
        case Bullets():
            return "<ul>" + "".join(f"<li>{_runs(item)}</li>" for item in block.items) + "</ul>"
        case Entry():
            return _entry(block)
        case Table():
            return _table(block, report.numbers[block.id])
        case Figure():
            return _figure(block, report.numbers[block.id])


def _entry(entry: Entry) -> str:
    facts = "".join(f"<div><dt>{_text(name)}</dt><dd>{_runs(text)}</dd></div>" for name, text in entry.facts)
    return (
        f'<section class="report-need" aria-labelledby="{entry.id}">'
        f'<h6 id="{entry.id}"><span class="report-code">{_text(entry.code)}</span> {_text(entry.title)}</h6>'
        f"<p>{_text(entry.text)}</p><dl>{facts}</dl></section>"
    )


def _table(table: Table, number: str) -> str:
    kind = "report-matrix" if isinstance(table, Matrix) else "report-table"
    caption = f"<caption><strong>{number}</strong> {_text(table.caption)}</caption>"
    if not table.groups:
        return f'<p id="{table.id}"><strong>{number}</strong> {_text(table.caption)}: {_text(table.empty)}</p>'
    head = "".join(f'<th scope="col"{_number(column.number)}>{_text(column.title)}</th>' for column in table.columns)
    bodies = "\n".join(_group(group, table) for group in table.groups)
    return (
        f'<div class="report-scroll" tabindex="0" role="region" aria-labelledby="{table.id}">'
        f'<table class="{kind}" id="{table.id}">{caption}<thead><tr>{head}</tr></thead>\n{bodies}</table></div>'
    )


def _number(number: bool) -> str:
    return ' class="number"' if number else ""


def _group(group: Rows, table: Table) -> str:
    title = f'<tr><th scope="rowgroup" colspan="{len(table.columns)}">{_runs(group.title)}</th></tr>'
    rows = "\n".join(_row(row, table) for row in group.rows)
    return f"<tbody>{title if plain(group.title) else ''}{rows}</tbody>"


def _row(row: tuple[Text, ...], table: Table) -> str:
    first, *rest = zip(row, table.columns, strict=True)
    cells = "".join(f"<td{_number(column.number)}>{_runs(text)}</td>" for text, column in rest)
    return f'<tr><th scope="row"{_number(first[1].number)}>{_runs(first[0])}</th>{cells}</tr>'


def _figure(figure: Figure, number: str) -> str:
    svg = to_svg(figure.chart, fonts.FOLDER)
    opening = f'<svg role="img" aria-label="{escape(printable(figure.alt))}" class="marks"'
    drawing = _only_picture(svg, opening)
    caption = f"{f'<strong>{number}</strong> ' if number else ''}{_text(figure.caption)}"
    return f'<figure id="{figure.id}">{drawing}<figcaption>{caption}</figcaption></figure>'


def _only_picture(svg: str, opening: str) -> str:
    """One picture with one text alternative: the parts keep no roles, labels or ids of their own."""
    svg = re.sub(r' (?:role|aria-[a-z]+|id|class)="[^"]*"', "", svg)
    return re.sub(r"<svg", opening, svg, count=1)


def _symbols() -> str:
    """Each sign's drawing once; the places that show it refer to it."""
    shape = '<symbol id="sign-{}" viewBox="0 0 16 16">{}</symbol>'
    shapes = "".join(shape.format(band, signs.SHAPES[band]) for band in BAND_LABELS)
    return f'<svg class="report-symbols" width="0" height="0" aria-hidden="true">{shapes}</svg>'


def _runs(text: Text) -> str:
    return "".join(_pieces(text))


def _pieces(text: Text) -> Iterator[str]:
    for run in runs(text):
        yield _sign(run) if run.sign else _run(run)


def _sign(run: Run) -> str:
    drawing = f'<svg aria-hidden="true"><use href="#sign-{run.sign}"/></svg>'
    return f'<span class="report-band {run.sign}">{drawing}<span class="report-word">{_text(run.text)}</span></span>'


def _run(run: Run) -> str:
    html = _text(run.text)
    if run.strong:
        html = f"<strong>{html}</strong>"
    if run.note:
        html = f'<span class="report-note">{html}</span>'
    if run.place:
        html = f'<span id="{run.place}">{html}</span>'
    return f'<a href="{escape(run.href)}">{html}</a>' if run.href else html


def _text(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")
