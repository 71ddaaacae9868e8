"""Responses: programmes and actions, who pays and carries them out, whom they serve, and which needs they claim to."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Index, Q
from django.db.models.functions import Left

from iisg.access.days import days_in_reach
from iisg.access.levels import Level
from iisg.framework import names
from iisg.framework.models import Partner, Pillar
from iisg.members.models import Organisation
from iisg.needs.models import Need, choices

LONGEST_SORTED = 200  # characters of a title


class Kind(models.TextChoices):
    PROJECT = "project", "Project or programme"
    INSTITUTIONAL = "institutional", "Institutional measure"
    LAW = "law", "Law or strategy"


class Response(models.Model):
    code = models.TextField(unique=True)
    title = models.TextField()
    description = models.TextField(blank=True)
    kind = models.TextField(choices=Kind.choices, default=Kind.PROJECT)
    pillar = models.ForeignKey(Pillar, models.PROTECT)
    secondary_pillars = ArrayField(models.TextField(), default=list, blank=True)
    target_institutions = ArrayField(models.TextField(), default=list, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    date_precision = models.TextField(blank=True, choices=choices(names.DATE_PRECISIONS))
    status = models.TextField(choices=choices(names.STATUSES))
    budget_eur = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    budget_amount = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    budget_currency = models.TextField(blank=True)
    budget_note = models.TextField(blank=True)
    instrument = models.TextField(blank=True)
    approaches = ArrayField(models.TextField(), default=list, blank=True)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="components")
    source_url = models.TextField(blank=True)
    references = ArrayField(models.TextField(), default=list, blank=True)
    # The record that this one is another report of: the two count as one action (joining.py).
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    level = models.TextField(choices=Level.choices)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    exchanged_version = models.PositiveIntegerField(null=True, editable=False)
    # Who owns (sees at every level) and who leads (edits): kept by a trigger from the parties, for the policies.
    owners = ArrayField(models.BigIntegerField(), default=list, editable=False)
    leads = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # Codes of the partners, sorted: kept by a trigger too, so that a long list is narrowed without a second policy.
    served = ArrayField(models.TextField(), default=list, editable=False)
    partners = models.ManyToManyField(Partner, through="Served", related_name="responses")

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["owners"], name="response_owners"),
            # The orders of the lists: a page is read in its order, whatever the length of the list.
            Index("end_date", "code", name="response_by_end"),
            Index(Left("title", LONGEST_SORTED), name="response_by_title"),  # no index takes a text of any length
            Index(F("start_date").desc(nulls_last=True), "code", name="response_by_start"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="response_level_known"),
            models.CheckConstraint(condition=Q(status__in=list(names.STATUSES)), name="response_status_known"),
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="response_dates_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(budget_eur=None) | Q(budget_eur__gte=0))
                & (Q(budget_amount=None) | Q(budget_amount__gte=0)),
                name="response_amounts_not_negative",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(code=""), name="response_has_code_and_title"),
            models.CheckConstraint(condition=~Q(part_of=F("id")), name="response_not_part_of_itself"),
            models.CheckConstraint(condition=~Q(joined_into=F("id")), name="response_not_joined_into_itself"),
            days_in_reach("response_days_in_reach", "start_date", "end_date"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("responses:detail", args=[self.code])


class PartyRole(models.TextChoices):
    LEAD = "lead", "Lead"
    FUNDER = "funder", "Funder"
    IMPLEMENTER = "implementer", "Implementer"


class Party(models.Model):
    """An organisation's part in a response. Each owns the response; leads edit it."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    role = models.TextField(choices=PartyRole.choices)
    amount_eur = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["response", "role", "order"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["response", "organisation", "role"], name="party_once_per_role"),
            models.CheckConstraint(condition=Q(role__in=PartyRole.values), name="party_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role}"


class Served(models.Model):
    """A partner that a response serves, with its share in per cent where known."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="serves")
    partner = models.ForeignKey(Partner, models.PROTECT)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["response", "partner__order"]
        verbose_name_plural = "served"
        constraints = [
            models.UniqueConstraint(fields=["response", "partner"], name="response_serves_partner_once"),
            models.CheckConstraint(
                condition=Q(share=None) | (Q(share__gt=0) & Q(share__lte=100)), name="share_between_0_and_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.partner_id}"


class ResponseNote(models.Model):
    """Contact and remarks of a response: for members only, even where the response is public."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="note")
    contact = models.TextField(blank=True)
    remarks = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"note of {self.response_id}"


class Claim(models.Model):
    """A lead's word that a response serves a need. Seen by members who see both."""

    code = models.TextField(unique=True)
    need = models.ForeignKey(Need, models.PROTECT, related_name="claims")
    response = models.ForeignKey(Response, models.PROTECT, related_name="claims")
    degree = models.TextField(choices=choices(names.DEGREES))
    part = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    exchanged_version = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(degree__in=list(names.DEGREES)), name="claim_degree_known"),
        ]

    def __str__(self) -> str:
        return self.code


class ClaimPartner(models.Model):
    """A claim for one partner, and that partner's own word on it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="of_partners")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT)
    word = models.TextField(choices=choices(names.PARTNER_WORDS), default="silent")
    remark = models.TextField(blank=True)
    said_on = models.DateField(null=True, blank=True)
    said_by = models.TextField(blank=True)

    class Meta:
        ordering = ["claim", "partner__order"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "partner"], name="claim_names_partner_once"),
            models.CheckConstraint(condition=Q(word__in=list(names.PARTNER_WORDS)), name="partner_word_known"),
            days_in_reach("word_days_in_reach", "said_on"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.partner_id}"


class About(models.TextChoices):
    SYNERGY = "synergy", "Synergy"
    RECORD = "record", "Near-duplicate records"


class Decision(models.TextChoices):
    DISMISSED = "dismissed", "Dismissed"
    CONTACTED = "contacted", "Contacted"
    MERGED = "merged", "Merged"


class PairDecision(models.Model):
    """Holds while `fingerprint` is still what the two responses say (decisions.py). Seen by members who see both.

    No record is changed by it: that two records are one is said here, and done by whoever edits them.
    """

    about = models.TextField(choices=About.choices)
    first = models.ForeignKey(Response, models.CASCADE, related_name="+")
    second = models.ForeignKey(Response, models.CASCADE, related_name="+")
    decision = models.TextField(choices=Decision.choices)
    reason = models.TextField(blank=True)
    fingerprint = models.JSONField()
    decided_by = models.TextField()
    decided_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["about", "first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["about", "first", "second"], name="decision_once_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="decision_pair_in_order"),
            models.CheckConstraint(condition=Q(about__in=About.values), name="decision_about_known"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="decision_known"),
            models.CheckConstraint(
                condition=~Q(decision="dismissed") | ~Q(reason=""), name="decision_dismissed_with_reason"
            ),
            days_in_reach("decision_days_in_reach", "decided_on"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.first_id} {self.second_id}: {self.decision}"
