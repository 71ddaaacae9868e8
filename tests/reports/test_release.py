"""An edition holds exactly what publishing releases, word by word, and its figures are those of its own rows."""

import io
import re
import zipfile

import pytest

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.reports.data import unpack
from iisg.reports.models import Edition, EditionFile
from iisg.reports.release import count_withheld, describe_release
from iisg.responses.models import Claim, Response
from tests.leaks.canaries import word
from tests.people import SECRETARIAT, actor
from tests.reports.reading import text_of_pdf

pytestmark = pytest.mark.django_db
CANARY = re.compile(r"zq[a-p]{16}qz|\b[NRC]-\d{3}-[A-P]{8}\b")
RELEASED = ("public", "members")
OF_A_NEED = ("title", "description", "locator")
OF_A_RESPONSE = ("title", "source_url")
INSTRUMENT = ("instrument",)  # in the chapter on approaches, not in the data


def content(form: str) -> bytes:
    with acting_as(None):
        return bytes(EditionFile.objects.get(edition__slug="2025-2026-1", form=form).content)


def text(form: str) -> str:
    data = content(form)
    if form == "pdf":
        return text_of_pdf(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return data.decode()


def released(world, form: str) -> set[str]:
    """From the rule: of the members' level the needs with their evidence, else what is public already."""
    words = set()
    of_response = OF_A_RESPONSE if form == "data" else OF_A_RESPONSE + INSTRUMENT
    for records, levels, fields in (
        (world.needs, RELEASED, OF_A_NEED),
        (world.responses, ("public",), of_response),
    ):
        codes = {code for code, canary in records.items() if canary.level in levels} - joined_with_members(world)
        words |= {*codes, *(word(code, name) for code in codes for name in fields)}
    return words


def joined_with_members(world) -> set[str]:
    """Responses that count as one with one of the members' level: what is one response has the narrower level."""
    with acting_as(actor(SECRETARIAT)):
        pairs = list(Response.objects.exclude(joined_into=None).values_list("code", "joined_into__code"))
    levels = {code: canary.level for code, canary in world.responses.items()}
    return {code for pair in pairs if {levels[one] for one in pair} == set(RELEASED) for code in pair}


@pytest.mark.parametrize("form", ["html", "docx", "data"])
def test_an_edition_holds_exactly_the_released_words(world, form):
    found = set(CANARY.findall(text(form)))
    assert sorted(found - released(world, form)) == [], "more than publishing releases"
    assert sorted(released(world, form) - found) == [], "released, but not in it"


def test_the_pdf_holds_no_word_more(world):
    found = set(CANARY.findall(text("pdf"))) & (world.words() | set(world.claims))
    assert found - released(world, "pdf") == set()
    assert len(found) > len(world.needs)


def test_the_figures_are_those_of_the_rows_in_the_data(world):
    with acting_as(None):
        figures = Edition.objects.get(slug="2025-2026-1").figures
    data = content("data")
    cells = [row["band"] for row in unpack(data, "coverage")]
    gaps = [row["kind"] for row in unpack(data, "gaps")]
    assert figures["needs"] == len(unpack(data, "needs"))
    assert figures["responses"] == len(unpack(data, "responses"))
    assert figures["documents"] == len(unpack(data, "documents"))
    assert figures["cells"] == {band: cells.count(band) for band in ("covered", "partly", "marginal", "none")}
    assert figures["gaps"] == {kind: gaps.count(kind) for kind in sorted(set(gaps))}
    assert figures["uncovered_needs"] == gaps.count("uncovered_need")
    for name in ("needs", "responses", "under_way", "uncovered_needs"):
        assert figures[name] == sum(of_pillar[name] for of_pillar in figures["by_pillar"].values())


def test_the_page_before_publication_lists_the_released_rows_and_counts_what_stays(world):
    with acting_as(actor(SECRETARIAT)):
        shown = describe_release(Edition.objects.get(slug="2025-2026-2"))
        members = Need.objects.filter(cycle="2025-2026", level="members", is_demo=False).order_by("code")
        assert [need["code"] for need in shown["needs"]] == [need.code for need in members]
        withheld = dict(count_withheld("2025-2026"))
        rationales = Claim.objects.filter(need__cycle="2025-2026", is_demo=False).exclude(rationale="").count()
    hidden = [canary for canary in world.needs.values() if canary.level not in RELEASED]
    assert withheld["needs above the members’ level"] == len(hidden)
    assert withheld["rationales that claimants gave"] == rationales
    levels = [canary.level for canary in world.responses.values()]
    assert withheld["responses of the members’ level"] == levels.count("members")
    gaps = [row["kind"] for row in unpack(content("data"), "gaps")]
    assert shown["public_responses"] == len(unpack(content("data"), "responses"))
    assert [shown["mismatches"], shown["single_providers"]] == [
        gaps.count(kind) for kind in ("approach_mismatch", "single_provider")
    ]
