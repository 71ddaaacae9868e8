"""What the command line asks of this room."""

from datetime import date

from iisg.access.limits import SPAN, is_in_reach
from iisg.framework.models import Cycle
from iisg.members.models import Person
from iisg.progress import Tell, tell_nobody
from iisg.reports.models import EditionFile, State
from iisg.reports.pdf import NotSet
from iisg.reports.records import report_of
from iisg.reports.rendering import render


class NoReport(LookupError):
    """There is nothing to hand out; the message says why."""


def report_file(*, cycle: str, form: str, on: date, by: Person | None, tell: Tell = tell_nobody) -> bytes:
    """The report of what this person may see on that day; for the public the published edition's own file."""
    if by is None:
        return published_file(cycle, form)
    if not Cycle.objects.filter(code=cycle).exists():
        known = ", ".join(Cycle.objects.order_by("code").values_list("code", flat=True))
        raise NoReport(f"There is no cycle {cycle}. Known are: {known or 'none'}.")
    if not is_in_reach(on):
        raise NoReport(f"{on.isoformat()}: a report is of a day from {SPAN}.")
    tell(10, 100, "reading the records, finding gaps and synergies")
    report = report_of(cycle, on)
    try:
        return render(report, form, lambda done, total, what: tell(30 + 70 * done // total, 100, what))
    except NotSet as problem:
        raise NoReport(f"The PDF could not be set: {problem}") from problem


def published_file(cycle: str, form: str) -> bytes:
    """The newest one, where the cycle has several editions."""
    files = EditionFile.objects.filter(edition__cycle=cycle, edition__state=State.PUBLISHED, form=form)
    found = files.order_by("-edition__number").first()
    if found is None:
        raise NoReport(f"No edition of {cycle} is published.")
    return bytes(found.content)
