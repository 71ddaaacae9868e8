import csv
import io
import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from iisg.cli import ShownAsWritten, WithExamples, main
from iisg.config.commands import Refused, write_whole
from iisg.exchange.folder import read_folder
from tests.exchange.small import SMALL, small, write

SAMPLE = Path(__file__).parents[1] / "iisg" / "sample"
COVERAGE = [
    *("need", "partner", "low", "point", "high", "band", "planned_band"),
    *("claimed_point", "claimed_band", "gap_opens_on", "claims"),
]
BANDS = {"covered", "partly", "marginal", "none"}


def run(*words: str | Path):
    return CliRunner().invoke(main, [str(word) for word in words])


def coverage(folder: Path, on: str = "2026-11-24"):
    result = run("analyse", "coverage", "--from", folder, "--on", on, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_coverage_of_the_sample_has_one_object_for_each_need_and_partner_it_names():
    needs = read_folder(SAMPLE).rows("needs")
    named = sorted((need["code"], partner) for need in needs for partner in need["partners"])
    assert [(cell["need"], cell["partner"]) for cell in coverage(SAMPLE)] == named


def test_coverage_of_the_sample_has_exactly_the_fields_agreed_and_values_in_their_range():
    claims = {claim["code"]: claim for claim in read_folder(SAMPLE).rows("claims")}
    for cell in coverage(SAMPLE):
        assert list(cell) == COVERAGE
        assert 0 <= cell["low"] <= cell["point"] <= cell["high"] <= 1
        assert cell["point"] <= cell["claimed_point"] <= 1
        assert {cell["band"], cell["planned_band"], cell["claimed_band"]} <= BANDS
        assert cell["gap_opens_on"] is None or date.fromisoformat(cell["gap_opens_on"]) > date(2026, 11, 24)
        assert [claim["claim"] for claim in cell["claims"]] == sorted(claim["claim"] for claim in cell["claims"])
        for told in cell["claims"]:
            claim = claims[told["claim"]]
            assert told == {"claim": claim["code"]} | {
                name: claim[name] for name in ("response", "degree", "partner_word")
            }
            assert claim["need"] == cell["need"] and cell["partner"] in claim["partners"]


def test_coverage_of_one_claim_is_told_value_by_value(tmp_path):
    claims = [{"claim": "C-1", "response": "R-1", "degree": "partly", "partner_word": "silent"}]
    served = {"low": 0.5, "point": 0.5, "high": 0.5, "band": "partly", "planned_band": "partly"}
    served |= {"claimed_point": 0.5, "claimed_band": "partly", "gap_opens_on": "2028-01-01", "claims": claims}
    bare = {"low": 0, "point": 0, "high": 0, "band": "none", "planned_band": "none"}
    bare |= {"claimed_point": 0, "claimed_band": "none", "gap_opens_on": None, "claims": []}
    assert coverage(write(tmp_path, SMALL)) == [
        {"need": "N-1", "partner": "AL"} | served,
        {"need": "N-1", "partner": "RS"} | served,
        {"need": "N-1", "partner": "XK"} | bare,
        {"need": "N-2", "partner": "AL"} | bare,
        {"need": "N-2", "partner": "RS"} | bare,
        {"need": "N-2", "partner": "XK"} | bare,
    ]


def test_gaps_of_the_sample_have_exactly_the_fields_agreed():
    result = run("analyse", "gaps", "--from", SAMPLE, "--on", "2026-11-24", "--format", "json")
    found = json.loads(result.stdout)
    base = ["kind", "need", "partner", "response", "organisation", "score", "parts", "reasons"]
    assert {tuple(gap) for gap in found if gap["kind"] != "imbalance"} == {tuple(base)}
    assert {tuple(gap) for gap in found if gap["kind"] == "imbalance"} <= {(*base, "pillar", "perspective")}
    keys = [tuple(gap[name] or "" for name in base[:5]) for gap in found]
    assert keys == sorted(keys)


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2100-01-01", "9999-12-31"])
def test_a_day_out_of_reach_is_refused_in_one_line(day):
    result = run("analyse", "gaps", "--from", SAMPLE, "--on", day)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        f"Error: Invalid value for '--on': '{day}' is not a day from 1 Jan 1990 to 31 Dec 2099"
    )


