"""Which database: the one that DATABASE_URL names, else the embedded one under `var/`.

Runs before Django reads its settings, which take both addresses from the environment.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iisg.config import postgres

VAR = Path(os.environ.get("IISG_VAR", Path(__file__).resolve().parents[2] / "var"))


@contextmanager
def ensure() -> Iterator[postgres.Server | None]:
    """Both addresses are set inside. An embedded server is stopped at the end, unless somebody else still uses it."""
    given = [name for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(name)]
    if given == ["DATABASE_OWNER_URL"]:
        raise postgres.PostgresError("DATABASE_OWNER_URL is set, DATABASE_URL is not. Set both (docs/operations.md).")
    if given:
        yield None
        return
    demonstrate_by_default()
    with postgres.running(VAR / "postgres") as server:
        os.environ["DATABASE_URL"] = server.url("iisg_app")
        os.environ["DATABASE_OWNER_URL"] = server.url("iisg_owner")
        try:
            yield server
        finally:
            os.environ.pop("DATABASE_URL", None)
            os.environ.pop("DATABASE_OWNER_URL", None)


def demonstrate_by_default() -> None:
    """The embedded database is there for demonstration, unless IISG_DEMO=0 says otherwise."""
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("IISG_DEMO", "1")


def migrate() -> None:
    """In a process of its own, so that the owner's rights never live in the one that serves."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "iisg.config.settings", "IISG_MIGRATING": "1"}
    command = [sys.executable, "-m", "iisg.config.migrate"]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        problems = re.findall(r"^[\w.]+(?:Error|Exception|Configured): (.*)", done.stderr, re.MULTILINE) or [
            "no message"
        ]
        raise postgres.PostgresError(f"The database could not be brought up to date: {problems[-1]}")
    print(done.stdout, end="")  # rows that a new rule finds broken
