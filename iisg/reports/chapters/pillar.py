"""A chapter per pillar: its needs with their evidence, the matrix, how each partner stands, and the gaps."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from iisg.analysis.points import BANDS
from iisg.analysis.words import BAND_LABELS, MONTHS, count_words
from iisg.charts.bars import draw_bands
from iisg.charts.timeline import Span, draw_endings
from iisg.framework.names import PARTNERS, PILLARS
from iisg.reports.chapters.gaps import write_gaps
from iisg.reports.content import (
    Block,
    Chapter,
    Column,
    Entry,
    Figure,
    Heading,
    Matrix,
    Paragraph,
    Rows,
    Run,
    Text,
    anchor,
    in_full,
)
from iisg.reports.material import (
    SHAPES,
    Material,
    Row,
    count_bands,
    list_codes,
    list_partners,
    name_of,
    short_of,
    sign_of,
)


def write_pillar(material: Material, pillar: str) -> Chapter:
    needs = material.of_pillar(pillar)
    bands = material.bands(needs)
    sentence = (
        f"{count_words(len(needs), 'need')}. Of {count_words(bands.total(), 'cell')}, {count_bands(bands)} "
        f"on {in_full(material.day)}, strict reading."
    )
    blocks = (
        Paragraph(sentence if needs else "No needs are stated in this pillar.", lead=True),
        *(_write_needs(material, pillar, needs) if needs else ()),
        *(_write_coverage(material, pillar, needs) if needs else ()),
        *_draw_timeline(material, pillar),
        Heading(f"{anchor(pillar)}-gaps", "Gaps"),
        *write_gaps(material, pillar),
    )
    return Chapter(anchor(pillar), PILLARS[pillar], blocks, code=pillar)


def _write_needs(material: Material, pillar: str, needs: list[Row]) -> Iterator[Block]:
    yield Heading(f"{anchor(pillar)}-needs", "Needs by objective and measure")
    for objective, title, rows in by_objective(material, needs):
        yield Heading(anchor(f"{pillar} objective {objective or 'none'}"), title, level=3)
        for measure, group in groupby(rows, key=lambda need: need["measure"]):
            words = _measure(material, measure).get("measure") or "No measure named"
            yield Heading(anchor(f"{pillar} measure {measure or 'none'}"), _joined(measure, words), level=4)
            yield from (_write_need(material, need) for need in group)


def _joined(code: str | None, words: str) -> Text:
    return (Run(f"{code} ", note=True), words) if code else words


def by_objective(material: Material, needs: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Needs in the template's order by objective: its code, its title and its needs."""
    for code, rows in groupby(needs, key=lambda need: _measure(material, need["measure"]).get("objective_code", "")):
        group = list(rows)
        yield code, _measure(material, group[0]["measure"]).get("objective", "Without an objective"), group


def _measure(material: Material, code: str | None) -> Row:
    return material.measures.get(code or "", {})


def _write_need(material: Material, need: Row) -> Entry:
    code = need["code"]
    label = material.labels.needs.get(code, {})
    kind = ", ".join(need["need_types"]) or "type not stated"
    view = " and ".join(need["perspective"]) or "perspective not stated"
    chapters = label.get("acquis_chapter") or []
    acquis = f" · acquis {'chapter' if len(chapters) == 1 else 'chapters'} {', '.join(chapters)}" if chapters else ""
    facts: list[tuple[str, Text]] = [
        ("Partners", list_partners(need["partners"])),
        ("Kind", f"{kind.capitalize()} · {view} · {need['priority']} priority{acquis}"),
        ("Evidence", _write_evidence(material, code)),
        ("Coverage", _write_bands(material, need)),
    ]
    if not material.public:
        facts.append(("Claims", _write_claims(material, code)))
    text = label.get("description") or "No description."
    return Entry(material.places[code], code, need["title"], text, tuple(facts))


def _write_evidence(material: Material, code: str) -> Text:
    lines: list[str | Run] = []
    for evidence in material.labels.evidence.get(code, ()):
        document = material.labels.documents.get(evidence.document, {})
        about = [document.get("publisher") or "publisher not stated", document.get("date") or "undated"]
        where = evidence.locator or "place in the document not stated"
        lines += ["\n"] if lines else []
        lines += [Run(f"{evidence.document} ", note=True), Run(document.get("title") or "", href="#documents")]
        lines += [f" ({', '.join(about)}): {where}"]
    return tuple(lines) or "not stated"


