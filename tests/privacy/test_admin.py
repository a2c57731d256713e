"""Nothing an administrator does brings out more: what is published stays, what follows is held."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from slackapp.bootstrap import keeping
from slackapp.domain.answers import Answer
from slackapp.domain.ids import ChannelId
from slackapp.domain.overview import Wanted
from slackapp.domain.policy import Policy
from slackapp.domain.retention import CHURN_SPAN
from slackapp.domain.rounds import RoundState
from slackapp.domain.teams import Person, TeamState, Workspace
from slackapp.domain.text import Text
from slackapp.domain.written import applied, read
from slackapp.errors import (
    BelowFloor,
    FirstDayOver,
    ImpossibleSetting,
    LastDayOver,
    RoundClosed,
    TeamTooSmall,
)
from slackapp.services import members
from slackapp.services.drafts import Drafts
from slackapp.services.everything import Everything
from slackapp.services.installations import Installations
from slackapp.services.managing import Managing
from slackapp.services.members import disband
from slackapp.services.removal import KEPT_DAYS
from slackapp.services.retention import retain
from slackapp.services.rounds import Due, Step
from tests.slackapp.services.copying import Moment, copier_of
from tests.slackapp.services.crashing import Again
from tests.slackapp.services.house import ADMIN, LEAD, House, at

FIRST, SECOND = 4, 8
"""The rounds that end the first and the second window of reciprocity."""
MEASURE = "reciprocity"
LONG_AGO = date(2020, 1, 6)


def mixed(user, row):
    """Everybody answers, each at a level of their own."""
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


def published(house, team):
    """Every byte of a team's reports and pages."""

    def unit(store):
        found = {}
        for report_id, _ in store.reports.of_team(team):
            found[report_id] = (store.reports.get(report_id), store.reports.page(report_id, "en"))
        return found

    return house.read(unit)


def reading(house, team, last):
    """The status of the window that ends with a round; None where there is none."""
    found = [
        one for one in house.readings(team) if (one.measure, one.span.last_round) == (MEASURE, last)
    ]
    return found[0].status if found else None


def later(house, team):
    """The statuses of the windows that ended after the first."""
    found = [one for one in house.readings(team) if one.measure == MEASURE]
    found.sort(key=lambda one: one.span.last_round)
    return [one.status for one in found if one.span.last_round > FIRST]


def change(house, team, **times):
    """An administrator saves another cadence."""
    managing = Managing(house.database, house.clock)
    own = managing.team(workspace="W1", team=team, actor=ADMIN).team
    wanted = replace(Wanted.of(own), cadence=replace(own.cadence, **times))
    managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)


def play(house, team, numbers):
    for number in numbers:
        house.go(at(number))
        if house.newest(team).state is RoundState.OPEN:
            house.ask(team, mixed)
        house.go(at(number, day=4))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request):
    """A team whose first window was shown, and who copies it: many tests go on from there."""
    copier = copier_of(request.param, request)
    place = copier.new("told")
    with Again(place, at(1) - timedelta(days=1)) as house:
        house.settle_in()
        team = house.team()
        play(house, team, range(1, FIRST + 1))
        assert reading(house, team, FIRST) == "shown"
        return copier, Moment(place, house.now), team


@pytest.fixture
def shown(told):
    """A house of one's own with that team."""
    copier, moment, team = told
    with copier.copy(moment.place, "shown") as place, Again(place, moment.now) as house:
        yield house, team


