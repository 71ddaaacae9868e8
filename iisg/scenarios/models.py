"""Scenarios: what would change if responses were added, ended, extended or taken as under way.

A scenario names records and never changes one. It is seen by its owner and the Secretariat, and once shared by all
members. Each change, claim and candidate is a row of its own, so that PostgreSQL leaves out those that name a record
which the reader does not see. Rows go with their scenario in the database itself, also those that its owner has come to
see no longer: hence DO_NOTHING here and ON DELETE CASCADE in the migration.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from iisg.access.days import days_in_reach
from iisg.framework import names
from iisg.framework.models import Cycle
from iisg.members.models import Organisation, Person
from iisg.needs.models import Need, choices
from iisg.responses.models import Response


class Scenario(models.Model):
    code = models.TextField(unique=True)
    title = models.TextField()
    cycle = models.ForeignKey(Cycle, models.PROTECT)
    on = models.DateField()
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_shared = models.BooleanField(default=False)
    envelope_eur = models.DecimalField(max_digits=21, decimal_places=6, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(code=""), name="scenario_has_code_and_title"),
            models.CheckConstraint(
                condition=Q(envelope_eur=None) | Q(envelope_eur__gte=0), name="scenario_envelope_not_negative"
            ),
            days_in_reach("scenario_days_in_reach", "on"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("scenarios:show", args=[self.code])


class ChangeKind(models.TextChoices):
    IMAGINE = "imagine", "Imagined"
    END = "end", "Ended"
    EXTEND = "extend", "Extended"
    ACTIVATE = "activate", "Taken as under way"


class Change(models.Model):
    """An imagined response with its own words, or a stored one and the day until or from which it would run."""

    code = models.TextField(unique=True)  # in addresses: a key would count the changes of everybody's scenarios
    scenario = models.ForeignKey(Scenario, models.DO_NOTHING, db_constraint=False, related_name="changes")
    kind = models.TextField(choices=ChangeKind.choices)
    response = models.ForeignKey(Response, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(null=True, blank=True)
    title = models.TextField(blank=True)
    partners = ArrayField(models.TextField(), default=list, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    cost_eur = models.DecimalField(max_digits=21, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["scenario", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="imagine", response=None, day=None, partners__len__gte=1) & ~Q(title="")
                | ~Q(kind="imagine") & Q(response__isnull=False, day__isnull=False),
                name="change_is_imagined_or_of_a_response",
            ),
            models.UniqueConstraint(fields=["scenario", "response"], name="response_changed_once"),
            days_in_reach("change_days_in_reach", "day", "start_date", "end_date"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title or self.response_id}"


class ImaginedClaim(models.Model):
    """An imagined response's claim to serve a need."""

    code = models.TextField(unique=True)
    change = models.ForeignKey(Change, models.DO_NOTHING, db_constraint=False, related_name="claims")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    partners = ArrayField(models.TextField())
    degree = models.TextField(choices=choices(names.DEGREES))

    class Meta:
        ordering = ["change", "need__code", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(degree__in=list(names.DEGREES)), name="imagined_degree_known"),
            models.CheckConstraint(condition=Q(partners__len__gte=1), name="imagined_claim_has_a_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.need_id}"


class Candidate(models.Model):
    """One line of candidates.csv: a cell that an action would serve. Lines of one code are one action."""

    scenario = models.ForeignKey(Scenario, models.DO_NOTHING, db_constraint=False, related_name="candidates")
    code = models.TextField()
    title = models.TextField()
    cost_eur = models.DecimalField(max_digits=21, decimal_places=6)
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    partner = models.TextField(choices=list(names.PARTNERS.items()))
    degree = models.TextField(choices=choices(names.DEGREES))

    class Meta:
        ordering = ["scenario", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(degree__in=list(names.DEGREES)), name="candidate_degree_known"),
            models.CheckConstraint(condition=Q(cost_eur__gte=0), name="candidate_cost_not_negative"),
            models.UniqueConstraint(fields=["scenario", "code", "need", "partner"], name="candidate_cell_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Solved(models.Model):
    """What was found for a scenario's envelope, kept for the one reader whose rows it was found from.

    `digest` says of what: where anything that it rests on has changed, it is found anew. `problem` says why nothing was
    proven, so that a page does not try in vain each time that it is opened.
    """

    scenario = models.ForeignKey(Scenario, models.DO_NOTHING, db_constraint=False, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    digest = models.TextField()
    chosen = ArrayField(models.IntegerField(), default=list)
    second = ArrayField(models.IntegerField(), default=list)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scenario", "person"], name="one_solution_of_a_reader")]

    def __str__(self) -> str:
        return f"{self.scenario_id} for {self.person_id}"
