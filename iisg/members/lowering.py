"""Opening a record to more people asks the password again: what was read cannot be taken back.

The form itself asks, so that nothing that was typed is lost, and says who will read what. Then not for ten minutes. It
is a matter of the page, where a session may have been left open; the loader and other commands begin without any.
"""

import time
from collections.abc import Mapping
from typing import NamedTuple

from django import forms
from django.http import HttpRequest

from iisg.access.levels import Level
from iisg.access.limits import LONGEST_PASSWORD
from iisg.members.models import Person
from iisg.members.passwords import why_not_password_of

FIELD = "password"
GIVEN_AT = "password_given_at"
LASTS = 10 * 60
READERS = {
    Level.PUBLIC: "everybody, signed in or not",
    Level.MEMBERS: "every member",
    Level.PILLAR: "the group of {}",
    Level.SECRETARIAT: "the Secretariat and whose it is",
}


class Reach(NamedTuple):
    """Whom a record reaches: its pillars say that at the level of pillar groups only."""

    level: str
    pillars: frozenset[str]

    def is_wider_than(self, other: "Reach") -> bool:
        if self.level == other.level == Level.PILLAR:
            return not self.pillars <= other.pillars
        return Level.values.index(self.level) < Level.values.index(other.level)

    def __str__(self) -> str:
        return READERS[Level(self.level)].format(" and of ".join(sorted(self.pillars)))


def may_open(
    request: HttpRequest, form: forms.Form, before: Reach, after: Reach, *, by: Person, along: Mapping[str, int]
) -> bool:
    """Whether this valid form may be saved. If not, it asks for the password, and says what is opened `along`."""
    if not after.is_wider_than(before) or time.time() - request.session.get(GIVEN_AT, 0) < LASTS:
        return True
    counts = ", ".join(f"{name} ({number})" for name, number in along.items() if number)
    opens = f" What belongs to it opens along with it: {counts}." if counts else ""
    form.fields[FIELD] = forms.CharField(
        label="Your password, again",
        max_length=LONGEST_PASSWORD,
        help_text=f"You open this record to more people. So far {before} could read it; once it is saved, {after}."
        f"{opens} What was read cannot be taken back.",
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    given = request.POST.get(FIELD, "")
    if problem := why_not_password_of(by, given) if given else "Give your password to save this.":
        form.add_error(FIELD, problem)
        return False
    del form.fields[FIELD]
    request.session[GIVEN_AT] = time.time()
    return True
