"""What the command line asks of this room."""

from datetime import date

from iisg.framework.models import Cycle
from iisg.members.models import Person
from iisg.progress import progress
from iisg.reports.forms import FIRST, LAST
from iisg.reports.models import EditionFile, State
from iisg.reports.records import report_of
from iisg.reports.rendering import render


class NoEdition(LookupError):
    """There is nothing to hand out; the message says why."""


def report_file(*, cycle: str, form: str, on: date, by: Person | None) -> bytes:
    """The report of what this person may see on that day; for the public the published edition's own file."""
    if by is None:
        return published_file(cycle, form)
    if not Cycle.objects.filter(code=cycle).exists():
        known = ", ".join(Cycle.objects.order_by("code").values_list("code", flat=True))
        raise NoEdition(f"There is no cycle {cycle}. Known are: {known or 'none'}.")
    if not FIRST <= on <= LAST:
        raise NoEdition(f"{on.isoformat()}: a report is of a day from {FIRST.isoformat()} to {LAST.isoformat()}.")
    with progress(f"Report {cycle}") as tell:
        tell(0, 2, "reading the records")
        report = report_of(cycle, on)
        tell(1, 2, f"setting it as {form}")
        return render(report, form)


def published_file(cycle: str, form: str) -> bytes:
    """The newest one, where the cycle has several editions."""
    files = EditionFile.objects.filter(edition__cycle=cycle, edition__state=State.PUBLISHED, form=form)
    found = files.order_by("-edition__number").first()
    if found is None:
        raise NoEdition(f"No edition of {cycle} is published.")
    return bytes(found.content)
