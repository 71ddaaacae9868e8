"""The journal: one entry for each change of a record, written by PostgreSQL itself (journal.sql), never by this code.

An entry follows its subject: whoever could see the subject before that save and after it, and can see it now, sees the
entry (writing.sql). Entries are chained by hash, so that a removed or changed one is found (checks.sql).
"""

from django.db import models


class Entry(models.Model):
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    note = models.TextField(blank=True)
    subject = models.TextField()
    subject_id = models.BigIntegerField()
    record = models.TextField()
    record_id = models.BigIntegerField()
    change = models.TextField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    gates = models.JSONField()
    prev = models.BinaryField(null=True, unique=True)
    hash = models.BinaryField(null=True, unique=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject", "subject_id", "-id"], name="entry_of_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.actor_name}: {self.record} {self.change}"
