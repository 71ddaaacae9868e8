"""What is published stays as it is; a draft is the Secretariat's; nothing hidden changes an edition."""

from hashlib import sha256

import psycopg
import pytest
from django.db import Error, connection, transaction

from iisg.access.acting import acting_as
from iisg.access.saving import NotAllowed, Stale
from iisg.framework.models import Cycle
from iisg.history.entries import entries_of
from iisg.history.models import Entry
from iisg.needs.models import Need
from iisg.reports import actions
from iisg.reports.models import Edition, EditionFile
from tests.leaks.canaries import CAST, DISABLED
from tests.leaks.hidden import hatch_hidden
from tests.people import DONOR, EVERYBODY, SECRETARIAT, VISITOR, actor, client, person
from tests.reports.conftest import DAY, EDITIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
PUBLISHED, DRAFT = "2025-2026-1", "2025-2026-2"


@pytest.mark.parametrize("name", [name for name in CAST if name != DISABLED])
def test_everybody_sees_the_published_edition_and_only_the_secretariat_the_draft(name):
    expected = [PUBLISHED, DRAFT] if name == SECRETARIAT else [PUBLISHED]
    with acting_as(actor(name)):
        editions = list(Edition.objects.order_by("number").values_list("slug", flat=True))
        files = EditionFile.objects.order_by("edition__number").values_list("edition__slug", flat=True).distinct()
        assert (editions, list(files)) == (expected, expected)


def test_each_file_is_the_one_whose_hash_and_size_the_edition_names():
    with acting_as(None):
        edition = Edition.objects.get(slug=PUBLISHED)
        stored = {file.form: bytes(file.content) for file in edition.contents.all()}
    expected = {form: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for form, data in stored.items()}
    assert edition.files == expected
    assert sorted(stored) == ["data", "docx", "html", "pdf"]


CHANGES = [
    "update reports_edition set title = 'Other' where slug = '2025-2026-1'",
    "delete from reports_edition where slug = '2025-2026-1'",
    "update reports_editionfile set content = '' where edition_id = (select id from reports_edition where number = 1)",
    "delete from reports_editionfile where edition_id = (select id from reports_edition where number = 1)",
    "update reports_editionfile set content = '' where edition_id = (select id from reports_edition where number = 2)",
    """insert into reports_editionfile (edition_id, form, content)
       select id, 'pdf', '' from reports_edition where number = 1""",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_changes_what_is_published(name, change):
    with acting_as(actor(name)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
                changed = cursor.rowcount
        except Error:
            changed = 0
    assert changed == 0


@pytest.mark.parametrize("change", CHANGES)
def test_a_migration_does_not_change_what_is_published_either(server, change):
    owner = psycopg.connect(server.url("iisg_owner", EDITIONS))
    with owner, pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UniqueViolation)):
        owner.execute(change)


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name not in (SECRETARIAT, VISITOR)])
def test_only_the_secretariat_prepares_and_publishes(name):
    by = person(name)
    with acting_as(actor(SECRETARIAT)):
        draft = Edition.objects.get(slug=DRAFT)
    with acting_as(by.pk):
        with pytest.raises(NotAllowed):
            actions.prepare_edition(by=by, cycle=Cycle.objects.get(code="2025-2026"), day=DAY, is_demonstration=False)
        with pytest.raises(NotAllowed):
            actions.publish(draft, by=by, seen=actions.fingerprint(draft))


@pytest.mark.parametrize("name", [VISITOR, DONOR])
def test_the_database_refuses_an_edition_of_anybody_else(name):
    with acting_as(actor(SECRETARIAT)):
        draft = Edition.objects.get(slug=DRAFT)
    draft.pk, draft.slug, draft.number = None, "2025-2026-3", 3
    with acting_as(actor(name)), pytest.raises(Error, match="row-level security"), transaction.atomic():
        draft.save(force_insert=True)


@pytest.mark.parametrize("level", ["pillar", "secretariat"])
def test_records_above_the_members_level_change_no_byte_of_what_is_published(level):
    hatch_hidden(level, "WBCTi")
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        draft = Edition.objects.get(slug=DRAFT)
        # Publishing builds the page and the data anew and compares.
        edition = actions.publish(draft, by=by, seen=actions.fingerprint(draft))
        assert (edition.slug, edition.number, edition.is_published) == (DRAFT, 2, True)


def test_a_decision_on_two_public_responses_changes_no_byte_of_what_is_published():
    by = person(SECRETARIAT)
    fields = {"decision": "dismissed", "reason": "Different sections", "version": 0}
    decided = client(SECRETARIAT).post(f"/members/synergies/R-BS-006/with/R-SC-003/?on={DAY}", fields)
    with acting_as(by.pk):
        draft = Edition.objects.get(slug=DRAFT)
        edition = actions.publish(draft, by=by, seen=actions.fingerprint(draft))
    assert (decided.status_code, edition.is_published) == (302, True)


def test_a_change_of_what_would_become_public_asks_for_a_new_draft():
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        draft = Edition.objects.get(slug=DRAFT)
        Need.objects.filter(code="N-CT-001").update(level="pillar")
        with pytest.raises(actions.Outdated):
            actions.publish(draft, by=by, seen=actions.fingerprint(draft))


def test_a_draft_that_was_not_the_one_shown_is_not_published():
    by = person(SECRETARIAT)
    with acting_as(by.pk), pytest.raises(Stale):
        actions.publish(Edition.objects.get(slug=DRAFT), by=by, seen="of an earlier draft")


def test_a_published_edition_is_not_published_again():
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        edition = Edition.objects.get(slug=PUBLISHED)
        with pytest.raises(NotAllowed):
            actions.publish(edition, by=by, seen=actions.fingerprint(edition))


def test_the_journal_keeps_who_published_and_the_hashes():
    with acting_as(actor(SECRETARIAT)):
        edition = Edition.objects.get(slug=PUBLISHED)
        changed, added = Entry.objects.filter(subject="edition", subject_id=edition.pk)
    assert (added.change, added.new["files"]) == ("added", edition.files)  # type: ignore[index]
    assert (changed.change, changed.actor_name) == ("changed", "Secretariat, RCC")
    assert (changed.old["state"], changed.new["state"]) == ("draft", "published")  # type: ignore[index]


@pytest.mark.parametrize("name", [VISITOR, DONOR, "board"])
def test_others_do_not_read_the_journal_of_editions(name):
    with acting_as(actor(name)):
        assert Entry.objects.filter(subject="edition").count() == 0


def test_the_journal_of_an_edition_says_in_words_that_it_was_prepared_and_published():
    with acting_as(actor(SECRETARIAT)):
        edition = Edition.objects.get(slug=PUBLISHED)
        (reading,) = entries_of("edition", edition.pk)
    assert (reading.who, reading.summary) == ("Secretariat, RCC", "Edition prepared; edition published")
    said = {change.label: (change.old, change.new) for change in reading.changes if change.old != "not stated"}
    assert said == {"State": ("Draft", "Published")}
    files = {change.label: change.new for change in reading.changes}["Files"]
    assert [form for form, of in edition.files.items() if of["sha256"] not in files] == []


def test_the_page_of_an_edition_shows_its_journal_to_the_secretariat_only():
    pages = {name: client(name).get("/reports/2025-2026-1/").content.decode() for name in EVERYBODY}
    shown = {name: page.count("Edition prepared") for name, page in pages.items()}
    assert shown == dict.fromkeys(EVERYBODY, 0) | {SECRETARIAT: 1}