@pytest.mark.parametrize("day", ["1990-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_can_be_asked_for(day):
    for kind in ("coverage", "gaps"):
        result = run("analyse", kind, "--from", SAMPLE, "--on", day, "--format", "json")
        assert (result.exit_code, result.exception) == (0, None)


def test_csv_and_table_tell_the_same_cells(tmp_path):
    write(tmp_path, SMALL)
    told = run("analyse", "coverage", "--from", tmp_path, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    table = run("analyse", "coverage", "--from", tmp_path).stdout.splitlines()
    assert [row["need"] + row["partner"] for row in rows] == ["N-1AL", "N-1RS", "N-1XK", "N-2AL", "N-2RS", "N-2XK"]
    assert [line.split()[0] + line.split()[1] for line in table[2:-1]] == [row["need"] + row["partner"] for row in rows]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_broken_folder_gives_its_problems_on_standard_error_and_nothing_else(tmp_path, form):
    write(tmp_path, small(needs={"priority": "urgent", "level": ""}))
    result = run("analyse", "coverage", "--from", tmp_path, "--format", form)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "needs.csv:2:priority: urgent: is not one of high medium low",
        "needs.csv:2:level: : must not be empty",
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--from", "x", "--as", "public"], "--from and --as exclude each other: a folder has no people."),
        (["--from", "x", "--on", "2026-2-1"], "Invalid value for '--on': '2026-2-1' is not a day like 2026-12-31"),
        (["--from", "x", "--on", "2026-02-30"], "Invalid value for '--on': '2026-02-30' is not a day like 2026-12-31"),
    ],
)
def test_a_wrong_command_says_why(words, reason):
    result = run("analyse", "coverage", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == f"Error: {reason}"


def test_help_explains_each_command_with_an_example():
    lines = run("--help").stdout.split("Commands:\n")[1].splitlines()
    names = [line.split()[0] for line in lines[::2]]
    assert names == sorted(main.commands)
    assert [line.split()[:2] for line in lines[1::2]] == [["iisg", name] for name in names]


@pytest.mark.parametrize("name", sorted(main.commands))
def test_each_command_has_help_of_its_own(name):
    result = run(name, "--help")
    assert (result.exit_code, "Examples:\n  iisg " + name in result.stdout) == (0, True)


def test_analysing_a_folder_needs_neither_django_nor_settings_and_no_place_to_stand(tmp_path):
    write(tmp_path, SMALL)
    words = ["analyse", "coverage", "--from", str(tmp_path), "--format", "json", "--on", "2026-11-24"]
    code = f"""
import sys
from iisg.cli import main
main({words!r}, standalone_mode=False)
sys.exit("django" in sys.modules)
"""
    environment = {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == coverage(tmp_path)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("synergies", ["kind", "a", "b", "needs", "partners", "approaches", "from", "to", "reasons"]),
        (
            "approaches",
            ["approach", "need_type", "partner", "pillar", "responses", "claims", "eur_disclosed", "undisclosed"],
        ),
        ("risk", ["organisation", "response", "need", "partner", "band_before", "band_after"]),
    ],
)
def test_each_further_analysis_of_the_sample_has_exactly_the_fields_agreed_and_is_in_order(kind, fields):
    result = run("analyse", kind, "--from", SAMPLE, "--on", "2026-11-24", "--format", "json")
    found = json.loads(result.stdout)
    assert {tuple(row) for row in found} == {tuple(fields)}
    keys = [[row[name] or "" for name in fields if isinstance(row[name] or "", str)] for row in found]
    assert keys == sorted(keys)


CHOICE = "code,title,cost_eur,need,partner,degree\nA-1,Readers,10.5,N-1,XK,fully\n"


def allocate(folder: Path, text: str = CHOICE):
    path = folder / "candidates.csv"
    path.write_text(text)
    return "analyse", "allocate", "--from", folder, "--on", "2026-11-24", "--candidates", path


def test_an_allocation_is_one_object_and_nothing_else_on_standard_output(tmp_path):
    words = allocate(write(tmp_path, SMALL))
    command = [str(Path(sys.executable).parent / "iisg"), *map(str, words), "--envelope", "11", "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=False)
    found = json.loads(done.stdout)
    assert list(found) == ["chosen", "cost", "before", "after", "runner_up", "reasons"]
    runner_up = {"chosen": [], "after": 15}
    expected = {"chosen": ["A-1"], "cost": 10.5, "before": 15, "after": 12, "runner_up": runner_up}
    assert found | {"reasons": []} == expected | {"reasons": []}


def test_broken_candidates_end_the_command_with_their_place(tmp_path):
    result = run(*allocate(write(tmp_path, SMALL), CHOICE.replace("10.5", "-1")), "--envelope", "1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "candidates.csv:2:cost_eur: -1: is not a plain decimal like 1250000 or 1250000.5\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["allocate", "--envelope", "5"], "allocate needs --candidates FILE and --envelope EUR."),
        (["gaps", "--envelope", "5"], "--envelope goes with allocate only."),
        (
            ["allocate", "--envelope", "1e9"],
            "Invalid value for '--envelope': '1e9' is not an amount like 1250000 or 1250000.5",
        ),
    ],
)
def test_an_allocation_without_its_choice_says_what_is_missing(words, reason):
    result = run("analyse", *words)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, f"Error: {reason}")


