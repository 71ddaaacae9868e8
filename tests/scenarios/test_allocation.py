"""Candidates for an envelope: what is read, what is refused line by line, and what is chosen."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.scenarios.candidates import MOST_ACTIONS, read_candidates
from iisg.scenarios.models import Candidate, Scenario
from tests.people import DONOR, actor, client
from tests.scenarios.made import scenario_of
from tests.scenarios.test_scenario_pages import open_need

LIST = "/members/scenarios/"
AMOUNT_RULE = "is not a plain decimal like 1250000 or 1250000.5, of at most 15 digits and 6 places"
HEADER = "code,title,cost_eur,need,partner,degree"
NEEDS = {"N-1": ["AL", "RS"], "N-2": ["XK"]}
GOOD = f"{HEADER}\nA-1,First,100,N-1,AL,fully\nA-1,First,100,N-1,RS,partly\nA-2,Second,50.5,N-2,XK,largely\n"


def problems(text: str) -> list[str]:
    return read_candidates("candidates.csv", text, NEEDS).problems


def test_good_lines_are_read_in_their_order_whatever_the_order_of_columns():
    found = read_candidates("candidates.csv", GOOD, NEEDS)
    assert ([line["degree"] for line in found.lines], found.problems) == (["fully", "partly", "largely"], [])
    swapped = "degree,code,title,cost_eur,need,partner\nfully,A-1,First,100,N-1,AL\n"
    assert read_candidates("c.csv", f"\ufeff{swapped}", NEEDS).lines[0]["code"] == "A-1"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("A-3,Third,-1,N-1,AL,fully", f"cost_eur: -1: {AMOUNT_RULE}"),
        ("A-3,Third,1,N-9,AL,fully", "need: N-9: is not the code of a need of this cycle"),
        ("A-3,Third,1,N-2,AL,fully", "partner: AL: is not among the partners of the need N-2"),
        ("A-3,Third,1,N-1,Albania,fully", "partner: Albania: must be one of AL BA XK ME MK RS"),
        ("A-3,Third,1,N-1,AL,wholly", "degree: wholly: must be one of fully largely partly marginally"),
        ("A-3,,1,N-1,AL,fully", "title: : must not be empty"),
        ("A-3,Third,1,N-1,AL", ": A-3,Third,1,N-1,AL: the row has 5 cells, the header 6"),
        ("A-1,First,99,N-2,XK,fully", "cost_eur: 99: differs from row 2, which has the same code"),
        ("A-1,First,100,N-1,AL,partly", "need: N-1: the same code, need and partner stand in row 2"),
    ],
)  # fmt: skip
def test_a_broken_line_is_said_with_file_row_column_value_and_rule(line, problem):
    assert problems(GOOD + line) == [f"candidates.csv:5:{problem}"]


def test_broken_files_are_said_as_a_whole():
    assert problems("") == [f"candidates.csv::: : the file needs the header {HEADER} and at least one row"]
    assert problems(f"{HEADER},colour\nA-1,First,1,N-1,AL,fully,red\n") == [
        "candidates.csv:1:colour: colour: there is no such column; known are code title cost_eur need partner degree"
    ]
    assert problems("code,title\nA,B\n") == [
        f"candidates.csv:1:{name}: : the column is missing" for name in ("cost_eur", "need", "partner", "degree")
    ]
    many = "".join(f"A-{n},Title,1,N-1,AL,fully\n" for n in range(MOST_ACTIONS + 1))
    assert problems(f"{HEADER}\n{many}") == [
        "candidates.csv::code: : the file has 61 actions; at most 60 are weighed together"
    ]


def post(scenario: Scenario, **fields):
    with acting_as(actor(DONOR)):
        version = Scenario.objects.get(pk=scenario.pk).version
    return client(DONOR).post(f"{LIST}{scenario.code}/candidates/", {"version": version, "envelope": "1000", **fields})


@pytest.mark.django_db
def test_the_affordable_action_is_chosen_with_cost_runner_up_and_reasons():
    scenario, need = scenario_of(), open_need()
    lines = f"{HEADER}\nA-1,Full,900,{need},AL,fully\nA-2,Some,100,{need},AL,partly\nA-3,Dear,5000,{need},AL,fully\n"
    assert post(scenario, lines=lines).status_code == 302
    page = client(DONOR).get(f"{LIST}{scenario.code}/").content.decode().replace("\xa0", " ")
    told = json.loads(client(DONOR).get(f"{LIST}{scenario.code}/scenario.json").content)["allocation"]
    assert (told["chosen"], told["cost"], told["envelope"]) == (["A-1"], "900", "1000")
    assert told["runner_up"]["chosen"] == ["A-2"]
    assert ("Proven optimal" in page, "EUR 100 left of EUR 1,000" in page) == (True, True)


@pytest.mark.django_db
def test_an_upload_with_a_broken_line_stores_nothing_and_names_the_file():
    scenario, need = scenario_of(), open_need()
    post(scenario, lines=f"{HEADER}\nA-1,Kept,900,{need},AL,fully\n")
    broken = SimpleUploadedFile("mine.csv", f"{HEADER}\nA-2,Lost,1,{need},AL,wholly\n".encode())
    answer = post(scenario, file=broken)
    page = answer.content.decode()
    assert (answer.status_code, "mine.csv:2:degree: wholly: must be one of" in page) == (422, True)
    with acting_as(actor(DONOR)):
        assert list(Candidate.objects.values_list("code", flat=True)) == ["A-1"]


@pytest.mark.django_db
def test_a_hidden_need_and_an_absent_one_are_refused_in_the_same_words():
    with acting_as(actor("secretariat")):
        hidden = Need.objects.filter(cycle="2025-2026", is_demo=False).order_by("code")[0]
        Need.objects.filter(pk=hidden.pk).update(level="secretariat", owner=None)
    scenario = scenario_of()
    pages = [
        post(scenario, lines=f"{HEADER}\nA-1,Title,1,{code},AL,fully\n").content.decode().replace(code, "")
        for code in (hidden.code, "N-XX-999")
    ]
    said = [page[page.index("candidates.csv:2") : page.index("of this cycle")] for page in pages]
    assert said[0] == said[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"lines": ""}, {"lines": "x" * 10 + "\0"}, {"envelope": "-1"}, {"envelope": "1e400"}, {"version": "x"}]
)
def test_nonsense_is_answered_with_the_form(fields):
    assert post(scenario_of(), **fields).status_code == 422
