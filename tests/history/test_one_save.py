"""One save that opens or closes a record and changes its parts: what others then read in its history."""

import pytest

from iisg.access.acting import acting_as
from iisg.history.entries import entries_of
from iisg.members.models import Organisation
from iisg.needs.actions import edit_need, say_fate, version_of_fate
from iisg.needs.models import Need, NeedPartner
from iisg.responses.actions import edit_response
from iisg.responses.models import Response, ResponseNote
from tests.people import DONOR, OFFICER_AL, SECRETARIAT, actor, person

pytestmark = pytest.mark.django_db(transaction=True)
SECRETS = {"contact": "Contact in confidence", "remarks": "Remarks in confidence"}


def read(name: str, subject: str, record: int) -> str:
    """The whole history of a record as this person reads it."""
    with acting_as(actor(name)):
        return str(entries_of(subject, record))


def store(response: Response, level: str, parties: dict[str, list[str]], note: dict[str, str]) -> None:
    """One save of the form of a response."""
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        found = {role: [Organisation.objects.get(short_name=n) for n in names] for role, names in parties.items()}
        partners, version = dict(response.serves.values_list("partner_id", "share")), response.version
        fields = {"level": level}
        edit_response(response, by=by, version=version, fields=fields, parties=found, partners=partners, note=note)


@pytest.fixture
def closed() -> Response:
    """A response at the Secretariat's level with contact, remarks and a funder."""
    with acting_as(actor(SECRETARIAT)):
        response = Response.objects.filter(is_demo=False, joined=None, part_of=None).order_by("id")[0]
    store(response, "secretariat", {"lead": ["IOM"], "funder": ["Frontex"]}, SECRETS)
    return response


def test_a_save_that_opens_a_response_and_empties_it_tells_members_nothing_of_before(closed: Response) -> None:
    store(closed, "members", {"lead": ["IOM"]}, {"contact": "", "remarks": ""})
    assert "Frontex" in read(SECRETARIAT, "response", closed.pk)
    told = read(DONOR, "response", closed.pk)
    assert [secret for secret in [*SECRETS.values(), "Frontex", "Note"] if secret in told] == []


def test_what_still_stands_when_a_response_is_opened_is_told_by_what_changes_it_later(closed: Response) -> None:
    store(closed, "members", {"lead": ["IOM"]}, SECRETS)
    with acting_as(actor(DONOR)):
        assert ResponseNote.objects.get(response=closed).remarks == SECRETS["remarks"]
    store(closed, "members", {"lead": ["IOM"]}, {"contact": "", "remarks": ""})
    assert SECRETS["remarks"] in read(DONOR, "response", closed.pk)


def test_a_save_that_closes_a_response_and_writes_tells_members_nothing_of_after(closed: Response) -> None:
    store(closed, "members", {"lead": ["IOM"]}, {"contact": "", "remarks": ""})
    store(closed, "secretariat", {"lead": ["IOM"]}, {"contact": "", "remarks": "Written while closed"})
    store(closed, "members", {"lead": ["IOM"]}, {"contact": "", "remarks": ""})
    assert "Written while closed" in read(SECRETARIAT, "response", closed.pk)
    assert "Written while closed" not in read(DONOR, "response", closed.pk)


def test_a_need_that_is_opened_without_a_partner_keeps_what_was_said_of_that_partner() -> None:
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        need = Need.objects.filter(claims=None, of_partners__partner="AL").order_by("id")[0]
        edit_need(need, by=by, version=need.version, fields={"level": "secretariat"}, partners=need.named)
    with acting_as(by.pk):
        NeedPartner.objects.filter(need=need, partner="AL").update(statement="Said in confidence")
    with acting_as(by.pk):
        staying = [code for code in need.named if code != "AL"]
        edit_need(need, by=by, version=need.version, fields={"level": "members"}, partners=staying)
    assert "Said in confidence" in read(SECRETARIAT, "need", need.pk)
    assert "Said in confidence" not in read(OFFICER_AL, "need", need.pk)


def test_a_fate_that_is_written_as_its_successor_is_closed_is_not_told_when_it_changes_as_that_is_opened() -> None:
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        need, successor = Need.objects.filter(level="members").order_by("id")[:2]
    for reason, level in [("First", "members"), ("Reason in confidence", "secretariat"), ("Last", "members")]:
        with acting_as(by.pk):
            say_fate(need, by=by, version=version_of_fate(need), fate="carried", successors=[successor], reason=reason)
            Need.objects.filter(pk=successor.pk).update(level=level)
    told = [read(name, "need", need.pk) for name in (SECRETARIAT, DONOR)]
    assert [("First" in text, "Reason in confidence" in text) for text in told] == [(True, True), (True, False)]
