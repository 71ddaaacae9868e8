"""What the mapping is framed by: pillars and their templates, partners, approaches, documents, cycles. All public."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from iisg.access.days import days_in_reach
from iisg.framework import names


class Pillar(models.Model):
    code = models.TextField(primary_key=True)
    name = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.code


class Partner(models.Model):
    """One of the six. The name carries the asterisk where there is one; the footnote is names.FOOTNOTE."""

    code = models.TextField(primary_key=True)
    name = models.TextField(unique=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Approach(models.Model):
    """A type of assistance, the need types it can serve and its aid type in the IATI standard."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    serves = ArrayField(models.TextField(), default=list)
    iati_aid_type = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "approaches"

    def __str__(self) -> str:
        return self.name


class Cycle(models.Model):
    """Two years; its templates, its needs, its report. Lives here because the template belongs to a cycle."""

    code = models.TextField(primary_key=True)
    starts = models.DateField()
    ends = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="cycle_dates_in_order"),
            days_in_reach("cycle_days_in_reach", "starts", "ends"),
        ]

    def __str__(self) -> str:
        return self.code.replace("-", "\u2013")


class Objective(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT)
    code = models.TextField()
    pillar = models.ForeignKey(Pillar, models.PROTECT)
    strand = models.TextField(blank=True)
    title = models.TextField()
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["cycle", "order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "pillar", "strand", "code", "title"], name="objective_once_in_cycle"
            ),
            models.CheckConstraint(condition=Q(strand__in=["", *names.STRANDS]), name="objective_strand_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT)
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="measures")
    code = models.TextField()
    title = models.TextField()
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["cycle", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="measure_code_unique_in_cycle")]

    def __str__(self) -> str:
        return self.title


class ReferenceDocument(models.Model):
    code = models.TextField(unique=True)
    title = models.TextField()
    publisher = models.TextField(blank=True)
    date = models.TextField(
        blank=True, help_text="A year, a month or a day, as far as known: 2024, 2024-05, 2024-05-17"
    )
    kind = models.TextField(blank=True)
    url = models.TextField(blank=True)
    route = models.TextField(blank=True, help_text="How the document was read: direct, republication, secondary ...")
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(date__regex=r"^(\d{4}(-\d\d(-\d\d)?)?)?$"), name="document_date_form"),
        ]

    def __str__(self) -> str:
        return self.title


FIXED = "fixed"  # in place of a year, of a currency tied to the euro


class Rate(models.Model):
    """Units of a currency per euro: the average of a year, or without a year a fixed parity."""

    currency = models.TextField()
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    per_eur = models.DecimalField(max_digits=18, decimal_places=6)
    source = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["currency", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "year"], name="one_rate_per_currency_and_year", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(per_eur__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.year or FIXED}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("responses:rate", args=[self.currency, self.year or FIXED])

    @property
    def when(self) -> str:
        return f"average of {self.year}" if self.year else "fixed parity"


class GapWeights(models.Model):
    """What the score of a gap multiplies with: one row, for all. The names are those of analysis.findings.Weights.

    Weights are no secret: whoever reads a score may reckon it again. Earlier ones stand in the journal.
    """

    high = models.DecimalField(max_digits=8, decimal_places=4, default=3)
    medium = models.DecimalField(max_digits=8, decimal_places=4, default=2)
    low = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    uncovered_need = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    partner_left_out = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    disputed = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    chronic = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    single_provider = models.DecimalField(max_digits=8, decimal_places=4, default=Decimal("0.5"))
    approach_mismatch = models.DecimalField(max_digits=8, decimal_places=4, default=Decimal("0.5"))
    closing_days = models.PositiveIntegerField(default=730)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "gap weights"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="gap_weights_once"),
            models.CheckConstraint(condition=Q(closing_days__gte=365), name="gap_weights_reach_a_year"),
        ]

    def __str__(self) -> str:
        return f"weights, version {self.version}"
