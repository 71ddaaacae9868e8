"""The analysis against bare Polars: as the command that researchers run, and in memory."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import portfolios
from tests.benchmarks.measure import Line, Result, Taken, growth, least, run

MILLION = 1_000_000
DAY = "2026-11-01"
RATIO, EXPONENT, SECONDS = 3.0, 1.1, 5.0  # the goals; ratio and seconds hold at a million claims
BARE = Path(__file__).with_name("bare_coverage.py")
IISG = Path(sys.executable).with_name("iisg")


def measure_command(folder: Path, sizes: list[int]) -> Iterator[Result]:
    """`iisg analyse coverage --from FOLDER --format json` from start to end, which also checks all of the folder."""
    all_taken = []
    for size in sizes:
        data = portfolios.folder_of(folder, size)
        ours = [str(IISG), "analyse", "coverage", "--from", str(data), "--on", DAY, "--format", "json"]
        bare = [sys.executable, str(BARE), str(data)]
        taken = [(run(ours, folder / "ours.json"), run(bare, folder / "bare.json")) for _ in range(times(size))]
        all_taken.append(least([ours for ours, _ in taken]))
        goal = RATIO if size == MILLION else None
        yield Line("coverage, the command", f"{size:,} claims", all_taken[-1], least([bare for _, bare in taken]), goal)
    if len(sizes) > 1:
        yield growth("coverage, the command", sizes, all_taken, EXPONENT)


def measure_in_memory(folder: Path, sizes: list[int]) -> Iterator[Result]:
    """Each kind over frames already read, beside one pass in plain Polars. Memory is that of the process."""
    bare = [_compute("bare", portfolios.folder_of(folder, size), times(size)) for size in sizes]
    for kind in ("coverage", "gaps", "synergies"):
        all_taken = []
        for size, pass_taken in zip(sizes, bare, strict=True):
            all_taken.append(_compute(kind, portfolios.folder_of(folder, size), times(size)))
            goal = RATIO if size == MILLION and kind == "coverage" else None
            limit = SECONDS if size == MILLION else None
            beside = pass_taken if kind == "coverage" else None
            yield Line(f"{kind}, in memory", f"{size:,} claims", all_taken[-1], beside, goal, limit)
        if len(sizes) > 1:
            yield growth(f"{kind}, in memory", sizes, all_taken, EXPONENT)


def times(size: int) -> int:
    return 2 if size == MILLION else 3


def _compute(kind: str, data: Path, repeats: int) -> Taken:
    command = [sys.executable, "-m", "tests.benchmarks.in_memory", kind, str(data), DAY]
    output = data.with_suffix(".seconds")
    return least([_within(run(command, output), output) for _ in range(repeats)])


def _within(program: Taken, output: Path) -> Taken:
    """Of the program only the computation, as it told, and the memory of all."""
    wall, cpu = map(float, output.read_text().split())
    return Taken(wall, cpu, program.memory)
