"""Needs: what the partners lack, where it is written, what each partner says of it, and what became of it."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from iisg.access.days import days_in_reach
from iisg.access.levels import Level
from iisg.framework import names
from iisg.framework.models import Cycle, Measure, Partner, Pillar, ReferenceDocument
from iisg.members.models import Organisation


def choices(words: object) -> list[tuple[str, str]]:
    return [(word, word.capitalize()) for word in words]  # type: ignore[attr-defined]


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    ADOPTED = "adopted", "Adopted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Need(models.Model):
    code = models.TextField(unique=True)
    cycle = models.ForeignKey(Cycle, models.PROTECT)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True)
    pillar = models.ForeignKey(Pillar, models.PROTECT)
    strand = models.TextField(blank=True, choices=choices(names.STRANDS))
    title = models.TextField()
    description = models.TextField(blank=True)
    need_types = ArrayField(models.TextField())
    perspective = ArrayField(models.TextField(), default=list, blank=True)
    priority = models.TextField(choices=choices(names.PRIORITIES))
    priority_reason = models.TextField(blank=True)
    acquis_chapters = ArrayField(models.TextField(), default=list, blank=True)
    target_date = models.DateField(null=True, blank=True)
    level = models.TextField(choices=Level.choices)
    state = models.TextField(choices=State.choices, default=State.PROPOSED)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    exchanged_version = models.PositiveIntegerField(null=True, editable=False)
    partners = models.ManyToManyField(Partner, through="NeedPartner", related_name="needs")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="need_level_known"),
            models.CheckConstraint(condition=Q(strand__in=["", *names.STRANDS]), name="need_strand_known"),
            models.CheckConstraint(condition=Q(priority__in=list(names.PRIORITIES)), name="need_priority_known"),
            models.CheckConstraint(
                condition=Q(need_types__contained_by=list(names.NEED_TYPES), need_types__len__gte=1),
                name="need_types_known",
            ),
            models.CheckConstraint(
                condition=Q(perspective__contained_by=list(names.PERSPECTIVES)), name="need_perspective_known"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(code=""), name="need_has_code_and_title"),
            days_in_reach("need_days_in_reach", "target_date"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("explore:need", args=[self.code])

    @property
    def named(self) -> list[str]:
        """Codes of the partners that it names; without a query where `of_partners` is prefetched."""
        return [of_partner.partner_id for of_partner in self.of_partners.all()]


class NeedPartner(models.Model):
    """One partner that a need names, and that partner's own words on it."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="of_partners")
    partner = models.ForeignKey(Partner, models.PROTECT)
    statement = models.TextField(blank=True)
    institutions = models.TextField(blank=True)
    urgency = models.TextField(blank=True, choices=choices(names.PRIORITIES))
    is_met = models.BooleanField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["need", "partner__order"]
        constraints = [models.UniqueConstraint(fields=["need", "partner"], name="need_names_partner_once")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.partner_id}"


class Evidence(models.Model):
    need = models.ForeignKey(Need, models.CASCADE, related_name="evidence")
    document = models.ForeignKey(ReferenceDocument, models.PROTECT, null=True, blank=True)
    locator = models.TextField(blank=True)
    passage = models.TextField(blank=True)
    read_on = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["need", "order", "id"]
        verbose_name_plural = "evidence"
        constraints = [days_in_reach("evidence_days_in_reach", "read_on")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.locator}"


SPLIT = "split"
EACH = {fate: "carried" if fate == SPLIT else fate for fate in names.FATES}  # what each row says of a fate


class Lineage(models.Model):
    """What became of a need of an earlier cycle: one row per successor, one without where there is none.

    That the need was split no row says: whoever sees one successor only would know of another. Each says that it was
    carried, and there are several.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="fates")
    successor = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="origins")
    fate = models.TextField(choices=choices(names.FATES), blank=True)
    reason = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["need", "order"]
        constraints = [
            models.UniqueConstraint(fields=["need", "successor"], name="successor_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(fate__in=["", *dict.fromkeys(EACH.values())]), name="fate_known"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.fate}"


def fate_of(lines: Sequence[Lineage]) -> str:
    """Of one need, by the rows that its reader sees."""
    fate = lines[0].fate if lines else ""
    return SPLIT if fate == EACH[SPLIT] and len(lines) > 1 else fate