def _write_bands(material: Material, need: Row) -> Text:
    signs: list[str | Run] = []
    for partner in (p for p in PARTNERS if p in need["partners"]):
        signs += [sign_of(material.coverage[need["code"], partner]["band"]), f" {short_of(partner)}   "]
    return tuple(signs)


def _write_claims(material: Material, code: str) -> Text:
    """The claims by responses still live, with the claimant's reason and, where a partner spoke, its word."""
    claims = material.claims_of.get(code, [])
    live = [claim for claim in claims if material.is_live(claim["response"])]
    lines: list[str | Run] = []
    for claim in live:
        response = material.responses[claim["response"]]
        word = {"agrees": ", the partner agrees", "disputes": ", the partner disputes"}.get(claim["partner_word"], "")
        planned = "" if material.is_active(response["code"]) else ", planned"
        lines += [Run(f"{response['code']} ", note=True), response["title"]]
        lines += [f": {claim['degree']} for {list_codes(claim['partners'])}{planned}{word}. "]
        lines += [Run((material.labels.claims.get(claim["code"], {}).get("rationale") or "") + "\n", note=True)]
    if len(live) < len(claims):
        lines.append(f"{count_words(len(claims) - len(live), 'claim')} by responses that are no longer active.")
    return tuple(lines) or "none"


def _write_coverage(material: Material, pillar: str, needs: list[Row]) -> Iterator[Block]:
    yield Heading(f"{anchor(pillar)}-coverage", "Coverage")
    groups = tuple(
        Rows(title, tuple(_matrix_row(material, need) for need in rows))
        for _, title, rows in by_objective(material, needs)
    )
    columns = (Column("Code", 1.2), Column("Need", 6.6), *(Column(short_of(p), 0.95) for p in PARTNERS))
    yield Matrix(f"{anchor(pillar)}-matrix", f"Coverage by need and partner, {pillar}", columns, groups)
    yield Paragraph(_legend(material))
    counts = {p: of for p in PARTNERS if (of := material.bands(needs, p))}
    words = "; ".join(f"{name_of(p)}: {count_bands(of)}" for p, of in counts.items())
    chart = draw_bands(counts, PARTNERS)
    yield Figure(f"{anchor(pillar)}-bars", f"Needs by partner and band, {pillar}", f"Bars of needs. {words}.", chart)
    yield Paragraph(f"{words}.")


def _legend(material: Material) -> Text:
    signs = [part for band, label in BAND_LABELS.items() for part in (Run(SHAPES[band], sign=band), f" {label}   ")]
    planned = "› what planned responses would make it   "
    disputed = "" if material.public else "≠ a claim is disputed   "
    return (*signs, Run(f"↘ month the band falls, within a year   {planned}{disputed}– not named", note=True))


def _matrix_row(material: Material, need: Row) -> tuple[Text, ...]:
    cells = (_cell(material, need["code"], p) if p in need["partners"] else Run("–", note=True) for p in PARTNERS)
    return (material.link_need(need["code"]), need["title"], *cells)


def _cell(material: Material, need: str, partner: str) -> Text:
    found = material.coverage[need, partner]
    parts: list[str | Run] = [sign_of(found["band"])]
    if BANDS.index(found["planned_band"]) > BANDS.index(found["band"]):
        parts += [" › ", sign_of(found["planned_band"])]
    if not material.public and found["claimed_band"] != found["band"]:
        parts.append(" ≠")
    if opens := material.falls_on(need, partner):
        parts.append(Run(f"\n↘ {MONTHS[opens.month - 1][:3]} {opens:%y}", note=True))
    return tuple(parts)


def _draw_timeline(material: Material, pillar: str) -> Iterator[Block]:
    active = [r for r in material.responses.values() if r["pillar"] == pillar and material.is_active(r["code"])]
    if not active:
        return
    active.sort(key=lambda row: (row["end_date"] or date.max, row["code"]))
    spans = [Span(row["code"], row["start_date"], row["end_date"]) for row in active]
    ending = [row for row in active if row["end_date"] and row["end_date"] <= material.day + timedelta(days=365)]
    sentence = (
        f"{count_words(len(active), 'response')} under way in this pillar; {len(ending)} of them end within a year of "
        f"{in_full(material.day)}, {sum(row['end_date'] is None for row in active)} have no end date on record."
    )
    yield Heading(f"{anchor(pillar)}-endings", "When support ends")
    alt = f"Bars from start to end. {sentence} The list of responses has the dates."
    chart = draw_endings(spans, material.day, pillar)
    yield Figure(f"{anchor(pillar)}-timeline", f"Responses under way by end, {pillar}", alt, chart)
    yield Paragraph(sentence)
