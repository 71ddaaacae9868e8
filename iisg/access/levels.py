"""The four levels, from open to closed. The rule itself is in rule.sql, handling advice in framework/names.py."""

from django.db import models


class Level(models.TextChoices):
    PUBLIC = "public", "Public"
    MEMBERS = "members", "Members"
    PILLAR = "pillar", "Pillar group"
    SECRETARIAT = "secretariat", "Secretariat"


def highest(levels: list[str]) -> str:
    """The level that a page, report or export carries when it holds records of these levels."""
    return max(levels, key=Level.values.index, default=Level.PUBLIC)
