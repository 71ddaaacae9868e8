"""Who is signed in, and what was tried how often. By this file Django tells apps.py when migrations are done."""

from django.db import models


class OpenSession(models.Model):
    """A sign-in that has not ended. The key of a session opens it, so only the key's digest stands here."""

    digest = models.TextField(primary_key=True)
    person_id = models.BigIntegerField(db_index=True)  # a number, since people belong to a room that builds on this one
    since = models.DateTimeField()
    seen = models.DateTimeField()  # to the minute

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.person_id} since {self.since}"


class MadeOnce(models.Model):
    """A form that made something, and where that led: sent again, it leads there again (once.py)."""

    digest = models.TextField(primary_key=True)
    person_id = models.BigIntegerField(db_index=True)
    led_to = models.TextField(default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.led_to


class Attempt(models.Model):
    """How often something was tried lately, as one time (attempts.py). No address stands here, only a digest."""

    key = models.TextField(primary_key=True)
    free_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} until {self.free_at}"
