"""Writes docs/reference/ from the code itself; with --check, fails when a page there is stale."""

import sys
from pathlib import Path

import click

from iisg.access.limits import LONGEST_TEXT, SPAN
from iisg.cli import main as command_line
from iisg.exchange.columns import SHEETS, Column, Form, sheet_of

PAGES = Path(__file__).resolve().parent
MADE = "<!-- Made from the code by `make reference`; do not edit. -->\n\n"
FORMS = {
    Form.TEXT: "text",
    Form.DAY: f"day, 2026-12-31; {SPAN}",
    Form.PERIOD: f"day, month or year; {SPAN}",
    Form.AMOUNT: "amount",
    Form.COUNT: "whole number",
    Form.YEAR: "year, 2026",
}


def command_line_page() -> str:
    parts = [f"{MADE}# The command line\n\n", block(command_line, "iisg")]
    for name, command in sorted(command_line.commands.items()):
        parts.append(f"\n## iisg {name}\n\n{block(command, f'iisg {name}')}")
    return "".join(parts)


def block(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    return f"```\n{command.get_help(context).rstrip()}\n```\n"


def exchange_page() -> str:
    lines = [f"{MADE}# The exchange folder\n\nUTF-8, comma, header row, `;` between values in one cell, ISO dates.\n"]
    for name in [*(name for name in SHEETS if not name.startswith("demo_")), "needs_2023"]:
        sheet = sheet_of(name)
        assert sheet is not None
        lines.append(f"\n## {name}.csv\n\n| column | holds | |\n|---|---|---|\n")
        lines += [f"| {column.name} | {holds(column)} | {notes(column)} |\n" for column in sheet.columns]
    return "".join(lines)


def holds(column: Column) -> str:
    if column.words:
        return " ".join(column.words)
    return f"refers to {column.refers_to}.csv" if column.refers_to else FORMS[column.form]


def notes(column: Column) -> str:
    short = column.longest < LONGEST_TEXT and not (column.words or column.refers_to or column.form is not Form.TEXT)
    length = [f"at most {column.longest} characters"] * short
    return ", ".join(["must be there"] * column.required + ["several with ;"] * column.many + length)


def main() -> None:
    stale = []
    for name, text in {"command-line.md": command_line_page(), "exchange-folder.md": exchange_page()}.items():
        page = PAGES / name
        if "--check" not in sys.argv:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            stale.append(str(page.relative_to(PAGES.parents[0])))
    if stale:
        sys.exit(f"Stale: {', '.join(stale)}. Run `make reference` and commit what it writes.")


if __name__ == "__main__":
    main()
