"""An envelope is weighed once for each reader, and again only when what it rests on has changed."""

from typing import Any

import psycopg
import pytest

from iisg.access import turns
from iisg.access.acting import acting_as
from iisg.analysis.programme import NotSolved, Programme
from iisg.config.postgres import Server
from iisg.scenarios import solving
from iisg.scenarios.models import Scenario, Solved
from tests.people import BOARD, DONOR, SECRETARIAT, actor, client, person
from tests.scenarios.made import scenario_of
from tests.scenarios.test_allocation import HEADER, post
from tests.scenarios.test_scenario_pages import open_need

pytestmark = pytest.mark.django_db
NOTHING_PROVEN = "Not solved: nothing was proven."


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[Programme]:
    """Every programme that is solved anew, in order."""
    found: list[Programme] = []
    solve = Programme.solve

    def count(programme: Programme, seconds: float) -> Any:
        found.append(programme)
        return solve(programme, seconds)

    monkeypatch.setattr(Programme, "solve", count)
    return found


def weighed(*, shared: bool = False, cost: int = 900) -> tuple[Scenario, str]:
    """A scenario with two candidates for one need, and their lines."""
    scenario, need = scenario_of(shared=shared), open_need()
    lines = f"{HEADER}\nA-1,Full,{cost},{need},AL,fully\nA-2,Some,100,{need},AL,partly\n"
    assert post(scenario, lines=lines).status_code == 302
    return scenario, need


def page(scenario: Scenario, name: str = DONOR) -> str:
    return client(name).get(scenario.get_absolute_url()).content.decode()


def test_an_envelope_is_weighed_at_the_first_look_and_at_no_other(searches):
    scenario, _ = weighed()
    files = [client(DONOR).get(f"{scenario.get_absolute_url()}scenario.json").content for _ in range(2)]
    assert (len(searches), files[0] == files[1], "Proven optimal" in page(scenario)) == (1, True, True)


def test_what_it_rests_on_changes_and_it_is_weighed_again(searches):
    scenario, need = weighed()
    page(scenario)
    post(scenario, lines=f"{HEADER}\nA-1,Full,901,{need},AL,fully\n")
    page(scenario)
    post(scenario, lines=f"{HEADER}\nA-1,Full,901,{need},AL,fully\n", envelope="2000")
    page(scenario)
    assert len(searches) == 3


def test_each_reader_has_an_answer_of_their_own_which_nobody_else_reads(searches):
    scenario, _ = weighed(shared=True)
    for name in (DONOR, BOARD, DONOR, BOARD):
        page(scenario, name)
    seen = {}
    for name in (DONOR, BOARD, SECRETARIAT, "visitor"):
        with acting_as(actor(name)):
            seen[name] = list(Solved.objects.values_list("person", flat=True))
    assert len(searches) == 2
    assert seen == {DONOR: [person(DONOR).pk], BOARD: [person(BOARD).pk], SECRETARIAT: [], "visitor": []}


def test_what_was_not_proven_is_not_tried_again_until_somebody_asks(monkeypatch):
    scenario, _ = weighed()
    tried = []

    def give_up(programme: Programme, seconds: float) -> Any:
        tried.append(seconds)
        raise NotSolved("nothing was proven")

    monkeypatch.setattr(Programme, "solve", give_up)
    assert [NOTHING_PROVEN in page(scenario) for _ in range(2)] == [True, True]
    assert tried == [solving.MOST_SECONDS]
    monkeypatch.undo()
    again = client(DONOR).post(f"{scenario.get_absolute_url()}candidates/weigh/", follow=True).content.decode()
    assert ("Proven optimal" in again, NOTHING_PROVEN in again) == (True, False)


def test_a_page_without_a_place_says_so_and_keeps_nothing(server: Server, searches):
    scenario, _ = weighed()
    with psycopg.connect(server.url(database="tests")) as other:
        for place in range(turns.PLACES):
            other.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"long work {place}"])
        told = page(scenario)
    assert (turns.OTHERS in told, len(searches), "Proven optimal" in page(scenario)) == (True, 0, True)


def test_a_solution_goes_with_its_scenario():
    scenario, _ = weighed()
    page(scenario)
    assert client(DONOR).post(f"{scenario.get_absolute_url()}delete/").status_code == 302
    with acting_as(actor(DONOR)):
        assert not Solved.objects.exists()


def test_a_search_that_has_no_time_left_proves_nothing(searches):
    scenario, _ = weighed()
    page(scenario)
    with pytest.raises(NotSolved, match="no set was proven best"):
        searches[0].solve(0.0)
