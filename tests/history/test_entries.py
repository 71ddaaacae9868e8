"""The journal in words: who, when, what from what to what; never an id, and nothing of what the reader may not see."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.framework.models import Pillar
from iisg.history.entries import Change, Reading, entries_of, show_value
from iisg.members.models import Organisation
from iisg.needs.actions import Piece, edit_evidence, edit_need, edit_partner_words, ordered_evidence
from iisg.needs.models import Need, NeedPartner
from iisg.responses.actions import add_response, edit_response
from iisg.responses.models import Response
from tests.people import DONOR, OFFICER_AL, SECRETARIAT, VISITOR, actor, person

pytestmark = pytest.mark.django_db
LOADED = "N-CT-004"


def history_of(who: str, code: str = LOADED) -> list[Reading]:
    with acting_as(actor(who)):
        found = Need.objects.filter(code=code).first()
        return entries_of("need", found.pk) if found else []


def edit(**fields: object) -> None:
    by = person(SECRETARIAT)
    with acting_as(by.pk, note="As the pillar group asked"):
        need = Need.objects.get(code=LOADED)
        edit_need(need, by=by, version=need.version, fields=fields, partners=need.named)
        document = ordered_evidence(need)[0].document
        pieces = [Piece(0, {"document": document, "locator": "Page 4"})]
        edit_evidence(need, by=by, version=need.version, pieces=pieces)


def test_a_loaded_need_says_who_loaded_it_and_with_what_note() -> None:
    (loaded,) = history_of(DONOR)
    assert (loaded.who, loaded.summary) == ("Secretariat, RCC", "Need added")
    assert loaded.note.startswith("Load")
    assert Change("Need", "Priority", "not stated", "High") in loaded.changes


def test_one_save_is_one_entry_with_old_and_new_in_words() -> None:
    edit(priority="low", is_demo=False, acquis_chapters=["24", "31"])
    newest, _ = history_of(DONOR)
    assert newest.note == "As the pillar group asked"
    assert newest.summary == "Need: Priority, acquis chapters changed; Evidence: Locator changed"
    assert newest.changes == [
        Change("Need", "Priority", "High", "Low"),
        Change("Need", "Acquis chapters", "24", "24, 31"),
        Change("Evidence", "Locator", "Objective 4", "Page 4"),
    ]


def test_a_partners_words_are_named_after_the_partner() -> None:
    by = person(OFFICER_AL)
    with acting_as(by.pk):
        said = NeedPartner.objects.get(need__code=LOADED, partner="AL")
        edit_partner_words(said, by=by, version=1, fields={"is_met": True, "urgency": "high"})
    newest = history_of(DONOR)[0]
    assert newest.who == "Officer, Albania, Ministry of Interior of Albania"
    assert newest.changes == [
        Change("Words of Albania", "Met", "not stated", "yes"),
        Change("Words of Albania", "Urgency", "not stated", "High"),
    ]


def test_no_entry_of_the_sample_shows_a_bare_number_where_a_record_is_meant() -> None:
    labels = {"Pillar", "Measure", "Cycle", "Document", "Owner", "Partner"}
    shown = [change.new for reading in history_of(SECRETARIAT) for change in reading.changes if change.label in labels]
    assert len(shown) == 4
    assert [value for value in shown if re.fullmatch(r"\d+", value)] == []


def test_the_name_of_a_record_that_the_reader_may_not_see_is_not_told() -> None:
    secretariat = person(SECRETARIAT)
    fields = {"title": "Programme", "kind": "project", "status": "ongoing", "level": "secretariat"}
    with acting_as(secretariat.pk):
        giz = Organisation.objects.get(short_name="GIZ")
        fields |= {"pillar": Pillar.objects.get(code="WBCTi")}  # type: ignore[dict-item]
        above = add_response(by=secretariat, fields=fields, parties={}, partners={"AL": None})
        fields |= {"level": "members", "part_of": above, "title": "Component"}  # type: ignore[dict-item]
        below = add_response(by=secretariat, fields=fields, parties={"lead": [giz]}, partners={"AL": None})
        told = [c.new for r in entries_of("response", below.pk) for c in r.changes if c.label == "Part of"]
        assert told == [str(above)]
    with acting_as(actor(DONOR)):
        told = [c.new for r in entries_of("response", below.pk) for c in r.changes if c.label == "Part of"]
        assert told == []  # as where no programme is stated


def test_a_response_names_parties_and_partners_and_writes_dates_and_money_to_be_read() -> None:
    secretariat = person(SECRETARIAT)
    with acting_as(secretariat.pk):
        response = Response.objects.exclude(end_date=None).exclude(budget_eur=None).filter(is_demo=False)[0]
        iom = Organisation.objects.get(short_name="IOM")
        changes = {"end_date": "2031-05-01", "budget_eur": 1234567, "status": "suspended"}
        served = dict(response.serves.values_list("partner_id", "share"))
        edit_response(
            response, by=secretariat, version=response.version, fields=changes, parties={"lead": [iom]}, partners=served
        )
        newest = entries_of("response", response.pk)[0]
    new = {change.label: change.new for change in newest.changes if change.of == "Response"}
    assert new == {"End date": "1 May 2031", "Budget in EUR": "1,234,567", "Status": "Suspended"}
    assert "Part of IOM added" in newest.what


def test_history_is_for_members_who_see_the_record() -> None:
    edit(priority="low")
    assert [len(history_of(who)) for who in (SECRETARIAT, OFFICER_AL, DONOR, VISITOR)] == [2, 2, 2, 0]


def test_what_was_said_at_a_closed_level_stays_closed_when_the_level_opens() -> None:
    with acting_as(actor(DONOR)):
        loaded = Need.objects.get(code=LOADED).title
    edit(level="secretariat")
    edit(title="Said in confidence")
    edit(level="members")
    told = [[c.new for r in history_of(who) for c in r.changes if c.label == "Title"] for who in (SECRETARIAT, DONOR)]
    assert told == [["Said in confidence", loaded], [loaded]]


def test_equally_many_queries_for_two_entries_and_for_twenty(django_assert_num_queries: Any) -> None:
    edit(priority="low")
    with acting_as(actor(SECRETARIAT)):
        need = Need.objects.get(code=LOADED)
        with CaptureQueriesContext(connection) as for_two:
            assert len(entries_of("need", need.pk)) == 2
    for number in range(18):
        edit(title=f"Title {number}")
    with acting_as(actor(SECRETARIAT)), django_assert_num_queries(len(for_two)):
        assert sum(len(reading.what) for reading in entries_of("need", need.pk)) > 20


@pytest.mark.parametrize("day", ["infinity", "-infinity", "20000-01-0"])
def test_an_entry_with_a_day_that_no_calendar_knows_is_shown_as_it_was_written(day: str):
    assert show_value(Response, "end_date", day) == day
