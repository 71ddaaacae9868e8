from decimal import Decimal

import pytest

from iisg.access.acting import acting_as
from iisg.access.levels import Level
from iisg.framework.models import Rate
from iisg.members.models import Organisation
from iisg.responses.models import Party, Response, ResponseNote, Served
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, SECRETARIAT, VISITOR, actor, client, person
from tests.responses.forms import filled, posted, registered

pytestmark = pytest.mark.django_db

ADD = "/members/responses/add/"


def errors_of(answer):
    form = answer.context["form"]
    return {field: list(messages) for field, messages in form.errors.items()}


@pytest.mark.parametrize("level", Level.values)
def test_a_donor_registers_a_response_at_every_level_and_sees_it(level):
    browser, own = client(DONOR), person(DONOR).organisation_id
    answer = browser.post(ADD, filled(level=level))
    assert answer.status_code == 302
    assert browser.get(answer.url).status_code == 200  # type: ignore[attr-defined]
    with acting_as(actor(DONOR)):
        response = Response.objects.get(title="Forensic laboratories")
        assert (response.level, answer.url) == (level, response.get_absolute_url())  # type: ignore[attr-defined]
        assert (response.leads, set(response.owners)) == (
            [own],
            {own, Organisation.objects.get(short_name="Germany").pk},
        )


@pytest.mark.parametrize("level", Level.values)
def test_the_secretariat_registers_on_others_behalf_at_every_level(level):
    answer = client(SECRETARIAT).post(ADD, filled(level=level, leads=["Frontex"]))
    assert answer.status_code == 302
    leads = client(AGENCY).get(answer.url)  # type: ignore[attr-defined]
    assert leads.status_code == 200  # it leads, so it sees its own


def test_a_closed_response_of_others_is_absent():
    address = client(DONOR).post(ADD, filled(level="secretariat")).url  # type: ignore[attr-defined]
    statuses = {
        name: client(name).get(address).status_code for name in (VISITOR, OFFICER_AL, AGENCY, BOARD, SECRETARIAT)
    }
    assert statuses == {VISITOR: 404, OFFICER_AL: 404, AGENCY: 404, BOARD: 404, SECRETARIAT: 200}


def test_all_that_is_said_is_stored():
    more = {
        "leads": ["GIZ", "Frontex"], "implementers": ["UNODC", ""], "share_AL": "60.5", "share_XK": "39.5",
        "secondary_pillars": ["WBBSi"], "target_institutions": "Police\r\nCustoms", "budget_amount": "1000",
        "budget_currency": "eur", "approaches": ["training"],
        "instrument": "IPA III", "part_of": "R-SC-003", "contact": "desk@giz.example", "remarks": "Call first.",
    }  # fmt: skip
    answer = client(DONOR).post(ADD, filled(**more))
    assert answer.status_code == 302
    with acting_as(actor(DONOR)):
        response = Response.objects.select_related("part_of").get(title="Forensic laboratories")
        parties = Party.objects.filter(response=response).values_list("role", "order", "organisation__short_name")
        assert list(parties.order_by("role", "order")) == [
            ("funder", 1, "Germany"), ("implementer", 1, "UNODC"), ("lead", 1, "GIZ"), ("lead", 2, "Frontex"),
        ]  # fmt: skip
        shares = dict(Served.objects.filter(response=response).values_list("partner_id", "share"))
        assert shares == {"AL": Decimal("60.5"), "XK": Decimal("39.5")}
        assert (response.target_institutions, response.part_of.code) == (["Police", "Customs"], "R-SC-003")  # type: ignore[union-attr]
        assert (response.budget_eur, response.budget_currency) == (Decimal(1000), "EUR")
        note = ResponseNote.objects.get(response=response)
        assert (note.contact, note.remarks) == ("desk@giz.example", "Call first.")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"start_date": "2023-06-01", "end_date": "2022-05-01"},
            "end_date",
            "The end, 1 May 2022, is before the start, 1 June 2023. Change one of them.",
        ),
        (
            {"leads": ["Frontex"]},
            "leads",
            "Your organisation, GIZ, must be among the leads. The Secretariat can hand it over.",
        ),
        ({"leads": ["GIZ", "Frontexx"]}, "leads", "There is no organisation “Frontexx”. Did you mean “Frontex”?"),
        ({"leads": ["GIZ", "GIZ"]}, "leads", "GIZ stands here twice. Take one out."),
        (
            {"share_AL": "60", "share_XK": "50"},
            "partners",
            "The shares sum to 110 per cent, 10 too many. Lower one of them.",
        ),
        ({"share_RS": "5"}, "partners", "Serbia has a share, 5 per cent, but is not ticked."),
        ({"budget_amount": "5"}, "budget_currency", "The budget, 5, has no currency. Give one, as EUR or CHF."),
        (
            {"budget_amount": "5", "budget_currency": "XXQ"},
            "budget_eur",
            "There is no rate for XXQ in 2026 or before. Give the amount in euro.",
        ),
        (
            {"part_of": "R-CT-901"},
            "part_of",
            "There is no response “R-CT-901” that you can see. Give a code, as R-SC-003.",
        ),
        ({"source_url": "javascript:alert(1)"}, "source_url", "Enter a valid URL."),
        (
            {"secondary_pillars": ["WBCSCi"]},
            "secondary_pillars",
            "WBCSCi is the pillar already. Take it out here, or choose another pillar.",
        ),
    ],
)
def test_what_cannot_be_is_said_exactly_and_nothing_is_stored(changes, field, sentence):
    answer = client(DONOR).post(ADD, filled(**changes))
    assert (answer.status_code, errors_of(answer)) == (422, {field: [sentence]})
    with acting_as(actor(SECRETARIAT)):
        assert not Response.objects.filter(title="Forensic laboratories").exists()


