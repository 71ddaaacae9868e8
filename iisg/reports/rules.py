"""Any member may build the report of what they see. An edition is prepared and published by the Secretariat.

    draft -> published      the Secretariat, once what becomes public was shown; nothing changes afterwards

A draft may be prepared anew, which replaces it. A published edition is never changed, withdrawn or removed.
"""

from iisg.members.models import Person
from iisg.reports.models import Edition


def may_prepare(person: Person | None) -> bool:
    return person is not None and person.is_secretariat


def may_publish(person: Person | None, edition: Edition) -> bool:
    return may_prepare(person) and not edition.is_published
