"""Candidates for an envelope: what is read, what is refused line by line, and what is chosen."""

import csv
import io
import json
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from iisg.access.acting import acting_as
from iisg.needs.models import Need
from iisg.scenarios.forms import MOST_ACTIONS
from iisg.scenarios.models import Candidate, Scenario
from tests.people import DONOR, actor, client
from tests.scenarios.made import scenario_of
from tests.scenarios.test_scenario_pages import open_need

LIST = "/members/scenarios/"
HEADER = "code,title,cost_eur,need,partner,degree"


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
def test_the_file_to_begin_with_has_each_open_cell_and_is_read_when_filled_in():
    scenario = scenario_of()
    address = f"{LIST}{scenario.code}/"
    [header, *rows], [_, *cells] = (
        list(csv.reader(client(DONOR).get(f"{address}{name}.csv").content.decode().splitlines()))
        for name in ("open-cells", "cells")
    )
    assert [(row[3], row[1], row[4]) for row in rows] == [
        (need, title, partner) for need, title, _, partner, _, band_after, *_ in cells if band_after == "none"
    ]
    assert 0 < len(rows) < len(cells)
    text = io.StringIO()
    csv.writer(text).writerows(
        [header, *([f"A-{n}", row[1], "9", *row[3:5], "fully"] for n, row in enumerate(rows[:2]))]
    )
    assert post(scenario, lines=text.getvalue()).status_code == 302


@pytest.mark.django_db
def test_an_upload_with_a_broken_line_stores_nothing_and_names_the_file():
    scenario, need = scenario_of(), open_need()
    post(scenario, lines=f"{HEADER}\nA-1,Kept,900,{need},AL,fully\n")
    broken = SimpleUploadedFile("mine.csv", f"{HEADER}\nA-2,Lost,1,{need},AL,wholly\n".encode())
    answer = post(scenario, file=broken)
    page = answer.content.decode()
    assert (answer.status_code, "mine.csv:2:degree: wholly: is not one of" in page) == (422, True)
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
    said = [page[page.index("candidates.csv:2") : page.index("is not the code of a need")] for page in pages]
    assert said[0] == said[1]


@pytest.mark.django_db
def test_a_file_without_rows_and_one_with_too_many_actions_are_refused_as_a_whole():
    scenario, need = scenario_of(), open_need()
    many = "".join(f"A-{n},Title,1,{need},AL,fully\n" for n in range(MOST_ACTIONS + 1))
    for rows, words in (("", "There is only a header"), (many, "There are 41 actions in 41 rows; at most 40 actions")):
        answer = post(scenario, lines=f"{HEADER}\n{rows}")
        (said,) = answer.context["form"].errors["lines"]
        assert (answer.status_code, said.startswith(words)) == (422, True)


@pytest.mark.django_db
@pytest.mark.parametrize("blank", ["\n", "\r"])
@pytest.mark.parametrize("field", ["lines", "file"])
def test_lines_without_end_are_refused_before_any_is_looked_at(field: str, blank: str):
    text = f"{HEADER}{blank * 900_000}"
    with patch("iisg.scenarios.forms.parse_candidates") as parse:
        answer = post(scenario_of(), **{field: SimpleUploadedFile("a.csv", text.encode()) if field == "file" else text})
    (said,) = answer.context["form"].errors[field]
    assert (answer.status_code, parse.called) == (422, False)
    assert said == "There are 900,000 lines; at most 2,000 are read, blank ones too."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"lines": ""}, {"lines": "x" * 10 + "\0"}, {"envelope": "-1"}, {"envelope": "1e400"}, {"version": "x"}]
)
def test_nonsense_is_answered_with_the_form(fields):
    assert post(scenario_of(), **fields).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["lines", "file"])
def test_candidates_that_carry_a_marking_are_stored_only_when_declared_unclassified(how):
    scenario, text = scenario_of(), f"{HEADER}\nA-1,As R-UE/EU-R says,1,{open_need()},AL,fully\n"

    def send(**declared: str):
        upload = SimpleUploadedFile("candidates.csv", text.encode())
        return post(scenario, **({"file": upload, "lines": ""} if how == "file" else {"lines": text}), **declared)

    refused = send()
    assert (refused.status_code, "carries the marking “R-UE/EU-R”" in refused.content.decode()) == (422, True)
    assert 'name="is_unclassified"' in refused.content.decode()
    assert send(is_unclassified="on").status_code == 302
    with acting_as(actor(DONOR)):
        assert list(Candidate.objects.values_list("title", flat=True)) == ["As R-UE/EU-R says"]
