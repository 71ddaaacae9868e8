"""The report as a tagged PDF (PDF/UA-1), set by typst.

What members typed reaches typst as data in a file, never as source, in a folder that holds nothing else, and the
setting runs in a process of its own with limits and without the surroundings of this one.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from iisg.analysis.words import BAND_LABELS
from iisg.charts.look import to_svg
from iisg.progress import Tell, tell_nobody
from iisg.reports import content, fonts, signs
from iisg.reports.content import Figure, Report, Table, runs

TEMPLATE = Path(__file__).with_name("report.typ")
SECONDS = 60
MISSING = "?"


class NotSet(RuntimeError):
    """The report could not be set; the message is typst's own."""


@dataclass(frozen=True)
class Pdf:
    data: bytes
    replaced: tuple[str, ...]  # characters that no font holds, printed as a question mark


def render(report: Report, tell: Tell = tell_nobody) -> Pdf:
    """The report as PDF, the same bytes each time; raises NotSet with the reason when it cannot be set."""
    tell(0, 3, "drawing the figures")
    tree, replaced = fit_to_fonts(_tree_of(report))
    with tempfile.TemporaryDirectory(prefix="iisg-report-") as name:
        folder = Path(name)
        _write_inputs(folder, report, tree)
        tell(1, 3, "setting the pages")
        _set(folder, report)
        return Pdf((folder / "report.pdf").read_bytes(), replaced)


def _write_inputs(folder: Path, report: Report, tree: dict[str, Any]) -> None:
    (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
    (folder / "report.json").write_text(json.dumps(tree, ensure_ascii=False))
    (folder / "symbol.svg").write_text(signs.SYMBOL)
    for band in BAND_LABELS:
        (folder / f"{band}.svg").write_text(signs.drawing_of(band))
    for figure in report.figures():
        (folder / f"{figure.id}.svg").write_text(to_svg(figure.chart, fonts.FOLDER))


def _set(folder: Path, report: Report) -> None:
    stamp = int(datetime.combine(report.as_of, time(), UTC).timestamp())
    package = Path(__file__).parents[2]
    command = [sys.executable, "-m", "iisg.reports.typeset", str(folder), str(fonts.FOLDER), str(stamp)]
    surroundings = {"PYTHONPATH": str(package), "PATH": os.defpath}
    try:
        done = subprocess.run(
            command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise NotSet(f"setting took longer than {SECONDS} seconds; make the report smaller") from late
    if done.returncode:
        raise NotSet(done.stderr.strip()[-2000:] or f"the setting process ended with {done.returncode}")


def _tree_of(report: Report) -> dict[str, Any]:
    """The report as plain data, every text as runs, tables and figures numbered in reading order."""
    said = ("title", "subtitle", "facts", "footnote", "name", "marking", "handling", "foot")
    return {name: getattr(report, name) for name in said} | {
        "date": {"year": report.as_of.year, "month": report.as_of.month, "day": report.as_of.day},
        "cover": _figure(report.cover),
        "chapters": [
            vars(chapter) | {"blocks": [_block(block, report) for block in chapter.blocks]}
            for chapter in report.chapters
        ],
    }


def _block(block: content.Block, report: Report) -> dict[str, Any]:
    if isinstance(block, Table):
        return _table(block, report.numbers[block.id])
    if isinstance(block, Figure):
        return _figure(block) | {"number": report.numbers[block.id]}
    if isinstance(block, content.Bullets):
        return {"kind": "bullets", "items": [_runs(item) for item in block.items]}
    if isinstance(block, content.Entry):
        facts = [(label, _runs(text)) for label, text in block.facts]
        return vars(block) | {"kind": "entry", "facts": facts}
    return vars(block) | {"kind": type(block).__name__.lower(), "text": _runs(block.text)}


def _table(table: Table, number: str) -> dict[str, Any]:
    groups = [
        {"title": _runs(group.title), "rows": [[_runs(cell) for cell in row] for row in group.rows]}
        for group in table.groups
    ]
    labels = table.labels if isinstance(table, content.Matrix) else 0
    plain = {"kind": "table", "id": table.id, "caption": table.caption, "empty": table.empty, "number": number}
    return plain | {"columns": [vars(column) for column in table.columns], "groups": groups, "labels": labels}


def _figure(figure: Figure) -> dict[str, Any]:
    width = figure.width
    return {
        "kind": "figure", "id": figure.id, "caption": figure.caption, "alt": figure.alt, "width": width,
        "file": f"{figure.id}.svg",
    }  # fmt: skip


def _runs(text: content.Text) -> list[dict[str, Any]]:
    return [vars(run) for run in runs(text)]


def list_replaced(report: Report) -> tuple[str, ...]:
    """The characters that the PDF prints as a question mark, without setting it."""
    return fit_to_fonts(_tree_of(report))[1]


def fit_to_fonts(tree: Any) -> tuple[Any, tuple[str, ...]]:
    """The tree with every text settable, and the characters that had to be replaced."""
    replaced: set[str] = set()

    def fit(value: Any) -> Any:
        if isinstance(value, str):
            text = content.printable(value)
            strange = set(text) - fonts.read_covered() - {"\n"}
            replaced.update(strange)
            for character in strange:
                text = text.replace(character, MISSING)
            return _breakable(text)
        if isinstance(value, dict):
            return {key: item if key in VERBATIM else fit(item) for key, item in value.items()}
        return [fit(item) for item in value] if isinstance(value, list | tuple) else value

    return fit(tree), tuple(sorted(replaced))


VERBATIM = {"id", "href", "place", "file", "kind", "sign", "code"}


def _breakable(text: str) -> str:
    """A word longer than a line may break anywhere; else it would run off the page."""
    return re.sub(r"\S{40,}", lambda word: re.sub(r"(.{12})", "\\1\u200b", word[0]), text)
