"""A database whose journal tells of every watched table, in several saves: for those who tamper with it."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from iisg.access.acting import acting_as
from iisg.config import postgres
from iisg.framework.models import Cycle, GapWeights
from iisg.needs.models import Evidence, Lineage, Need
from iisg.reports.models import Edition, EditionFile
from iisg.responses.models import Claim, PairDecision, Response, ResponseNote
from tests import conftest, database
from tests.history.tampering import SEAL_ANEW
from tests.people import SECRETARIAT, actor

WRITTEN = "written"
# A dozen claims with their records stay: what is checked 50 times shall be small.
CUT = """
set session_replication_role = replica;
delete from responses_claim where id not in (select id from responses_claim order by id limit 12);
delete from needs_need where id not in (
    select need_id from responses_claim union (select id from needs_need order by id limit 8));
delete from responses_response where id not in (
    select response_id from responses_claim union (select id from responses_response order by id limit 8));
delete from responses_claimpartner where claim_id not in (select id from responses_claim);
delete from needs_needpartner where need_id not in (select id from needs_need);
delete from needs_evidence where need_id not in (select id from needs_need);
delete from needs_lineage where not exists (select from needs_need n where n.id = need_id)
    or successor_id is not null and not exists (select from needs_need n where n.id = successor_id);
delete from responses_party where response_id not in (select id from responses_response);
delete from responses_served where response_id not in (select id from responses_response);
update responses_response set part_of_id = null, joined_into_id = null;
update history_entry set new = new || '{"part_of_id": null, "joined_into_id": null}'
    where record = 'responses_response';
do $$ declare watched text; begin
    for watched in select history.watched() loop
        execute format(
            'delete from history_entry where record = %1$L and record_id not in (select id from %1$I)', watched);
    end loop;
end $$;
"""


@pytest.fixture(scope="module")
def written(server: postgres.Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    database.copy(server, WRITTEN)
    with psycopg.connect(server.url("postgres", WRITTEN)) as superuser:
        superuser.execute(CUT)
        superuser.execute(SEAL_ANEW)
    database.use(server, WRITTEN)
    with django_db_blocker.unblock():
        write()
        yield
        connections.close_all()
    database.use(server, conftest.TESTED)


@pytest.fixture(scope="module")
def superuser(server: postgres.Server, written: None) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.url("postgres", WRITTEN), autocommit=True) as session:
        yield session


def write() -> None:
    """What the sample has none of, then changes and removals."""
    by = actor(SECRETARIAT)
    with acting_as(by, note="Further records"):
        first, second = Response.objects.order_by("id")[:2]
        ResponseNote.objects.bulk_create(ResponseNote(response=r, contact="somebody") for r in (first, second))
        PairDecision.objects.create(
            about="record", first=first, second=second, decision="merged", fingerprint=[], decided_on=date(2026, 6, 30)
        )
        Lineage.objects.create(
            need=Need.objects.order_by("id")[0], successor=Need.objects.order_by("id")[1], fate="carried"
        )
        files = {form: form.encode() * 9 for form in ("html", "pdf", "data")}
        edition = Edition.objects.create(
            cycle=Cycle.objects.get(code="2025-2026"), number=1, slug="2025-2026-1", title="t", as_of=date(2026, 6, 30),
            level="public", figures={"a": 0.1}, cover=[], weights={}, formula="1",
            files={form: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for form, data in files.items()},
        )  # fmt: skip
        EditionFile.objects.bulk_create(EditionFile(edition=edition, form=f, content=data) for f, data in files.items())
    for number in range(4):
        with acting_as(by, note=f"Save {number}"):
            GapWeights.objects.update(high=f"{number}.25")
            Response.objects.filter(pk=first.pk).update(
                budget_eur=f"{number}000.10", level=("members", "public")[number % 2]
            )
            Claim.objects.filter(pk=Claim.objects.order_by("id")[number].pk).update(rationale=f"Because {number}")
    with acting_as(by):
        Evidence.objects.filter(pk__in=Evidence.objects.order_by("id")[:3]).delete()
