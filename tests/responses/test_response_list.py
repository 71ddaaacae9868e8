import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iisg.access.acting import acting_as
from iisg.members.models import Organisation
from iisg.responses.models import Response
from tests.people import DONOR, OFFICER_AL, SECRETARIAT, actor, client
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db

LIST = "/members/responses/"


def rows_of(query, name=DONOR):
    """All pages, as the file gives them."""
    return list(csv.DictReader(io.StringIO(client(name).get(f"/members/responses.csv?{query}").text)))


def codes(query, name=DONOR):
    return {row["code"] for row in rows_of(query, name)}


def stored(name=DONOR, **conditions):
    with acting_as(actor(name)):
        return set(Response.objects.filter(**conditions).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("query", "conditions"),
    [
        ("pillar=WBCTi", {"pillar": "WBCTi"}),
        ("pillar=WBCTi&pillar=WBBSi", {"pillar__in": ["WBCTi", "WBBSi"]}),
        ("partner=XK", {"serves__partner": "XK"}),
        ("status=planned", {"status": "planned"}),
        ("level=pillar", {"level": "pillar"}),
        ("instrument=IPA+III", {"instrument": "IPA III"}),
        ("approach=training", {"approaches__contains": ["training"]}),
        ("budget=undisclosed", {"budget_eur": None}),
        ("budget=disclosed&partner=AL", {"budget_eur__gte": 0, "serves__partner": "AL"}),
        ("year=2019", {"start_date__lte": date(2019, 12, 31), "end_date__gte": date(2019, 1, 1)}),
    ],
)
def test_each_filter_keeps_what_it_says(query, conditions):
    expected = stored(**conditions)
    if query.startswith("year"):
        expected |= stored(start_date__lte=date(2019, 12, 31), end_date=None)
        expected |= stored(start_date=None, end_date__gte=date(2019, 1, 1))
    assert codes(query) == expected != set()


@pytest.mark.parametrize(
    ("facet", "role"), [("donor", "funder"), ("implementer", "implementer"), ("organisation", None)]
)
def test_an_organisation_is_looked_for_in_its_role(facet, role):
    roles = {"parties__role": role} if role else {}
    expected = stored(parties__organisation__short_name="Council of Europe", **roles)
    with acting_as(actor(DONOR)):
        code = Organisation.objects.get(short_name="Council of Europe").code
    assert codes(f"{facet}={code}") == expected != set()


@pytest.mark.parametrize("text", ["schengen", "SCHENGEN", "schengén", "council europe"])
def test_words_are_found_without_their_marks_and_in_names_of_organisations(text):
    assert len(codes(f"q={text}")) > 1


@pytest.mark.parametrize(
    "query",
    [
        "pillar=%00", "partner=XX", "donor=%00", "instrument=%00", "q=%00", "year=99999",
        "year=%D9%A3%D9%A3%D9%A3%D9%A3", "sort=%00", "page=99999999999999999999999", "page=-1", "page=x",
        "level=__class__", "approach=%27", f"q={'a' * 5000}", "standing=never",
    ],
)  # fmt: skip
def test_no_address_breaks_the_list(query):
    assert client(DONOR).get(f"{LIST}?{query}").status_code == 200


def test_a_filter_takes_each_value_once_and_at_most_fifty():
    once, often = (client(DONOR).get(f"{LIST}?{'&'.join(['partner=AL'] * n)}").context["listing"] for n in (1, 900))
    assert (often.chips, often.address, often.left_out) == (once.chips, once.address, 0)
    many = client(DONOR).get(f"{LIST}?{'&'.join(f'instrument=i{n}' for n in range(900))}&x=1&sort=code")
    listing = many.context["listing"]
    assert (len(listing.chips), listing.left_out, listing.address.count("&")) == (50, 850, 50)
    assert "A filter takes at most 50 values; 850 more were left aside." in many.text


