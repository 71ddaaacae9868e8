"""What the commands of `iisg` do that need the database. cli.py holds the words around them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "sample"
CYCLE = "2025-2026"


def setup() -> None:
    """Django, once the environment names the database (config/database.py)."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iisg.config.settings")
    django.setup()


def migrate() -> None:
    """As the owner of the database, in a process of its own: this one never holds the owner's connection."""
    environment = os.environ | {"IISG_MIGRATING": "1", "DJANGO_SETTINGS_MODULE": "iisg.config.settings"}
    subprocess.run([sys.executable, "-m", "iisg.config.migrate"], env=environment, check=True)
    os.environ.pop("DATABASE_OWNER_URL", None)
