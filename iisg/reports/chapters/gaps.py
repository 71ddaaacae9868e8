"""The gap lists: kind, score and reasons; what is alike for several partners of a need stands in one row."""

from collections.abc import Iterator
from decimal import Decimal

from iisg.analysis.gaps import KINDS
from iisg.analysis.words import KIND_WORDS, count_words, join_words
from iisg.reports.content import Block, Column, Paragraph, Rows, Run, Table, Text, anchor
from iisg.reports.material import Material, Row, in_order, list_codes, name_of

COLUMNS = (Column("Score", 0.8), Column("Kind", 1.7), Column("Need, partners and reasons", 7.5))


def write_gaps(material: Material, pillar: str) -> Iterator[Block]:
    """The gaps of the pillar's needs, the largest score first."""
    of_pillar = [gap for gap in material.gaps if _pillar_of(material, gap) == pillar]
    merged = sorted(merge(of_pillar), key=lambda found: _rank(found[0]))
    uncovered = sum(gap["kind"] == "uncovered_need" for gap in of_pillar)
    yield Paragraph(f"{count_words(uncovered, 'uncovered need')} in this pillar, and what else the analysis finds.")
    rows = tuple(_row(material, gap, partners) for gap, partners in merged)
    groups = (Rows("", rows),) if rows else ()
    yield Table(f"{anchor(pillar)}-gap-list", f"Gaps, {pillar}", COLUMNS, groups, empty="No gap was found.")


def _pillar_of(material: Material, gap: Row) -> str | None:
    return material.needs[gap["need"]]["pillar"] if gap["need"] else gap.get("pillar")


def merge(gaps: list[Row]) -> Iterator[tuple[Row, list[str]]]:
    """Gaps that differ in the partner alone as one, each with its partners and with reasons that name them all."""
    merged: dict[tuple[object, ...], tuple[Row, list[str]]] = {}
    for gap in gaps:
        words = tuple((part["words"], part["value"]) for part in gap["parts"])
        reasons = tuple(_name_partners(reason, gap["partner"], HERE) for reason in gap["reasons"])
        key = (gap["kind"], gap["need"], gap["response"], gap["organisation"], gap["score"], words, reasons)
        merged.setdefault(key, (gap, []))[1].extend([gap["partner"]] if gap["partner"] else [])
    for gap, partners in merged.values():
        names = join_words([name_of(partner) for partner in in_order(partners)]) if partners else ""
        for_all = [_name_partners(reason, gap["partner"], names) for reason in gap["reasons"]]
        yield {**gap, "reasons": for_all}, partners


HERE = "\0"  # stands for the partner while reasons are compared; no text of a record holds it


def _name_partners(reason: str, partner: str | None, names: str) -> str:
    """The reason for this partner, said for all of `names`; what it says of others further on stays."""
    return reason.replace(f"for {name_of(partner)}", f"for {names}", 1) if partner else reason


def _rank(gap: Row) -> tuple[Decimal, int, str]:
    return -Decimal(str(gap["score"] or 0)), KINDS.index(gap["kind"]), gap["need"] or ""


def write_score(score: object) -> str:
    """At least two decimals, and every one that the score has."""
    if score is None:
        return "–"
    exact = Decimal(str(score)).normalize()
    places = max(2, -int(exact.as_tuple().exponent))
    return f"{exact:.{places}f}"


def _row(material: Material, gap: Row, partners: list[str]) -> tuple[Text, ...]:
    score = Run(write_score(gap["score"]), strong=True)
    need = material.needs.get(gap["need"] or "")
    title: list[str | Run] = []
    if need:
        title = [material.link_need(need["code"]), " ", Run(need["title"], strong=True)]
        title.append(f" ({list_codes(partners or need['partners'])})")
    elif partners:
        title = [Run(list_codes(partners), strong=True)]
    reasons = " ".join(gap["reasons"])
    parts = " × ".join(f"{part['words']} ({part['value']:f})" for part in gap["parts"])
    return score, KIND_WORDS[gap["kind"]], (*title, f"\n{reasons}", Run(f"\n{parts}" if parts else "", note=True))


def write_mismatches(material: Material) -> Table:
    """Those of the gap lists, over all pillars: help whose approach serves no type of the need."""
    found = [gap for gap in material.gaps if gap["kind"] == "approach_mismatch"]
    rows = tuple(
        (
            material.link_need(gap["need"]),
            material.needs[gap["need"]]["title"],
            list_codes(partners),
            " ".join(gap["reasons"]),
        )
        for gap, partners in merge(found)
    )
    columns = (Column("Need", 1), Column("Title", 3), Column("Partners", 1), Column("Reason", 5))
    empty = "Every need that is helped has at least one response whose approach serves one of its types."
    groups = (Rows("", rows),) if rows else ()
    return Table("mismatches", "Needs helped by approaches that do not fit", columns, groups, empty=empty)


def write_response_gaps(material: Material) -> Table:
    """Findings about responses alone, which have no score."""
    kinds = ("response_without_need", "status_disagrees")
    groups = []
    for kind in kinds:
        found = sorted((g for g in material.gaps if g["kind"] == kind), key=lambda gap: gap["response"])
        rows = tuple(
            (material.link_response(g["response"]), material.responses[g["response"]]["title"], " ".join(g["reasons"]))
            for g in found
        )
        groups += [Rows(KIND_WORDS[kind], rows)] if rows else []
    columns = (Column("Code", 1), Column("Response", 4), Column("Reason", 4))
    return Table("response-gaps", "Findings about responses", columns, tuple(groups), empty="Nothing was found.")
