"""`iisg`: the words of the command line. What a command does is imported only when it runs.

`iisg analyse --from FOLDER` must work, and start fast, without a database, settings or Django.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from iisg.access.limits import SPAN, is_in_reach
from iisg.framework.names import USUAL_CYCLE

if TYPE_CHECKING:
    from iisg.analysis.portfolio import Portfolio
    from iisg.progress import Tell

# What each kind of analysis is and where it is computed.
KINDS: Final = {
    "coverage": "iisg.analysis.coverage:coverage",
    "gaps": "iisg.analysis.gaps:gaps",
    "synergies": "iisg.analysis.synergies:synergies",
    "approaches": "iisg.analysis.approaches:approaches",
    "risk": "iisg.analysis.risk:risk",
    "allocate": "iisg.analysis.allocation:allocate",
}

AS_HELP: Final = "Act as this person: only what they may see counts."


class Day(click.ParamType[date]):
    """A day written like 2026-12-31, and in no other way."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else None
        except ValueError:  # 2026-02-30
            day = None
        if day is None:
            return self.fail(f"{value!r} is not a day like 2026-12-31", param, ctx)
        return day if is_in_reach(day) else self.fail(f"{value!r} is not a day from {SPAN}", param, ctx)


class Euros(click.ParamType[Decimal]):
    """An amount written like 1250000 or 1250000.5, and in no other way."""

    name = "EUR"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        if re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", str(value)):
            return Decimal(value)
        return self.fail(f"{value!r} is not an amount like 1250000 or 1250000.5", param, ctx)


