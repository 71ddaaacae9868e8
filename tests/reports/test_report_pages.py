"""The pages around reports, as each kind of person meets them, and the command line's file."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.template import Context, Template
from django.test import RequestFactory

from iisg.access import turns
from iisg.access.acting import acting_as
from iisg.config import postgres
from iisg.framework.names import FOOTNOTE
from iisg.reports import actions
from iisg.reports.commands import NoReport, report_file
from iisg.reports.models import Edition, EditionFile
from tests.people import BOARD, DONOR, EVERYBODY, OFFICER_RS, SECRETARIAT, SIGNED_IN, VISITOR, actor, client, person
from tests.reports.conftest import DAY, EDITIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
PUBLISHED, DRAFT = "/reports/2025-2026-1/", "/reports/2025-2026-2/"
FILES = ["report.html", "report.pdf", "report.docx", "data.zip"]
BUILD = "/members/reports/?cycle=2025-2026&on=2026-06-30"


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_list_and_the_page_of_an_edition_are_the_same_figures_for_everybody(name):
    browser = client(name)
    listed, page = browser.get("/reports/").content.decode(), browser.get(PUBLISHED).content.decode()
    with acting_as(None):
        figures = Edition.objects.get(number=1).figures
    needs, uncovered, responses = (figures[name] for name in ("needs", "uncovered_needs", "responses"))
    words = f"{needs} needs, {uncovered} uncovered needs and {responses} responses"
    # On its page twice: over the report, and in the report itself.
    assert (listed.count(words), page.count(words), listed.count("2025-2026-2")) == (1, 2, 0)
    notes = 2 if name == SECRETARIAT else 1  # over the report, and in the journal
    assert (page.count(FOOTNOTE), page.count("<h1"), page.count("Demonstration: nobody adopted")) == (1, 1, notes)


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_an_edition_is_handed_out_as_it_was_frozen(file):
    response = client(VISITOR).get(PUBLISHED + file)
    with acting_as(None):
        form = {"data.zip": "data"}.get(file, file.rpartition(".")[2])
        assert response.content == bytes(EditionFile.objects.get(edition__number=1, form=form).content)
    name = f"iisg-report-2025-2026-1.{file.partition('.')[2]}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_draft_is_there_for_the_secretariat_only(name):
    browser = client(name)
    expected = 200 if name == SECRETARIAT else 404
    assert {browser.get(DRAFT + file).status_code for file in ["", *FILES]} == {expected}
    assert browser.get("/reports/none/").status_code == 404
    assert browser.get(f"{PUBLISHED}secret.txt").status_code == 404


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_member_builds_the_report_of_what_they_see_marked_with_its_highest_level(name):
    browser = client(name)
    page = browser.get(BUILD).content.decode()
    file = browser.get("/members/reports/report.html?cycle=2025-2026&on=2026-06-30")
    marking = {SECRETARIAT: "TLP:RED"}.get(name, "TLP:AMBER+STRICT")
    if name in (DONOR, OFFICER_RS, "agency", "officer.al"):  # each owns a record at the Secretariat's level
        marking = "TLP:RED"
    assert page.count(f"{marking}</") >= 1
    assert file.content.decode().count(f">{marking}</span>") == 2
    ending = marking.replace(":", "-").replace("+", "-")
    name_of_file = f"iisg-report-2025-2026-2026-06-30-{ending}.html"
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name_of_file}"'


def test_a_visitor_is_sent_to_the_sign_in():
    browser = client(VISITOR)
    for address in (
        BUILD,
        "/members/reports/report.pdf?cycle=2025-2026&on=2026-06-30",
        "/members/reports/2025-2026-2/publish/",
    ):
        response = browser.get(address)
        assert (response.status_code, response.headers["Location"].startswith("/accounts/login/?next=")) == (302, True)


WRONG = [
    "on=2026-06-30",
    "cycle=2025-2026",
    "cycle=2025-2026&on=9999-12-31",
    "cycle=%00&on=2026-06-30",
    "cycle=2025-2026&on=%00",
]


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_cycle_or_day_is_told_and_gives_no_file(query):
    browser = client(DONOR)
    assert browser.get(f"/members/reports/?{query}").status_code == 422
    assert browser.get(f"/members/reports/report.html?{query}").status_code == 404


def test_a_format_that_is_none_gives_no_file():
    assert client(DONOR).get("/members/reports/report.exe?cycle=2025-2026&on=2026-06-30").status_code == 404


@pytest.mark.parametrize("name", [DONOR, BOARD, OFFICER_RS])
def test_others_neither_prepare_nor_publish(name):
    browser = client(name)
    asked = {"cycle": "2025-2026", "on": "2026-06-30"}
    assert browser.post("/members/reports/prepare/", asked).status_code == 403
    assert browser.get("/members/reports/2025-2026-2/publish/").status_code == 404
    assert browser.get("/members/reports/2025-2026-1/publish/").status_code == 403


def test_the_secretariat_publishes_what_the_page_showed():
    browser = client(SECRETARIAT)
    with acting_as(actor(SECRETARIAT)):
        seen = actions.fingerprint(Edition.objects.get(number=2))
    address = "/members/reports/2025-2026-2/publish/"
    assert browser.get(address).content.decode().count(f'value="{seen}"') == 1
    assert browser.post(address, {"seen": "an earlier draft"}).status_code == 409
    response = browser.post(address, {"seen": seen})
    assert (response.status_code, response.headers["Location"]) == (302, DRAFT)
    page = client(VISITOR).get(DRAFT)
    assert (page.status_code, page.content.decode().count("published by RCC")) == (200, 1)
    assert browser.get(address).status_code == 302


def test_the_newest_published_edition_is_given_to_pages_of_the_site():
    template = Template("{% load editions %}{% latest_edition as edition %}{{ edition.slug }}")
    with acting_as(actor(SECRETARIAT)):
        assert template.render(Context()) == "2025-2026-1"


def test_the_command_line_gives_the_public_the_editions_own_file():
    with acting_as(None):
        stored = bytes(EditionFile.objects.get(edition__number=1, form="pdf").content)
        assert report_file(cycle="2025-2026", form="pdf", on=DAY, by=None) == stored
        with pytest.raises(NoReport, match=r"^No edition of 2023-2024 is published\.$"):
            report_file(cycle="2023-2024", form="pdf", on=DAY, by=None)


def test_the_command_line_builds_for_a_member_what_the_page_builds():
    by = person(DONOR)
    with acting_as(by.pk):
        built = report_file(cycle="2025-2026", form="html", on=DAY, by=by)
        for cycle, day in (("1999-2000", DAY), ("2025-2026", date(9999, 12, 31))):
            with pytest.raises(NoReport):
                report_file(cycle=cycle, form="html", on=day, by=by)
    assert client(DONOR).get("/members/reports/report.html?cycle=2025-2026&on=2026-06-30").content == built


def test_the_word_file_of_a_member_opens():
    response = client(DONOR).get("/members/reports/report.docx?cycle=2025-2026&on=2026-06-30")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(response.content)).namelist()


@contextmanager
def taken(server: postgres.Server, *places: str) -> Iterator[None]:
    """By somebody else's request, in a session of its own."""
    with psycopg.connect(server.url("iisg_app", EDITIONS)) as other:
        for place in places:
            other.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])
        yield


