"""make bench: prints one table, in Markdown. A goal that is missed is printed as missed, and is no failure.

python -m tests.benchmarks [--claims N] [--responses N] [--only WORD ...]
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import psutil

os.environ |= {"DJANGO_SETTINGS_MODULE": "iisg.config.settings", "IISG_DEMO": "1"}
django.setup()

from django.test.utils import setup_test_environment  # noqa: E402

from tests import conftest, database  # noqa: E402
from tests.benchmarks import analyses, loading, pages, policies, register, reports  # noqa: E402
from tests.benchmarks.measure import Result, table  # noqa: E402

CLAIMS = [1_000, 10_000, 100_000, 1_000_000]
RESPONSES = [10_000, 100_000]
PARTS = ("command", "memory", "reports", "loading", "pages", "policies")
EMPTY = "empty"


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--claims", type=int, default=CLAIMS[-1], help="the largest number of claims")
    parser.add_argument("--responses", type=int, default=RESPONSES[-1], help="the largest number of responses")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


def measure_without_database(parts: list[str], claims: list[int]) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="iisg-bench-") as folder:
        if "command" in parts:
            yield from analyses.measure_command(Path(folder), claims)
        if "memory" in parts:
            yield from analyses.measure_in_memory(Path(folder), claims)
    if "reports" in parts:
        yield from reports.measure()


def measure_with_database(parts: list[str], responses: list[int]) -> Iterator[Result]:
    if not {"loading", "pages", "policies"} & set(parts):
        return
    with database.running() as server:
        database.copy(server, EMPTY)
        database.fill(server)
        if "loading" in parts:
            yield from loading.measure(server, EMPTY)
        for size in responses if {"pages", "policies"} & set(parts) else []:
            register.grow(server, f"r{size}", size)
            if "pages" in parts:
                yield from pages.measure(server, f"r{size}", f"{size:,} responses")
            if "policies" in parts and size == responses[-1]:
                yield from policies.measure(server, f"r{size}", f"{size:,} responses")


def describe_machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} on {platform.machine()}, "
        f"Python {platform.python_version()}; load at the start {busy} (1, 5, 15 minutes)"
    )


def main() -> None:
    asked = parse()
    conftest.serve_static_files_as_they_lie()  # static files as they lie in the tree
    setup_test_environment()
    print(describe_machine(), flush=True)
    results = []
    claims, responses = (
        [size for size in sizes if size <= largest]
        for sizes, largest in ((CLAIMS, asked.claims), (RESPONSES, asked.responses))
    )
    for measure in (measure_without_database(asked.only, claims), measure_with_database(asked.only, responses)):
        for result in measure:
            print(result.what, file=sys.stderr, flush=True)
            results.append(result)
    print(f"\n{table(results)}")


if __name__ == "__main__":
    main()
