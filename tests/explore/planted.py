"""Rows that the tests of these pages plant beside the sample."""

from iisg.access.acting import acting_as
from iisg.framework.cycles import ensure_cycle
from iisg.needs.models import Lineage, Need, NeedPartner
from iisg.responses.models import Claim, ClaimPartner, Response
from tests.people import SECRETARIAT, person


def plant_demonstration_claim(need: str, partner: str) -> Claim:
    """A demonstration response for Albania and North Macedonia, under way in 2026, claims to serve this need fully."""
    with acting_as(person(SECRETARIAT).pk):
        of = {"need": Need.objects.get(code=need), "response": Response.objects.get(code="R-CT-901")}
        claim = Claim.objects.create(code="C-DEMO-1", degree="fully", is_demo=True, **of)
        ClaimPartner.objects.create(claim=claim, partner_id=partner, **of)
    return claim


def plant_earlier_need(code: str, cycle: str, successor: str, partners: list[str], level: str = "members") -> Need:
    """A need of an earlier cycle that was carried into `successor`, without any claim on it."""
    with acting_as(person(SECRETARIAT).pk):
        now = Need.objects.get(code=successor)
        copied = {name: getattr(now, name) for name in ("pillar", "title", "need_types", "perspective", "priority")}
        need = Need.objects.create(code=code, cycle=ensure_cycle(cycle), level=level, **copied)
        NeedPartner.objects.bulk_create([NeedPartner(need=need, partner_id=partner) for partner in partners])
        Lineage.objects.create(need=need, successor=now, fate="carried")
    return need


def plant_needs(first: int, last: int) -> None:
    """Needs of the current cycle for Albania and Serbia that nobody serves, numbered."""
    with acting_as(person(SECRETARIAT).pk):
        by = {"cycle": ensure_cycle("2025-2026"), "pillar_id": "WBCTi", "title": "Train", "level": "members"}
        words = {"need_types": ["institutional"], "perspective": ["prevention"], "priority": "low"}
        needs = [Need(code=f"N-CT-P{number}", **by, **words) for number in range(first, last)]
        for need in Need.objects.bulk_create(needs):
            NeedPartner.objects.bulk_create([NeedPartner(need=need, partner_id=code) for code in ("AL", "RS")])
