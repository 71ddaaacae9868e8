"""Editions: reports that were published, frozen as they were, with their figures and their data.

A draft is the edition as it would be published; only the Secretariat sees it. Once published nothing in it changes any
more, which PostgreSQL enforces (frozen.sql): a correction is a further edition.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from iisg.access.days import days_in_reach
from iisg.access.levels import Level
from iisg.framework.models import Cycle
from iisg.reports.formats import FORMATS, Format


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class Edition(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT)
    number = models.PositiveSmallIntegerField()
    slug = models.TextField(unique=True)
    title = models.TextField()
    as_of = models.DateField()
    level = models.TextField(choices=Level.choices)
    state = models.TextField(choices=State.choices, default=State.DRAFT)
    prepared_at = models.DateTimeField(auto_now_add=True)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.TextField(blank=True, help_text="An organisation; the journal keeps the person")
    is_demonstration = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    figures = models.JSONField(help_text="What public pages may say about needs (data.count_figures)")
    cover = models.JSONField(help_text="The strip of the cover: a row for each response under way")
    weights = models.JSONField()
    formula = models.TextField()
    files = models.JSONField(help_text="By format: sha256, bytes")

    class Meta:
        ordering = ["-published_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="edition_number_once_in_cycle"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="edition_state_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="edition_level_known"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, published_on=None)
                | Q(state=State.PUBLISHED, published_on__isnull=False) & ~Q(published_by=""),
                name="edition_published_on_a_day_by_somebody",
            ),
            days_in_reach("edition_days_in_reach", "as_of", "published_on"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.cycle}, edition {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reports:edition", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def downloads(self) -> list[tuple[Format, str, dict[str, Any]]]:
        """Each file: its format, its address, its sha256 and size."""
        return [
            (form, reverse("reports:edition_file", args=[self.slug, form.file]), self.files[name])
            for name, form in FORMATS.items()
            if name in self.files
        ]


class EditionFile(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="contents")
    form = models.TextField()
    content = models.BinaryField()

    class Meta:
        ordering = ["edition", "form"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "form"], name="file_of_edition_once"),
            models.CheckConstraint(condition=Q(form__in=list(FORMATS)), name="file_of_edition_form_known"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.form}"
