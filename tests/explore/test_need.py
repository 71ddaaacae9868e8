"""The page of one need: what it shows to whom, its drawing, and the partners' words on claims."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.analysis.coverage import coverage
from iisg.explore.need_time import Scale, Step, scale_of
from iisg.explore.visible import visible_in
from iisg.needs.actions import edit_need
from iisg.needs.models import Need
from iisg.responses.models import Claim, ClaimPartner
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, actor, client, person

pytestmark = pytest.mark.django_db
LOADED = "N-CT-004"  # names all six partners, of members' level
PAGE = f"/needs/{LOADED}/"


def page(who: str, address: str = PAGE) -> Any:
    return client(who).get(address)


def publish() -> None:
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        need = Need.objects.get(code=LOADED)
        fields = {"level": "public"}
        edit_need(need, by=by, version=1, fields=fields, partners=need.named)


@pytest.mark.parametrize(
    ("code", "readers"),
    [
        (LOADED, [SECRETARIAT, OFFICER_AL, OFFICER_RS, DONOR, AGENCY, BOARD]),
        ("N-CT-901", [SECRETARIAT, OFFICER_AL, BOARD]),
        ("N-CT-902", [SECRETARIAT]),
        ("N-CT-XXX", []),
    ],
)
def test_who_finds_a_need(code: str, readers: list[str]) -> None:
    everybody = [VISITOR, SECRETARIAT, OFFICER_AL, OFFICER_RS, DONOR, AGENCY, BOARD]
    assert [who for who in everybody if page(who, f"/needs/{code}/").status_code == 200] == readers


def test_coverage_is_that_of_the_analysis() -> None:
    answer = page(DONOR)
    with acting_as(actor(DONOR)):
        portfolio = visible_in("2025-2026").real
    covered = coverage(portfolio, answer.context["on"]).filter(need=LOADED)
    expected = {row["partner"]: (row["band"], row["point"]) for row in covered.iter_rows(named=True)}
    lines = answer.context["lines"]
    assert {line.of.partner_id: (line.band, line.figures["point"]) for line in lines} == expected
    assert [line.of.partner_id for line in lines] == ["AL", "BA", "XK", "ME", "MK", "RS"]


def test_a_visitor_of_a_public_need_sees_no_claim_coverage_or_history() -> None:
    publish()
    with acting_as(actor(SECRETARIAT)):
        titles = list(Claim.objects.filter(need__code=LOADED).values_list("response__title", flat=True))
    text = page(VISITOR).content.decode()
    assert [title for title in titles if title in text] == []
    assert [part for part in ('id="coverage"', 'id="claims"', 'id="history"') if part in text] == []
    assert page(VISITOR).context["need"].code == LOADED


def test_claims_show_the_claimants_and_the_partners_word_apart() -> None:
    lines = page(OFFICER_AL).context["claims"]
    with acting_as(actor(OFFICER_AL)):
        expected = set(Claim.objects.filter(need__code=LOADED).values_list("code", flat=True))
    assert {line.claim.code for line in lines} == expected
    assert [line.standing for line in lines] == sorted((line.standing for line in lines), key=["Counts", "Ended"].index)
    assert {word.word for line in lines for word in line.words} == {"silent"}


def test_only_officers_of_a_named_partner_are_asked() -> None:
    asked = {who: page(who).context["asked"] for who in (OFFICER_AL, DONOR, BOARD, SECRETARIAT)}
    assert {who: bool(question) for who, question in asked.items()} == {
        OFFICER_AL: True, DONOR: False, BOARD: False, SECRETARIAT: False
    }  # fmt: skip


def words_of(partner: str) -> dict[str, tuple[str, str]]:
    """Word and remark by the title of the response: a claim's code changes where words come to differ."""
    with acting_as(actor(SECRETARIAT)):
        said = ClaimPartner.objects.filter(need__code=LOADED, partner=partner).select_related("claim__response")
        return {each.claim.response.code: (each.word, each.remark) for each in said}


def test_agreeing_gives_the_word_of_this_partner_on_these_claims_only() -> None:
    before = {partner: words_of(partner) for partner in ("AL", "RS")}
    silent = page(OFFICER_AL).context["asked"]["silent"]
    data = {f"word-{line.claim.code}": "agrees" for line in silent}
    assert client(OFFICER_AL).post(f"/members/needs/{LOADED}/word/AL/", data).status_code == 302
    agreed = {line.claim.response.code: ("agrees", "") for line in silent}
    assert words_of("AL") == before["AL"] | agreed
    assert words_of("RS") == before["RS"]
    assert page(OFFICER_AL).context["asked"]["silent"] == []


def test_a_dispute_needs_a_remark_and_then_counts_nothing_in_the_strict_reading() -> None:
    line = page(OFFICER_AL).context["asked"]["silent"][0]
    address, word = f"/members/needs/{LOADED}/word/AL/", {f"word-{line.claim.code}": "disputes"}
    refused = client(OFFICER_AL).post(address, word)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [f"remark-{line.claim.code}"])
    client(OFFICER_AL).post(address, word | {f"remark-{line.claim.code}": "Nobody was trained"})
    assert words_of("AL")[line.claim.response.code] == ("disputes", "Nobody was trained")
    albania = page(OFFICER_AL).context["lines"][0]
    assert albania.is_disputed
    assert albania.figures["claimed_point"] > albania.figures["point"]


@pytest.mark.parametrize(("who", "status"), [(OFFICER_RS, 403), (DONOR, 403), (BOARD, 403), (VISITOR, 302)])
def test_nobody_else_gives_albanias_word(who: str, status: int) -> None:
    before = words_of("AL")
    line = page(OFFICER_AL).context["claims"][0]
    data = {f"word-{line.claim.code}": "agrees"}
    assert client(who).post(f"/members/needs/{LOADED}/word/AL/", data).status_code == status
    assert words_of("AL") == before


