"""An envelope is weighed once for each reader, and again only when something that it rests on has changed.

Proving a set best takes seconds where costs are alike. So what was found is kept (`Solved`), what could not be proven
in the time there is as well, and only few are weighed at a time (access/turns.py).
"""

from collections.abc import Callable
from hashlib import sha256
from json import dumps

from iisg.access.turns import NoPlace, take_place
from iisg.analysis.programme import NotSolved, Programme, Solution
from iisg.members.models import Person
from iisg.scenarios.models import Scenario, Solved

MOST_SECONDS = 15.0


def solve_once(scenario: Scenario, by: Person) -> Callable[[Programme], Solution]:
    """For `allocate`: what was found before, or else found now. Raises NotSolved."""

    def solve(programme: Programme) -> Solution:
        digest = digest_of(programme)
        kept = Solved.objects.filter(scenario=scenario, person=by, digest=digest).first()
        if kept is None:
            find_place(by)
            kept, _ = Solved.objects.update_or_create(
                scenario=scenario, person=by, defaults={"digest": digest, **_find(programme)}
            )
        if kept.problem:
            raise NotSolved(kept.problem)
        return Solution(kept.chosen, kept.second)

    return solve


def solve_again(scenario: Scenario, by: Person) -> None:
    """At the next look, though nothing has changed: the machine may have been busy."""
    Solved.objects.filter(scenario=scenario, person=by).delete()


def digest_of(programme: Programme) -> str:
    """Of all that the answer depends on."""
    actions = [(action.code, str(action.cost), sorted(action.gives.items())) for action in programme.actions]
    cells = sorted((cell, low, programme.worth[cell]) for cell, low in programme.low.items())
    return sha256(dumps([actions, cells, str(programme.envelope)]).encode()).hexdigest()


def find_place(by: Person) -> None:
    """Not kept: the next look may find a place."""
    try:
        take_place(by.pk)
    except NoPlace as problem:
        raise NotSolved(str(problem).rstrip(".")) from problem


def _find(programme: Programme) -> dict[str, object]:
    try:
        found = programme.solve(MOST_SECONDS)
    except NotSolved as problem:
        return {"chosen": [], "second": [], "problem": str(problem)}
    return {"chosen": list(found.chosen), "second": list(found.second), "problem": ""}
