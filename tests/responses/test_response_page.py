import re
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.responses.models import Claim, Response, ResponseNote
from tests.people import DONOR, EVERYBODY, OFFICER_AL, SECRETARIAT, VISITOR, actor, client
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_the_whole_public_response_but_not_what_is_for_members():
    with acting_as(actor(SECRETARIAT)):
        response = Response.objects.get(code="R-SC-003")
        ResponseNote.objects.create(response=response, contact="desk@giz.example", remarks="Call first.")
        claims = list(Claim.objects.filter(response=response))
    address = response.get_absolute_url()
    visitor, member = client(VISITOR).get(address).text, client(OFFICER_AL).get(address).text
    for public in ("EUR\u00a033,303,022", "GIZ", "European Union", "Kosovo*", "IPA III", "1 Jun 2023", "cilc.nl"):
        assert (public in visitor, public in member) == (True, True)
    for closed in ("desk@giz.example", "Call first.", "Which needs it serves", "History", claims[0].rationale):
        assert (closed in visitor, closed in member) == (False, True)


def test_hidden_and_absent_give_the_same_page():
    hidden, absent = "/responses/R-BS-901/", "/responses/R-BS-999/"
    with acting_as(actor(SECRETARIAT)):
        assert Response.objects.filter(code="R-BS-901").exists()
    for name in (VISITOR, OFFICER_AL, DONOR):
        browser = client(name)
        answers = [browser.get(address) for address in (hidden, absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
        pages = [re.sub('csrfmiddlewaretoken" value="[^"]+"', "", answer.text) for answer in answers]
        assert pages[0].replace("R-BS-901", "R-BS-999") == pages[1]


@pytest.mark.parametrize("code", ["%00", "%2e%2e", "R-SC-003%00", "%F0%9F%92%A5", "x" * 3000, "a%2Fb", "'"])
def test_no_address_breaks_the_page(code):
    assert client(VISITOR).get(f"/responses/{code}/").status_code == 404


def test_a_code_with_a_slash_has_a_page():
    with acting_as(actor(SECRETARIAT)):
        response = Response.objects.create(
            code="R/2025 7?", title="T", pillar_id="WBCTi", status="ongoing", level="public"
        )
    assert client(VISITOR).get(response.get_absolute_url()).status_code == 200
    assert client(SECRETARIAT).get("/members/responses/?q=R/2025").status_code == 200


@pytest.mark.parametrize("code", ["R" * 101, "R\t1", "R//1", "R/../1", ".", "1/"])
def test_no_record_is_stored_whose_code_fits_into_no_address(code: str):
    for kind in (Need, Response, Claim):
        refused = pytest.raises(IntegrityError, match="fits_into_an_address")
        with acting_as(actor(SECRETARIAT)), refused, transaction.atomic():
            kind.objects.filter(pk=kind.objects.earliest("pk").pk).update(code=code)


def test_components_and_programmes_are_named_only_to_those_who_see_them():
    programme = registered(DONOR, title="Hidden programme", level="secretariat")
    middle = registered(DONOR, title="Public middle", part_of=programme)
    registered(DONOR, title="Hidden component", level="secretariat", part_of=middle)
    seen = {
        name: [
            title in client(name).get(middle.get_absolute_url()).text
            for title in ("Hidden programme", "Hidden component")
        ]
        for name in (VISITOR, OFFICER_AL, DONOR, SECRETARIAT)
    }
    assert seen == {VISITOR: [False, False], OFFICER_AL: [False, False], DONOR: [True, True], SECRETARIAT: [True, True]}


def test_an_unsafe_source_is_shown_but_is_no_link():
    response = registered(DONOR, source_url="javascript:alert(1)")
    page = client(VISITOR).get(response.get_absolute_url()).text
    assert ("javascript:alert(1)" in page, 'href="javascript' in page) == (True, False)


def test_what_is_not_known_is_said():
    response = registered(DONOR, status="unknown")
    page = client(VISITOR).get(response.get_absolute_url()).text
    assert "not disclosed" in page
    assert "From not stated to not stated" in page
    assert "No description is stated." in page


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_page_asks_the_database_as_often_for_one_claim_as_for_ten(name):
    browser, numbers = client(name), []
    with acting_as(actor(SECRETARIAT)):
        one = Claim.objects.filter(response__code="R-BS-003", is_demo=False).count()
        many = Claim.objects.filter(response__code="R-SC-003").count()
    assert 0 < one < many
    for code in ("R-BS-003", "R-SC-003", "R-BS-003", "R-SC-003"):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/responses/{code}/").status_code == 200
        numbers.append(len(queries))
    assert numbers[2] == numbers[3]


def test_a_member_is_led_to_the_synergies_of_the_response_and_to_what_falls_without_it():
    member, visitor = (client(name).get("/responses/R-SC-003/").text for name in (DONOR, VISITOR))
    assert "In the analysis" not in visitor
    pairs = client(DONOR).get(unescape(re.findall(r'href="([^"]+)">its synergies<', member)[0])).context["page"]
    assert pairs.object_list
    assert all("R-SC-003" in (pair.finding["a"], pair.finding["b"]) for pair in pairs)
    falls = (
        client(DONOR).get(unescape(re.findall(r'href="([^"]+)">what falls if it stops<', member)[0])).context["page"]
    )
    assert [rests.who for rests in falls] == ["R-SC-003"]


def test_a_joined_record_leads_to_the_analysis_of_the_action_that_counts():
    with acting_as(actor(SECRETARIAT)):
        kept = Response.objects.get(code="R-SC-004")
        Response.objects.filter(code="R-SC-003").update(joined_into=kept)
    assert re.findall(r'[?]q=([^"]+)">its synergies<', client(DONOR).get("/responses/R-SC-003/").text) == [kept.code]
