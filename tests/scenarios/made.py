"""Scenarios that the tests start from: one of the donor's in the sample's cycle, on a day after many actions end."""

from datetime import date
from typing import Any

from iisg.access.acting import acting_as
from iisg.framework.models import Cycle
from iisg.needs.models import Need
from iisg.responses.models import Response
from iisg.scenarios import actions
from iisg.scenarios.models import Change, Scenario
from tests.people import DONOR, person

DAY = date(2027, 6, 30)


def scenario_of(name: str = DONOR, title: str = "One more year", *, shared: bool = False) -> Scenario:
    by = person(name)
    with acting_as(by.pk):
        cycle = Cycle.objects.get(code="2025-2026")
        scenario = actions.add_scenario(by=by, title=title, cycle=cycle, on=DAY)
        if shared:
            actions.share_scenario(scenario, by=by, is_shared=True)
    return scenario


def imagine(scenario: Scenario, name: str = DONOR, need: str = "", **fields: Any) -> Change:
    """A response for Albania and Serbia in 2027 and 2028; with a need it serves that fully in Albania."""
    start = {"title": "Mobile laboratories", "partners": ["AL", "RS"], "start_date": date(2027, 1, 1)}
    start |= {"end_date": date(2028, 12, 31), "cost_eur": 2_000_000}
    by = person(name)
    with acting_as(by.pk):
        change = actions.add_change(scenario, by=by, kind="imagine", fields=start | fields)
        if need:
            served = Need.objects.get(code=need)
            actions.add_claim(change, by=by, need=served, partners=["AL"], degree="fully")
    return change


def change(scenario: Scenario, kind: str, response: str, day: date, name: str = DONOR) -> Change:
    by = person(name)
    with acting_as(by.pk):
        fields = {"response": Response.objects.get(code=response), "day": day}
        return actions.add_change(scenario, by=by, kind=kind, fields=fields)