@pytest.mark.parametrize("value", ["\0", "9" * 400, "Ω" * 40_000, "<script>"])
@pytest.mark.parametrize(
    "field", ["title", "start_date", "budget_amount", "leads", "part_of", "share_AL", "partners", "level"]
)
def test_no_value_breaks_the_form(field, value):
    assert client(DONOR).post(ADD, filled(**{field: value})).status_code in (302, 422)


def test_another_currency_is_converted_at_the_average_of_the_year_it_starts():
    dates = {"start_date": "2019-02-01", "end_date": "2020-02-01", "status": "completed"}
    client(DONOR).post(ADD, filled(budget_amount="1119.5", budget_currency="USD", **dates))
    with acting_as(actor(DONOR)):
        response = Response.objects.get(title="Forensic laboratories")
    assert response.budget_eur == Decimal(1000)
    assert response.budget_note == "converted at 1.1195 USD per EUR, average of 2019"


def test_text_with_a_marking_needs_a_declaration():
    text = {"description": "Copied from a LIMITE document."}
    answer = client(DONOR).post(ADD, filled(**text))
    assert (answer.status_code, list(errors_of(answer))) == (422, ["is_unclassified"])
    assert client(DONOR).post(ADD, filled(**text, is_unclassified="on")).status_code == 302


def test_leads_and_the_secretariat_edit_and_nobody_else():
    response = registered(DONOR)
    address = f"/members/responses/{response.code}/edit/"
    everybody = (DONOR, SECRETARIAT, AGENCY, OFFICER_AL, BOARD, VISITOR)
    statuses = {name: client(name).get(address).status_code for name in everybody}
    assert statuses == {DONOR: 200, SECRETARIAT: 200, AGENCY: 403, OFFICER_AL: 403, BOARD: 403, VISITOR: 302}
    answer = client(AGENCY).post(address, filled(title="Taken over", version="1"))
    assert answer.status_code == 403
    assert client(AGENCY).get("/members/responses/NO-SUCH/edit/").status_code == 404


