"""Given answers go through the real pipeline, and what comes out is what a lead would see."""

from __future__ import annotations

import json

import pytest

from slackapp.errors import BadLine, InvalidSettings
from slackapp.simulate import Paths, World, run


def write(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


PEOPLE = [f"p{number}" for number in range(1, 9)]


def rosters(rounds=8, team="A", people=PEOPLE, **more):
    return [
        {"team": team, "round": number, "members": people, "leads": ["boss"], **more}
        for number in range(1, rounds + 1)
    ]


def answers(rounds=8, team="A", people=PEOPLE, level=lambda place, _: 1 + place % 5):
    items = [f"{facet}_{n}" for facet in ("reciprocity", "autonomy") for n in (1, 2, 3)]
    return [
        {
            "team": team,
            "round": number,
            "member": member,
            "items": dict.fromkeys(items, level(place, number)),
            "helped_me": [{"id": people[place - 1], "kind": "care"}],
            "i_helped": [people[place - 1]],
        }
        for number in range(1, rounds + 1)
        for place, member in enumerate(people)
    ]


@pytest.fixture
def paths(tmp_path):
    return Paths(
        roster=write(tmp_path / "roster.jsonl", rosters()),
        answers=write(tmp_path / "answers.jsonl", answers()),
        out=tmp_path / "out.jsonl",
        mirrors=tmp_path / "mirrors.jsonl",
        items=tmp_path / "items.jsonl",
    )


def readings(path):
    """(team, round, measure) → value of everything shown, or None where it was held."""
    return {
        (line["team"], line["round"], reading["measure"]): reading["value"]
        for line in read(path)
        for reading in (line["report"] or {"settled": []})["settled"]
    }


def test_every_roster_round_yields_a_line_and_readings_are_those_of_the_answers(paths):
    assert run(paths, quiet=True) == 8
    lines = read(paths.out)
    assert [(line["team"], line["round"]) for line in lines] == [("A", n) for n in range(1, 9)]
    assert set(lines[0]) == {"team", "round", "report"}
    shown = readings(paths.out)
    # Item 3 of either facet is turned round: (x + x + 6 - x) / 3 a person, x = 1..5, 1, 2, 3.
    mean = sum((x + 6) / 3 for x in (1, 2, 3, 4, 5, 1, 2, 3)) / 8
    for key in (("A", 4, "reciprocity"), ("A", 8, "reciprocity"), ("A", 5, "autonomy")):
        assert abs(shown[key] - mean) <= 0.25
    assert ("A", 8, "mutual") in shown
    assert shown["A", 5, "trust_and_safety"] is None


def test_the_schedule_says_what_was_asked(paths):
    run(paths, quiet=True)
    first = read(paths.items)[0]
    assert first["items"][0] == "reciprocity_1"
    assert (first["prompts"], first["pulse"], first["state"]) == (
        ["helped_me", "i_helped"],
        False,
        "closed",
    )


def test_each_person_has_a_mirror_once_ties_have_settled(paths):
    run(paths, quiet=True)
    mirrors = read(paths.mirrors)
    assert [(one["round"], one["member"]) for one in mirrors] == [
        (8, member) for member in sorted([*PEOPLE, "boss"])
    ]
    assert {one["mirror"]["named_by"] for one in mirrors} == {None}


def test_a_round_that_is_too_small_is_null(tmp_path):
    few = Paths(roster=write(tmp_path / "r", rosters(1, people=PEOPLE[:4])), out=tmp_path / "out")
    run(few, quiet=True)
    assert read(few.out) == [{"team": "A", "round": 1, "report": None}]


def test_a_joiner_counts_from_their_third_round(tmp_path):
    """With nine on the roster from round 2, the first window still counts eight."""
    lines = rosters(4)
    for line in lines[1:]:
        line["members"] = [*PEOPLE, "joiner"]
    extreme = [
        {"team": "A", "round": n, "member": "joiner", "items": {f"reciprocity_{n}": 5}}
        for n in (2, 3)
    ]
    paths = Paths(
        roster=write(tmp_path / "r", lines),
        answers=write(tmp_path / "a", [*answers(4), *extreme]),
        out=tmp_path / "out",
        items=tmp_path / "items",
    )
    run(paths, quiet=True)
    assert readings(paths.out)["A", 4, "reciprocity"] is not None


def test_teams_that_share_people_meet_and_teams_that_share_none_do_not(tmp_path):
    others = [f"q{number}" for number in range(1, 10)]
    moved = [*PEOPLE[1:], "q9"]
    lines = [
        *rosters(8),
        *rosters(8, team="B", people=others),
        *rosters(4, team="C", people=[f"z{n}" for n in range(9)]),
    ]
    for line in lines:
        if line["team"] == "A" and line["round"] > 4:
            line["members"] = moved
        if line["team"] == "B" and line["round"] > 4:
            line["members"] = [*others[:-1], "p1"]
    paths = Paths(
        roster=write(tmp_path / "r", lines),
        answers=write(tmp_path / "a", answers(4) + answers(4, team="B", people=others)),
        out=tmp_path / "out",
    )
    assert run(paths, quiet=True) == 20
    assert [line["team"] for line in read(paths.out)] == ["A", "B"] * 8 + ["C"] * 4


def test_settings_of_a_roster_line_hold_from_the_next_windows(tmp_path):
    lines = rosters(9)
    for line in lines[1:]:
        line["light"] = True
    paths = Paths(roster=write(tmp_path / "r", lines), items=tmp_path / "items")
    run(paths, quiet=True)
    asked = read(paths.items)
    assert len(asked[3]["prompts"]) == 2
    assert len(asked[8]["prompts"]) == 1


def test_a_made_up_world_is_the_same_for_the_same_seed_and_can_be_played_again(tmp_path):
    world = World(teams=2, people=6, weeks=8, seed=7)
    made = Paths(
        out=tmp_path / "made",
        answers_out=tmp_path / "answers",
        roster_out=tmp_path / "roster",
    )
    run(made, world=world, quiet=True)
    again = Paths(roster=made.roster_out, answers=made.answers_out, out=tmp_path / "again")
    run(again, quiet=True)
    assert readings(made.out) == readings(again.out)
    assert readings(made.out)
    once_more = Paths(out=tmp_path / "once more")
    run(once_more, world=world, quiet=True)
    assert made.out.read_text() == once_more.out.read_text()


@pytest.mark.parametrize(
    ("lines", "number", "why"),
    [
        (["{"], 1, "not JSON"),
        ([[]], 1, "one JSON object"),
        ([{"team": "A", "round": 1, "member": "p1", "mood": 3}], 1, '"mood" is not known'),
        ([{"team": "A", "round": 0, "member": "p1"}], 1, '"round"'),
        ([{"team": "A", "round": True, "member": "p1"}], 1, '"round"'),
        ([{"team": "A", "round": 9, "member": "p1"}], 1, "no roster for team A, round 9"),
        ([{"team": "A", "round": 1, "member": "zoe"}], 1, "zoe is not on the roster"),
        ([{"team": "A", "round": 1}], 1, '"member"'),
        ([{"team": "A", "round": 1, "member": "p1"}] * 2, 2, "answered round 1 before"),
        ([{"team": "A", "round": 1, "member": "p1", "items": []}], 1, '"items"'),
        ([{"team": "A", "round": 1, "member": "p1", "items": {"x": 1}}], 1, "no item 'x'"),
        (
            [{"team": "A", "round": 1, "member": "p1", "items": {"autonomy_1": 3.0}}],
            1,
            "whole number",
        ),
        ([{"team": "A", "round": 1, "member": "p1", "helped_me": ["zoe"]}], 1, "zoe is named"),
        ([{"team": "A", "round": 1, "member": "p1", "helped_me": ["p1"]}], 1, "themself"),
        ([{"team": "A", "round": 1, "member": "p1", "i_helped": ["p2", "p2"]}], 1, "twice"),
        ([{"team": "A", "round": 1, "member": "p1", "i_helped": PEOPLE}], 1, "at most 3"),
        ([{"team": "A", "round": 1, "member": "p1", "i_helped": [{"id": 1}]}], 1, "holds ids"),
        ([{"team": "A", "round": 1, "member": "p1", "given": 4}], 1, "from 0 to 3"),
        ([{"team": "A", "round": 1, "member": "p1", "reasons": ["x"]}], 1, '"reasons"'),
        ([{"team": "A", "round": 1, "member": "p1", "nobody_suited": 1}], 1, '"nobody_suited"'),
    ],
)
def test_a_bad_answer_names_its_file_and_line(tmp_path, paths, lines, number, why):
    path = tmp_path / "bad.jsonl"
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines))
    with pytest.raises(BadLine) as error:
        run(Paths(roster=paths.roster, answers=path, out=paths.out), quiet=True)
    assert error.value.sentence.startswith(f"{path}, line {number}: ")
    assert why in error.value.sentence
    assert not paths.out.exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"team": "A", "round": 3, "members": ["p1"], "leads": []}, "round 2 was expected"),
        ({"team": "A", "round": 1, "members": ["p1"], "leads": []}, "round 2 was expected"),
        ({"team": "A", "round": 2, "members": ["p1", "p1"]}, "an id twice"),
        ({"team": "A", "round": 2, "members": "p1"}, "not a list of ids"),
        ({"team": "A", "round": 2, "members": ["p1"], "k": 4}, "cannot be below 5"),
        ({"team": "A", "round": 2, "members": ["p1"], "light": 1}, "true or false"),
    ],
)
def test_a_bad_roster_names_its_file_and_line(tmp_path, line, why):
    first = {"team": "A", "round": 1, "members": PEOPLE, "leads": ["boss"]}
    path = write(tmp_path / "roster.jsonl", [first, line])
    with pytest.raises(BadLine) as error:
        run(Paths(roster=path), quiet=True)
    assert error.value.sentence.startswith(f"{path}, line 2: ")
    assert why in error.value.sentence


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadLine, match="cannot be read"):
        run(Paths(roster=tmp_path / "none"), quiet=True)


def test_nothing_to_simulate_says_so():
    with pytest.raises(InvalidSettings):
        run(Paths(), quiet=True)
