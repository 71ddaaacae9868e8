"""The cast: one person of each kind, by the demonstration accounts that the test database holds."""

from django.test import Client

from iisg.access.acting import GATE, acting_as
from iisg.members.models import Person
from iisg.members.people import person_by_email

SECRETARIAT, OFFICER_AL, OFFICER_RS = "secretariat", "officer.al", "officer.rs"
DONOR, AGENCY, BOARD, VISITOR = "donor", "agency", "board", "visitor"
SIGNED_IN = [SECRETARIAT, OFFICER_AL, OFFICER_RS, DONOR, AGENCY, BOARD]
EVERYBODY = [VISITOR, *SIGNED_IN]


def person(name: str) -> Person:
    return person_by_email(f"{name}@iisg.example")


def actor(name: str) -> int | None:
    """For acting_as()."""
    return None if name == VISITOR else person(name).pk


def client(name: str) -> Client:
    """A browser of this person, signed in."""
    browser = Client()
    if name != VISITOR:
        somebody = person(name)
        with acting_as(GATE):
            browser.force_login(somebody)
    return browser
