"""Everything a workspace has set comes back from its text: all of it or nothing."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from slackapp.domain.teams import TeamState
from slackapp.domain.whole import read_whole
from slackapp.errors import (
    AlmostEverybody,
    BearingsError,
    ChangedMeanwhile,
    ChannelTaken,
    ImpossibleSetting,
    NoAdmin,
    NothingToTakeBack,
    NotSettings,
    OnlyAdmins,
    TooManyStatuses,
    UnreadableStatus,
)
from slackapp.errors.teams import NameTaken, NoLead
from slackapp.errors.together import each
from slackapp.errors.written import NoSuchTeam, TextOfAnother, TextOfOne, TwoTeams
from slackapp.services.drafts import Drafts
from slackapp.services.everything import Everything
from slackapp.services.managing import Managing
from slackapp.services.restoring import Restoring
from slackapp.ui import errors
from tests.slackapp.services.house import ADMIN, LEAD, at

WHO = {"workspace": "W1", "actor": ADMIN}


class Text:
    """What an admin keeps, alters and brings back."""

    def __init__(self, house):
        self.house = house
        self.restoring = Restoring(house.database, house.clock, house.check_ins.forget_all)

    @property
    def now(self):
        return self.restoring.whole(**WHO)

    def kept(self):
        everything = Everything(self.house.database, self.house.clock)
        return json.loads(everything.settings(**WHO))

    def read(self, given):
        return read_whole(json.dumps(given, indent=2), self.now)

    def refused(self, given):
        """What cannot be so, in the order of its lines."""
        written = given if isinstance(given, str) else json.dumps(given, indent=2)
        wanted = read_whole(written, self.now)
        with pytest.raises(BearingsError) as refused:
            self.restoring.would(**WHO, wanted=wanted, there={})
        return sorted(each(refused.value), key=lambda one: one.line)

    def restore(self, given):
        self.house.move(self.house.now + timedelta(minutes=1))
        seen = self.now.fingerprint
        return self.restoring.restore(**WHO, wanted=self.read(given), seen=seen)

    def take_back(self, at):
        self.house.move(self.house.now + timedelta(minutes=1))
        return self.restoring.take_back(**WHO, at=at)


@pytest.fixture
def text(house):
    house.team()
    house.team(channel="C2", prefix="V")
    return Text(house)


def test_a_text_fills_in_a_draft_that_it_names_by_its_channel_and_starts_nothing(text):
    drafts = Drafts(text.house.database, text.house.clock)
    draft = drafts.begin(**WHO, channel="C3", name="pier", zone="UTC")
    given = text.kept()
    one = given["teams"][0] | {"channel": "C3", "name": "Pier", "k": 5, "open_days": 3}
    del one["id"]
    text.restore({"teams": [one]})
    filled = text.house.read(lambda store: store.teams.get(draft.id))
    assert (filled.name, filled.policy.open_days, filled.state) == ("Pier", 3, TeamState.DRAFT)
    assert text.house.rounds(draft.id) == ()


def altered(text):
    """Both teams, the defaults and the admins are to be otherwise."""
    given = text.kept()
    given["teams"][0] |= {"name": "Pier", "every_weeks": 2}
    given["teams"][1] |= {"open_days": 2}
    given["defaults"] |= {"k": 6, "at": "08:15:00", "away_statuses": [":boat:"]}
    given["named_admins"] = ["U01"]
    return given


def test_what_was_written_down_changes_nothing(text):
    before = text.now
    text.restore(text.kept())
    assert text.now == before
    with pytest.raises(NothingToTakeBack):
        text.take_back(text.house.now)


def test_a_whole_text_tells_who_its_people_are_and_reading_it_back_passes_that_over(text):
    before, given = text.now, text.kept()
    people = before.named_admins.union(*(team.leads for team in before.teams))
    assert given["names"]
    assert given["names"].keys() <= people
    for names in ({"U99": "who left"}, "none", None):
        text.restore(given | {"names": names})
        assert text.now == before


def test_several_teams_defaults_and_admins_are_set_at_once_and_taken_back_at_once(text):
    before = text.now
    would = text.restoring.would(**WHO, wanted=text.read(altered(text)), there={})
    assert [json.loads(one.after) for one in would.teams] == [
        {"every_weeks": 2, "name": "Pier"},
        {"open_days": 2},
    ]
    assert json.loads(would.defaults[1])["k"] == 6
    assert json.loads(would.admins[1]) == {"named_admins": ["U01"]}
    assert text.now == before
    at = text.restore(altered(text))
    first, second = text.now.teams
    assert (first.name, first.cadence.every_weeks, second.policy.open_days) == ("Pier", 2, 2)
    assert (text.now.defaults.policy.k, text.now.defaults.at.hour) == (6, 8)
    assert text.now.named_admins == {"U01"}
    text.take_back(at)
    assert text.now == before
    with pytest.raises(NothingToTakeBack):
        text.take_back(at)


def test_a_form_says_at_once_what_a_text_set_and_what_was_set_before_it(text):
    house = text.house
    team = text.now.teams[0]
    house.go(at(1))
    row = house.newest(team.id)
    asked = {"round_id": row.id, "workspace": "W1", "user": "U01"}
    assert house.check_ins.form(**asked).team == team.name
    set_at = text.restore(altered(text))
    assert house.check_ins.form(**asked).team == "Pier"
    text.take_back(set_at)
    assert house.check_ins.form(**asked).team == team.name


def test_one_team_that_cannot_be_so_leaves_every_other_as_it_is(text):
    given, before = altered(text), text.now
    given["teams"][1] |= {"k": 8}
    with pytest.raises(ImpossibleSetting) as refused:
        text.restore(given)
    assert (refused.value.team, type(refused.value.why)) == ("Team C2", AlmostEverybody)
    assert text.now == before


def test_all_of_a_text_is_offered_to_be_taken_back_for_as_long_as_it_can_be(text):
    assert text.restoring.newest(**WHO) is None
    at = text.restore(altered(text))
    assert text.restoring.newest(**WHO) == at
    text.take_back(at)
    assert text.restoring.newest(**WHO) is None
    one = text.kept()
    one["teams"][0]["open_days"] = 2
    text.restore(one)
    assert text.restoring.newest(**WHO) is None, "its own page takes it back"
    text.restore(altered(text))
    different = text.kept()
    different["teams"][0]["open_days"] = 5
    text.restore(different)
    assert text.restoring.newest(**WHO) is None


def test_what_is_different_by_now_is_not_taken_back(text):
    at = text.restore(altered(text))
    first = text.now.teams[0]
    text.house.step(lambda store: store.teams.put(replace(first, name="Quay")))
    after = text.now
    with pytest.raises(NothingToTakeBack):
        text.take_back(at)
    assert text.now == after


def test_what_somebody_changed_meanwhile_is_not_overwritten(text):
    wanted, seen = text.read(altered(text)), text.now.fingerprint
    first = text.now.teams[0]
    text.house.step(lambda store: store.teams.put(replace(first, name="Quay")))
    with pytest.raises(ChangedMeanwhile):
        text.restoring.restore(**WHO, wanted=wanted, seen=seen)


def test_leads_set_nothing_of_a_whole_workspace(text):
    wanted, lead = text.read(altered(text)), {"workspace": "W1", "actor": LEAD}
    for attempt in (
        lambda: text.restoring.whole(**lead),
        lambda: text.restoring.would(**lead, wanted=wanted, there={}),
        lambda: text.restoring.restore(**lead, wanted=wanted, seen=text.now.fingerprint),
        lambda: text.restoring.take_back(**lead, at=text.house.now),
    ):
        with pytest.raises(OnlyAdmins):
            attempt()


def test_a_team_that_is_not_here_is_said_to_be_none_and_no_wrong_setting(text):
    first, second = text.now.teams
    for given, told in (({"id": "nope"}, '"nope"'), ({"name": "Nope"}, None)):
        [refused] = text.refused({"teams": [given]})
        assert isinstance(refused, NoSuchTeam)
        assert refused.given == told
        assert refused.known == ((first.name, first.id), (second.name, second.id))


def test_everything_that_cannot_be_is_told_at_once_and_where_it_stands(text):
    given = text.kept()
    given |= {"stuff": 1, "named_admins": "U1"}
    given["teams"][0] |= {"every_weeks": 3, "zone": "Mars", "k": 4, "leads": ["Ada Osei"]}
    given["teams"][1] |= {"first": "1800-01-01", "channel": given["teams"][0]["channel"]}
    given["teams"][1] |= {"name": given["teams"][0]["name"], "leads": ["U404"], "k": 8}
    given["teams"].append({"id": "nope"})
    given["defaults"] |= {"at": "noon", "colour": "red"}
    written = json.dumps(given, indent=2)
    lines = written.splitlines()
    told = [(one.team, lines[one.line - 1].strip(" ,")) for one in text.refused(written)]
    assert told == [
        ("", '"at": "noon"'),
        ("", '"colour": "red"'),
        ("", '"named_admins": "U1"'),
        ("Team C1", '"every_weeks": 3'),
        ("Team C1", '"k": 4'),
        ("Team C1", '"leads": ['),
        ("Team C1", '"zone": "Mars"'),
        ("Team C2", '"channel": "C1"'),
        ("Team C2", '"first": "1800-01-01"'),
        ("Team C2", '"k": 8'),
        ("Team C2", '"leads": ['),
        ("Team C2", '"name": "Team C1"'),
        ("", '"id": "nope"'),
        ("", '"stuff": 1'),
    ]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (["🌴"], UnreadableStatus),
        (["sick", "x" * 51], UnreadableStatus),
        ([f"word {number}" for number in range(51)], TooManyStatuses),
        ("sick", type(None)),
    ],
)
def test_statuses_that_cannot_be_are_refused_with_what_is_wrong_with_them(text, given, why):
    [one] = text.refused({"defaults": {"away_statuses": given}})
    assert (one.setting, type(one.why)) == ("away_statuses", why)


def test_every_team_that_is_refused_is_told_at_once(text):
    given, before = altered(text), text.now
    given["teams"][0] |= {"k": 8}
    given["teams"][1] |= {"k": 8}
    given["teams"][1] |= {"name": "pier", "channel": "C1", "leads": ["U404"]}
    given["named_admins"] = ["U404"]
    told = [(one.team, one.setting, type(one.why)) for one in text.refused(given)]
    assert told == [
        ("", "named_admins", NoAdmin),
        ("Team C1", "k", AlmostEverybody),
        ("Team C2", "channel", ChannelTaken),
        ("Team C2", "k", AlmostEverybody),
        ("Team C2", "leads", NoLead),
        ("Team C2", "name", NameTaken),
    ]
    with pytest.raises(BearingsError):
        text.restore(given)
    assert text.now == before


def placed(text):
    return {team.id: (team.name, team.channel) for team in text.now.teams}


def exchanged(text, *, names, channels):
    """Every team is to have the name or the channel of the next one, the last those of the first.

    Names are written in another case than they are now.
    """
    given = text.kept()
    teams = given["teams"]
    following = [dict(one) for one in (*teams[1:], teams[0])]
    for one, other in zip(teams, following, strict=True):
        one.update({"name": other["name"].upper()} if names else {})
        one.update({"channel": other["channel"]} if channels else {})
    return given


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize(("names", "channels"), [(True, False), (False, True), (True, True)])
def test_teams_take_each_others_names_and_channels_and_give_them_back(text, count, names, channels):
    if count == 3:
        text.house.team(channel="C3", prefix="X")
    before, given = text.now, exchanged(text, names=names, channels=channels)
    would = text.restoring.would(**WHO, wanted=text.read(given), there={})
    assert len(would.teams) == count
    assert text.now == before
    at = text.restore(given)
    wanted = {one["id"]: (one["name"], one["channel"]) for one in given["teams"]}
    assert placed(text) == wanted
    changes = text.house.read(lambda store: store.audit.recent("W1", team=None, limit=count))
    old = {team.id: {"name": team.name, "channel": team.channel} for team in before.teams}
    told = [name for name, moves in (("name", names), ("channel", channels)) if moves]
    assert {change.team: json.loads(change.before) for change in changes} == {
        team: {name: was[name] for name in told} for team, was in old.items()
    }
    text.take_back(at)
    assert text.now == before


@pytest.mark.parametrize(("names", "channels"), [(True, False), (False, True)])
def test_no_team_of_an_exchange_is_offered_to_undo_it_alone(text, names, channels):
    """Nor what took the exchange back: only both together can be as they were."""
    managing = Managing(text.house.database, text.house.clock)

    def offered():
        return [managing.team(**WHO, team=team.id).undoing for team in text.now.teams]

    at = text.restore(exchanged(text, names=names, channels=channels))
    assert offered() == [None, None]
    text.take_back(at)
    assert offered() == [None, None]
    given = text.kept()
    given["teams"][0] |= {"open_days": 2}
    text.restore(given)
    assert [one is not None for one in offered()] == [True, False]


def test_the_channel_a_team_leaves_is_told_though_another_one_comes_there(text):
    given = exchanged(text, names=False, channels=True)
    text.restore(given)
    soon = text.house.now + timedelta(minutes=1)
    told = text.house.read(lambda store: store.deliveries.late(soon, limit=100))
    assert {(one.team, one.target) for one in told if one.topic.startswith("moved_away")} == {
        (team.id, {"C1": "C2", "C2": "C1"}[team.channel]) for team in text.now.teams
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # The second stays where it is, in the text or left out of it.
        (({"channel": "C2"}, {}), [("Team C1", "channel", ChannelTaken)]),
        (({"channel": "C2"}, None), [("Team C1", "channel", ChannelTaken)]),
        (({"name": "team c2"}, {}), [("Team C1", "name", NameTaken)]),
        # Both come to where none is.
        (({"channel": "C9"}, {"channel": "C9"}), [("Team C2", "channel", ChannelTaken)]),
        (({"name": "Pier"}, {"name": "pier"}), [("Team C2", "name", NameTaken)]),
        # They would swap, but for something else.
        (({"channel": "C2", "k": 8}, {"channel": "C1"}), [("Team C1", "k", AlmostEverybody)]),
        (({"name": "Team C2"}, {"name": "Team C1", "k": 8}), [("Team C2", "k", AlmostEverybody)]),
    ],
    ids=map(str, range(7)),
)
def test_what_two_teams_would_have_in_the_end_is_refused_with_its_line_and_team(
    text, changes, told
):
    given, before = text.kept(), text.now
    pairs = zip(given["teams"], changes, strict=True)
    given["teams"] = [one | change for one, change in pairs if change is not None]
    lines = json.dumps(given, indent=2).splitlines()
    refused = text.refused(given)
    assert [(one.team, one.setting, type(one.why)) for one in refused] == told
    assert all(f'"{one.setting}": {one.given}' in lines[one.line - 1] for one in refused)
    with pytest.raises(ImpossibleSetting):
        text.restore(given)
    assert text.now == before


def test_turns_that_are_half_known_are_not_said_to_be_turned_round(text):
    given = text.kept()
    given["teams"][0] |= {"first": "2027-02-01", "ends": "soon"}
    [refused] = text.refused(given)
    assert refused.setting == "ends"


def test_a_person_who_is_given_by_name_is_said_to_be_so_and_no_stranger(text):
    given = text.kept()
    given["named_admins"] = ["U01", "Ada Osei"]
    [refused] = text.refused(given)
    assert errors.sentence(refused).endswith(
        "named_admins: “Ada Osei” is a name: give the id of the person, such as U0123456789.)"
    )
    given = text.kept()
    given["teams"][1]["leads"] = ["Ada Osei", "Ben"]
    [refused] = text.refused(given)
    assert errors.sentence(refused).endswith(
        f"(line {refused.line}, Team C2: leads: “Ada Osei” and “Ben” are names: "
        "give the id of each person, such as U0123456789.)"
    )


@pytest.mark.parametrize(
    ("wrong", "setting", "near"),
    [
        (lambda given: given.update(stuff=1), "stuff", '"stuff"'),
        (lambda given: given["teams"][1].update(k=4), "k", '"k": 4'),
        (lambda given: given["teams"][1].update(weekday="Monday"), "weekday", '"Monday"'),
        (lambda given: given["teams"][1].update(every_weeks=3), "every_weeks", '"every_weeks": 3'),
        (lambda given: given["teams"][1].update(zone="Mars"), "zone", '"Mars"'),
        (lambda given: given["teams"][0].update(id="else", channel="C9"), "id", '"else"'),
        (lambda given: given["teams"][1].update(given["teams"][0]), "id", None),
        (lambda given: given["teams"].insert(0, 7), "teams", '"teams"'),
        (lambda given: given["defaults"].update(at="noon"), "at", '"noon"'),
        (lambda given: given["defaults"].update(colour="red"), "colour", '"red"'),
        (lambda given: given.update(defaults=[]), "defaults", '"defaults"'),
        (lambda given: given.update(teams={}), "teams", '"teams"'),
        (lambda given: given.update(named_admins="U1"), "named_admins", '"named_admins"'),
    ],
    ids=map(str, range(13)),
)
def test_what_cannot_be_is_named_with_its_line(text, wrong, setting, near):
    given = text.kept()
    wrong(given)
    written = json.dumps(given, indent=2)
    [refused] = text.refused(written)
    assert refused.setting == setting
    if near is not None:
        assert near in written.splitlines()[refused.line - 1]


@pytest.mark.parametrize(
    ("written", "line"), [('{\n"teams": [\n}', 3), ("[]", 1), ("", 1), ("[" * 100_000, None)]
)
def test_what_is_no_text_of_settings_is_said_with_its_line(text, written, line):
    with pytest.raises(NotSettings) as refused:
        read_whole(written, text.now)
    assert refused.value.line == line


def test_a_text_of_another_workspace_is_called_so(text):
    given = text.kept()
    for one in given["teams"]:
        one |= {"id": "T404", "channel": "C404"}
    with pytest.raises(TextOfAnother):
        text.read(given | {"workspace": "Elsewhere"})
    with pytest.raises(TextOfAnother):
        text.read({"workspace": "Elsewhere", "defaults": given["defaults"]})


def test_a_text_of_this_workspace_is_read_though_it_was_renamed_since(text):
    given = text.kept() | {"workspace": "As it was called"}
    assert text.read(given).unread == ()


def test_whoever_would_have_the_channel_of_another_team_reads_what_that_is_called(text):
    given = text.kept()
    given["teams"][0]["channel"] = "C2"
    given["teams"][1]["name"] = "Pier"
    [refused] = text.refused(given)
    assert refused.why.team.startswith("Team C2")


def test_names_that_change_places_without_ids_are_asked_about(text):
    given = text.kept()
    for one in given["teams"]:
        del one["id"]
    first, second = given["teams"]
    first["name"], second["name"] = second["name"], first["name"]
    refused = text.refused(given)
    assert [(one.setting, type(one.why)) for one in refused] == [("name", TwoTeams)] * 2
    for one, team in zip(given["teams"], text.now.teams, strict=True):
        one["id"] = team.id
    assert text.read(given).unread == ()


def test_a_team_that_stands_in_it_twice_is_told_to_stand_there_once(text):
    given = text.kept()
    given["teams"].append(given["teams"][0])
    [refused] = text.refused(given)
    lines = json.dumps(given, indent=2).splitlines()
    first, second = (
        number for number, line in enumerate(lines, start=1) if given["teams"][0]["id"] in line
    )
    assert (
        f"(line {second}, Team C1: This team stands twice in the text, first in line {first}: leave"
    ) in errors.sentence(refused)


def test_the_text_of_one_team_is_told_where_it_goes(text):
    with pytest.raises(TextOfOne):
        read_whole('{"channel": "C1", "k": 5}', text.now)


def test_who_changes_a_team_at_that_moment_is_waited_for_and_not_overwritten(house):
    text, team, locked = Text(house), house.team(), Event()
    given = text.kept()
    given["teams"][0]["name"] = "Mine"
    wanted, seen = text.read(given), text.now.fingerprint

    def other(store):
        was = store.teams.lock(team)
        locked.set()
        time.sleep(0.3)
        store.teams.put(replace(was, name="Theirs"))

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(house.database.step, other)
        assert locked.wait(10)
        with pytest.raises(ChangedMeanwhile):
            text.restoring.restore(**WHO, wanted=wanted, seen=seen)
        done.result()
    assert house.read(lambda store: store.teams.get(team)).name == "Theirs"