class Deeds:
    """What an administrator can try; each says what must come of it: "held", "same" or refusal."""

    def lower_k(self, house, team):
        policy = house.read(lambda store: store.teams.get(team)).policy
        with pytest.raises(BelowFloor):
            house.settings.change_policy(team=team, policy=replace(policy, k=4), actor=ADMIN)
        return "shown"

    def raise_k_and_take_it_back(self, house, team):
        for k in (6, 5):
            house.settings.change_policy(team=team, policy=Policy(k=k), actor=ADMIN)
        return "shown"

    def remove_a_member(self, house, team):
        house.join(team, [*House.users(8)[:-1], LEAD])
        return "held"

    def make_a_team_of_one(self, house, team):
        with pytest.raises(TeamTooSmall):
            house.team(1, channel="C9", prefix="V")
        house.join(team, [House.users(8)[0], LEAD])

    def move_a_member(self, house, team):
        other = house.team(8, channel="C2", prefix="V")
        house.join(team, [*House.users(8)[:-1], LEAD])
        house.join(other, [*House.users(8, "V"), LEAD, House.users(8)[-1]])
        return "held"

    def change_what_is_asked(self, house, team):
        """A window that had begun keeps its length; one that had not takes twice as long."""
        policy = Policy(light=True, named=False)
        house.settings.change_policy(team=team, policy=policy, actor=ADMIN)
        return "shown"

    def change_the_times(self, house, team):
        change(house, team, at=time(9))
        return "shown"

    def ask_half_as_often(self, house, team):
        """Windows are counted in check-ins: the same number of them takes twice as long."""
        change(house, team, every_weeks=2)
        return "shown"

    def end_it_sooner(self, house, team):
        """A window that cannot be full any more is never told."""
        change(house, team, ends=house.now.date() + timedelta(days=14))

    def pause_and_resume(self, house, team):
        house.settings.pause(team=team, actor=ADMIN)
        house.settings.resume(team=team, actor=ADMIN)
        return "shown"

    def add_guests(self, house, team):
        """Those whose answers an administrator knows count nowhere, so the people are the same."""
        guests = [f"G{number:02}" for number in range(1, 5)]
        people = [Person("W1", user, user) for user in (*House.users(8), LEAD)]
        people += [Person("W1", user, user, is_guest=True) for user in guests]
        members.apply(house.database, team=team, people=people, now=house.now)
        return "shown"

    def change_the_lead(self, house, team):
        house.settings.set_leads(team=team, leads=["U01"], actor=ADMIN)
        return "swapped"

    def add_a_member(self, house, team):
        """Somebody new counts after fourteen days, so the next window's people are the same."""
        house.join(team, [*House.users(9), LEAD])
        return "shown"

    def export(self, house, team):
        """What an administrator may take away is what was published."""
        told = json.dumps(house.read(lambda store: keeping._files(store, team)))
        assert not any(user in told for user in House.users(8))
        return "shown"

    def edit_everything_at_once(self, house, team):
        managing = Managing(house.database, house.clock)
        managed = managing.team(workspace="W1", team=team, actor=ADMIN).team
        wanted = Wanted.of(managed)
        with pytest.raises(BelowFloor):
            replace(wanted, policy=replace(managed.policy, k=4))
        changed = replace(wanted, policy=replace(managed.policy, k=6, not_for_appraisal=True))
        managing.edit(workspace="W1", team=team, wanted=changed, actor=ADMIN)
        return "shown"

    def write_settings_and_take_them_back(self, house, team):
        """Settings from text are settings: the same windows, the same floors, the same lock."""
        managing = Managing(house.database, house.clock)
        own = managing.team(workspace="W1", team=team, actor=ADMIN).team
        for text in ('{"k": 4}', '{"k": 31}', '{"retention_weeks": 105}', '{"asks": []}'):
            wanted = read(Text.of(text), Wanted.of(own))
            with pytest.raises(ImpossibleSetting):
                managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)
        text = Text.of('{"k": 6, "not_for_appraisal": true, "light": true}')
        wanted = read(text, Wanted.of(own))
        managing.edit(workspace="W1", team=team, wanted=wanted, actor=ADMIN)
        managed = managing.team(workspace="W1", team=team, actor=ADMIN)
        earlier = applied(json.loads(managed.undoing[1]), Wanted.of(managed.team))
        assert earlier.policy.not_for_appraisal
        managing.edit(workspace="W1", team=team, wanted=earlier, actor=ADMIN, event="undone")
        return "shown"

    def reopen(self, house, team):
        closed = next(row for row in house.rounds(team) if row.state is RoundState.CLOSED)
        for step in (Step.OPEN, Step.REMIND, Step.CLOSE, Step.GATHER, Step.FORGET, Step.ISSUE):
            house.steps.perform(Due(step, closed.id), now=house.now)
        with pytest.raises(RoundClosed):
            house.answer(closed.id, "U01", mixed("U01", closed))
        return "shown"

    def settle_again(self, house, team):
        ended = house.read(lambda store: store.rounds.of_team(team))
        spans = {one.span for one in house.readings(team)}
        house.work()
        assert {one.span for one in house.readings(team)} == spans
        assert house.read(lambda store: store.rounds.of_team(team)) == ended
        return "shown"


