"""Rows stored before the tables held how far a value may reach, or past the checks: no page or file breaks on one."""

from dataclasses import replace

import psycopg
import pytest

from iisg.access.acting import acting_as
from iisg.access.limits import FIRST_DAY, LAST_DAY
from iisg.config import postgres
from iisg.framework.names import PILLARS
from iisg.responses.models import Response
from tests.conftest import TESTED
from tests.journeys.pages import Records, chosen
from tests.leaks.routes import ROUTES
from tests.people import SECRETARIAT, VISITOR, actor, client
from tests.scenarios.made import imagine, scenario_of

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = ["9999-12-31", "0001-01-01", "infinity", "-infinity", "20000-01-01", "0044-03-15 BC"]
PUBLIC = ["/", "/projects/", "/projects/?page=2", "/projects.csv", *(f"/pillars/{code}/" for code in PILLARS)]
OTHER_DAYS = {
    "needs_need": "target_date",
    "needs_evidence": "read_on",
    "responses_claimpartner": "said_on",
    "responses_pairdecision": "decided_on",
}


@pytest.fixture
def checks_off(server: postgres.Server):
    """A session of the superuser, for whom neither constraints nor triggers hold."""
    with psycopg.connect(server.url("postgres", TESTED), autocommit=True) as session:
        rows = session.execute(
            "select conrelid::regclass, conname from pg_constraint where conname ~ '_in_reach$|order$'"
        )
        for table, name in rows.fetchall():
            session.execute(f"alter table {table} drop constraint {name}")
        session.execute("set session_replication_role = replica")
        yield session


@pytest.fixture
def records(checks_off: psycopg.Connection) -> Records:
    """Some with each pair of days, among them the one that the pages are asked for; the largest amounts."""
    change = imagine(scenario_of(SECRETARIAT), SECRETARIAT)
    of_change = f"{change.scenario.code}/changes/{change.code}"
    records = replace(chosen(), scenario=change.scenario.code, change=of_change)
    checks_off.execute('update scenarios_scenario set "on" = %s, envelope_eur = 999999999999999.999999', ["infinity"])
    checks_off.execute(
        "update scenarios_change set start_date = '-infinity', end_date = '9999-12-31',"
        " cost_eur = 999999999999999.999999"
    )
    pairs = [(start, end) for start in [*DAYS, None] for end in [*DAYS, None]]
    codes = checks_off.execute("select code from responses_response order by code <> %s, code", [records.response])
    for (code,), days in zip(codes.fetchall(), pairs * 3, strict=False):
        checks_off.execute(
            "update responses_response set start_date = %s, end_date = %s where code = %s", [*days, code]
        )
    for table, column in OTHER_DAYS.items():
        checks_off.execute(f"update {table} set {column} = (%s::text[])[1 + id %% 6]::date", [DAYS])
    checks_off.execute("update framework_referencedocument set date = (%s::text[])[1 + id %% 2]", [DAYS])
    checks_off.execute(
        "update responses_response set budget_amount = 999999999999999999.999999, budget_currency = 'CHF',"
        " budget_eur = case when id % 2 = 0 then 999999999999999999.999999 end where id % 3 = 0"
    )
    checks_off.execute(
        "update framework_rate set year = 32767, per_eur = 0.000001 where currency = 'CHF' and year = 2024"
    )
    return records


@pytest.mark.parametrize("name", [VISITOR, SECRETARIAT])
def test_no_page_and_no_file_breaks_on_a_stored_row(records: Records, name: str):
    browser = client(name)
    pages = [*PUBLIC, *(records.fill(addresses[0]) for addresses in ROUTES.values())]
    found = {page: browser.get(page).status_code for page in pages}
    assert {page: status for page, status in found.items() if status >= 500} == {}
    assert {found[page] for page in PUBLIC} == {200}


def test_a_day_outside_is_read_as_the_nearest_within(records: Records):
    with acting_as(actor(SECRETARIAT)):
        days = [day for pair in Response.objects.values_list("start_date", "end_date") for day in pair if day]
        assert (min(days), max(days)) == (FIRST_DAY, LAST_DAY)
