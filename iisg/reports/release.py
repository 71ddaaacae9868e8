"""What publishing an edition makes public, and what it never does, for the Secretariat to read before it decides.

The first is read from the draft's own data, so it is what will be public and nothing else. The second is counted from
the records as they are: it stands on no public page and in no edition.
"""

from typing import Any

from django.db.models import Q

from iisg.access.levels import Level
from iisg.needs.models import Need, NeedPartner
from iisg.reports.data import unpack
from iisg.reports.models import Edition, EditionFile
from iisg.responses.models import Claim, ClaimPartner, Response

OPEN_TO_MEMBERS = (Level.PUBLIC, Level.MEMBERS)
SILENT = "silent"


def describe_release(draft: Edition) -> dict[str, Any]:
    data = bytes(EditionFile.objects.get(edition=draft, form="data").content)
    evidence: dict[str, list[dict[str, str]]] = {}
    for row in unpack(data, "evidence"):
        evidence.setdefault(row["need"], []).append(row)
    needs = unpack(data, "needs")
    for need in needs:
        need["evidence"] = evidence.get(need["code"], [])  # type: ignore[assignment]
    released = [need for need in needs if need["level"] == Level.MEMBERS]
    return {
        "needs": released,
        "evidence": sum(len(evidence.get(need["code"], [])) for need in released),
        "public_responses": len(unpack(data, "responses")),
        "cells": sum(draft.figures["cells"].values()),
        "gaps": sum(draft.figures["gaps"].values()),
        "mismatches": draft.figures["gaps"].get("approach_mismatch", 0),
        "single_providers": draft.figures["gaps"].get("single_provider", 0),
        "withheld": count_withheld(draft.cycle_id),
    }


def count_withheld(cycle: str) -> list[tuple[str, int]]:
    """What stays where it is, in words and numbers, of the person acting: the Secretariat, which sees everything."""
    needs, claims = Need.objects.filter(cycle=cycle), Claim.objects.filter(need__cycle=cycle)
    real, above = Q(is_demo=False), ~Q(level__in=OPEN_TO_MEMBERS)
    of_members = Response.objects.filter(real, level=Level.MEMBERS)
    words = ClaimPartner.objects.filter(claim__need__cycle=cycle, claim__is_demo=False)
    statements = NeedPartner.objects.filter(need__cycle=cycle, need__is_demo=False)
    demonstration = (rows.filter(is_demo=True).count() for rows in (needs, Response.objects.all(), claims))
    hidden_parent = ~Q(need__level__in=OPEN_TO_MEMBERS) | ~Q(response__level__in=OPEN_TO_MEMBERS)
    return [
        ("claims: which response serves which need, and how far", claims.filter(real).count()),
        ("rationales that claimants gave", claims.filter(real).exclude(rationale="").count()),
        ("words of partners on claims: agrees, disputes, remarks", words.exclude(word=SILENT, remark="").count()),
        ("partners’ own statements on needs", statements.exclude(statement="").count()),
        ("justifications of priorities", needs.filter(real).exclude(priority_reason="").count()),
        ("needs above the members’ level", needs.filter(real & above).count()),
        ("responses of the members’ level", of_members.count()),
        ("responses above the members’ level", Response.objects.filter(real & above).count()),
        ("claims that rest on a record above the members’ level", claims.filter(real & hidden_parent).count()),
        ("demonstration rows", sum(demonstration)),
    ]