def test_ctrl_c_ends_a_command_with_one_line_and_code_130():
    def work():
        signal.raise_signal(signal.SIGINT)
        click.echo("done")

    result = CliRunner().invoke(WithExamples(commands=[ShownAsWritten("work", callback=work)]), ["work"])
    line = "Stopped. What was begun is undone: nothing was stored or written.\n"
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", line)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path, link = tmp_path / "report.pdf", tmp_path / "latest.pdf"
    link.symlink_to(path)
    write_whole(link, b"first")
    write_whole(path, b"second")
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {
        "report.pdf": b"second",
        "latest.pdf": b"second",
    }
    assert link.is_symlink()


def test_a_file_that_cannot_be_written_is_one_line_and_the_old_one_stays(tmp_path):
    with pytest.raises(Refused, match=r"/none/report\.pdf: No such file or directory\. Nothing was written\.$"):
        write_whole(tmp_path / "none" / "report.pdf", b"")
    with pytest.raises(Refused, match=r"Is a directory\. Nothing was written\.$"):
        write_whole(tmp_path, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_report_without_a_folder_for_it_is_refused_before_the_work(tmp_path):
    output = tmp_path / "none" / "report.pdf"
    result = run("report", "--cycle", "2025-2026", "--format", "pdf", "-o", output)
    line = f"Error: {output.parent}: there is no such folder. Make it, or name another file.\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", line)


def test_the_needs_of_two_earlier_cycles_tell_what_is_chronic(tmp_path):
    """Nobody serves N-2 for Serbia, nor did anybody what it comes from."""
    files = small()
    second = files["needs_2023"][0] | {"fate": "carried", "successors": "N-2"}
    files["needs_2023"] = [second]
    files["needs_2021"] = [second | {"code": "N21-1", "partners": "RS", "successors": "N23-1"}]
    result = run("analyse", "gaps", "--from", write(tmp_path, files), "--on", "2026-06-30", "--format", "json")
    (chronic,) = [gap for gap in json.loads(result.stdout) if gap["kind"] == "chronic"]
    assert (chronic["need"], chronic["partner"], chronic["score"]) == ("N-2", "RS", 3)
    assert chronic["reasons"] == [
        "Nothing served this need for Serbia on 31 Dec 2022, 31 Dec 2024 and 30 Jun 2026, three cycles in a row; "
        "it comes from N21-1 and N23-1."
    ]
