"""The needs report of the sample in each format, from frames to the finished file; the PDF against bare typst."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from iisg.config.demonstration import SAMPLE
from iisg.exchange.folder import portfolio_from, read_folder
from iisg.framework.names import USUAL_CYCLE
from iisg.reports import docx, fonts, html, pdf
from iisg.reports.build import build_report
from iisg.reports.content import Report
from iisg.reports.labels import label
from tests.benchmarks.measure import Line, Result, call, least

TIMES = 3
SECONDS, RATIO = 10.0, 2.0  # the goals
DAY = date(2026, 11, 1)
BARE = Path(__file__).with_name("bare_typst.py")


def measure() -> Iterator[Result]:
    folder = read_folder(SAMPLE)
    build = partial(build_report, portfolio_from(folder), label(folder.frames, USUAL_CYCLE), day=DAY)
    size = f"{folder['needs'].height} needs"
    yield Line("report, the content alone", size, least(call(build, TIMES)))
    yield Line("report as HTML", size, least(call(lambda: html.page(build()), TIMES)), limit=SECONDS)
    yield Line("report as Word", size, least(call(lambda: docx.render(build()), TIMES)), limit=SECONDS)
    yield _measure_pdf(build, size)


def _measure_pdf(build: Callable[[], Report], size: str) -> Line:
    """The pages that bare typst sets are those that our build handed to it, without what came before."""
    with tempfile.TemporaryDirectory(prefix="iisg-bench-") as name:
        report = build()
        pdf._write_inputs(Path(name), report, pdf.fit_to_fonts(pdf._tree_of(report))[0])
        command = [sys.executable, str(BARE), name, str(fonts.FOLDER)]
        bare = least(call(lambda: subprocess.run(command, check=True), TIMES))
    ours = least(call(lambda: pdf.render(build()), TIMES))
    return Line("report as PDF, against typst", size, ours, bare, RATIO, SECONDS)
