"""Rows that the tests of these pages plant beside the sample."""

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.responses.models import Claim, ClaimPartner, Response
from tests.people import SECRETARIAT, person


def plant_demonstration_claim(need: str, partner: str) -> Claim:
    """A demonstration response for Albania and North Macedonia, under way in 2026, claims to serve this need fully."""
    with acting_as(person(SECRETARIAT).pk):
        of = {"need": Need.objects.get(code=need), "response": Response.objects.get(code="R-CT-901")}
        claim = Claim.objects.create(code="C-DEMO-1", degree="fully", is_demo=True, **of)
        ClaimPartner.objects.create(claim=claim, partner_id=partner, **of)
    return claim
