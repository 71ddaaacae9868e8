"""Build the needs report of a cycle: from the rows that a reader may see to the content tree.

Printed are exactly the rows of the portfolio, without demonstration rows: needs with their evidence, the coverage
matrix in the strict reading, gaps with their reasons, synergies, approaches, risk, responses and the documents cited;
in a members' report also the claims with the claimants' reasons and the partners' words. `public=True` builds what
publishing an edition releases: needs with their evidence, the matrix and the gaps, with what these or public responses
say by themselves; no claim and nothing that only claims tell (docs/decisions/0012), no decision on a pair, no word of a
partner, no response that is not public, and no row above the members' level.
The builder asks nobody who is reading: the caller brings only the rows of its reader.
"""

from collections.abc import Iterator
from datetime import date

from iisg.analysis.gaps import Weights
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.words import count_words
from iisg.charts.strip import draw_needs, draw_projects
from iisg.framework.names import FOOTNOTE, PARTNERS
from iisg.reports.chapters.approaches import write_approaches
from iisg.reports.chapters.closing import write_responses, write_sources
from iisg.reports.chapters.opening import write_method, write_summary
from iisg.reports.chapters.pillar import write_pillar
from iisg.reports.chapters.risk import write_risk
from iisg.reports.chapters.synergies import write_synergies
from iisg.reports.content import HANDLING, Chapter, Figure, Report, in_full
from iisg.reports.labels import Labels
from iisg.reports.material import Decisions, Material, gather, highest_level, short_of

SUBTITLE = "what six partners need, who is helping, and where support is missing"
DRAFT = "Working version, not adopted"


def build_report(
    portfolio: Portfolio,
    labels: Labels,
    *,
    day: date,
    level: str = "members",
    edition: str = DRAFT,
    public: bool = False,
    weights: Weights | None = None,
    decided: Decisions | None = None,
) -> Report:
    """The report as of `day`, marked with `level` or the highest level of its rows, whichever is narrower."""
    material = gather(portfolio, labels, day=day, public=public, weights=weights or Weights(), decided=decided)
    return compose(material, level=level, edition=edition)


def compose(material: Material, *, level: str = "members", edition: str = DRAFT) -> Report:
    """The report of what is gathered, for those who need its figures as well."""
    level = "public" if material.public else highest_level(material, level)
    labels, day = material.labels, material.day
    return Report(
        title="Needs and responses in the Western Balkans",
        subtitle=f"Internal security, {labels.cycle}: {SUBTITLE}",
        cycle=labels.cycle,
        as_of=day,
        level=level,
        edition=edition,
        facts=(
            ("Cycle", f"{labels.cycle}, biennial needs report"),
            ("As on", in_full(day)),
            ("Contains", _count(material)),
            ("Status", edition),
            ("Handling", HANDLING[level]),
        ),
        cover=_draw_cover(material),
        chapters=tuple(_write_chapters(material)),
        footnote=FOOTNOTE,
    )


def _write_chapters(material: Material) -> Iterator[Chapter]:
    yield write_summary(material)
    yield write_method(material)
    yield from (write_pillar(material, pillar) for pillar in material.pillars)
    if not material.public:
        yield write_synergies(material)
    yield write_approaches(material)
    yield write_risk(material)
    yield write_responses(material)
    yield write_sources(material)


def _count(material: Material) -> str:
    counts = [
        count_words(len(material.needs), "need"),
        count_words(len(material.uncovered), "uncovered need"),
        count_words(len(material.responses), "response"),
    ]
    if not material.public:
        counts.append(count_words(material.portfolio.claims.height, "claim"))
    return ", ".join(counts)


def _draw_cover(material: Material) -> Figure:
    """Members see every need; a public cover draws the projects, which are public by themselves."""
    partners = list(PARTNERS)
    columns = ", ".join(map(short_of, partners))
    if material.public:
        rows = [
            [
                (r["pillar"], r["partners"], material.is_active(r["code"]))
                for r in material.responses.values()
                if r["pillar"] == pillar
            ]
            for pillar in material.pillars
        ]
        caption = f"Every response (rows) and partner (columns: {columns}). Full colour is under way, pale is not."
        return Figure("cover", caption, f"Strip of {caption[0].lower()}{caption[1:]}", draw_projects(rows, partners))
    bands = [
        [{p: material.coverage[n["code"], p]["band"] for p in n["partners"]} for n in material.of_pillar(pillar)]
        for pillar in material.pillars
    ]
    caption = f"Every need (rows) and partner (columns: {columns}). Filled is covered, half is partly, empty is open."
    return Figure("cover", caption, f"Strip of {caption[0].lower()}{caption[1:]}", draw_needs(bands, partners))