def test_a_claim_that_is_not_of_this_need_is_left_alone() -> None:
    with acting_as(actor(SECRETARIAT)):
        other = Claim.objects.exclude(need__code=LOADED).filter(of_partners__partner="AL")[0]
    client(OFFICER_AL).post(f"/members/needs/{LOADED}/word/AL/", {f"word-{other.code}": "agrees"})
    with acting_as(actor(SECRETARIAT)):
        assert ClaimPartner.objects.get(claim=other, partner="AL").word == "silent"


def test_lineage_leads_to_the_earlier_need_and_back() -> None:
    origins = page(DONOR).context["origins"]
    (earlier,) = [fate.need.code for fate in origins]
    back = page(DONOR, f"/needs/{earlier}/").context["fates"]
    assert LOADED in [fate.successor.code for fate in back]


def test_a_need_with_many_claims_takes_as_many_queries_as_one_with_few(django_assert_num_queries: Any) -> None:
    with acting_as(actor(SECRETARIAT)):
        needs = Need.objects.filter(cycle="2025-2026").annotate(claimed=Count("claims", distinct=True))
        related = needs.filter(claimed__gte=1, measure__need__code__gt=F("code")).order_by("claimed", "code")
        few, many = related[0], related.reverse()[0]
    assert (few.claimed, many.claimed > 8) == (1, True)
    browser = client(DONOR)
    with CaptureQueriesContext(connection) as for_few:
        browser.get(f"/needs/{few.code}/")
    with django_assert_num_queries(len(for_few)):
        browser.get(f"/needs/{many.code}/")


TODAY = date(2026, 6, 30)


def test_a_bar_stands_where_its_days_are_and_is_as_high_as_its_point() -> None:
    scale = Scale(date(2020, 1, 1), date(2030, 1, 1), TODAY, [])
    (bar,) = scale.bars(Step(date(2025, 1, 1), date(2029, 12, 31), 0.75, "covered"))
    assert (bar.x, bar.width, bar.height, bar.y) == ("50.01%", "49.99%", 27, 15)


def test_what_is_missing_is_tinted_and_the_time_before_anything_stays_empty() -> None:
    scale = Scale(date(2020, 1, 1), date(2030, 1, 1), TODAY, [])
    assert [bar.css for bar in scale.bars(Step(date(2025, 1, 1), None, 0.5, "partly"))] == ["rest", "partly"]
    assert [bar.css for bar in scale.bars(Step(date(2025, 1, 1), None, 0.0, "none"))] == ["none"]
    assert scale.bars(Step(None, None, 0.0, "none")) == []
    assert scale.bars(Step(date(2011, 1, 1), date(2012, 1, 1), 1.0, "covered")) == []


def test_a_need_that_nobody_ever_served_still_has_a_scale() -> None:
    scale = scale_of([], TODAY)
    assert (scale.first, scale.end, scale.today) == (date(2024, 1, 1), date(2029, 1, 1), "49.86%")


def test_a_colleagues_word_is_shown_and_not_overwritten_unseen() -> None:
    line = page(OFFICER_AL).context["asked"]["silent"][0]
    address, code, seen = f"/members/needs/{LOADED}/word/AL/", line.claim.code, str(line.claim.version)
    with acting_as(actor(SECRETARIAT)):
        Claim.objects.filter(code=code).update(version=line.claim.version + 1)
        ClaimPartner.objects.filter(claim=line.claim, partner="AL").update(word="disputes", remark="Never arrived")
    mine = {f"word-{code}": "agrees", f"version-{code}": seen}
    stale = client(OFFICER_AL).post(address, mine)
    assert stale.status_code == 409
    assert "Stored now: We dispute it, “Never arrived”" in stale.text
    assert words_of("AL")[line.claim.response.code] == ("disputes", "Never arrived")
    again = mine | {f"version-{code}": str(line.claim.version + 1)}
    assert f'name="version-{code}" value="{line.claim.version + 1}"' in stale.text
    assert client(OFFICER_AL).post(address, again).status_code == 302
    assert words_of("AL")[line.claim.response.code] == ("agrees", "")


@pytest.mark.parametrize("code", [LOADED, "N23-CT-024"])
def test_a_need_leads_to_itself_in_the_matrix_of_its_own_cycle(code: str) -> None:
    (matrix,) = re.findall(r'href="([^"]+)">In the matrix<', page(DONOR, f"/needs/{code}/").text)
    assert f'id="{code}"' in page(DONOR, unescape(matrix)).text


def test_a_need_leads_to_the_gaps_and_synergies_that_name_it() -> None:
    answer = page(DONOR).text
    (gaps,) = re.findall(r'href="([^"]+)">Its gaps<', answer)
    (synergies,) = re.findall(r'href="([^"]+)">Its synergies<', answer)
    rows = page(DONOR, unescape(gaps)).context["page"].object_list
    assert rows
    assert {placed.row.first.subject for placed in rows} == {LOADED}
    pairs = page(DONOR, unescape(synergies)).context["page"].object_list
    assert all(LOADED in pair.finding["needs"] for pair in pairs)


def test_a_claim_that_does_not_count_shows_what_its_response_is_declared_to_be() -> None:
    answer = page(DONOR, "/needs/N-BS-013/?on=2026-06-30")
    idle = [line.claim.response for line in answer.context["claims"] if line.standing == "Does not count"]
    assert idle
    said = [response.get_status_display().lower() for response in idle]
    assert re.findall(r", declared (\w+)</small>", answer.text) == said