DEEDS = [name for name in vars(Deeds) if not name.startswith("_")]


@pytest.mark.parametrize("when", ["open", "closed"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_closed_report_stays_and_the_next_reading_tells_no_difference(shown, deed, when):
    house, team = shown
    before = published(house, team)
    assert len(before) == FIRST
    if when == "open":
        house.go(at(FIRST + 1))
    expected = getattr(Deeds(), deed)(house, team)
    assert published(house, team) == before
    play(house, team, range(FIRST + 1, SECOND + 1))
    if reading(house, team, SECOND) is None:
        # Seven people need eight rounds, and so do others in light mode.
        play(house, team, range(SECOND + 1, SECOND + 6))
    after = published(house, team)
    assert {key: after[key] for key in before} == before
    if expected == "swapped":
        # One leads in part of the window and counts in none of it; or two have changed places.
        expected = "held" if when == "open" else "shown"
    assert later(house, team) == ([expected] if expected else [])


def end(house, team):
    house.settings.end(team=team, actor=ADMIN)


def delete(house, team):
    Managing(house.database, house.clock).delete(workspace="W1", team=team, actor=ADMIN)


def end_long_ago(house, team):
    """As a form once allowed: the database says that the team ended before it was ever asked."""

    def unit(store):
        before = store.teams.lock(team)
        long_ago = replace(before.cadence, first=LONG_AGO, ends=LONG_AGO)
        store.teams.put(ended := replace(before, state=TeamState.ENDED, cadence=long_ago))
        disband(store, ended, house.now)

    managing = Managing(house.database, house.clock)
    before = house.read(lambda store: store.teams.get(team))
    over = house.now.date() - timedelta(days=1)
    for days, error in (({"first": LONG_AGO}, FirstDayOver), ({"ends": over}, LastDayOver)):
        wanted = replace(Wanted.of(before), cadence=replace(before.cadence, **days))
        with pytest.raises(error):
            managing.edit(workspace="W1", team=team, wanted=wanted, actor=LEAD)
    house.step(unit)


def delete_everything(house, team):
    everything = Everything(house.database, house.clock)
    everything.delete(workspace="W1", actor=ADMIN, name="Acme")
    house.step(lambda store: store.people.put([Person("W1", ADMIN, "Ada", is_admin=True)]))


def uninstall(house, team):
    """The app is removed, all is deleted after thirty days, and it is installed again."""
    house.uninstall()
    house.go(house.now + timedelta(days=KEPT_DAYS + 1))
    house.work()
    found = Workspace("", "", "T1", "Acme", "UBOT", "B1")
    Installations(house.database, house.clock).keep(found, token="xoxb-2", installer=ADMIN)
    house.step(lambda store: store.people.put([Person("W1", ADMIN, "Ada", is_admin=True)]))


WAYS = [end, delete, end_long_ago, delete_everything]


@pytest.mark.parametrize("way", WAYS)
def test_a_team_founded_anew_without_one_person_shows_nothing_to_subtract(shown, way):
    """The old report, which a lead may have kept, and the new team's would differ by one person."""
    house, team = shown
    way(house, team)
    anew = house.team(7)
    play(house, anew, range(FIRST + 1, FIRST + 9))
    assert reading(house, anew, 8) == "held"
    # What was held is no reference, and of the very same people nothing can be subtracted.
    way(house, anew)
    again = house.team(8)
    play(house, again, range(FIRST + 9, FIRST + 13))
    assert reading(house, again, 4) == "shown"


def test_a_workspace_that_came_back_after_it_was_deleted_shows_nothing_to_subtract(shown):
    house, team = shown
    uninstall(house, team)
    anew = house.team(7)
    week = (house.now.date() - at(1).date()).days // 7 + 2
    play(house, anew, range(week, week + 8))
    assert reading(house, anew, 8) == "held"


@pytest.mark.parametrize("way", [end, delete, delete_everything, uninstall])
def test_founding_a_team_anew_takes_off_no_lock(house, way):
    team = house.team(not_for_appraisal=True)
    way(house, team)
    anew = house.team(8)
    assert house.read(lambda store: store.teams.get(anew)).policy.not_for_appraisal


@pytest.mark.parametrize("way", [end, delete, delete_everything, uninstall])
def test_setting_a_team_up_anew_in_slack_takes_off_no_lock(house, way):
    team = house.team(not_for_appraisal=True)
    way(house, team)
    drafts = Drafts(house.database, house.clock)
    admin = {"workspace": "W1", "actor": ADMIN}
    anew = drafts.begin(**admin, channel=ChannelId("C1"), name="Anew", zone="UTC")
    assert anew.policy.not_for_appraisal
    house.join(anew.id, [*house.users(8), LEAD])
    unlocked = replace(Wanted.of(anew), leads=frozenset({LEAD}), policy=Policy())
    drafts.change(**admin, team=anew.id, change=lambda _: unlocked)
    drafts.start(**admin, team=anew.id)
    assert house.read(lambda store: store.teams.get(anew.id)).policy.not_for_appraisal


def test_a_team_that_moves_into_a_locked_channel_is_locked(house):
    end(house, house.team(not_for_appraisal=True))
    anew = house.team(8, channel="C2")
    before = house.read(lambda store: store.teams.get(anew))
    moved = replace(Wanted.of(before), channel=ChannelId("C1"))
    managing = Managing(house.database, house.clock)
    managing.edit(workspace="W1", team=anew, wanted=moved, actor=ADMIN)
    assert house.read(lambda store: store.teams.get(anew)).policy.not_for_appraisal


@pytest.mark.parametrize("way", [delete, delete_everything])
def test_what_is_deleted_leaves_a_lock_and_hashes_and_the_channel_is_told(house, dumper, way):
    team = house.team()
    play(house, team, range(1, FIRST + 1))
    house.go(at(FIRST + 1))
    way(house, team)
    house.work()
    assert house.keys.ids() == frozenset()
    dump = dumper.take()
    trail = {"audit"} if way is delete else set()
    left = {table for table, rows in dump.rows.items() if team in repr(rows)}
    assert left == {"team", "family_history", "delivery"} | trail
    [shell] = [row for row in dump.rows["team"] if row["id"] == team]
    assert (shell["name"], str(shell["leads"])) == ("", "[]")
    for row in dump.rows["family_history"]:
        kept = {name for name, value in json.loads(row["body"]).items() if value}
        assert kept <= {"reference", "published_on", "counted", "counted_on", "moves", "gates"}
    [told] = dump.rows["delivery"]
    assert (told["kind"], told["topic"]) == ("announcement", "deleted")
    assert not any(
        dump.places(user.encode()) - {"person.user", "person.name"} - set(dump.files)
        for user in House.users(8)
    )
    house.go(house.now + CHURN_SPAN + timedelta(days=1))
    retain(house.database, house.keys, now=house.now)
    left = {table for table, rows in dumper.take().rows.items() if team in repr(rows)}
    assert left == trail


def test_what_is_left_of_a_workspace_that_was_removed_goes_with_its_last_shell(house, dumper):
    team = house.team(not_for_appraisal=True)
    play(house, team, range(1, FIRST + 1))
    house.uninstall()
    house.go(house.now + timedelta(days=KEPT_DAYS + 1))
    house.work()
    assert house.keys.ids() == frozenset()
    rows = {table: rows for table, rows in dumper.take().rows.items() if rows}
    assert rows.keys() - {"alembic_version"} == {"workspace", "team", "family_history"}
    assert not any(user in repr(rows) for user in [*House.users(8), LEAD, ADMIN])
    assert house.work() == []
    house.go(house.now + CHURN_SPAN)
    retain(house.database, house.keys, now=house.now)
    assert house.read(lambda store: store.workspaces.all()) != ()
    house.go(house.now + timedelta(days=1))
    retain(house.database, house.keys, now=house.now)
    assert house.read(lambda store: store.workspaces.all()) == ()


def test_the_lock_cannot_be_unset_in_the_admin_window_either(house):
    team = house.team(not_for_appraisal=True)
    managing = Managing(house.database, house.clock)
    before = managing.team(workspace="W1", team=team, actor=ADMIN).team
    unlocked = replace(Wanted.of(before), policy=replace(before.policy, not_for_appraisal=False))
    with pytest.raises(BelowFloor):
        managing.edit(workspace="W1", team=team, wanted=unlocked, actor=ADMIN)


@pytest.mark.parametrize("size", range(5))
def test_a_team_below_the_floor_is_never_asked(house, size):
    with pytest.raises(TeamTooSmall):
        house.team(size)


def test_guests_bots_and_newcomers_fill_no_team(house):
    """Four colleagues and any number of accounts an administrator made up yesterday."""
    team = house.team(5)
    house.week(team, 1, mixed)
    house.join(team, [*House.users(4), LEAD])
    house.join(team, [*House.users(4), LEAD, *House.users(4, "X")])
    play(house, team, [2])
    assert house.newest(team).reason == "too_small"
    assert house.newest(team).state is RoundState.SKIPPED


SOCKS = ["S1", "S2", "S3", "S4"]


def counted(house, team):
    epoch = house.newest(team).epoch
    return house.read(lambda store: store.rosters.get(epoch)).counting


def test_accounts_that_were_there_for_a_moment_two_weeks_ago_count_no_sooner_for_it(house):
    team = house.team()
    people = [*house.users(8), LEAD]
    play(house, team, [1])
    house.join(team, [*people, *SOCKS])
    house.join(team, people)
    play(house, team, [2, 3])
    house.move(at(4) - timedelta(minutes=1))
    house.join(team, [*people, *SOCKS])
    house.go(at(4))
    assert counted(house, team) == frozenset(house.users(8))


def test_accounts_that_were_elsewhere_while_a_team_was_set_up_there_found_nothing(house):
    drafts, admin = Drafts(house.database, house.clock), {"workspace": "W1", "actor": ADMIN}
    people = [*house.users(8), LEAD]
    house.move(at(1) - timedelta(days=3))
    draft = drafts.begin(**admin, channel=ChannelId("C7"), name="Team", zone="UTC")
    house.join(draft.id, SOCKS)
    here = replace(Wanted.of(draft), channel=ChannelId("C1"))
    drafts.change(**admin, team=draft.id, change=lambda _: here)
    house.join(draft.id, people)
    drafts.change(**admin, team=draft.id, change=lambda _: replace(here, leads=frozenset({LEAD})))
    drafts.start(**admin, team=draft.id)
    [planned] = house.rounds(draft.id)
    house.go(planned.opens_at)
    house.join(draft.id, [*people, *SOCKS])
    house.go(house.newest(draft.id).opens_at + timedelta(days=7))
    assert [row.number for row in house.rounds(draft.id)][:2] == [1, 2]
    assert counted(house, draft.id) == frozenset(house.users(8))


def test_the_window_after_somebody_was_removed_is_held_on_both_databases(house):
    team = house.team()
    play(house, team, range(1, FIRST + 1))
    before = published(house, team)
    Deeds().remove_a_member(house, team)
    play(house, team, range(FIRST + 1, FIRST + 9))
    assert reading(house, team, FIRST + 8) == "held"
    after = published(house, team)
    assert {key: after[key] for key in before} == before


def test_the_lock_against_appraisal_cannot_be_unset(house):
    team = house.team()
    locked = Policy(not_for_appraisal=True)
    house.settings.change_policy(team=team, policy=locked, actor=ADMIN)
    with pytest.raises(BelowFloor):
        house.settings.change_policy(team=team, policy=Policy(), actor=ADMIN)


def test_every_change_is_told_to_the_team_and_kept(house, dumper):
    team = house.team()
    house.go(at(1))

    def told():
        rows = dumper.rows()
        topics = [row["topic"] for row in rows["delivery"] if row["kind"] == "announcement"]
        return Counter(topics), len(rows["audit"])

    settings, given = house.settings, {"team": team, "actor": ADMIN}
    for change_it in (
        lambda: settings.set_leads(leads=["U01"], **given),
        lambda: settings.change_policy(policy=Policy(k=6), **given),
        lambda: settings.change_policy(policy=Policy(light=True, named=False), **given),
        lambda: settings.change_policy(policy=Policy(not_for_appraisal=True), **given),
        lambda: change(house, team, at=time(9)),
        lambda: change(house, team, every_weeks=2),
        lambda: change(house, team, ends=house.now.date() + timedelta(days=90)),
        lambda: settings.rename(name="Another", **given),
        lambda: settings.pause(**given),
        lambda: settings.resume(**given),
        lambda: settings.end(**given),
    ):
        house.move(house.now + timedelta(seconds=1))
        topics, kept = told()
        change_it()
        more, more_kept = told()
        assert (more - topics).total() == 1
        assert more_kept == kept + 1
