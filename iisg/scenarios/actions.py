"""Every change of a scenario. None touches a record; nothing here is journalled, since nothing here is the register."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from iisg.access.codes import new_code
from iisg.access.saving import NotAllowed, lock, save_version
from iisg.framework.models import Cycle
from iisg.members.models import Person
from iisg.needs.models import Need
from iisg.scenarios.models import Candidate, Change, ImaginedClaim, Scenario
from iisg.scenarios.rules import may_edit_scenario

MOST_CHANGES, MOST_CLAIMS = 100, 100  # a page computes them all


class TooMany(Exception):
    """A scenario is full."""


def own(scenario: Scenario, by: Person) -> Scenario:
    """As it is now. Changes of one scenario come one after the other, from however many windows."""
    if not may_edit_scenario(by, scenario):
        raise NotAllowed("Only its owner changes a scenario.")
    return lock(scenario)  # type: ignore[no-any-return]


@transaction.atomic
def add_scenario(*, by: Person, title: str, cycle: Cycle, on: date) -> Scenario:
    return Scenario.objects.create(
        code=new_code("S"), title=title, cycle=cycle, on=on, owner=by, organisation=by.organisation
    )


@transaction.atomic
def edit_scenario(scenario: Scenario, *, by: Person, version: int, fields: Mapping[str, Any]) -> Scenario:
    """Raises Stale when somebody saved since `version`."""
    own(scenario, by)
    save_version(scenario, version, dict(fields))
    return scenario


@transaction.atomic
def share_scenario(scenario: Scenario, *, by: Person, is_shared: bool) -> None:
    save_version(scenario, own(scenario, by).version, {"is_shared": is_shared})


@transaction.atomic
def delete_scenario(scenario: Scenario, *, by: Person) -> None:
    own(scenario, by).delete()


@transaction.atomic
def add_change(scenario: Scenario, *, by: Person, kind: str, fields: Mapping[str, Any]) -> Change:
    """A response is changed once in a scenario: a second change of it takes the place of the first."""
    own(scenario, by)
    if fields.get("response"):
        scenario.changes.filter(response=fields["response"]).delete()
    if scenario.changes.count() >= MOST_CHANGES:
        raise TooMany(f"A scenario holds at most {MOST_CHANGES} changes: remove one first.")
    return Change.objects.create(code=new_code("A"), scenario=scenario, kind=kind, **fields)


@transaction.atomic
def remove_change(change: Change, *, by: Person) -> None:
    own(change.scenario, by)
    change.delete()


@transaction.atomic
def add_claim(change: Change, *, by: Person, need: Need, partners: list[str], degree: str) -> ImaginedClaim:
    own(change.scenario, by)
    if change.claims.count() >= MOST_CLAIMS:
        raise TooMany(f"An imagined response claims to serve at most {MOST_CLAIMS} needs: remove one first.")
    return ImaginedClaim.objects.create(code=new_code("C"), change=change, need=need, partners=partners, degree=degree)


@transaction.atomic
def remove_claim(claim: ImaginedClaim, *, by: Person) -> None:
    own(claim.change.scenario, by)
    claim.delete()


@transaction.atomic
def set_candidates(
    scenario: Scenario, *, by: Person, version: int, envelope: Decimal | None, candidates: Iterable[Candidate]
) -> None:
    """In place of those before. Raises Stale when somebody saved since `version`."""
    own(scenario, by)
    save_version(scenario, version, {"envelope_eur": envelope})
    scenario.candidates.all().delete()
    for candidate in (rows := list(candidates)):
        candidate.scenario = scenario
    Candidate.objects.bulk_create(rows)


@transaction.atomic
def remove_candidates(scenario: Scenario, *, by: Person) -> None:
    """Whatever they are by now."""
    set_candidates(scenario, by=by, version=own(scenario, by).version, envelope=None, candidates=[])
