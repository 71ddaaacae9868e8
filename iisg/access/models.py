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
