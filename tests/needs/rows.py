"""Needs that the tests make, beside those of the sample."""

from typing import Any

from django.test import Client

from iisg.access.acting import acting_as
from iisg.framework.models import Cycle, Pillar
from iisg.members.models import Person
from iisg.needs.actions import add_need
from iisg.needs.forms import NeedForm, stored_need
from iisg.needs.models import Need

CYCLE = "2025-2026"
FILLED = {
    "title": "Train mentors",
    "pillar": "WBCTi",
    "need_types": ["institutional"],
    "partners": ["AL", "XK"],
    "priority": "medium",
    "level": "members",
    "state": "proposed",
}


def made_by(person: Person, **fields: Any) -> Need:
    """A need of this person's, by default of its own organisation and for members."""
    given = {
        "title": "Train mentors",
        "need_types": ["institutional"],
        "priority": "medium",
        "level": "members",
    } | fields
    partners = given.pop("partners", ["AL", "XK"])
    with acting_as(person.pk):
        given |= {
            "cycle": Cycle.objects.get(code=given.get("cycle", CYCLE)),
            "pillar": Pillar.objects.get(code=given.get("pillar", "WBCTi")),
        }
        return add_need(by=person, fields=given, partners=partners, evidence={})


def posted(person: Person, need: Need, **changes: Any) -> dict[str, Any]:
    """What the browser sends when the form of a need is saved with these changes."""
    with acting_as(person.pk):
        form = NeedForm(by=person, cycle=need.cycle_id, need=need, initial=stored_need(need))
        values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | changes).items() if value not in (None, "", False)}


def save(browser: Client, need: Need, data: dict[str, Any]) -> Any:
    return browser.post(f"/members/needs/{need.code}/edit/", data)
