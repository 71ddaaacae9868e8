"""Pages for everybody: what they count, that everybody reads the same, and that they hold to the house's words."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iisg.access.acting import acting_as
from iisg.analysis.activity import is_active
from iisg.analysis.families import above
from iisg.exchange.folder import read_folder
from iisg.framework.models import Measure
from iisg.framework.names import FOOTNOTE, PARTNERS, PILLARS
from iisg.reports.models import Edition, State
from iisg.responses.models import Response
from iisg.site import figures
from iisg.site.pillars import ABOUT
from tests.people import EVERYBODY, SECRETARIAT, VISITOR, actor, client
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db

TEXTS = ["/about/", "/about/governance/", "/accessibility/", "/privacy/", "/contact/"]
PAGES = ["/", "/pillars/", *(f"/pillars/{code}/" for code in PILLARS), *TEXTS]
DAYS = [date(2020, 3, 1), date(2024, 12, 31), date(2026, 6, 30), date(2031, 1, 1)]


def sample() -> pl.DataFrame:
    return read_folder("iisg/sample")["responses"]


def words_of(page: str) -> str:
    """What stands on a page for a reader, without addresses."""
    return unescape(re.sub(r"<[^>]+>", " ", page))


def shown_to(name: str) -> tuple[Any, ...]:
    home = client(name).get("/").context
    pages = [client(name).get(f"/pillars/{code}/").context for code in PILLARS]
    return (
        home["figures"], home["by_partner"], home["pillars"], [project.code for project in home["ending"]],
        [(page["counts"], [project.code for project in page["rows"]]) for page in pages],
    )  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_heading_and_leaves_no_cookie(address: str) -> None:
    answer = client(VISITOR).get(address)
    assert (answer.status_code, answer.text.count("<h1"), len(answer.cookies)) == (200, 1, 0)


@pytest.mark.parametrize("address", PAGES)
def test_the_asterisk_stands_wherever_the_name_does(address: str) -> None:
    words = words_of(client(VISITOR).get(address).text)
    assert (words.count(FOOTNOTE), re.findall(r"Kosovo(?!\*)", words.replace(FOOTNOTE, ""))) == (1, [])


@pytest.mark.parametrize("address", TEXTS)
def test_our_own_words_say_partner(address: str) -> None:
    assert re.findall(r"(?i)countr(?:y|ies)", words_of(client(VISITOR).get(address).text)) == []


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_only_read(address: str) -> None:
    assert client(VISITOR).post(address).status_code == 405


@pytest.mark.parametrize("code", ["WBXXi", "wbcti", "%00", "WBCTi%27"])
def test_an_unknown_pillar_is_not_found(code: str) -> None:
    assert client(VISITOR).get(f"/pillars/{code}/").status_code == 404


@pytest.mark.parametrize("on", DAYS)
def test_figures_are_those_of_the_sample_counted_by_the_analysis(on: date) -> None:
    everything = sample()
    active = everything.filter(is_active(on))
    organisations = {name for row in active.iter_rows(named=True) for name in [*row["funders"], *row["implementers"]]}
    with acting_as(None):
        found = figures.count_key_figures(on)
    assert (found.under_way, found.on_record, found.since) == (active.height, 203, 1996)
    assert found.organisations == len(organisations)
    assert found.without_euro == active["budget_eur"].null_count()
    assert found.ending == active.filter(pl.col("end_date") <= on + timedelta(days=365)).height
    assert found.euro == euro_of(everything, active)


def euro_of(everything: pl.DataFrame, active: pl.DataFrame) -> Decimal:
    """With the programmes that the analysis finds above each response."""
    stated = active.drop_nulls("budget_eur")
    pairs = above(everything).filter(pl.col("above").is_in(stated["code"].implode()))
    return Decimal(stated.join(pairs, left_on="code", right_on="response", how="anti")["budget_eur"].sum())


@pytest.mark.parametrize("on", DAYS)
def test_pillars_and_partners_add_up(on: date) -> None:
    active = sample().filter(is_active(on))
    with acting_as(None):
        pillars = figures.count_by_pillar(on)
    assert {p.code: p.projects for p in pillars} == {p: active.filter(pillar=p).height for p in PILLARS}
    served = [partner for row in active["partners"] for partner in row]
    assert dict(figures.count_by_partner(pillars)) == {p: served.count(p) for p in PARTNERS if p in served}


MONEY = {
    "two projects": ({1: 5, 2: 7}, {}, 12),
    "a component adds nothing to its programme": ({1: 5, 2: 2}, {2: 1}, 5),
    "a component of a silent programme counts": ({2: 2, 3: 4}, {2: 1, 3: 1}, 6),
    "a component further down adds nothing either": ({1: 5, 3: 1}, {3: 2, 2: 1}, 5),
    "two levels of one programme": ({1: 5, 2: 3, 3: 1}, {3: 2, 2: 1}, 5),
    "nothing is known above a programme that is not public": ({1: 5, 3: 1}, {3: 2}, 6),
    "no amounts": ({}, {2: 1}, 0),
}


@pytest.mark.parametrize(("amounts", "programmes", "total"), MONEY.values(), ids=list(MONEY))
def test_money_is_counted_once(amounts: dict[int, int], programmes: dict[int, int], total: int) -> None:
    assert figures.add_once({project: Decimal(euro) for project, euro in amounts.items()}, programmes) == total


MILLIONS = [(127_191_139, "127"), (9_940_000, "9.9"), (0, "0.0"), (2_500_000_000, "2,500")]


@pytest.mark.parametrize(("euro", "words"), MILLIONS)
def test_millions_are_rounded_for_reading(euro: int, words: str) -> None:
    found = figures.KeyFigures(1, 1, None, 1, Decimal(euro), 0, 0, 0, date(2027, 1, 1))
    assert found.millions == words


@pytest.mark.parametrize("on", DAYS)
def test_the_european_union_pays_where_one_of_its_bodies_funds(on: date) -> None:
    organisations = read_folder("iisg/sample")["organisations"]
    bodies = set(organisations.filter(pl.col("kind").is_in(["EU institution", "EU agency"]))["short_name"])
    with acting_as(None):
        found = figures.count_key_figures(on)
    assert found.by_european_union == sum(bool(bodies & set(f)) for f in sample().filter(is_active(on))["funders"])


def test_hidden_and_invented_records_change_nothing_for_anybody() -> None:
    before = shown_to(VISITOR)
    today = timezone.localdate()
    dates = {"start_date": today, "end_date": today, "budget_eur": Decimal(10**9)}
    for level in ["members", "pillar", "secretariat"]:
        registered("donor", title=f"Hidden: {level}", level=level, **dates)
    registered("secretariat", title="Hidden: invented", is_demo=True, **dates)
    with acting_as(actor(SECRETARIAT)):
        assert Response.objects.filter(title__startswith="Hidden: ").count() == 4
    assert [shown_to(name) for name in EVERYBODY] == [before] * len(EVERYBODY)


def test_a_new_public_project_is_counted_and_ends_first() -> None:
    before, today = shown_to(VISITOR)[0], timezone.localdate()
    code = registered("donor", end_date=today, start_date=today, budget_eur=Decimal(2_000_000)).code
    home = client(VISITOR).get("/").context
    assert home["ending"][0].code == code
    assert home["figures"].under_way == before.under_way + 1
    assert home["figures"].ending == before.ending + 1
    assert home["figures"].euro == before.euro + 2_000_000


def test_each_count_on_the_map_is_that_of_the_list_it_leads_to() -> None:
    home = client(VISITOR).get("/")
    links = re.findall(r'<a href="(/projects/\?standing=ongoing&amp;partner=(..))" aria-label="(\d+) ', home.text)
    assert sorted(partner for _, partner, _ in links) == sorted(PARTNERS)
    for address, _, count in links:
        assert client(VISITOR).get(unescape(address)).context["listing"].counts["found"] == int(count)


def test_the_latest_published_edition_leads_the_reports() -> None:
    assert "No report is published yet." in client(VISITOR).get("/").text
    for number, published in enumerate([date(2026, 5, 1), date(2026, 6, 1), None], start=1):
        add_edition(number, published)
    page = client(VISITOR).get("/").text
    assert set(re.findall(r'href="/reports/([^"]+)/"', page)) == {"2025-2026-2"}


def add_edition(number: int, published: date | None) -> None:
    """Without its files: published on that day, or a draft."""
    blank: dict[str, Any] = {"figures": {}, "cover": [], "weights": {}, "files": {}, "formula": "1"}
    named = {"slug": f"2025-2026-{number}", "title": "Needs", "level": "public", "as_of": date(2026, 4, 1)}
    with acting_as(actor(SECRETARIAT)):
        edition = Edition.objects.create(cycle_id="2025-2026", number=number, **named, **blank)
        if published:
            edition.state, edition.published_on, edition.published_by = State.PUBLISHED, published, "RCC"
            edition.save(update_fields=["state", "published_on", "published_by"])


@pytest.mark.parametrize("code", PILLARS)
def test_a_pillar_shows_its_own_template_and_projects(code: str) -> None:
    page = client(VISITOR).get(f"/pillars/{code}/")
    with acting_as(None):
        measures = Measure.objects.filter(cycle="2025-2026", objective__pillar=code)
        titles = list(measures.order_by("objective__order", "order").values_list("title", flat=True))
    shown = [measure.title for objective in page.context["objectives"] for measure in objective.measures.all()]
    assert shown == titles != []
    listed = client(VISITOR).get(f"/projects/?pillar={code}&standing=ongoing").context["rows"]
    assert {project.code for project in page.context["rows"]} == {project.code for project in listed}


def test_a_demonstration_says_so(settings: Any) -> None:
    settings.DEMONSTRATION = True
    assert "demonstration template" in client(VISITOR).get("/pillars/WBBSi/").text
    assert "no official product of the IISG" in client(VISITOR).get("/about/").text
    assert "The IISG Secretariat does not run it" in client(VISITOR).get("/contact/").text


def test_every_pillar_is_described() -> None:
    assert list(ABOUT) == list(PILLARS)


@pytest.mark.parametrize("address", ["/", "/pillars/", "/pillars/WBCSCi/"])
def test_effort_does_not_grow_with_the_number_of_projects(address: str) -> None:
    few = queries_of(address)
    for number in range(3):
        registered("donor", title=f"Project {number}", start_date=date(2026, 1, 1), end_date=date(2036, 1, 1))
    assert queries_of(address) == few


def queries_of(address: str) -> int:
    browser = client(VISITOR)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)


def test_the_server_says_that_it_lives() -> None:
    assert client(VISITOR).get("/health/").content == b"ok"
