"""The last two chapters: the responses, and the documents that the needs rest on."""

from datetime import date

from iisg.analysis.words import count_words, name_day
from iisg.framework.names import PILLARS
from iisg.reports.chapters.gaps import write_response_gaps
from iisg.reports.content import Chapter, Column, Heading, Paragraph, Rows, Run, Table, Text, in_full
from iisg.reports.material import Material, Row, list_codes, write_amount


def write_responses(material: Material) -> Chapter:
    under_way = sum(material.is_active(code) for code in material.responses)
    sentence = f"{count_words(len(material.responses), 'response')}, {under_way} under way on {in_full(material.day)}."
    groups = tuple(
        Rows(f"{pillar} {PILLARS[pillar]}", rows)
        for pillar in material.pillars
        if (rows := tuple(_row(material, r) for r in material.responses.values() if r["pillar"] == pillar))
    )
    columns = (
        Column("Code", 1.2),
        Column("Response, lead and funders", 5),
        Column("Partners", 1.2),
        Column("Dates", 1.7),
        Column("Status", 1.2),
        Column("Budget", 1.8, number=True),
    )
    blocks = (
        Paragraph(sentence, lead=True),
        Heading("response-list", "List of responses"),
        Table("responses-table", "Responses by pillar", columns, groups, empty="No responses are on record."),
        Heading("response-findings", "Findings about responses"),
        write_response_gaps(material),
    )
    return Chapter("responses", "Responses", blocks)


def _row(material: Material, response: Row) -> tuple[Text, ...]:
    lead = ", ".join(response["lead"]) or "not stated"
    funders = ", ".join(response["funders"]) or "not stated"
    source = material.labels.responses.get(response["code"], {}).get("source_url") or ""
    title = Run(response["title"], strong=True, href=source if is_web_address(source) else "")
    return (
        Run(response["code"], place=material.response_places[response["code"]]),
        (title, f"\nLead: {lead}. Funders: {funders}."),
        list_codes(response["partners"]),
        write_period(response["start_date"], response["end_date"]),
        response["status"] or "unknown",
        write_amount(response["budget_eur"]),
    )


def is_web_address(address: str) -> bool:
    """Only such an address becomes a link: a document may not open a file or run a script."""
    return address.startswith(("https://", "http://"))


def write_period(start: date | None, end: date | None) -> str:
    if not start and not end:
        return "not stated"
    return f"{name_day(start) if start else 'not stated'} – {name_day(end) if end else 'not stated'}"


def write_sources(material: Material) -> Chapter:
    rows = tuple(_document_row(document) for document in material.cited)
    columns = (Column("Code", 0.9), Column("Title", 6), Column("Publisher", 3), Column("Date", 1))
    blocks = (
        Paragraph(f"The needs rest on {count_words(len(rows), 'document')}."),
        Table("documents", "Documents cited as evidence", columns, (Rows("", rows),) if rows else ()),
    )
    return Chapter("sources", "Sources", blocks)


def _document_row(document: Row) -> tuple[Text, ...]:
    address = document.get("url") or ""
    title = Run(document["title"], href=address if is_web_address(address) else "")
    return document["code"], title, document.get("publisher") or "not stated", document.get("date") or "undated"
