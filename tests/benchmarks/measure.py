"""How long something takes, and how that is printed: always ours beside the bare thing, taken in one run.

The least of a few repeats is compared, since whatever else a machine does only ever adds. Where a goal speaks of the
95th percentile, that is compared instead. CPU time stands beside wall time: on a busy machine it is the one to trust.
"""

import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psutil

RUNNER = Path(__file__).with_name("run_program.py")
SHORTEST_CPU = 0.0005  # seconds; below, steps of the clock are all one would see


class Taken(NamedTuple):
    wall: float  # seconds
    cpu: float
    memory: int = 0  # bytes at the peak; 0 where not measured


@dataclass(frozen=True)
class Line:
    """One row of the printed table. Without `bare` there is nothing to compare with, only a limit or nothing."""

    what: str
    size: str
    ours: Taken
    bare: Taken | None = None
    goal: float | None = None  # of the ratio
    limit: float | None = None  # of our seconds


@dataclass(frozen=True)
class Growth:
    """How time grows with size: t ~ n ** exponent."""

    what: str
    between: str
    exponent: float
    goal: float


Result = Line | Growth


def run(command: Sequence[str], output: Path) -> Taken:
    """A program from start to end, with all it needs to get going."""
    runner = [sys.executable, "-S", str(RUNNER), str(output), *command]
    said = subprocess.run(runner, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return Taken(float(said[0]), float(said[1]), int(said[2]))


def once(function: Callable[[], object], backend: int | None = None) -> Taken:
    """Within this process; `backend` is the PostgreSQL process that works for it, on this machine."""
    server = psutil.Process(backend) if backend else None
    cpu, wall = _cpu(server), time.perf_counter()
    function()
    return Taken(time.perf_counter() - wall, _cpu(server) - cpu)


def call(function: Callable[[], object], times: int, backend: int | None = None) -> list[Taken]:
    function()  # caches filled, statements planned
    return [once(function, backend) for _ in range(times)]


def _cpu(server: psutil.Process | None) -> float:
    return sum(os.times()[:4]) + (sum(server.cpu_times()[:2]) if server else 0)  # with that of programs it ran


def least(taken: Sequence[Taken]) -> Taken:
    return Taken(min(t.wall for t in taken), _mean_cpu(taken), max(t.memory for t in taken))


def _mean_cpu(taken: Sequence[Taken]) -> float:
    """CPU time comes in steps of 10 ms, so the mean over the repeats stands for each."""
    return sum(t.cpu for t in taken) / len(taken)


def p95(taken: Sequence[Taken]) -> Taken:
    """The 95th percentile, nearest rank."""
    walls = sorted(t.wall for t in taken)
    return Taken(walls[math.ceil(0.95 * len(walls)) - 1], _mean_cpu(taken))


def growth(what: str, sizes: Sequence[int], taken: Sequence[Taken], goal: float) -> Growth:
    """Over the last tenfold step, where the time to get going weighs least."""
    exponent = math.log(taken[-1].cpu / taken[-2].cpu) / math.log(sizes[-1] / sizes[-2])
    return Growth(what, f"{sizes[-2]:,} to {sizes[-1]:,}", exponent, goal)


def table(results: Sequence[Result]) -> str:
    """In Markdown."""
    head = ["measured", "size", "ours", "bare", "ratio", "by CPU", "memory", "goal", ""]
    rows = [head, ["---"] * len(head), *(_grown(r) if isinstance(r, Growth) else _measured(r) for r in results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _measured(line: Line) -> list[str]:
    ours, bare = line.ours, line.bare
    wall, cpu = (ours.wall / bare.wall, ours.cpu / bare.cpu if bare.cpu >= SHORTEST_CPU else 0) if bare else (0.0, 0.0)
    goals = [f"<= {line.goal:g}x"] if line.goal else []
    goals += [f"<= {_seconds(line.limit)}"] if line.limit else []
    is_met = (not line.goal or wall <= line.goal) and (not line.limit or ours.wall <= line.limit)
    return [
        line.what, line.size, _seconds(ours.wall), _seconds(bare.wall) if bare else "",
        f"{wall:.2f}x" if bare else "", f"{cpu:.2f}x" if cpu else "",
        f"{ours.memory / 2**20:,.0f} MB" if ours.memory else "", ", ".join(goals), _verdict(is_met) if goals else "",
    ]  # fmt: skip


def _grown(growth: Growth) -> list[str]:
    exponent, goal = f"n^{growth.exponent:.2f}", f"<= n^{growth.goal:g}"
    return [
        f"{growth.what}, growth",
        growth.between,
        "",
        "",
        "",
        exponent,
        "",
        goal,
        _verdict(growth.exponent <= growth.goal),
    ]


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.{0 if seconds >= 0.01 else 2}f} ms"
