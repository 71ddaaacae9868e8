"""A gap that is open in three cycles in a row stands in the gap list; the real data has two, so a third is planted."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.responses.models import Claim, ClaimPartner, Response
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY
from tests.explore.planted import plant_earlier_need
from tests.people import AGENCY, OFFICER_AL, OFFICER_RS, SECRETARIAT, client, person

pytestmark = pytest.mark.django_db
NOW, SECOND, FIRST = "N-CT-009", "N23-CT-901", "N21-CT-901"  # Adopt the law on a national database, Serbia
PAGE = f"/members/gaps/?on={DAY}&kind=chronic"


def plant(level: str = "members") -> None:
    plant_earlier_need(SECOND, "2023-2024", NOW, ["RS"])
    plant_earlier_need(FIRST, "2021-2022", SECOND, ["RS", "AL"], level=level)


def listed(name: str) -> list[tuple[str, str]]:
    rows = client(name).get(PAGE).context["page"].paginator.object_list
    return [(gap.subject, gap.finding["partner"]) for placed in rows for gap in placed.row.gaps]


def test_two_cycles_make_nothing_chronic() -> None:
    with acting_as(person(SECRETARIAT).pk):
        assert portfolio_of("2025-2026").earlier == ()
    assert listed(SECRETARIAT) == []


def test_a_need_open_in_three_cycles_is_listed_with_its_sentence_score_and_origins() -> None:
    plant()
    page = client(AGENCY).get(PAGE)
    (row,) = [placed.row for placed in page.context["page"]]
    assert row.reasons == [
        "Nothing served this need for Serbia on 31 Dec 2022, 31 Dec 2024 and 30 Jun 2026, three cycles in a row; "
        f"it comes from {FIRST} and {SECOND}."
    ]
    assert (row.first.score, row.first.parts) == (
        Decimal(2), [("2", "medium priority"), ("1", "all of it open"), ("1", "open for long")]
    )  # fmt: skip
    assert [f'<a href="/needs/{code}/">' in page.text for code in (FIRST, SECOND)] == [True, True]
    (found,) = json.loads(client(AGENCY).get(f"/members/gaps.json?on={DAY}&kind=chronic").content)
    assert (found["kind"], found["need"], found["partner"], found["score"]) == ("chronic", NOW, "RS", 2)


def test_help_on_the_last_day_of_an_earlier_cycle_breaks_the_row() -> None:
    plant()
    with acting_as(person(SECRETARIAT).pk):
        of = {
            "need": Need.objects.get(code=SECOND),
            "response": Response.objects.filter(
                start_date__lte="2024-12-31", end_date__gte="2024-12-31", serves__partner="RS", is_demo=False
            ).exclude(status__in=["suspended", "cancelled"])[0],
        }
        ClaimPartner.objects.create(
            claim=Claim.objects.create(code="C-23", degree="partly", **of), partner_id="RS", **of
        )
    assert listed(AGENCY) == []


@pytest.mark.parametrize(("level", "readers"), [("pillar", [SECRETARIAT, OFFICER_AL]), ("secretariat", [SECRETARIAT])])
def test_who_does_not_see_an_earlier_need_finds_nothing_chronic_and_the_badge_is_its_level(
    level: str, readers: list[str]
) -> None:
    plant(level)
    everybody = [SECRETARIAT, OFFICER_AL, OFFICER_RS, AGENCY]
    assert [name for name in everybody if listed(name)] == readers
    assert [client(name).get(PAGE).context["level"] for name in readers] == [level] * len(readers)


def test_many_earlier_needs_take_as_many_queries_as_one() -> None:
    plant()
    browser = client(AGENCY)
    browser.get(PAGE)
    counts = []
    for first, last in ((1, 2), (2, 12)):
        for number in range(first, last):
            plant_earlier_need(f"N21-CT-7{number:02}", "2021-2022", SECOND, ["RS"])
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
