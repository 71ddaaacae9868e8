"""Organisations, their seats, and the people who work for them."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from iisg.access.days import days_in_reach


class Organisation(models.Model):
    """A member, or a body that pays for, carries out or hosts an action. Public."""

    code = models.TextField(unique=True)
    name = models.TextField()
    short_name = models.TextField(unique=True)
    kind = models.TextField(blank=True)
    seat = models.TextField(blank=True)
    website = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    # The partner whose institution this is; a code, since partners belong to a room that builds on this one.
    partner_id = models.TextField(null=True, blank=True)

    class Meta:
        ordering = ["short_name"]

    def __str__(self) -> str:
        return self.short_name


class Seat(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class PillarSeat(Seat):
    """A seat in the group of one pillar: opens the records of that group."""

    pillar_id = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "pillar_id", "since"], name="one_seat_per_pillar_and_start"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="pillar_seat_dates_in_order"
            ),
            days_in_reach("pillar_seat_days_in_reach", "since", "until"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.pillar_id}"


class BoardSeat(Seat):
    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="board_seat_dates_in_order"
            ),
            days_in_reach("board_seat_days_in_reach", "since", "until"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in the Board"


class Role(models.TextChoices):
    SECRETARIAT = "secretariat", "Secretariat"
    BOARD = "board", "Board member"
    MEMBER = "member", "Member"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    email = models.EmailField(unique=True)
    name = models.TextField()
    role = models.TextField(choices=Role.choices, default=Role.MEMBER)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_secretariat(self) -> bool:
        return self.role == Role.SECRETARIAT

    @property
    def partner(self) -> str | None:
        """The partner whose institution the person works for."""
        return self.organisation.partner_id