class ShownAsWritten(click.Command):
    """A command whose examples keep their lines in the help."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.epilog.splitlines()))


class WithExamples(click.Group):
    """A group whose help explains each command with an example."""

    command_class = ShownAsWritten

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Stopped. What was begun is undone: nothing was stored or written.", err=True)
            raise SystemExit(130) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            for name in self.list_commands(ctx):
                command = self.commands[name]
                formatter.write(f"  {name:10}{command.get_short_help_str(limit=200)}\n")
                example = (command.epilog or "").splitlines()[0]
                formatter.write(f"  {'':10}  {example}\n")


@click.group(cls=WithExamples, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="iisg")
def main() -> None:
    """Needs and responses in the Western Balkans: load, analyse, report."""


@main.command(epilog="iisg serve\niisg serve --port 9000")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT", show_default=True, show_envvar=True)
def serve(port: int) -> None:
    """Start the platform, with its database, and stop both on Ctrl-C."""
    _call("iisg.config.serve:serve", port=port)


@main.command(epilog="iisg load iisg/sample --dry-run\niisg load iisg/sample --cycle 2025-2026")
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and count, store nothing.")
@click.option("--as", "who", metavar="EMAIL", help="Load as this person; in demonstration mode as the Secretariat.")
@click.option("--cycle", metavar="YYYY-YYYY", help="The cycle of the needs.", default=USUAL_CYCLE, show_default=True)
@click.option(
    "--unclassified",
    "is_unclassified",
    is_flag=True,
    help="Declare that text which carries a marking, as LIMITE, is not classified and may be stored.",
)
def load(path: Path, **options: Any) -> None:
    """Read an exchange folder, or one file of it, into the database: all of it or nothing."""
    with _refusing_broken_folders():
        _call("iisg.config.commands:load", path=path, **options)


@main.command(epilog="iisg export out/\niisg export out/ --as secretariat@iisg.example")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--as", "who", metavar="EMAIL|public", default="public", show_default=True, help=AS_HELP)
def export(folder: Path, who: str) -> None:
    """Write what one may see as an exchange folder."""
    _call("iisg.config.commands:export", folder=folder, who=who)


@main.command(
    epilog="iisg analyse coverage --from iisg/sample --format json\n"
    "iisg analyse gaps --on 2027-01-01\n"
    "iisg analyse allocate --candidates candidates.csv --envelope 2500000"
)
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--from", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="An exchange folder to read.")
@click.option("--as", "who", metavar="EMAIL|public", help=f"{AS_HELP} Default: public.")
@click.option("--on", type=Day(), help="The day to look at. Default: today.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option(
    "--candidates", metavar="FILE", type=click.Path(path_type=Path), help="allocate: the actions to choose from."
)
@click.option("--envelope", type=Euros(), help="allocate: what they may cost together.")
def analyse(kind: str, *, folder: Path | None, who: str | None, on: date | None, form: str, **choice: Any) -> None:
    """Compute coverage, gaps, synergies, approaches, risk or an allocation, from a folder or from the database."""
    if folder is not None and who is not None:
        raise click.UsageError("--from and --as exclude each other: a folder has no people.")
    given = [name for name, value in choice.items() if value is not None]
    if kind == "allocate" and len(given) < 2:
        raise click.UsageError("allocate needs --candidates FILE and --envelope EUR.")
    if kind != "allocate" and given:
        raise click.UsageError(f"--{given[0]} goes with allocate only.")
    from iisg.exchange.findings import WRITERS
    from iisg.progress import progress

    with progress(f"Analysing {folder or 'the register'}") as tell:
        options: dict[str, Any] = {}
        if folder:
            portfolio = _portfolio_in(folder, tell)
        else:
            portfolio, weights = _call("iisg.config.commands:register_as", who or "public")
            options = {"weights": weights} if kind == "gaps" else {}
        tell(1, 1, f"computing {kind}")
        if kind == "allocate":
            options = _choice_from(portfolio, **choice)
        findings = _call(KINDS[kind], portfolio, on=on or _today(), **options)
        tell(1, 1, f"writing {form}")
        text = WRITERS[form](kind, findings)
    click.echo(text, nl=False)


@main.command(epilog="iisg report --cycle 2025-2026 --format pdf --as secretariat@iisg.example -o report.pdf")
@click.option("--cycle", metavar="YYYY-YYYY", required=True)
@click.option("--format", "form", type=click.Choice(["html", "pdf", "docx"]), required=True)
@click.option("--on", type=Day(), help="The day to look at. Default: today.")
@click.option("--as", "who", metavar="EMAIL|public", default="public", show_default=True, help=AS_HELP)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=True)
def report(*, cycle: str, form: str, on: date | None, who: str, output: Path) -> None:
    """Build the needs report of a cycle; as public, fetch the published edition."""
    _call("iisg.config.commands:report", cycle=cycle, form=form, on=on, who=who, output=output)


@main.command(epilog="iisg accounts\niisg accounts --format json")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def accounts(form: str) -> None:
    """List the demonstration accounts with their passwords; only in demonstration mode."""
    _call("iisg.config.commands:accounts", form=form)


@main.command(epilog="iisg verify\niisg verify --as EMAIL --head FILE --write-head FILE")
@click.option("--as", "who", metavar="EMAIL", help="Somebody of the Secretariat. Default: that of the demonstration.")
@click.option(
    "--head",
    "kept",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A head that was kept elsewhere: the journal must still lead through it.",
)
@click.option(
    "--write-head",
    "write",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the journal's head here, to be kept elsewhere; only where the journal is whole.",
)
def verify(*, who: str | None, kept: Path | None, write: Path | None) -> None:
    """Check that the journal is whole, and that records and published files are what it tells.

    Nothing was changed, removed or put in afterwards, in the journal or past it. What was is named by kind and place,
    never by value, and the exit code is 1.
    """
    _call("iisg.config.commands:verify", who=who, kept=kept, write=write)


def _today() -> date:
    return datetime.now().astimezone().date()  # the day of the person at the keyboard


def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def _call(target: str, *arguments: Any, **options: Any) -> Any:
    return _named(target)(*arguments, **options)


def _portfolio_in(folder: Path, tell: "Tell") -> "Portfolio":
    from iisg.exchange.folder import portfolio_from, read_folder

    with _refusing_broken_folders():
        return portfolio_from(read_folder(folder, tell=tell))


def _choice_from(portfolio: "Portfolio", candidates: Path, envelope: Decimal) -> dict[str, Any]:
    from iisg.exchange.candidates import read_candidates

    with _refusing_broken_folders():
        return {"candidates": read_candidates(candidates, portfolio.needs), "envelope": envelope}


@contextmanager
def _refusing_broken_folders() -> Iterator[None]:
    """Ends the command with every problem on standard error and nothing on standard output."""
    from iisg.exchange.problems import FolderErrors

    try:
        yield
    except FolderErrors as errors:
        click.echo("\n".join(errors.lines), err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
