"""An exchange folder into the database, as one transaction: new rows are added, rows that differ are changed, nothing
is deleted. A row that somebody edited here since it was last loaded or exported is refused, not overwritten.

Rows are compared with what an export would write (rows.py), so loading twice changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Model

from iisg.access.saving import NotAllowed
from iisg.exchange import rows, store
from iisg.exchange.columns import Form, first_year, is_demo, sheet_of
from iisg.exchange.folder import Folder
from iisg.exchange.marked import find_marked
from iisg.exchange.problems import FolderErrors, Problem, Problems
from iisg.framework.cycles import ensure_cycle
from iisg.members.models import Person
from iisg.needs.models import Need
from iisg.progress import Tell, tell_nobody
from iisg.responses.models import Claim, Response

Files = dict[str, list[rows.Row]]

# Referred to before referring.
ORDER = ("organisations", "documents", "approaches", "rates", "measures", "needs", "responses", "claims")
VERSIONED: dict[str, type[Model]] = {"needs": Need, "earlier_needs": Need, "responses": Response, "claims": Claim}


@dataclass
class Outcome:
    """How many rows of each file were added, changed, and left as they are."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)


def load_folder(
    folder: Folder,
    *,
    by: Person,
    cycle: str,
    with_demonstration: bool,
    dry_run: bool = False,
    is_unclassified: bool = False,
    tell: Tell = tell_nobody,
) -> Outcome:
    """Raises FolderErrors when a row is refused; then, and with `dry_run`, nothing is stored.

    `is_unclassified`: whoever loads declares that text which carries a marking is not classified.
    """
    if not by.is_secretariat:
        raise NotAllowed("Folders are loaded by the Secretariat.")
    outcome, problems = Outcome(), Problems()
    files = {n: plain_rows(folder, n) for n in files_in_order(folder) if with_demonstration or not is_demo(n)}
    done, total = 0, sum(map(len, files.values()))
    with transaction.atomic():
        with connection.cursor() as cursor:  # nobody edits a row after it was compared and before it is overwritten
            cursor.execute("select responses.hold_records()")
        ensure_cycle(cycle)
        # Against what is stored before anything is; told together with what else is wrong.
        marked = [] if is_unclassified else [each for name in files for each in marked_in(name, files[name], cycle)]
        for name, loaded in files.items():
            tell(done, total, f"rows, {name}.csv")
            load_file(name, files, cycle, outcome, problems)
            done += len(loaded)
        tell(done, total, "rows, checking what they refer to")
        problems.extend(marked)
        if problems.total:
            raise FolderErrors(problems)
        connection.check_constraints()
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def files_in_order(folder: Folder) -> Iterator[str]:
    """Vocabularies first; a file's demonstration rows follow it, then earlier cycles, the latest first.

    So each row comes after those that it may refer to.
    """
    for kind in ORDER:
        names = [name for name in folder.frames if name.removeprefix("demo_").split("_")[0] == kind]
        yield from sorted(names, key=lambda name: (bool(first_year(name)), is_demo(name), -int(first_year(name) or 0)))


def plain_rows(folder: Folder, name: str) -> list[rows.Row]:
    """As rows.py gives them: text that is not known is empty, partners are in their order."""
    sheet = sheet_of(name)
    assert sheet is not None
    texts = [column.name for column in sheet.columns if not column.many and column.form in (Form.TEXT, Form.PERIOD)]
    plain = []
    for row in folder.rows(name):
        row |= {column: row[column] or "" for column in texts}
        plain.append(row | {"partners": rows.in_order(row["partners"])} if "partners" in row else row)
    return plain


def marked_in(name: str, loaded: list[rows.Row], cycle: str) -> Iterator[Problem]:
    sheet = sheet_of(name)
    assert sheet is not None
    return find_marked(name, sheet, loaded, lambda: stored_rows(sheet.name, cycle))


def check_references(name: str, files: Files, cycle: str, problems: Problems) -> None:
    """The folder's own references are checked by its reader; what it lacks must be stored already."""
    sheet = sheet_of(name)
    assert sheet is not None
    for column in sheet.columns:
        if not column.refers_to or column.refers_to in files:
            continue
        known = store.known(column.refers_to, cycle) | {
            row.get("code") for row in files[name] if sheet.name == column.refers_to
        }
        for number, row in enumerate(files[name], start=2):
            values = row[column.name] if column.many else [row[column.name]]
            for value in sorted(set(filter(None, values)) - known):
                rule = f"there is no such row in {column.refers_to}, neither in the folder nor stored"
                problems.add(f"{name}.csv", number, column.name, value, rule=rule)


def load_file(name: str, files: Files, cycle: str, outcome: Outcome, problems: Problems) -> None:
    loaded = files[name]
    year = first_year(name)
    if year:
        cycle = f"{year}-{int(year) + 1}"
        ensure_cycle(cycle)
        store.copy_template(cycle, {row["measure"] for row in loaded if row["measure"]})
    sheet = sheet_of(name)
    assert sheet is not None
    stored = {key(row, sheet.key): row for row in stored_rows(sheet.name, cycle)}
    edited = edited_codes(sheet.name)
    check_references(name, files, cycle, problems)
    new, differing = [], []
    for number, row in enumerate(loaded, start=2):
        before = stored.get(key(row, sheet.key))
        if before is None:
            new.append(row)
        elif different := [column for column in sheet.header if before[column] != row[column]]:
            if row.get("code") in edited:
                column = different[0]
                rule = "somebody edited this row here since it was last loaded or exported; export it and compare"
                problems.add(f"{name}.csv", number, column, str(row[column]), rule=rule)
            differing.append(row)
    if problems.total:
        return
    store_rows(name, cycle, new, differing)
    outcome.added[name], outcome.changed[name] = len(new), len(differing)
    outcome.unchanged[name] = len(loaded) - len(new) - len(differing)


def store_rows(name: str, cycle: str, new: list[rows.Row], differing: list[rows.Row]) -> None:
    sheet = sheet_of(name)
    assert sheet is not None
    writer = store.Writer(cycle, is_demo(name))
    try:
        writer.add(sheet.name, new)
        writer.change(sheet.name, differing)
    except DatabaseError as error:  # the transaction takes nothing more after it, so it is told alone
        problems = Problems()
        problems.add(f"{name}.csv", rule=f"the database refuses a row: {str(error).splitlines()[0]}")
        raise FolderErrors(problems) from None
    if model := VERSIONED.get(sheet.name):
        model._default_manager.filter(code__in=[row["code"] for row in new + differing]).update(
            exchanged_version=F("version")
        )


def stored_rows(sheet: str, cycle: str) -> list[rows.Row]:
    """All rows of a sheet that a row to be loaded could be: codes are unique over cycles and demonstration rows."""
    match sheet:
        case "needs":
            return rows.of_needs(Need.objects.all())
        case "earlier_needs":
            return rows.of_earlier_needs(Need.objects.all())
        case "responses":
            return rows.of_responses(Response.objects.all())
        case "claims":
            return rows.of_claims(Claim.objects.all())
        case "measures":
            return rows.of_measures(cycle)
    simple: dict[str, Any] = {
        "organisations": rows.of_organisations,
        "documents": rows.of_documents,
        "approaches": rows.of_approaches,
        "rates": rows.of_rates,
    }
    return list(simple[sheet]())


def edited_codes(sheet: str) -> set[str]:
    model = VERSIONED.get(sheet)
    if model is None:
        return set()
    edited = model._default_manager.exclude(exchanged_version=F("version"))
    return set(edited.values_list("code", flat=True))


def key(row: rows.Row, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(row[column]) for column in columns)
