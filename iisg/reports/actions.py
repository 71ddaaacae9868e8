"""Prepare and publish editions. PostgreSQL journals both and refuses a change of what is published."""

from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from iisg.access.saving import NotAllowed, Stale, lock
from iisg.analysis.findings import FORMULA_VERSION
from iisg.framework.models import Cycle
from iisg.members.models import Person
from iisg.reports import formats
from iisg.reports.build import compose
from iisg.reports.content import Report
from iisg.reports.data import count_figures, draw_cover, pack
from iisg.reports.material import Material, gather
from iisg.reports.models import Edition, EditionFile, State
from iisg.reports.records import labels_of
from iisg.reports.rendering import render
from iisg.reports.rules import may_prepare, may_publish
from iisg.responses.portfolio import portfolio_of
from iisg.responses.weights import current_weights

NOBODY_ADOPTED = "Demonstration: nobody adopted this edition."


class Outdated(Exception):
    """The records are no longer what they were when the draft was prepared."""


@transaction.atomic
def publish_edition(*, by: Person, cycle: Cycle, day: date, is_demonstration: bool) -> Edition:
    """Prepare and publish in one go, where nobody needs to be shown what becomes public."""
    edition = prepare_edition(by=by, cycle=cycle, day=day, is_demonstration=is_demonstration)
    return _publish(edition, by=by)


@transaction.atomic
def prepare_edition(*, by: Person, cycle: Cycle, day: date, is_demonstration: bool) -> Edition:
    """The next edition of the cycle as a draft, with all its files; replaces an earlier draft.

    Raises pdf.NotSet when the report cannot be set.
    """
    if not may_prepare(by):
        raise NotAllowed("Only the Secretariat prepares editions.")
    lock(cycle)  # one after the other: each edition gets its own number
    Edition.objects.filter(cycle=cycle, state=State.DRAFT).delete()
    number = Edition.objects.filter(cycle=cycle).count() + 1
    material, report = _build(cycle.code, day, number, is_demonstration)
    contents = {form: render(report, form) for form in formats.RENDERED} | {"data": pack(material, report)}
    edition = Edition.objects.create(
        cycle=cycle,
        number=number,
        slug=f"{cycle.code}-{number}",
        is_demonstration=is_demonstration,
        note=NOBODY_ADOPTED if is_demonstration else "",
        files={form: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for form, data in contents.items()},
        **_describe(material, report),
    )
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, form=form, content=data) for form, data in contents.items()
    )
    return edition


def _describe(material: Material, report: Report) -> dict[str, Any]:
    """What the edition's own page and the pages of the site say of it, and how it was computed."""
    return {
        "title": report.title,
        "as_of": report.as_of,
        "level": report.level,
        "figures": count_figures(material),
        "cover": draw_cover(material),
        "weights": {name: str(value) for name, value in asdict(material.weights).items()},
        "formula": FORMULA_VERSION,
    }


@transaction.atomic
def publish(edition: Edition, *, by: Person, seen: str) -> Edition:
    """Publish the draft that was `seen` (its fingerprint), exactly as it was shown.

    Raises Stale when another draft took its place, and Outdated when the records have changed since: then something
    that was restricted meanwhile could become public.
    """
    if not may_prepare(by):
        raise NotAllowed("Only the Secretariat publishes editions.")
    lock(edition.cycle)  # as it is prepared anew: the draft of this address is then the one that stays
    stored = Edition.objects.get(slug=edition.slug)
    if not may_publish(by, stored):
        raise NotAllowed("Only the Secretariat publishes an edition, and each only once.")
    if fingerprint(stored) != seen:
        raise Stale(stored)
    material, report = _build(stored.cycle_id, stored.as_of, stored.number, stored.is_demonstration)
    now = {"html": render(report, "html"), "data": pack(material, report)}
    if any(sha256(data).hexdigest() != stored.files[form]["sha256"] for form, data in now.items()):
        raise Outdated("Records of this edition changed after it was prepared. Prepare it anew and look at it again.")
    return _publish(stored, by=by)


def fingerprint(edition: Edition) -> str:
    return "-".join(edition.files[form]["sha256"][:16] for form in ("html", "data"))


def _publish(edition: Edition, *, by: Person) -> Edition:
    edition.state = State.PUBLISHED
    edition.published_on = timezone.localdate()
    edition.published_by = by.organisation.short_name
    edition.save(update_fields=["state", "published_on", "published_by"])
    return edition


def _build(cycle: str, day: date, number: int, is_demonstration: bool) -> tuple[Material, Report]:
    """What becomes public, from the Secretariat's rows: `gather` leaves out what publishing does not release."""
    label = f"Edition {number}{', demonstration, not adopted' if is_demonstration else ''}"
    portfolio, labels = portfolio_of(cycle, released_only=True), labels_of(cycle, released_only=True)
    material = gather(portfolio, labels, day=day, public=True, weights=current_weights())
    return material, compose(material, edition=label)