WORKING = "/members/reports/report.html?cycle=2025-2026&on=2026-06-30"
PREVIEW = "/members/reports/?cycle=2025-2026&on=2026-06-30"


@pytest.mark.parametrize("path", [WORKING, PREVIEW, "/members/reports/prepare/", f"/members{DRAFT}publish/"])
def test_a_second_report_of_a_person_is_refused_while_the_first_is_made(server, path):
    browser = client(SECRETARIAT)
    ask = browser.get if "?" in path else browser.post
    with taken(server, f"long work of person {person(SECRETARIAT).pk}"):
        answer = ask(path, None if "?" in path else {"cycle": "2025-2026", "on": "2026-06-30"})
    assert (answer.status_code, answer.headers["Retry-After"], turns.YOURS in answer.content.decode()) == (
        429,
        "20",
        True,
    )


def test_a_report_is_refused_while_as_many_are_made_as_may_be_and_not_after(server):
    by, browser, places = person(DONOR), client(DONOR), [f"long work {place}" for place in range(turns.PLACES)]
    with taken(server, *places):
        answer = browser.get(WORKING)
    assert (answer.status_code, answer.headers["Retry-After"], turns.OTHERS in answer.content.decode()) == (
        503,
        "20",
        True,
    )
    with taken(server, *places[1:]), acting_as(by.pk):
        assert turns.refuse(RequestFactory().get("/"), by.pk) is None
