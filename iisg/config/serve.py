"""`iisg serve`: everything from an empty folder to a running platform, or one line that says why not."""

import errno
import multiprocessing
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import psycopg

from iisg.config import database
from iisg.config.postgres import PostgresError, Server, is_alive

PYTHONS = ((3, 11), (3, 14))  # from, and before
# Of each the first patch level without known holes in what the platform uses. Before, a cookie of 32 kB takes seconds
# to read (CVE-2024-7592; the door bounds it), a line break in a mail's header passes (CVE-2024-6923; Django refuses).
PATCHES: dict[tuple[int, ...], int] = {(3, 11): 10, (3, 12): 6, (3, 13): 0}
NEEDED_BYTES = 300 * 10**6  # an empty database with its log of changes, the sample and the static files
HOST = "127.0.0.1"  # the outside is reached through a reverse proxy that speaks https

# What would let the serving role past row-level security, now or after one more statement.
POWERS = """
select case
    when r.rolsuper then 'is a superuser'
    when r.rolbypassrls then 'may bypass row-level security (BYPASSRLS)'
    when r.rolreplication then 'may read everything by replication'
    when r.rolcreaterole then 'may create roles'
    when exists (select from pg_class c where c.relowner = r.oid) then 'owns tables'
    when exists (select from pg_proc p where p.proowner = r.oid) then 'owns functions'
    when exists (select from pg_database d where d.datdba = r.oid) then 'owns a database'
    end as power, r.rolname <> current_user as other, r.rolname
from pg_roles r where pg_has_role(current_user, r.oid, 'member') order by other, r.rolname
"""


class Refusal(Exception):
    """Why the platform does not start; one line, with the mend."""


def serve(port: int) -> None:
    signal.signal(signal.SIGTERM, leave)
    try:
        check_python(sys.version_info[:2])
        check_port(port)
        check_space(database.VAR)
        with database.ensure() as server:
            check_patch(sys.version_info[:3], is_demonstration=os.environ.get("IISG_DEMO") == "1")
            check_database()
            prepare()
            run(port, server)
    except (Refusal, PostgresError) as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(f"The disk of {database.VAR} is full. Free some space and start again.", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM before the web server takes over: unwind, so that the database is stopped in order."""
    raise SystemExit(128 + number)


# Checks


def check_python(version: tuple[int, ...]) -> None:
    first, end = PYTHONS
    if not first <= version < end:
        here = ".".join(map(str, version))
        raise Refusal(f"This is Python {here}; the platform needs 3.11, 3.12 or 3.13. Install one and run `make run`.")


def check_patch(version: tuple[int, ...], *, is_demonstration: bool) -> None:
    """A demonstration holds nothing that is worth an attack, so it starts on the Python that is there."""
    series, patch = version[:2], version[2]
    if patch >= PATCHES.get(series, 0):
        return
    here, good = ".".join(map(str, version)), ".".join(map(str, (*series, PATCHES[series])))
    why = f"Python {here} has known holes in how cookies and mails are read and written. Install {good} or newer"
    if not is_demonstration:
        raise Refusal(f"{why}.")
    print(f"{why} before this serves anything but a demonstration.", flush=True)


def check_port(port: int, patience: float = 3) -> None:
    """Waits a little: the workers of a run that was killed need a second to notice."""
    deadline = time.monotonic() + patience
    while True:
        with socket.socket() as test:
            test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return test.bind((HOST, port))
            except (OSError, OverflowError) as error:
                is_taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
                if not is_taken or time.monotonic() > deadline:
                    why = "is taken" if is_taken else f"cannot be used ({error})"
                    mend = "Stop what uses it, or choose another: PORT=8001 make run"
                    raise Refusal(f"Port {port} {why}. {mend}") from None
        time.sleep(0.1)


def check_space(folder: Path, needed: int = NEEDED_BYTES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        wanted = f"{needed // 10**6} MB are needed, {free // 10**6} MB are free"
        raise Refusal(f"The disk of {folder} is full: {wanted}. Free some space and start again.")


def check_database() -> None:
    """Reachable, new enough, and served by a role that row-level security binds."""
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=10) as connection:
            if connection.info.server_version < 15_00_00:
                raise Refusal("DATABASE_URL: this PostgreSQL is older than 15. Use 15 or newer.")
            roles = connection.execute(POWERS).fetchall()
            is_shown = connection.execute("show track_activities").fetchone() == ("on",)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        words = " ".join(str(error).split()).rstrip("?.")
        raise Refusal(f"The database does not answer: {words}. Check the server and DATABASE_URL.") from None
    for power, other, name in roles:
        if power:
            how = f"is a member of {name}, which {power}" if other else power
            raise Refusal(
                f"The role in DATABASE_URL {how}: it could see what is hidden. See docs/operations.md, Roles."
            )
    if is_shown:
        raise Refusal(
            "The role in DATABASE_URL shows what it runs in pg_stat_activity. Run iisg/config/roles.sql again, "
            "as a superuser."
        )


# Preparation


def prepare() -> None:
    if os.environ.get("DATABASE_OWNER_URL"):
        database.migrate()
    else:
        print("DATABASE_OWNER_URL is not set: the database is taken as it is, without migrating.")
    import django  # settings read the addresses of the database, which are known only now

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iisg.config.settings")
    django.setup()
    from django.conf import settings

    if settings.DEMONSTRATION:
        fill_once()
    collect_static()


def fill_once() -> None:
    """The sample goes into an empty database only."""
    from iisg.config import demonstration

    if demonstration.is_empty():
        print("Loading the sample ...", flush=True)
        demonstration.fill()


def collect_static() -> None:
    """Hashes and compresses the static files, when any has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    listing = sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            listing.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT).with_name("static.sha256")
    if not (stamp.exists() and stamp.read_text() == listing.hexdigest() and Path(settings.STATIC_ROOT).is_dir()):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(listing.hexdigest())


# The web server


def run(port: int, server: Server | None) -> None:
    from django.db import connections

    from iisg.config.web import Web

    connections.close_all()
    os.environ.pop("DATABASE_OWNER_URL", None)  # the workers serve; they do not get to know the owner's password
    multiprocessing.set_start_method("spawn")  # a forked copy would inherit the locks of this process's threads
    web = Web(HOST, port)
    web.on_startup(lambda: announce(port))
    if server:
        watch(lambda: is_alive(server.pid))
    web.serve(target_loader=partial(load_application, os.getpid()))
    if server and not is_alive(server.pid):
        raise Refusal("The database has stopped, and the platform with it. Start it again.")
    print("Stopped.", flush=True)


def announce(port: int) -> None:
    from django.conf import settings

    print(f"\nThe platform runs at http://{HOST}:{port}/   (Ctrl-C stops it)\n")
    if settings.DEMONSTRATION:
        from iisg.members.demonstration import accounts

        print(table(accounts()))
    sys.stdout.flush()


def table(rows: list[dict[str, Any]]) -> str:
    """The demonstration accounts, one a line, columns aligned."""
    names = ("email", "password", "role", "organisation", "name")
    lines = [[name.capitalize() for name in names], *([str(row[name]) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def load_application(parent: int, target: str) -> Any:
    """In a worker: the application, and a watch that ends the worker when the main process was killed."""
    from granian._internal import load_target

    watch(lambda: os.getppid() == parent)
    return load_target(target)


def watch(is_there: Callable[[], bool]) -> None:
    """Without that other process this one is of no use: it ends itself, in order."""

    def wait() -> None:
        while is_there():
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
