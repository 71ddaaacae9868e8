"""The files in which a report leaves the platform."""

from types import MappingProxyType
from typing import NamedTuple

from iisg.reports.content import Report


class Format(NamedTuple):
    file: str
    content_type: str
    words: str


FORMATS = MappingProxyType(
    {
        "html": Format("report.html", "text/html; charset=utf-8", "Web page"),
        "pdf": Format("report.pdf", "application/pdf", "PDF"),
        "docx": Format(
            "report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"
        ),
        "data": Format("data.zip", "application/zip", "Data"),
    }
)
# Those that show the report itself.
RENDERED = ("html", "pdf", "docx")


def name_file(report: Report, form: str) -> str:
    """Says what it is, of which day, and how it may be handled: iisg-report-2025-2026-2026-06-30-TLP-GREEN.pdf."""
    marking = report.marking.replace(":", "-").replace("+", "-")
    ending = FORMATS[form].file.rpartition(".")[2]
    return f"iisg-report-{report.cycle}-{report.as_of.isoformat()}-{marking}.{ending}"
