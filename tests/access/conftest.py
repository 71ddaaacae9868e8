"""Records to write to."""

import pytest

from iisg.access.acting import acting_as
from iisg.framework.models import Cycle
from iisg.members.models import Organisation
from iisg.needs.models import Evidence, Need, NeedPartner
from iisg.responses.models import Claim, ClaimPartner, Party, Response, ResponseNote, Served
from tests.people import SECRETARIAT, actor


def add_records() -> None:
    """A members' need of Albania's ministry for AL and RS; a response that GIZ leads and Frontex funds; a claim."""
    with acting_as(actor(SECRETARIAT)):
        need = Need.objects.create(
            code="N-T",
            cycle=Cycle.objects.get(code="2025-2026"),
            pillar_id="WBCTi",
            title="t",
            need_types=["operational"],
            priority="low",
            level="members",
            owner=Organisation.objects.get(short_name="Ministry of Interior of Albania"),
        )
        NeedPartner.objects.bulk_create([NeedPartner(need=need, partner_id=code) for code in ("AL", "RS")])
        Evidence.objects.create(need=need, locator="l")
        response = Response.objects.create(code="R-T", pillar_id="WBCTi", title="t", status="ongoing", level="members")
        for name, role in [("GIZ", "lead"), ("Frontex", "funder")]:
            Party.objects.create(response=response, role=role, organisation=Organisation.objects.get(short_name=name))
        Served.objects.bulk_create([Served(response=response, partner_id=code) for code in ("AL", "RS")])
        ResponseNote.objects.create(response=response)
        claim = Claim.objects.create(code="C-T", need=need, response=response, degree="partly")
        ClaimPartner.objects.create(claim=claim, need=need, response=response, partner_id="RS")


@pytest.fixture
def records() -> None:
    add_records()
