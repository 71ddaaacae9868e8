"""Addresses and forms as no browser would send them: refused with a reason, never with a crash."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from tests.journeys.pages import Records, chosen
from tests.leaks.routes import ROUTES
from tests.people import SECRETARIAT, VISITOR, client

pytestmark = pytest.mark.django_db
FILTERS = [
    "q", "page", "pillar", "partner", "priority", "type", "perspective", "level", "kind", "reading", "on", "cycle",
    "sort", "year", "status", "band", "owner", "objective", "measure", "strand", "funder", "state", "next",
]  # fmt: skip
WORDS = {
    "NUL": "\0",
    "NUL within": "a\0b",
    "huge number": "9" * 400,
    "negative": "-1",
    "beyond 64 bits": str(2**63),
    "not a number": "NaN",
    "other digits": "٣",
    "superscript": "²",
    "no day": "2026-02-31",
    "first year": "0000-01-01",
    "last year": "9999-12-31",
    "far year": "99999-01-01",
    "time": "2026-06-30T25:61",
    "long": "ž" * 8_000,
    "quotes": "'\"--; drop table need",
    "wildcards": "%_\\",
    "template": "{{ 7 }}{% debug %}",
    "script": "<script>alert(1)</script>",
    "half a character": "\ud83d",
    "right to left": "\u202egnp",
    "JSON": '{"a": [1]}',
    "path": "../../../etc/passwd",
}


def written(word: str) -> str:
    return quote(word, errors="surrogatepass")


@pytest.fixture
def records() -> Records:
    return chosen()


def statuses(browser: Client, addresses: list[str]) -> dict[int, str]:
    """An example of an address for each status."""
    return {browser.get(address).status_code: address for address in addresses}


def crashes(found: dict[int, str]) -> dict[int, str]:
    return {status: address for status, address in found.items() if status >= 500}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("name", [VISITOR, SECRETARIAT])
def test_no_filter_is_upset_by(words: str, name: str, records: Records):
    query = "&".join(f"{field}={written(words)}" for field in FILTERS)
    pages = [records.fill(addresses[0]).split("?")[0] for addresses in ROUTES.values()]
    assert crashes(statuses(client(name), [f"{page}?{query}" for page in pages])) == {}


@pytest.mark.parametrize(
    "query", ["q[]=a&page[]=1", "q=a&q=b&q=c", "q[a][b]=c", "=&&&==", "page=1&page=x", "%", "%ff%fe=%c0"]
)
def test_no_page_is_upset_by_a_query_of_another_shape(query: str, records: Records):
    pages = [records.fill(addresses[0]).split("?")[0] for addresses in ROUTES.values()]
    assert crashes(statuses(client(SECRETARIAT), [f"{page}?{query}" for page in pages])) == {}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_no_address_is_upset_by_a_record_called(words: str):
    each = written(words.replace("/", "|"))
    pages = [
        re.sub(r"\{\w+\}", lambda _: each, template)
        for addresses in ROUTES.values()
        for template in addresses
        if "{" in template.split("?")[0]
    ]
    assert set(statuses(client(SECRETARIAT), pages)) <= {400, 404, 405}  # 405: an address that is only posted to


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"])
def test_a_method_that_a_page_does_not_have_is_refused(method: str, records: Records):
    browser, answered = client(SECRETARIAT), set()
    for template, *_ in ROUTES.values():
        if not template.startswith("/accounts/"):
            answered.add(browser.generic(method, records.fill(template)).status_code)
    assert answered == {405}


def test_a_page_that_only_shows_takes_no_post(records: Records):
    browser = client(SECRETARIAT)
    for page in ["/", "/projects/", "/members/", "/members/gaps/", "/members/needs/", f"/needs/{records.need}/"]:
        assert browser.post(page, {"title": "changed"}).status_code == 405


def test_a_thousand_and_one_fields_are_too_many():
    browser = client(SECRETARIAT)
    form = {f"field{number}": "1" for number in range(1_001)}
    assert browser.post("/members/needs/add/", form).status_code == 400
    assert browser.get("/projects/?" + "&".join(f"f{number}=1" for number in range(1_001))).status_code == 400


def test_a_body_of_three_megabytes_is_too_large():
    assert client(SECRETARIAT).post("/members/needs/add/", {"title": "a" * 3_000_000}).status_code == 400


@pytest.mark.parametrize(
    "cookie", ["sessionid=" + "a" * 5_000, "sessionid=%00", "sessionid='", "sessionid=\xff", "; ; ="]
)
def test_a_cookie_of_nobody_is_a_visitor(cookie: str):
    answer = Client(headers={"cookie": cookie}).get("/members/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/members/")


def test_headers_of_fragments_open_no_door():
    """A page's fragment is a page: htmx's headers say how to answer, never whether."""
    answer = Client().get("/members/", headers={"hx-request": "true", "hx-current-url": "http://testserver/members/"})
    assert (answer.content, answer.headers["HX-Redirect"]) == (b"", "/accounts/login/?next=/members/")
