"""Finding who acts, for the command line and jobs, which have no session."""

from iisg.access.acting import GATE, acting_as
from iisg.members.models import Person


class NoSuchPerson(LookupError):
    """No active account with this address."""


def person_by_email(email: str) -> Person:
    """The person with this e-mail address; looked up as the sign-in does it."""
    with acting_as(GATE):
        person = Person.objects.filter(email=email.lower(), is_active=True).select_related("organisation").first()
    if person is None:
        raise NoSuchPerson(f"There is no active account {email}. `iisg accounts` lists those of demonstration mode.")
    return person
