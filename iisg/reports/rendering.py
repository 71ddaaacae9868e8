"""A report in the format asked for."""

from iisg.progress import Tell, tell_nobody
from iisg.reports import docx, html, pdf
from iisg.reports.content import Report


def render(report: Report, form: str, tell: Tell = tell_nobody) -> bytes:
    """The report in one of formats.RENDERED, the same bytes each time; raises pdf.NotSet."""
    if form == "pdf":
        return pdf.render(report, tell).data
    return docx.render(report, tell) if form == "docx" else html.page(report, tell=tell).encode()
