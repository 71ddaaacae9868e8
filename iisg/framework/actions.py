"""Every change of a cycle's template. PostgreSQL journals each."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from iisg.access.saving import NotAllowed, Stale, lock
from iisg.framework.cycles import ensure_cycle
from iisg.framework.models import Cycle, Measure, Objective, Pillar
from iisg.framework.names import PILLAR_LETTERS
from iisg.framework.rules import may_edit_template
from iisg.members.models import Person


class HasTemplate(Exception):
    """A cycle that has a template already is edited, not overwritten."""


class Row(NamedTuple):
    """A measure as the form gives it; without an id it is a new one."""

    id: int | None
    title: str
    order: int


def fingerprint(objective: Objective) -> str:
    """What an objective and its measures say now; a save that started from something else is stale."""
    rows = objective.measures.order_by("id").values_list("id", "title", "order")
    return repr((objective.title, objective.strand, objective.order, list(rows)))


@transaction.atomic
def edit_objective(
    objective: Objective, *, by: Person, seen: str, title: str, strand: str, order: int, measures: Iterable[Row]
) -> None:
    """Raises Stale when the objective or one of its measures is no longer what was `seen`."""
    if not may_edit_template(by):
        raise NotAllowed("Only the Secretariat edits the template.")
    stored: Objective = lock(objective)
    if fingerprint(stored) != seen:
        raise Stale(stored)
    stored.title, stored.strand, stored.order = title, strand, order
    stored.save()
    store_measures(stored, measures)


def store_measures(objective: Objective, measures: Iterable[Row]) -> None:
    known = {measure.pk: measure for measure in objective.measures.all()}
    for row in measures:
        if row.id is None:
            code = next_code("M", objective.code.removeprefix("O-"), ".", Measure, objective.cycle_id)
            objective.measures.create(cycle_id=objective.cycle_id, code=code, title=row.title, order=row.order)
        elif (known[row.id].title, known[row.id].order) != (row.title, row.order):
            objective.measures.filter(pk=row.id).update(title=row.title, order=row.order)


@transaction.atomic
def add_objective(
    *, by: Person, cycle: Cycle, pillar: Pillar, title: str, strand: str, order: int, measures: Iterable[Row] = ()
) -> Objective:
    if not may_edit_template(by):
        raise NotAllowed("Only the Secretariat adds to the template.")
    lock(cycle)  # one after the other: each objective gets its own code
    code = next_code("O", PILLAR_LETTERS[pillar.code], "-", Objective, cycle.code)
    objective = Objective.objects.create(cycle=cycle, code=code, pillar=pillar, strand=strand, title=title, order=order)
    store_measures(objective, measures)
    return objective


def next_code(letter: str, stem: str, joint: str, model: type[Objective] | type[Measure], cycle: str) -> str:
    """O-CT-7 after O-CT-6, M-CT-7.1 as the first measure of O-CT-7: codes of the template count, for it is public."""
    start = f"{letter}-{stem}{joint}"
    codes = list(model._default_manager.filter(cycle=cycle, code__startswith=start).values_list("code", flat=True))
    numbers = [int(code[len(start) :]) for code in codes if re.fullmatch(r"\d{1,6}", code[len(start) :])]
    return f"{start}{max(numbers, default=0) + 1}"


@transaction.atomic
def copy_template(*, by: Person, source: Cycle, to: str) -> Cycle:
    """Give another cycle, which is made where it does not exist, the objectives and measures of this one."""
    if not may_edit_template(by):
        raise NotAllowed("Only the Secretariat copies a template.")
    cycle: Cycle = lock(ensure_cycle(to))
    if Objective.objects.filter(cycle=cycle).exists():
        raise HasTemplate(f"The cycle {cycle} has a template already: edit that one.")
    copy_objectives(source, cycle)
    return cycle


def copy_objectives(source: Cycle, cycle: Cycle) -> None:
    for old in Objective.objects.filter(cycle=source).prefetch_related("measures"):
        new = Objective.objects.create(
            cycle=cycle, code=old.code, pillar_id=old.pillar_id, strand=old.strand, title=old.title, order=old.order
        )
        Measure.objects.bulk_create(
            Measure(cycle=cycle, objective=new, code=m.code, title=m.title, order=m.order) for m in old.measures.all()
        )
