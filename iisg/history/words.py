"""How the journal names records and fields, where the names of tables and columns do not read well."""

# Columns that say nothing to a reader.
WITHOUT_WORDS = frozenset({"id", "version", "order", "slug", "figures", "cover"})

# What happened to a record, where "added" or the names of the fields that changed would not say it: by the change, or
# by the state that it brought.
HAPPENED = {
    ("reports_edition", "added"): "Edition prepared",
    ("reports_edition", "published"): "Edition published",
}

# A subject of its own that is read with another record, and which.
READ_WITH = {"fate": "need"}

RECORDS = {
    "needs_need": "Need",
    "needs_needpartner": "Words of",
    "needs_evidence": "Evidence",
    "needs_lineage": "Lineage",
    "responses_response": "Response",
    "responses_party": "Part of",
    "responses_served": "Partner served:",
    "responses_responsenote": "Contact and remarks",
    "responses_claim": "Claim",
    "responses_claimpartner": "Claim for",
    "framework_rate": "Rate",
    "reports_edition": "Edition",
    "framework_objective": "Objective",
    "framework_measure": "Measure",
}

LABELS = {
    "pillar_id": "pillar",
    "cycle_id": "cycle",
    "measure_id": "measure",
    "owner_id": "owner",
    "successor_id": "successor",
    "document_id": "document",
    "priority_reason": "justification of the priority",
    "acquis_chapters": "acquis chapters",
    "is_met": "met",
    "is_demo": "demonstration row",
    "is_demonstration": "demonstration edition",
    "prepared_at": "prepared on",
    "formula": "formula of the score",
    "weights": "weights of the score",
    "read_on": "read on",
    "budget_eur": "budget in EUR",
    "amount_eur": "amount in EUR",
    "per_eur": "units for one euro",
    "part_of_id": "part of",
    "said_on": "said on",
    "said_by": "said by",
    "source_url": "source",
    "joined_into_id": "joined with",
}
