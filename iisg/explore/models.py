"""What the owners of two responses decided on a finding that names both."""

from django.db import models
from django.db.models import F, Q

from iisg.responses.models import Response


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
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.first_id} {self.second_id}: {self.decision}"
