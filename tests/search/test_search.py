"""Search, as its users type."""

import psycopg
import pytest
from django.db import connection

from iisg.access.acting import acting_as
from iisg.framework.models import ReferenceDocument
from iisg.needs.models import Need
from iisg.responses.models import Response
from iisg.search.views import find
from tests.database import ORIGINAL
from tests.people import DONOR, OFFICER_RS, SECRETARIAT, VISITOR, actor, client

pytestmark = pytest.mark.django_db


@pytest.fixture
def border_need():
    with acting_as(actor(SECRETARIAT)):
        Need.objects.filter(code="N-BS-001").update(title="Граница and the rivers of Shqipëria near Đakovica")


def codes(name: str, query: str) -> list[str]:
    with acting_as(actor(name)):
        return [record.code for group in find(query) for record in group.records]


@pytest.mark.parametrize(
    "query",
    [
        "granica",
        "граница",
        "ГРАНИЦА",
        "Granica",
        "shqiperia",
        "Shqipëria",
        "dakovica",
        "Đakovica",
        "ѓаковица",
        "granicca",
    ],
)
def test_script_diacritics_case_and_small_errors_do_not_matter(border_need, query):
    assert "N-BS-001" in codes(SECRETARIAT, query)


@pytest.mark.parametrize(
    ("written", "folded"), [("Љубљана", "ljubljana"), ("ШЋЖ Џеп", "scz dzep"), ("Ćuprija Ç ë", "cuprija c e")]
)
def test_folding(written, folded):
    with acting_as(None), connection.cursor() as cursor:
        cursor.execute("select search.fold(%s)", [written])
        assert cursor.fetchone() == (folded,)


def test_a_code_finds_its_record_first():
    assert codes(OFFICER_RS, "N-BS-017")[0] == "N-BS-017"


def test_each_word_must_be_there():
    with acting_as(actor(SECRETARIAT)):
        groups = {group.kind: group.records for group in find("border police")}
        texts = [f"{need.title} {need.description} {need.code}".lower() for need in groups["need"]]
    assert texts
    assert [text for text in texts if "border" not in text or "police" not in text] == []


def test_a_visitor_finds_public_responses_and_documents_only():
    with acting_as(None):
        groups = {group.kind: group.count for group in find("border")}
        assert groups["need"] == 0
        assert groups["response"] > 0
        assert groups["document"] == ReferenceDocument.objects.filter(title__icontains="border").count()


def test_counts_are_those_of_rows_one_may_see():
    with acting_as(actor(DONOR)):
        counts = {group.kind: group.count for group in find("demonstration invented")}
        seen = (Need.objects.filter(is_demo=True).count(), Response.objects.filter(is_demo=True).count())
    assert (counts["need"], counts["response"]) == seen


@pytest.mark.parametrize("query", ["", " ", "%00", "'", "a" * 5000, "& | !", "((((", "\\", ":*", "ü", "<script>"])
@pytest.mark.parametrize("name", [VISITOR, SECRETARIAT])
def test_whatever_is_typed_the_page_answers(name, query):
    response = client(name).get("/search/", {"q": query})
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script ", b"")


def test_a_nul_in_the_query_string_is_no_error():
    assert client(VISITOR).get("/search/?q=a%00b").status_code == 200


def test_a_word_leaves_the_list_with_the_last_record_that_holds_it(server) -> None:
    """As the superuser, since only the rule reads the list; nothing of it stays."""

    def listed(*titles: str) -> list[str]:
        for code, title in zip(("N-BS-001", "N-BS-002"), titles, strict=True):
            held.execute("update needs_need set title = %s where code = %s", [title, code])
        return [w for (w,) in held.execute("select word from search.word where word ~ '^zq(first|second)' order by 1")]

    with psycopg.connect(server.url("postgres", ORIGINAL)) as held:
        assert listed("Zqfirst", "Zqfirst zqsecond") == ["zqfirst", "zqsecond"]
        assert listed("Border", "Zqfirst") == ["zqfirst"]
        assert listed("Border", "Border") == []
        held.rollback()
