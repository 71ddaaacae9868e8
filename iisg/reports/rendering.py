"""A report in the format asked for."""

from iisg.reports import docx, html, pdf
from iisg.reports.content import Report


def render(report: Report, form: str) -> bytes:
    """The report in one of formats.RENDERED, the same bytes each time; raises pdf.NotSet."""
    if form == "pdf":
        return pdf.render(report).data
    return docx.render(report) if form == "docx" else html.page(report).encode()