def test_counts_leave_demonstration_rows_out_and_the_list_shows_them_with_a_mark():
    answer = client(SECRETARIAT).get(f"{LIST}?sort=code&level=secretariat")
    assert answer.context["listing"].count_in_words == "0 of 203 responses"
    assert {response.code for response in answer.context["rows"]} == {"R-CT-902", "R-BS-901"}
    assert answer.text.count('<span class="demo">demonstration</span>') == 2
    assert answer.context["level"] == "secretariat"


def test_boxes_count_what_choosing_them_would_give():
    listing = client(DONOR).get(f"{LIST}?partner=AL").context["listing"]
    for boxes in listing.boxes:
        for option in [*boxes.shown, *boxes.folded][:4]:
            if boxes.name != "partner":
                query = f"partner=AL&{boxes.name}={option.value}"
                assert (boxes.name, client(DONOR).get(f"{LIST}?{query}").context["listing"].counts["found"]) == (
                    boxes.name,
                    option.number,
                )


def test_rows_that_one_may_not_see_change_no_figure():
    before = client(OFFICER_AL).get(LIST)
    for number in range(3):
        registered(DONOR, title=f"Hidden {number}", level="secretariat", instrument="IPA III")
    after = client(OFFICER_AL).get(LIST)
    assert "Hidden" not in after.text
    assert [boxes.shown for boxes in before.context["listing"].boxes] == [
        b.shown for b in after.context["listing"].boxes
    ]
    assert before.context["listing"].count_in_words == after.context["listing"].count_in_words


def test_the_list_asks_the_database_as_often_for_one_row_as_for_a_page():
    browser, numbers = client(DONOR), []
    for query in ("pillar=WBCSCi&q=r-sc", "pillar=WBCSCi&q=R-SC-003", "pillar=WBCSCi&q=r-sc"):
        with CaptureQueriesContext(connection) as queries:
            rows = browser.get(f"{LIST}?{query}").context["rows"]
        numbers.append((len(rows), len(queries)))
    assert [number for number, _ in numbers] == [50, 1, 50]
    assert numbers[1][1] == numbers[2][1]


def test_pages_hold_fifty_and_keep_the_filters():
    answer = client(DONOR).get(f"{LIST}?partner=AL&page=2")
    page = answer.context["listing"].page
    assert (page.start_index(), page.end_index(), page.paginator.per_page) == (51, 100, 50)
    assert "partner=AL&amp;page=3" in answer.text


@pytest.mark.parametrize(("order", "key"), [("title", "title"), ("code", "code")])
def test_the_list_is_sorted_as_asked(order, key):
    values = [row[key] for row in rows_of(f"sort={order}")]
    assert values == sorted(values) != []


def test_what_ends_next_comes_first_and_what_has_ended_last():
    ends, today = [row["end_date"] for row in rows_of("")], timezone.localdate().isoformat()
    to_come = [end for end in ends if end >= today]
    over = [end for end in ends if "" < end < today]
    assert ends == sorted(to_come) + [""] * ends.count("") + sorted(over, reverse=True)


def test_the_file_holds_what_the_list_shows_and_says_its_level():
    query = "level=pillar&level=public&partner=XK"
    answer = client(SECRETARIAT).get(f"/members/responses.csv?{query}")
    rows = rows_of(query, SECRETARIAT)
    page = client(SECRETARIAT).get(f"{LIST}?{query}").context
    assert [row["code"] for row in rows][:50] == [response.code for response in page["rows"]]
    assert len(rows) == page["listing"].counts["shown"]
    assert "pillar-TLP-AMBER-STRICT" in answer.headers["Content-Disposition"]
    assert {row["code"] for row in rows if row["demonstration"] == "yes"} == {"R-SC-901"}


def test_the_partners_by_which_a_list_is_narrowed_are_those_served():
    response = registered(DONOR, title="For two")
    assert response.code in codes("partner=XK") & codes("partner=AL")
    with acting_as(actor(DONOR)):
        response.serves.filter(partner="XK").delete()
        assert Response.objects.get(pk=response.pk).served == ["AL"]
    assert response.code not in codes("partner=XK")
