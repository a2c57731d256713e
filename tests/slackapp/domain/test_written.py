"""Settings that were written down are read back, each by its name."""

import json
from dataclasses import replace
from datetime import date, time

import pytest

from slackapp.domain.cadence import Cadence
from slackapp.domain.overview import Wanted
from slackapp.domain.policy import Policy
from slackapp.domain.teams import Group, Team, TeamState
from slackapp.domain.text import Text
from slackapp.domain.written import read
from slackapp.errors import ImpossibleSetting, NotSettings
from slackapp.errors.written import TextOfAll
from slackapp.services.teams import said

TEAM = Team(
    id="TM1",
    workspace="W1",
    channel="C1",
    name="Harbour",
    leads=frozenset({"U1"}),
    policy=Policy(),
    cadence=Cadence(zone="Europe/Berlin", weekday=0, at=time(10), first=date(2026, 3, 2)),
    state=TeamState.RUNNING,
)
GROUP = Group("S1", "design")
OTHER = replace(
    TEAM,
    group=GROUP,
    channel="C2",
    name="Harbour Crew",
    leads=frozenset({"U2", "U3"}),
    policy=Policy(
        k=6, light=True, named=False, open_days=3, retention_weeks=52, not_for_appraisal=True
    ),
    cadence=Cadence(
        zone="America/Lima",
        weekday=3,
        at=time(8, 15),
        first=date(2026, 4, 1),
        every_weeks=2,
        quiet_days=frozenset({date(2026, 12, 24), date(2026, 12, 25)}),
        holidays="DE-BE",
        paused_until=date(2026, 5, 1),
        ends=date(2027, 3, 31),
    ),
)


def wanted(text, before=TEAM, *, groups=()):
    return read(Text.of(text), Wanted.of(before), groups=groups)


def refused(text, before=TEAM, *, groups=()):
    """The one setting that cannot be so; it is left as it is."""
    after = wanted(text, before, groups=groups)
    [one] = after.unread
    assert isinstance(one, ImpossibleSetting)
    assert getattr(after.applied(before), one.setting, None) == getattr(before, one.setting, None)
    return one.setting


@pytest.mark.parametrize("team", [TEAM, OTHER], ids=["few", "everything"])
def test_whatever_a_team_has_set_is_read_back_as_it_was(team):
    assert wanted(said(team), groups=[GROUP]) == Wanted.of(team)


def test_a_user_group_is_one_that_is_there_or_was_followed_before():
    for groups, before in (([GROUP], TEAM), ([], OTHER)):
        assert wanted('{"group": "design"}', before, groups=groups).group == GROUP
    assert wanted('{"group": null}', OTHER).group is None
    assert refused('{"group": "design"}', groups=[Group("S2", "crew")]) == "group"


def test_what_is_left_out_stays_as_it_is():
    after = wanted('{"k": 7, "at": "09:30"}')
    assert after.policy == replace(TEAM.policy, k=7)
    assert after.cadence == replace(TEAM.cadence, at=time(9, 30))
    assert (after.name, after.leads, after.channel) == ("Harbour", {"U1"}, "C1")


@pytest.mark.parametrize(
    "text", ["", "Harbour", "[]", "7", '{"k": 7', '"k"', "[" * 3000, '{"k": 1' + "0" * 2900 + "e"]
)
def test_what_is_no_settings_at_all_is_refused(text):
    with pytest.raises(NotSettings):
        wanted(text)


def test_the_text_of_all_settings_is_told_where_it_goes():
    with pytest.raises(TextOfAll):
        wanted('{"workspace": "W1", "teams": []}')


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", 4),
        ("k", 31),
        ("k", "5"),
        ("k", True),
        ("k", 5.5),
        ("open_days", 7),
        ("open_days", None),
        ("retention_weeks", 105),
        ("light", 1),
        ("named", "yes"),
        ("not_for_appraisal", None),
        ("at", "25:00"),
        ("at", 10),
        ("first", "2026-02-30"),
        ("first", None),
        ("ends", "soon"),
        ("quiet_days", "2026-12-24"),
        ("quiet_days", ["Christmas"]),
        ("quiet_days", ["2026-01-01 to 2028-01-01"]),
        ("weekday", "Monday"),
        ("zone", ""),
        ("zone", None),
        ("holidays", 7),
        ("name", "  "),
        ("name", "x" * 81),
        ("name", "Har\x00bour"),
        ("name", "\ud800"),
        ("leads", "U1"),
        ("leads", [7]),
        ("leads", ["Ada Osei"]),
        ("leads", [f"U{n}" for n in range(31)]),
        ("channel", None),
        ("channel", "#harbour"),
        ("answers", []),
        ("asked_by", "U1"),
    ],
)
def test_a_setting_that_cannot_be_so_is_named(name, value):
    assert refused(json.dumps({"open_days": 3, name: value})) == name


def test_no_text_takes_a_lock_off():
    locked = replace(TEAM, policy=replace(TEAM.policy, not_for_appraisal=True))
    assert refused('{"not_for_appraisal": false}', locked) == "not_for_appraisal"
