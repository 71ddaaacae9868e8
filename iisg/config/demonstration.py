"""Fills an empty database for demonstration: the sample, the accounts, one published edition."""

from pathlib import Path

from django.utils import timezone

from iisg.access.acting import acting_as
from iisg.exchange.folder import read_folder
from iisg.exchange.load import load_folder
from iisg.framework.models import Cycle
from iisg.framework.names import USUAL_CYCLE
from iisg.members.demonstration import ACCOUNTS, add_accounts
from iisg.members.people import person_by_email
from iisg.needs.models import Need
from iisg.reports.actions import publish_edition
from iisg.responses.models import Response

SAMPLE = Path(__file__).resolve().parents[1] / "sample"
TEMPLATE = (
    "The templates that the IISG works with are not public: this one is the platform's demonstration template, "
    "worded for it, and nobody adopted it."
)


def is_empty() -> bool:
    """Asked as the Secretariat, which sees everything."""
    with acting_as(person_by_email(ACCOUNTS[0].email).pk):
        return not Need.objects.exists() and not Response.objects.exists()


def fill(with_edition: bool = True) -> None:
    """All of it or nothing, so that a start that dies in between leaves an empty database, which the next one fills.

    The edition takes some seconds: tests that do not read it go without.
    """
    by = person_by_email(ACCOUNTS[0].email)
    with acting_as(by.pk, note="Load of the sample"):
        load_folder(read_folder(SAMPLE), by=by, cycle=USUAL_CYCLE, with_demonstration=True)
        Cycle.objects.update(note=TEMPLATE)
        add_accounts(by=by)
        if with_edition:
            with acting_as(by.pk, note="Edition of the demonstration"):
                cycle = Cycle.objects.get(code=USUAL_CYCLE)
                publish_edition(by=by, cycle=cycle, day=timezone.localdate(), is_demonstration=True)
