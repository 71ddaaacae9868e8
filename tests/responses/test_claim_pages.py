import pytest

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.responses.models import Claim, ClaimPartner
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, actor, client
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db

LINK = "/members/responses/{}/needs/{}/"


def claimed(name=DONOR, **answers):
    """A response of this person's, linked to a need of all six partners; it serves Albania and Kosovo*."""
    response = registered(name)
    answers = {"degree": "partly", "partners": ["AL", "XK"], "rationale": "Trains."} | answers
    assert client(name).post(LINK.format(response.code, "N-SC-002"), answers).status_code == 302
    with acting_as(actor(SECRETARIAT)):
        return Claim.objects.select_related("response").get(response=response)


def words_of(claim):
    with acting_as(actor(SECRETARIAT)):
        rows = ClaimPartner.objects.filter(response=claim.response_id).order_by("partner")
        return list(rows.values_list("partner_id", "word", "remark"))


def test_a_lead_says_which_need_its_response_serves():
    claim = claimed()
    assert (claim.degree, claim.rationale) == ("partly", "Trains.")
    assert words_of(claim) == [("AL", "silent", ""), ("XK", "silent", "")]
    assert b"N-SC-002" in client(DONOR).get(claim.response.get_absolute_url()).content


def test_a_claim_names_only_partners_of_both():
    response = registered(DONOR)
    form = client(DONOR).get(LINK.format(response.code, "N-SC-003")).context["form"]
    assert list(form.fields["partners"].choices) == [("AL", "Albania")]
    answer = client(DONOR).post(LINK.format(response.code, "N-SC-003"), {"degree": "partly", "partners": ["AL", "RS"]})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["partners"])


def test_a_partner_is_named_once_for_a_need_and_a_response():
    claim = claimed(partners=["AL"])
    form = client(DONOR).get(LINK.format(claim.response.code, "N-SC-002")).context["form"]
    assert list(form.fields["partners"].choices) == [("XK", "Kosovo*")]


def test_needs_are_found_by_their_words_in_all_pillars():
    response = registered(DONOR)
    answer = client(DONOR).get(f"/members/responses/{response.code}/needs/?q=schengen+albania%00")
    with acting_as(actor(DONOR)):
        served = Need.objects.filter(cycle="2025-2026", of_partners__partner__in=["AL", "XK"])
        for word in ("schengen", "albania"):
            served = served.filter(title__icontains=word) | served.filter(description__icontains=word)
        expected = sorted({need.code for need in served})
    assert [need.code for need, _, _ in answer.context["needs"]] == expected


def test_who_may_open_each_page_of_a_claim():
    claim = claimed()
    pages = {
        "link": f"/members/responses/{claim.response.code}/needs/",
        "edit": f"/members/claims/{claim.code}/edit/",
        "remove": f"/members/claims/{claim.code}/remove/",
        "word": f"/members/claims/{claim.code}/word/AL/",
    }
    everybody = (SECRETARIAT, DONOR, OFFICER_AL, OFFICER_RS, AGENCY, BOARD, VISITOR)
    statuses = {page: [client(name).get(path).status_code for name in everybody] for page, path in pages.items()}
    leads = [200, 200, 403, 403, 403, 403, 302]
    assert statuses == {"link": leads, "edit": leads, "remove": leads, "word": [200, 403, 200, 403, 403, 403, 302]}


def test_a_claim_on_a_hidden_response_is_absent():
    with acting_as(actor(SECRETARIAT)):
        code = Claim.objects.get(code="C-9003").code
    pages = [f"/members/claims/{code}/{page}/" for page in ("edit", "remove", "word/RS")]
    assert {client(OFFICER_RS).get(page).status_code for page in pages} == {404}
    assert {client(OFFICER_RS).post(page).status_code for page in pages} == {404}


def test_editing_keeps_the_word_of_those_who_stay():
    claim = claimed()
    address = f"/members/claims/{claim.code}/word/AL/"
    assert client(OFFICER_AL).post(address, {"word": "silent", "remark": "Asked.", "version": 1}).status_code == 302
    changes = {"degree": "largely", "partners": ["AL"], "rationale": "Trains well.", "version": 2}
    assert client(DONOR).post(f"/members/claims/{claim.code}/edit/", changes).status_code == 302
    with acting_as(actor(SECRETARIAT)):
        stored = Claim.objects.get(pk=claim.pk)
    assert (stored.degree, stored.rationale, stored.version) == ("largely", "Trains well.", 3)
    assert words_of(claim) == [("AL", "silent", "Asked.")]


def test_a_differing_word_splits_the_claim_and_stands_beside_it():
    claim = claimed()
    answer = client(OFFICER_AL).post(
        f"/members/claims/{claim.code}/word/AL/", {"word": "disputes", "remark": "No course was held.", "version": 1}
    )
    assert answer.status_code == 302
    assert words_of(claim) == [("AL", "disputes", "No course was held."), ("XK", "silent", "")]
    page = client(DONOR).get(claim.response.get_absolute_url()).text
    assert ("No course was held." in page, page.count("AL disputes")) == (True, 1)


def test_a_dispute_says_what_does_not_match():
    claim = claimed()
    answer = client(OFFICER_AL).post(f"/members/claims/{claim.code}/word/AL/", {"word": "disputes", "version": 1})
    sentence = "A dispute needs a remark: say what does not match."
    assert (answer.status_code, answer.context["form"].errors) == (422, {"remark": [sentence]})


@pytest.mark.parametrize("page", ["edit", "word/AL"])
def test_a_stale_save_of_a_claim_shows_both_versions(page):
    claim = claimed()
    first = {"degree": "largely", "partners": ["AL", "XK"], "rationale": "Theirs.", "version": 1}
    assert client(SECRETARIAT).post(f"/members/claims/{claim.code}/edit/", first).status_code == 302
    mine = {"degree": "fully", "partners": ["AL", "XK"], "rationale": "Mine.", "word": "agrees", "version": 1}
    name = OFFICER_AL if page == "word/AL" else DONOR
    answer = client(name).post(f"/members/claims/{claim.code}/{page}/", mine)
    shown = {(each.label, each.stored) for each in answer.context["differences"]}
    label = ("Does the claim match what you see?", "No word yet")
    assert answer.status_code == 409
    assert label in shown if name == OFFICER_AL else ("Rationale", "Theirs.") in shown
    assert client(name).post(f"/members/claims/{claim.code}/{page}/", mine | {"version": 2}).status_code == 302


def test_a_claim_is_removed_only_after_the_question():
    claim = claimed()
    browser = client(DONOR)
    assert browser.get(f"/members/claims/{claim.code}/remove/").status_code == 200
    assert words_of(claim) != []
    assert browser.post(f"/members/claims/{claim.code}/remove/").status_code == 302
    assert words_of(claim) == []
