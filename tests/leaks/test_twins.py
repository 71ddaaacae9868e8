"""Two databases that differ only in records hidden from a person answer that person byte by byte the same.

So no count, rank, order, picture, export or error tells of what is hidden.
"""

from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from iisg.access.acting import acting_as
from iisg.config import postgres
from iisg.needs.models import Need
from iisg.responses.models import Claim, Response
from tests import conftest, database
from tests.leaks.canaries import hatch_hidden
from tests.leaks.routes import addresses
from tests.leaks.test_routes import normal, text_of
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, actor, client

TWINS = {
    ("secretariat", "WBCTi"): [VISITOR, OFFICER_AL, DONOR, BOARD],
    ("pillar", "WBCTi"): [VISITOR, OFFICER_RS, DONOR, AGENCY],
}


def answers(people: list[str]) -> dict[str, dict[str, tuple[int, str]]]:
    with acting_as(actor(SECRETARIAT)):
        real: dict[str, Any] = {"needs": Need, "responses": Response, "claims": Claim}
        codes = {
            kind: list(
                model.objects.filter(code__regex=r"^[NRC]-.*[0-9]{3,4}$")
                .order_by("code")
                .values_list("code", flat=True)
            )[::9]
            for kind, model in real.items()
        }
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for name in people:
        browser = client(name)
        found[name] = {}
        for address in addresses(**codes, most=8):
            response = browser.get(address)
            found[name][address] = (response.status_code, normal(text_of(response)))
    return found


@pytest.mark.parametrize(("hidden", "people"), TWINS.items(), ids=str)
def test_hidden_records_change_no_answer(
    server: postgres.Server, django_db_setup, django_db_blocker: DjangoDbBlocker, hidden, people
):
    with django_db_blocker.unblock():
        database.copy(server, "twin")
        database.use(server, "twin")
        without = answers(people)
        hatch_hidden(*hidden)
        with_hidden = answers(people)
        database.use(server, conftest.TESTED)
    differing = [
        (name, address)
        for name in people
        for address in without[name]
        if without[name][address] != with_hidden[name].get(address)
    ]
    assert differing == []
    assert sum(map(len, without.values())) > 300


def test_the_difference_would_be_seen_by_those_entitled(
    server: postgres.Server, django_db_setup, django_db_blocker: DjangoDbBlocker
):
    """The comparison can fail: the Secretariat, entitled, sees the two databases differ."""
    with django_db_blocker.unblock():
        database.copy(server, "twin")
        database.use(server, "twin")
        browser = client(SECRETARIAT)
        before = normal(text_of(browser.get("/members/")))
        hatch_hidden("secretariat", "WBCTi")
        after = normal(text_of(browser.get("/members/")))
        database.use(server, conftest.TESTED)
    assert before != after
