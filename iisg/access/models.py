"""Who is signed in, and since when. With this file Django also tells the room when migrations are done (apps.py)."""

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
