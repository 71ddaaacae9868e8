import csv
import io

import pytest

from iisg.access.acting import acting_as
from iisg.exchange.folder import read_folder
from iisg.responses.models import Response
from tests.people import EVERYBODY, SECRETARIAT, VISITOR, actor, client
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db

HEADER = ["code", "project", "donors", "implementers", "partners", "pillar", "start_date", "end_date"]


def rows_of(query="", name=VISITOR):
    answer = client(name).get(f"/projects.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_file_has_these_columns_and_the_values_of_the_sample():
    rows = rows_of("sort=code")
    frame = read_folder("iisg/sample")["responses"].sort("code")
    joined = {
        "project": "title", "donors": "funders", "implementers": "implementers", "pillar": "pillar", "code": "code",
    }  # fmt: skip
    for column, source in joined.items():
        assert [row[column] for row in rows] == [flat(value) for value in frame[source].to_list()]
    assert list(rows[0]) == HEADER
    assert [row["partners"] for row in rows] == [";".join(sorted(value)) for value in frame["partners"].to_list()]
    assert [row["start_date"] for row in rows] == [flat(value) for value in frame["start_date"].to_list()]


def flat(value):
    return ";".join(value) if isinstance(value, list) else str(value or "")


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_gets_the_same_public_file(name):
    registered("donor", title="For members", level="members")
    with acting_as(actor(SECRETARIAT)):
        assert Response.objects.filter(title="For members").exists()
    assert (len(rows_of(name=name)), rows_of(name=name)) == (203, rows_of())


def test_filters_are_honoured_in_the_page_and_in_the_file():
    query = "pillar=WBBSi&partner=AL&partner=ME&standing=ongoing&q=frontex"
    page = client(VISITOR).get(f"/projects/?{query}")
    rows = rows_of(query)
    assert [project.code for project in page.context["rows"]] == [row["code"] for row in rows] != []
    assert {row["pillar"] for row in rows} == {"WBBSi"}
    assert f"/projects.csv?{query}".replace("&", "&amp;") in page.text


def test_a_formula_becomes_text():
    registered("donor", title='=HYPERLINK("http://x")', level="public")
    assert '\'=HYPERLINK("http://x")' in {row["project"] for row in rows_of()}


def test_the_page_says_how_many_and_which_filters_are_set():
    answer = client(VISITOR).get("/projects/?pillar=WBCTi&year=2025")
    assert [chip.words for chip in answer.context["listing"].chips] == ["WBCTi", "In 2025"]
    found = answer.context["listing"].counts["found"]
    assert f"<h2>{found} of 203 projects</h2>" in answer.text
    assert answer.context["listing"].chips[0].without == "?year=2025"


def test_a_list_without_matches_says_so():
    answer = client(VISITOR).get("/projects/?q=nothingofthekind")
    assert (answer.status_code, "No project matches these filters." in answer.text) == (200, True)


@pytest.mark.parametrize(
    "query", ["pillar=%00", "donor=%00", "page=0", "year=0000", "partner[]=AL", "sort=-pk", "q=%00%27"]
)
@pytest.mark.parametrize("address", ["/projects/", "/projects.csv"])
def test_no_address_breaks_page_or_file(address, query):
    assert client(VISITOR).get(f"{address}?{query}").status_code == 200
