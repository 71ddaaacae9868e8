"""What the commands of `iisg` do that need the database. cli.py holds the words around them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iisg.analysis.findings import Weights
from iisg.analysis.portfolio import Portfolio
from iisg.config import database
from iisg.framework.names import USUAL_CYCLE, is_cycle

if TYPE_CHECKING:
    from iisg.exchange.folder import Folder
    from iisg.exchange.load import Outcome


def set_up() -> None:
    """Django, once the environment names the database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iisg.config.settings")
    django.setup()


@contextmanager
def connected() -> Iterator[None]:
    """The database, started if need be, up to date, and Django on it. What cannot be is one line and exit code 2."""
    from iisg.config.postgres import PostgresError
    from iisg.config.serve import Refusal, check_database

    try:
        with database.ensure():
            check_database()
            if os.environ.get("DATABASE_OWNER_URL"):
                database.migrate()
            set_up()
            try:
                yield
            finally:
                from django.db import connections

                connections.close_all()
    except (Refusal, PostgresError) as problem:
        raise refusal(problem) from None


class Refused(click.ClickException):
    """One line on standard error, nothing on standard output."""

    exit_code = 2


def refusal(problem: object) -> Refused:
    return Refused(str(problem))


@contextmanager
def acting(who: str, note: str = "") -> Iterator[Any]:
    """Act as the person with this e-mail address, or as `public`. Gives the person, None for the public."""
    from iisg.access.acting import acting_as
    from iisg.access.saving import NotAllowed
    from iisg.members.people import NoSuchPerson, person_by_email

    try:
        person = None if who == "public" else person_by_email(who)
        with acting_as(person.pk if person else None, note=note):
            yield person
    except (NoSuchPerson, NotAllowed) as problem:
        raise refusal(problem) from None


def secretariat_of_demonstration() -> str:
    from django.conf import settings

    from iisg.members.demonstration import ACCOUNTS

    if not settings.DEMONSTRATION:
        raise refusal("Say as whom: --as EMAIL of somebody of the Secretariat.")
    return ACCOUNTS[0].email


def load(*, path: Path, dry_run: bool, who: str | None, cycle: str, is_unclassified: bool) -> None:
    from iisg.exchange.folder import read_folder
    from iisg.exchange.problems import FolderErrors, Problems
    from iisg.progress import progress

    if not is_cycle(cycle):
        raise refusal(f"{cycle!r} is no cycle of two years like {USUAL_CYCLE}.")
    with progress(f"Reading {path.name}") as tell:
        if path.is_file() or path.suffix == ".csv":
            folder = read_folder(path.parent, files=[path.name], tell=tell)
        elif path.is_dir():
            folder = read_folder(path, tell=tell)
        else:
            problems = Problems()
            problems.add(path.name, rule="there is no such file or folder")
            raise FolderErrors(problems)
    note = f"Load of {path.name}{', declared unclassified whatever it is marked' if is_unclassified else ''}"
    with progress(f"Loading {path.name}") as tell:
        outcome = _load(folder, note, who, cycle=cycle, dry_run=dry_run, is_unclassified=is_unclassified, tell=tell)
    for name in outcome.added:
        counts = (
            f"{outcome.added[name]:,} added, {outcome.changed[name]:,} changed, {outcome.unchanged[name]:,} as before"
        )
        click.echo(f"{name}.csv: {counts}")
    if dry_run:
        click.echo("Nothing was stored (--dry-run).")


def _load(folder: "Folder", note: str, who: str | None, **options: Any) -> "Outcome":
    options["tell"](0, 1, "opening the database")
    with connected():
        from django.conf import settings

        from iisg.exchange.load import load_folder

        with acting(who or secretariat_of_demonstration(), note=note) as by:
            if by is None:
                raise refusal("The public loads nothing: --as EMAIL of somebody of the Secretariat.")
            return load_folder(folder, by=by, with_demonstration=settings.DEMONSTRATION, **options)


def export(*, folder: Path, who: str) -> None:
    from iisg.exchange.write_folder import write_folder

    with connected():
        from django.utils import timezone

        from iisg.exchange import rows

        with acting(who, note="Export") as by:
            files = rows.of_folder(USUAL_CYCLE)
            written = write_folder(folder, files, on=timezone.localdate())
            if by is not None and by.is_secretariat:
                rows.mark_exported()
    click.echo(f"{len(written):,} files written to {folder}")


def register_as(who: str) -> tuple[Portfolio, Weights]:
    """What this person may see of the current cycle, and the weights that the Secretariat has set."""
    with connected():
        from iisg.responses.portfolio import portfolio_of
        from iisg.responses.weights import current_weights

        with acting(who):
            return portfolio_of(USUAL_CYCLE), current_weights()


def report(*, cycle: str, form: str, on: date | None, who: str, output: Path) -> None:
    from iisg.progress import progress

    if not output.parent.is_dir():
        raise refusal(f"{output.parent}: there is no such folder. Make it, or name another file.")
    with progress(f"Report {cycle}") as tell:
        tell(0, 100, "opening the database")
        with connected():
            from django.utils import timezone

            from iisg.reports.commands import NoReport, report_file

            with acting(who) as by:
                try:
                    content = report_file(cycle=cycle, form=form, on=on or timezone.localdate(), by=by, tell=tell)
                except NoReport as problem:
                    raise refusal(problem) from None
    write_whole(output, content)
    click.echo(f"{output} ({len(content):,} bytes)")


def write_whole(path: Path, content: bytes) -> None:
    """The file as it was or the new one, never a part of it; what is no file (a pipe) is written to as it is."""
    is_file = path.is_file() or not path.exists()
    target = path.resolve() if is_file else path
    draft = target.with_name(f".{target.name}.new") if is_file else target
    try:
        draft.write_bytes(content)
        if is_file:
            draft.replace(target)
    except OSError as problem:
        raise refusal(f"{path}: {problem.strerror}. Nothing was written.") from None
    finally:
        if is_file:
            draft.unlink(missing_ok=True)


def accounts(*, form: str) -> None:
    database.demonstrate_by_default()
    set_up()
    from iisg.config.serve import table
    from iisg.members.demonstration import NotADemonstration
    from iisg.members.demonstration import accounts as demonstration_accounts

    try:
        found = demonstration_accounts()
    except NotADemonstration as problem:
        raise refusal(problem) from None
    click.echo(json.dumps(found, indent=2) if form == "json" else table(found))


def verify(*, who: str | None, kept: Path | None, write: Path | None) -> None:
    """Compare journal, seals, records and files. What does not fit is said on standard error, with exit code 1."""
    with connected():
        from iisg.history import checking

        try:
            head = checking.read_head(kept.read_text()) if kept else None
        except (OSError, ValueError) as problem:
            raise refusal(f"{kept}: {problem}") from None
        with acting(who or secretariat_of_demonstration()) as by:
            if by is None or not by.is_secretariat:
                raise refusal("Only the Secretariat checks the journal.")
            present = checking.present_head()  # before the look, so that what is kept was looked at
            faults = checking.find_faults(head)
            if faults or present is None:
                click.echo("\n".join(checking.describe(faults)), err=True)
                raise SystemExit(1)
    if write:
        write_whole(write, str(present).encode())
    click.echo(f"The journal is whole: {present.entries:,} entries, and the records are what it tells.")
