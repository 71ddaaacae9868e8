"""The door to the analysis."""

import pytest

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.responses.portfolio import portfolio_of
from tests.people import SECRETARIAT, actor, client

pytestmark = pytest.mark.django_db
CYCLE = "2025-2026"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_need_that_is_not_stated_does_not_count_and_breaks_no_page(state):
    with acting_as(actor(SECRETARIAT)):
        before = portfolio_of(CYCLE)
        Need.objects.filter(code="N-BS-001").update(state=state)
        after = portfolio_of(CYCLE)
    assert set(before.needs["code"]) - set(after.needs["code"]) == {"N-BS-001"}
    assert after.claims.height == before.claims.filter(before.claims["need"] != "N-BS-001").height
    browser = client(SECRETARIAT)
    pages = [
        "/members/",
        "/members/gaps/",
        "/needs/N-BS-001/",
        "/members/needs/",
        "/members/reports/report.html?cycle=2025-2026&on=2026-06-30",
    ]
    assert [(page, browser.get(page).status_code) for page in pages] == [(page, 200) for page in pages]
