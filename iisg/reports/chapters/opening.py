"""The first two chapters: what the report says in short, and how it counts."""

from iisg.analysis.gaps import FORMULA_VERSION
from iisg.analysis.words import BAND_LABELS, count_words
from iisg.charts.bars import draw_bands
from iisg.charts.partner_map import draw_partner_map
from iisg.framework.names import PARTNERS
from iisg.reports.content import (
    Block,
    Bullets,
    Chapter,
    Column,
    Figure,
    Paragraph,
    Rows,
    Run,
    Table,
    Text,
    in_full,
)
from iisg.reports.material import SHAPES, Material, count_bands, name_of

# From what on a cell is in which band.
REACHES = {
    "covered": "at least 0.75",
    "partly": "at least 0.5",
    "marginal": "more than nothing",
    "none": "nothing counts",
}


def write_summary(material: Material) -> Chapter:
    needs, responses = count_words(len(material.needs), "need"), count_words(len(material.responses), "response")
    uncovered = count_words(len(material.uncovered), "uncovered need")
    all_bands = material.bands(material.needs.values())
    lead = f"As of {in_full(material.day)}, this report counts {needs}, {uncovered} and {responses}."
    blocks = (
        Paragraph(lead, lead=True),
        Paragraph(
            f"A need and a partner that it names make one cell. Of {count_words(all_bands.total(), 'cell')}, "
            f"{count_bands(all_bands)} in the strict reading. An uncovered need is one that is open for every partner "
            "that it names."
        ),
        _count_by_pillar(material),
        _draw_coverage(material),
        *_map_partners(material),
    )
    return Chapter("summary", "In short", blocks)


def _count_by_pillar(material: Material) -> Table:
    rows: list[tuple[Text, ...]] = []
    for pillar in material.pillars:
        needs = material.of_pillar(pillar)
        bands = material.bands(needs)
        uncovered = sum(need["code"] in material.uncovered for need in needs)
        responses = sum(row["pillar"] == pillar for row in material.responses.values())
        figures = [len(needs), uncovered, bands.total(), *(bands[band] for band in BAND_LABELS), responses]
        rows.append((Run(pillar, strong=True), *(f"{n:,}" for n in figures)))
    heads = ["Needs", "Uncovered needs", "Cells", *(label.capitalize() for label in BAND_LABELS.values()), "Responses"]
    columns = (Column("Pillar", 1.2), *(Column(head, 1, number=True) for head in heads))
    return Table("needs-by-pillar", "Needs, cells and responses by pillar", columns, (Rows("", tuple(rows)),))


def _draw_coverage(material: Material) -> Figure:
    needs = material.needs.values()
    counts = {partner: material.bands(needs, partner) for partner in PARTNERS}
    words = "; ".join(f"{name_of(p)}: {count_bands(of) or 'no needs'}" for p, of in counts.items())
    chart = draw_bands(counts, PARTNERS)
    return Figure("coverage-by-partner", "Needs by partner and band", f"Bars of needs by partner. {words}.", chart)


def _map_partners(material: Material) -> tuple[Figure, Table]:
    under_way = [code for code in material.responses if material.is_active(code)]
    served = {p: sum(p in material.responses[code]["partners"] for code in under_way) for p in PARTNERS}
    needs = {p: material.bands(material.needs.values(), p) for p in PARTNERS}
    words = ", ".join(f"{name_of(p)} {n}" for p, n in served.items())
    figure = Figure(
        "partner-map",
        f"Responses under way on {in_full(material.day)}, by partner served",
        f"Map of the six partners in dots, no boundaries drawn, with the number of responses under way: {words}.",
        draw_partner_map(served, PARTNERS),
        width=215,
    )
    rows = tuple(
        (name_of(p), f"{served[p]:,}", f"{needs[p].total():,}", *(f"{needs[p][band]:,}" for band in BAND_LABELS))
        for p in PARTNERS
    )
    heads = ("Responses under way", "Needs", *(label.capitalize() for label in BAND_LABELS.values()))
    columns = (Column("Partner", 1.6), *(Column(head, 1, number=True) for head in heads))
    caption = "Responses under way and needs by partner; a response for several partners counts at each"
    return figure, Table("partners", caption, columns, (Rows("", rows),))


def write_method(material: Material) -> Chapter:
    weights = material.weights
    public = (
        "This edition is public. It prints the needs with their evidence, the matrix and the gaps. It leaves out the "
        "claims with the reasons that claimants gave, the words of partners, and every record above the level of "
        "members; so also the synergies, which rest on claims. Responses that are not public count in the matrix and "
        "the gaps, but none is listed or named."
    )
    blocks: tuple[Block, ...] = (
        Paragraph(
            "A need rests on a document and names the partners that it concerns. A response is a programme, project "
            "or measure. A claim says that a response serves a need for certain partners, and how far: fully counts 1, "
            "largely 0.75, partly 0.5 and marginally 0.25. Claims are judgements, not measurements."
        ),
        Paragraph(
            f"Coverage is computed for each need and each partner on {in_full(material.day)}. It counts the claims "
            "whose response is active on that day, its last day included; suspended and cancelled responses never "
            "count. A claim that the partner disputes counts for nothing: this is the strict reading. A programme and "
            "its components count once, with the largest of their degrees. Several claims d add up as "
            "1 − (1 − d₁) × (1 − d₂) …, so that two halves make three quarters. The result falls into one of four "
            "bands:"
        ),
        Bullets(
            tuple((Run(SHAPES[band], sign=band), f" {BAND_LABELS[band]}: {reach}") for band, reach in REACHES.items())
        ),
        Paragraph(
            "A gap has a score where a need is concerned: the weight of its priority "
            f"(high {weights.high}, medium {weights.medium}, low {weights.low}) × the shortfall (what is missing to "
            "full coverage; for an uncovered need the sum over its partners) × urgency (less where the gap still lies "
            f"ahead). This is formula {FORMULA_VERSION}. The largest score comes first; each gap says its reasons."
        ),
        Paragraph(
            "An amount is the one that the source disclosed; where it says nothing, the report prints “not disclosed”. "
            "A total says whose money it is, for whom and of which years, and how many amounts are not disclosed; a "
            "component’s amount is never added to its programme’s."
        ),
        *([Paragraph(public)] if material.public else []),
    )
    return Chapter("method", "Method", blocks)
