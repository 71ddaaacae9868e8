"""The template of a cycle: members read it, the Secretariat edits and copies it, every change is in the journal."""

from typing import Any

import pytest

from iisg.access.acting import acting_as
from iisg.framework.actions import fingerprint
from iisg.framework.models import Measure, Objective
from iisg.history.entries import entries_of
from tests.people import DONOR, OFFICER_AL, SECRETARIAT, VISITOR, actor, client

pytestmark = pytest.mark.django_db
ADDRESS = "/members/template/2025-2026/"


def objective(code: str = "O-CT-1", cycle: str = "2025-2026") -> Objective:
    with acting_as(None):
        return Objective.objects.get(cycle=cycle, code=code)


def posted(of: Objective, new: str = "", **changes: Any) -> dict[str, Any]:
    """What the browser sends when the objective's form is saved with these changes; `new` is a measure to add."""
    with acting_as(None):
        measures = list(of.measures.order_by("order", "code").values("id", "order", "title"))
        seen = fingerprint(of)
    rows = [*measures, {"title": new}, {}]
    counts = {"measures-TOTAL_FORMS": len(rows), "measures-INITIAL_FORMS": len(measures)}
    fields = {f"measures-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    own = {"title": of.title, "strand": of.strand, "order": of.order, "pillar": of.pillar_id, "seen": seen}
    return {**counts, **fields, **own, **changes}


@pytest.mark.parametrize(("who", "reads", "edits"), [(VISITOR, 302, 302), (DONOR, 200, 403), (SECRETARIAT, 200, 200)])
def test_members_read_the_template_and_the_secretariat_edits_it(who: str, reads: int, edits: int) -> None:
    addresses = [ADDRESS, f"{ADDRESS}add/", f"{ADDRESS}{objective().pk}/"]
    assert [client(who).get(address).status_code for address in addresses] == [reads, edits, edits]


@pytest.mark.parametrize("address", ["/members/template/1999-2000/", f"{ADDRESS}999999999999999999999/"])
def test_what_is_not_there_is_not_found(address: str) -> None:
    assert client(SECRETARIAT).get(address).status_code == 404


def test_measures_are_renamed_reordered_and_added() -> None:
    of = objective()
    data = posted(of, new="Review the law every year", title="Know the threat")
    data |= {"measures-0-title": "Bring the law into line", "measures-0-order": 9}
    assert client(SECRETARIAT).post(f"{ADDRESS}{of.pk}/", data).status_code == 302
    with acting_as(None):
        of.refresh_from_db()
        measures = {m.code: (m.title, m.order) for m in of.measures.all()}
    assert of.title == "Know the threat"
    assert measures["M-CT-1.1"] == ("Bring the law into line", 9)
    assert measures["M-CT-1.6"] == ("Review the law every year", 10)


def test_the_change_is_in_the_journal_of_the_objective_for_members() -> None:
    of = objective()
    client(SECRETARIAT).post(f"{ADDRESS}{of.pk}/", posted(of, new="Review the law every year", title="Know the threat"))
    counts = []
    for who in (SECRETARIAT, DONOR, OFFICER_AL, VISITOR):
        with acting_as(actor(who)):
            counts.append([reading.summary for reading in entries_of("objective", of.pk)][:1])
    assert counts == [["Objective: Title changed; Measure added"]] * 3 + [[]]


def test_a_stale_save_shows_both_versions_and_stores_nothing() -> None:
    of = objective()
    mine, theirs = posted(of, title="Mine"), posted(of, title="Theirs")
    assert client(SECRETARIAT).post(f"{ADDRESS}{of.pk}/", theirs).status_code == 302
    stale = client(SECRETARIAT).post(f"{ADDRESS}{of.pk}/", mine)
    assert stale.status_code == 409
    assert [(d.label, d.yours, d.stored) for d in stale.context["differences"]] == [("Objective", "Mine", "Theirs")]
    assert objective().title == "Theirs"


def test_a_measure_keeps_a_title_and_ids_of_other_objectives_reach_nothing() -> None:
    of, other = objective(), objective("O-BS-1")
    with acting_as(None):
        theirs = other.measures.order_by("order")[0]
    emptied = client(SECRETARIAT).post(f"{ADDRESS}{of.pk}/", posted(of) | {"measures-0-title": ""})
    assert emptied.status_code == 422
    client(SECRETARIAT).post(
        f"{ADDRESS}{of.pk}/", posted(of) | {"measures-0-id": theirs.pk, "measures-0-title": "Taken"}
    )
    with acting_as(None):
        assert Measure.objects.get(pk=theirs.pk).title == theirs.title


def test_a_new_objective_gets_the_next_code() -> None:
    data = {"pillar": "WBBSi", "title": "Prepare for crises", "order": 20, "measures-TOTAL_FORMS": 1}
    data |= {"measures-INITIAL_FORMS": 0, "measures-0-title": "Plan the first hour"}
    assert client(SECRETARIAT).post(f"{ADDRESS}add/", data).status_code == 302
    with acting_as(None):
        added = Objective.objects.get(title="Prepare for crises")
        assert (added.code, [m.code for m in added.measures.all()]) == ("O-BS-5", ["M-BS-5.1"])


def test_a_template_is_copied_whole_and_only_where_there_is_none() -> None:
    browser = client(SECRETARIAT)
    assert browser.post(ADDRESS, {"to": "2027-2028"}).headers["Location"] == "/members/template/2027-2028/"
    with acting_as(None):
        copies = [
            list(
                Measure.objects.filter(cycle=cycle)
                .order_by("code")
                .values_list("code", "title", "order", "objective__code")
            )
            for cycle in ("2025-2026", "2027-2028")
        ]
    assert len(copies[0]) == 60
    assert copies[0] == copies[1]
    assert browser.post(ADDRESS, {"to": "2027-2028"}).status_code == 422
    assert client(DONOR).post(ADDRESS, {"to": "2029-2030"}).status_code == 403


@pytest.mark.parametrize("to", ["", "2027", "2027-2029", "2027-2028x", "\0"])
def test_only_two_years_in_a_row_are_a_cycle(to: str) -> None:
    assert client(SECRETARIAT).post(ADDRESS, {"to": to}).status_code == 422
