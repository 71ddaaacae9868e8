"""The Secretariat sets the weights of the gap score, sees the effect before, and the gap list follows."""

from datetime import date
from decimal import Decimal

import pytest

from iisg.access.acting import acting_as
from iisg.analysis.findings import Weights
from iisg.analysis.gaps import gaps
from iisg.framework.models import GapWeights
from iisg.responses.portfolio import portfolio_of
from iisg.responses.weights import NAMES, current_weights
from tests.explore.page import DAY
from tests.people import BOARD, DONOR, OFFICER_AL, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)
POSTED = {name: str(getattr(Weights(), name)) for name in NAMES} | {"version": "1"}


def stored() -> Weights:
    with acting_as(None):
        return current_weights()


def scores_on_the_page() -> list[Decimal]:
    paginator = client(BOARD).get(f"/members/gaps/?on={DAY}").context["page"].paginator
    rows = [gap for number in paginator.page_range for placed in paginator.page(number) for gap in placed.row.gaps]
    return sorted(gap.score for gap in rows if gap.score is not None and not gap.is_demo)


def scores_with(weights: Weights) -> list[Decimal]:
    with acting_as(person(BOARD).pk):
        return sorted(f["score"] for f in gaps(portfolio_of("2025-2026"), ON, weights) if f["score"] is not None)


def test_the_weights_start_as_the_defaults_of_the_analysis() -> None:
    assert stored() == Weights()


def test_members_read_them_and_only_the_secretariat_sets_them() -> None:
    assert client(VISITOR).get("/members/weights/").status_code == 302
    for name in (DONOR, OFFICER_AL, BOARD):
        assert client(name).get("/members/weights/").context["form"] is None
        assert client(name).post("/members/weights/", {**POSTED, "act": "save", "low": "9"}).status_code == 403
        with acting_as(person(name).pk):
            assert GapWeights.objects.update(low=9) == 0
    assert stored() == Weights()


def test_the_effect_is_shown_without_changing_anything() -> None:
    address = f"/members/weights/?on={DAY}"
    found = client(SECRETARIAT).post(address, {**POSTED, "single_provider": "100", "act": "preview"}).context
    assert (len(found["before"]), len(found["after"])) == (20, 20)
    kinds = {gap.kind for _, _, gap in found["after"]}
    assert kinds == {"single_provider"}
    assert found["entering"] == sum(was > 20 for _, was, _ in found["after"])
    assert stored() == Weights()


def test_what_is_set_ranks_the_gap_list_and_stands_in_the_journal() -> None:
    changed = Weights(high=Decimal("7.25"), closing_days=400)
    posted = {**POSTED, "high": "7.25", "closing_days": "400", "act": "save"}
    assert client(SECRETARIAT).post("/members/weights/", posted).status_code == 302
    assert stored() == changed
    assert scores_on_the_page() == scores_with(changed)
    assert client(SECRETARIAT).post("/members/weights/", {**posted, "high": "5"}).status_code == 409
    assert stored() == changed


@pytest.mark.parametrize(("name", "value"), [("high", "-1"), ("low", "x"), ("closing_days", "364"), ("medium", "1e9")])
def test_weights_that_make_no_sense_are_refused_with_the_field_named(name: str, value: str) -> None:
    answer = client(SECRETARIAT).post("/members/weights/", {**POSTED, name: value, "act": "save"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [name])
    assert stored() == Weights()
