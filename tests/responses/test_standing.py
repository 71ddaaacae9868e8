from datetime import date, timedelta
from itertools import product

import pytest

from iisg.access.acting import acting_as
from iisg.analysis.activity import is_active, is_planned
from iisg.analysis.findings import Survey, Weights
from iisg.analysis.portfolio import Portfolio, frame_of
from iisg.analysis.record_gaps import disagreeing_statuses
from iisg.framework.names import STATUSES
from iisg.responses.models import Response
from iisg.responses.standing import judge, with_standing
from tests.people import SECRETARIAT, actor

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 30)
DAYS = [None, ON - timedelta(9), ON - timedelta(1), ON, ON + timedelta(1), ON + timedelta(9)]


def every_combination():
    for number, (status, start, end) in enumerate(product(STATUSES, DAYS, DAYS)):
        if not (start and end and end < start):
            yield {"code": f"T-{number}", "title": "T", "status": status, "start_date": start, "end_date": end}


def test_lists_and_analysis_say_the_same_of_every_combination_of_status_and_dates():
    rows = list(every_combination())
    frame = frame_of("responses", [row | {"pillar": "WBCTi"} for row in rows])
    expected = {
        code: (active, planned)
        for code, active, planned in frame.select("code", a=is_active(ON), p=is_planned(ON)).iter_rows()
    }
    with acting_as(actor(SECRETARIAT)):
        Response.objects.bulk_create([Response(pillar_id="WBCTi", level="public", **row) for row in rows])
        found = with_standing(Response.objects.filter(code__startswith="T-"), ON)
        assert {r.code: (r.standing == "ongoing", r.standing == "planned") for r in found} == expected  # type: ignore[attr-defined]


def test_lists_and_analysis_find_the_same_disagreements():
    rows = list(every_combination())
    frame = frame_of("responses", [row | {"pillar": "WBCTi"} for row in rows])
    needs, claims, approaches = (frame_of(name) for name in ("needs", "claims", "approaches"))
    survey = Survey(Portfolio(needs, frame, claims, approaches), ON, Weights())
    expected = {finding["response"] for finding in disagreeing_statuses(survey)}
    with acting_as(actor(SECRETARIAT)):
        Response.objects.bulk_create([Response(pillar_id="WBCTi", level="public", **row) for row in rows])
        found = with_standing(Response.objects.filter(code__startswith="T-"), ON).filter(disagrees=True)  # type: ignore[misc]
        assert {response.code for response in found} == expected
        assert all(judge(response, ON).disagreement for response in found)


@pytest.mark.parametrize(
    ("status", "start", "end", "words"),
    [
        ("planned", date(2026, 6, 30), None, "Declared planned, but its start, 30 Jun 2026, has come."),
        ("ongoing", None, date(2026, 6, 29), "Declared ongoing, but it ended on 29 Jun 2026."),
        ("ongoing", date(2026, 7, 1), None, "Declared ongoing, but it starts only on 1 Jul 2026."),
        ("completed", None, date(2026, 6, 30), "Declared completed, but its last day, 30 Jun 2026, has not passed."),
        ("ongoing", date(2026, 6, 30), date(2026, 6, 30), ""),
        ("completed", None, None, ""),
    ],
)
def test_a_disagreement_is_explained_with_its_date(status, start, end, words):
    with acting_as(actor(SECRETARIAT)):
        Response.objects.create(
            code="T-1", title="T", pillar_id="WBCTi", level="public", status=status, start_date=start, end_date=end
        )
        response = with_standing(Response.objects.all(), ON).get(code="T-1")
    assert judge(response, ON).disagreement == words
