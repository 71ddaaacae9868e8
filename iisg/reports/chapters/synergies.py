"""Synergies: which responses belong in one conversation, and with which to begin. For members.

A pair says which two responses serve which need, so it rests on claims, and publishing releases no claim. What its
owners dismissed or merged is left out and counted, as on the page of synergies (docs/decisions/0014).
"""

import re
from collections.abc import Iterator, Mapping

from iisg.analysis.synergies import KINDS
from iisg.analysis.words import SYNERGY_WORDS, count_words, join_words
from iisg.framework.names import SETTLED
from iisg.reports.content import Block, Chapter, Column, Heading, Paragraph, Rows, Run, Table, Text, in_full
from iisg.reports.material import Material, Row, list_codes, separate

FIRST_GROUPS, FIRST_PAIRS = 6, 12
SAID = {
    "possible_duplication": "may do the same",
    "complementary": "may complete each other",
    "could_be_joint": "could be one",
    "sequenced": "may hand over",
}
LEFT_OUT = (
    "A pair that is dismissed or merged is left out of what follows until one of the two responses changes. Who "
    "decided, when and why stands in the register."
)
WHAT = {
    "possible_duplication": "Both serve a need for the same partner with the same approach at the same time.",
    "complementary": "Both serve a need for the same partner at the same time, with different approaches.",
    "could_be_joint": "Both serve a need with the same approach at the same time, for different partners.",
    "sequenced": "The second starts within six months after the first ends, for the same need and partner.",
}


def write_synergies(material: Material) -> Chapter:
    counts = dict(material.pairs["kind"].value_counts().iter_rows())
    rows = tuple((Run(SYNERGY_WORDS[kind], strong=True), WHAT[kind], f"{counts.get(kind, 0):,}") for kind in KINDS)
    columns = (Column("Kind", 2), Column("What it means", 6), Column("Pairs", 1, number=True))
    blocks = (
        Paragraph(_count(material, counts), lead=True),
        *((Paragraph(LEFT_OUT),) if material.settled else ()),
        Table("synergy-kinds", "Pairs of responses by kind", columns, (Rows("", rows),)),
        *(_write_first(material) if material.pairs.height else ()),
    )
    return Chapter("synergies", "Synergies", blocks)


def _count(material: Material, counts: Mapping[str, int]) -> str:
    """All that the page of synergies counts, with what is settled, so that nobody takes silence for nothing found."""
    settled, left = material.settled, material.pairs.height
    if not left and not settled:
        return "No two responses of different leads meet on a need."
    of_kinds = join_words([f"{counts.get(kind, 0):,} {SAID[kind]}" for kind in KINDS])
    found = (
        f"{count_words(left + settled.total(), 'pair')} of responses of different leads belong in one conversation on "
        f"{in_full(material.day)}"
    )
    if not settled:
        return f"{found}: {of_kinds}."
    decided = join_words([f"{word} {settled[word]:,}" for word in SETTLED if settled[word]])
    rest = f"Of the other {left:,}, {of_kinds}" if left else "None is left to act on"
    return f"{found}, of which the owners {decided}. {rest}."


def _write_first(material: Material) -> Iterator[Block]:
    groups, pairs = material.groups, material.pairs
    yield Heading("synergy-groups-first", "Groups to act on first")
    yield Paragraph(
        f"Pairs on one need link responses into {count_words(groups.height, 'group')}. Printed are the first "
        f"{min(FIRST_GROUPS, groups.height)}, ranked by the EUR that all of a group disclose together, then by "
        "the cells that two of them share. A response may be in several groups, so their amounts must not be added up."
    )
    yield _list_groups(material)
    yield Heading("synergy-pairs-first", "Pairs to act on first")
    yield Paragraph(
        f"The first {min(FIRST_PAIRS, pairs.height)} of {count_words(pairs.height, 'pair')}, ranked by the EUR that "
        "the two disclose together, then by the cells (a need and a partner) that they share. Amounts are the whole "
        "budgets of the two, all funders and years, for all partners they serve; a component’s is not added to its "
        "programme’s. Disputed claims and suspended or cancelled responses take no part. A pair whose owners are in "
        "touch already is marked as contacted."
    )
    yield _list_pairs(material)


def _list_groups(material: Material) -> Table:
    rows = tuple(_group_row(material, group) for group in material.groups.head(FIRST_GROUPS).to_dicts())
    columns = (
        Column("Need", 4),
        Column("Partners", 1),
        Column("Kinds", 2),
        Column("Responses", 2.4),
        Column("Rank", 2.6),
    )
    return Table("synergy-groups", "Groups of responses to act on first", columns, (Rows("", rows),))


def _group_row(material: Material, group: Row) -> tuple[Text, ...]:
    needs = [part for code in group["needs"] for part in ("\n", *_say_need(material, code))]
    kinds = join_words([SYNERGY_WORDS[kind].lower() for kind in KINDS if kind in group["kinds"]])
    responses = separate(map(material.link_response, group["responses"]))
    return tuple(needs[1:]), list_codes(group["partners"]), kinds, responses, group["rank_words"]


def _say_need(material: Material, code: str) -> tuple[Run | str, ...]:
    return material.link_need(code), " ", material.needs[code]["title"]


def _list_pairs(material: Material) -> Table:
    pairs = material.pairs.head(FIRST_PAIRS).to_dicts()
    rows = tuple(_pair_row(material, number, pair) for number, pair in enumerate(pairs, start=1))
    columns = (
        Column("Rank", 0.5, number=True),
        Column("Kind and rank", 2.2),
        Column("The two responses", 3.6),
        Column("Why they belong together", 4.6),
    )
    return Table("synergy-pairs", "Pairs of responses to act on first", columns, (Rows("", rows),))


def _pair_row(material: Material, number: int, pair: Row) -> tuple[Text, ...]:
    decided = f", {pair['decision']}" if pair["decision"] else ""
    kind = (Run(SYNERGY_WORDS[pair["kind"]], strong=True), decided, Run(f"\n{pair['rank_words']}", note=True))
    a, b = (_say_response(material, pair[side]) for side in ("a", "b"))
    # The first reason names the two, which stand beside it.
    reasons = re.split(f"({'|'.join(map(re.escape, pair['needs']))})", " ".join(pair["reasons"][1:]))
    linked = (material.link_need(part) if part in pair["needs"] else part for part in reasons)
    return f"{number}", kind, (*a, "\n", *b), tuple(linked)


def _say_response(material: Material, code: str) -> tuple[Run | str, ...]:
    response = material.responses[code]
    lead = f" {', '.join(response['lead']) or 'Lead not stated'}."
    return material.link_response(code), " ", response["title"] + ".", Run(lead, note=True)