def test_a_form_sent_back_as_it_came_changes_nothing_but_the_version():
    response = registered(
        DONOR, description="Two\nlines", budget_amount=Decimal("5.5"), budget_currency="CHF", budget_eur=Decimal(6)
    )
    with acting_as(actor(DONOR)):
        before = Response.objects.filter(pk=response.pk).values().get()
    answer = client(DONOR).post(f"/members/responses/{response.code}/edit/", posted(response, DONOR))
    assert answer.status_code == 302
    with acting_as(actor(DONOR)):
        assert Response.objects.filter(pk=response.pk).values().get() == before | {"version": 2}


def test_a_stale_save_shows_both_versions_and_loses_nothing():
    response = registered(DONOR)
    address = f"/members/responses/{response.code}/edit/"
    mine = posted(response, DONOR, title="My title")
    theirs = posted(response, SECRETARIAT, title="Their title")
    assert client(SECRETARIAT).post(address, theirs).status_code == 302
    browser = client(DONOR)
    answer = browser.post(address, mine)
    assert answer.status_code == 409
    shown = [(each.label, each.yours, each.stored) for each in answer.context["differences"]]
    assert shown == [("Title", "My title", "Their title")]
    assert answer.context["form"]["version"].value() == "2"
    assert browser.post(address, mine | {"version": "2"}).status_code == 302
    with acting_as(actor(DONOR)):
        stored = Response.objects.get(pk=response.pk)
    assert (stored.title, stored.version) == ("My title", 3)


def test_a_response_is_no_part_of_its_own_component():
    above = registered(DONOR)
    below = registered(DONOR, title="Component", part_of=above)
    answer = client(DONOR).post(f"/members/responses/{above.code}/edit/", posted(above, DONOR, part_of=below.code))
    sentence = f"{below.code} is itself a part of this response, or this response."
    assert (answer.status_code, errors_of(answer)) == (422, {"part_of": [sentence]})


def test_a_programme_that_the_lead_does_not_see_stays_when_the_form_is_saved():
    with acting_as(actor(SECRETARIAT)):
        hidden = Response.objects.get(code="R-BS-901")
    response = registered(DONOR)
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=response.pk).update(part_of=hidden)
    answer = client(DONOR).post(f"/members/responses/{response.code}/edit/", posted(response, DONOR, title="New"))
    assert answer.status_code == 302
    with acting_as(actor(SECRETARIAT)):
        assert Response.objects.get(pk=response.pk).part_of_id == hidden.pk


def test_a_partner_does_not_leave_while_a_claim_names_it():
    with acting_as(actor(SECRETARIAT)):
        response = Response.objects.get(code="R-SC-003")
    answer = client(DONOR).post("/members/responses/R-SC-003/edit/", posted(response, DONOR, partners=["AL"]))
    sentence = "A claim names a partner that you take out here: change that claim first."
    assert (answer.status_code, errors_of(answer)) == (422, {"partners": [sentence]})


@pytest.mark.parametrize(
    ("budget", "field"),
    [
        ({"budget_amount": "1000000000000000000", "budget_currency": "EUR"}, "budget_amount"),
        ({"budget_eur": "1e18"}, "budget_eur"),
        ({"budget_amount": "999999999999999", "budget_currency": "ZZZ"}, "budget_amount"),
    ],
)
def test_an_amount_too_large_to_be_stored_is_told_at_its_field(budget, field):
    with acting_as(actor(SECRETARIAT)):
        Rate.objects.create(currency="ZZZ", per_eur="0.000001", source="s")
    answer = client(DONOR).post(ADD, filled(**budget))
    assert (answer.status_code, list(errors_of(answer))) == (422, [field])


@pytest.mark.parametrize("days", [{"end_date": "9999-12-31"}, {"start_date": "0001-01-01"}])
def test_a_day_that_says_no_end_is_refused_with_a_word_on_how_to_say_so(days):
    answer = client(DONOR).post(ADD, filled(**days))
    words = "Give a day from 1 Jan 1990 to 31 Dec 2099. Where it is not known, leave this empty."
    assert (answer.status_code, errors_of(answer)) == (422, {next(iter(days)): [words]})
    assert client(VISITOR).get("/projects/").status_code == 200
