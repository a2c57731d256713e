"""When Slack takes the installation or a channel away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import PRIVATE, UNCLEAR, DeliveryState, Kind
from slackapp.domain.screens import Meanwhile
from slackapp.domain.teams import TeamState, Workspace
from slackapp.errors import InstallOver, UnknownTeam
from slackapp.jobs.outcomes import settled
from slackapp.services.dead_letters import DeadLetters
from slackapp.services.departures import Departures
from slackapp.services.installations import Installations
from slackapp.services.outbox import Unclear
from slackapp.services.removal import KEPT_DAYS
from slackapp.services.returning import meanwhile
from slackapp.services.rounds import Step
from slackapp.services.standing import Standing
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, at


def departures(house):
    return Departures(house.database, house.clock)


def state(house, team):
    return house.read(lambda store: store.teams.get(team)).state


def test_an_uninstalled_workspace_has_no_token_and_its_teams_are_paused(house):
    first, second = house.team(), house.team(channel="C2", prefix="V")
    house.uninstall()
    assert house.read(lambda store: store.workspaces.token("W1")) is None
    assert state(house, first) is state(house, second) is TeamState.PAUSED


def test_nothing_is_forgotten_only_because_slack_says_that_the_app_was_removed(house):
    team = house.team()
    departures(house).uninstalled(enterprise="", slack_team="T1")
    doubt = departures(house).doubt("W1")
    assert (doubt.workspace, doubt.token) == ("W1", "xoxb-1")
    assert "xoxb" not in repr(doubt)
    assert state(house, team) is TeamState.RUNNING
    departures(house).settle(doubt, works=True)
    assert departures(house).doubt("W1") is None
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-1"
    assert state(house, team) is TeamState.RUNNING


def test_what_slack_said_of_a_token_holds_for_no_installation_since(house):
    team = house.team()
    departures(house).uninstalled(enterprise="", slack_team="T1")
    doubt = departures(house).doubt("W1")
    installed(house)
    departures(house).settle(doubt, works=False)
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-2"
    assert departures(house).doubt("W1") is None
    assert state(house, team) is TeamState.RUNNING


@pytest.mark.parametrize("works", [True, False])
def test_what_slack_said_before_it_told_of_a_removal_once_more_settles_nothing(house, works):
    house.team()
    departures(house).uninstalled(enterprise="", slack_team="T1")
    before = departures(house).doubt("W1")
    departures(house).uninstalled(enterprise="", slack_team="T1")
    departures(house).settle(before, works=works)
    assert departures(house).doubt("W1").since > before.since
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-1"


def test_what_is_gone_already_is_in_doubt_no_more(house):
    house.team()
    house.uninstall()
    departures(house).uninstalled(enterprise="", slack_team="T1")
    assert departures(house).doubt("W1") is None


def test_nothing_that_was_due_is_posted_any_more(house):
    team = house.team()
    house.uninstall()
    counts = house.read(lambda store: store.deliveries.count_by_state())
    assert counts.get(DeliveryState.DUE, 0) == 0
    assert all(due.step is not Step.OPEN for due in house.work())
    assert state(house, team) is TeamState.PAUSED


def test_only_the_team_of_a_gone_channel_is_paused(house):
    gone, other = house.team(), house.team(channel="C2", prefix="V")
    departures(house).channel_gone(workspace="W1", channel="C1")
    assert state(house, gone) is TeamState.PAUSED
    assert state(house, other) is TeamState.RUNNING


def test_being_told_twice_or_about_something_unknown_changes_nothing(house):
    team = house.team()
    for _ in range(2):
        departures(house).channel_gone(workspace="W1", channel="C1")
    departures(house).channel_gone(workspace="W1", channel="C9")
    departures(house).uninstalled(enterprise="E9", slack_team="T9")
    assert state(house, team) is TeamState.PAUSED
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-1"


def test_a_second_refusal_leaves_the_word_to_the_leads_standing(house):
    house.team()
    for _ in range(2):
        departures(house).channel_gone(workspace="W1", channel="C1")
    counts = house.read(lambda store: store.deliveries.count_by_state())
    assert counts[DeliveryState.DUE] == 1


@pytest.mark.parametrize("left", ["named nobody", "was deactivated"])
def test_where_no_lead_is_there_to_be_told_the_admins_are_once(house, left):
    team = house.team()
    if left == "named nobody":
        house.settings.set_leads(team=team, leads=[], actor=ADMIN)
    else:
        lead = house.read(lambda store: store.people.get("W1", LEAD))
        house.step(lambda store: store.people.put([replace(lead, is_active=False)]))
    for _ in range(2):
        departures(house).channel_gone(workspace="W1", channel="C1")
    assert [(row.topic, row.target) for row in waiting(house)] == [("channel_gone", ADMIN)]


def installations(house):
    return Installations(house.database, house.clock)


def installed(house, *, token="xoxb-2", slack_team="T1", enterprise=""):
    found = Workspace("new", enterprise, slack_team, "Acme Renamed", "B2", "B2")
    return installations(house).keep(found, token=token, installer="U1")


def purge(house):
    """Do what is due long after nobody came back; returns what is left of the workspace."""
    house.work()
    return house.read(lambda store: store.workspaces.by_tenant(enterprise="", slack_team="T1"))


def waiting(house):
    """What is due, and where."""
    claim = {"real_now": house.now, "owner": "o", "lease_until": house.now, "limit": 99}
    return house.step(lambda store: store.deliveries.claim(house.now, **claim))


def test_a_change_that_no_channel_could_be_told_is_told_when_the_team_goes_on(house):
    """Bearings is taken out, settings are changed, what Slack refuses is let go, and it is back."""
    team = house.team()
    departures(house).channel_gone(workspace="W1", channel="C1")
    house.settings.set_leads(team=team, leads=["U01"], actor=ADMIN)
    dead = [(row, replace(row, state=DeliveryState.DEAD)) for row in waiting(house)]
    assert "leads:U01" in {row.topic for row, _ in dead}
    house.step(lambda store: store.deliveries.settle_all(dead))
    letters = DeadLetters(house.database, house.clock)
    for letter in letters.listing(workspace="W1", actor=ADMIN).dead:
        letters.skip(workspace="W1", actor=ADMIN, delivery=letter.delivery)
    assert waiting(house) == ()
    house.settings.resume(team=team, actor=ADMIN)
    assert {(row.topic, row.target) for row in waiting(house)} == {
        (f"started:{LEAD}", "C1"),
        ("leads:U01", "C1"),
        ("resumed", "C1"),
    }


@pytest.mark.parametrize("left", ["dead", "let go", "cancelled in doubt"])
def test_a_change_that_a_channel_may_have_been_told_is_told_again_as_one_that_may_be_there(
    house, left
):
    team = house.team()
    house.settings.set_leads(team=team, leads=["U01"], actor=ADMIN)
    row = next(row for row in waiting(house) if row.topic == "leads:U01")
    after = replace(row, state=DeliveryState.DEAD, last_error=UNCLEAR)
    if left == "cancelled in doubt":
        after = replace(row, state=DeliveryState.UNKNOWN, last_error="http_500")
    house.step(lambda store: store.deliveries.settle_all([(row, after)]))
    if left == "let go":
        letters = DeadLetters(house.database, house.clock)
        letters.skip(workspace="W1", actor=ADMIN, delivery=row.id)
    departures(house).channel_gone(workspace="W1", channel="C1")
    house.settings.resume(team=team, actor=ADMIN)
    (again,) = (one for one in waiting(house) if one.id == row.id)
    assert again.is_in_doubt
    assert settled(again, Unclear("http_500"), now=house.now).state is DeliveryState.DEAD


def test_a_workspace_that_joined_an_organisation_is_the_same_when_it_is_installed_there(house):
    team = house.team()
    house.uninstall()
    assert installed(house, enterprise="E1").id == "W1"
    assert state(house, team) is TeamState.PAUSED
    departures(house).uninstalled(enterprise="E1", slack_team="T1")
    assert house.read(lambda store: store.workspaces.doubted_at("W1")) is not None


def test_installing_again_brings_the_same_workspace_back_with_its_teams_still_paused(house):
    team = house.team()
    house.uninstall()
    house.move(house.now + timedelta(minutes=1))
    assert installed(house) == Workspace("W1", "", "T1", "Acme Renamed", "B2", "B2")
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-2"
    assert state(house, team) is TeamState.PAUSED
    [latest] = house.read(lambda store: store.audit.recent("W1", team=None, limit=1))
    assert (latest.event, latest.actor) == ("installed", "U1")


def test_whoever_runs_it_sees_what_was_taken_away_and_until_when_it_is_kept(house):
    house.team()
    paused_before = house.team(channel="C2", prefix="V")
    house.settings.pause(team=paused_before, actor=ADMIN)
    other = installed(house, token="xoxb-other", slack_team="T2")
    listing = Standing(house.database).listing
    assert listing(house.now).gone == ()
    day = house.now.date()
    house.uninstall()
    house.move(house.now + timedelta(days=3))
    house.uninstall()
    (gone,) = listing(house.now).gone
    assert (gone.slack_team, gone.name, gone.on, gone.paused) == ("T1", "Acme", day, 2)
    house.move(at(1, hour=0) + timedelta(days=(gone.deleted_on - MONDAY).days - 1))
    house.work()
    assert listing(house.now).gone == (gone,)
    house.move(house.now + timedelta(days=1))
    house.work()
    assert listing(house.now).gone == ()
    assert house.read(lambda store: store.workspaces.get(other.id)) == other


def test_what_comes_back_knows_what_was_counted_and_not_delivered_meanwhile(house):
    team = house.team()
    house.go(at(1))
    sent = [(row, replace(row, state=DeliveryState.SENT, sent_ts="1.0")) for row in waiting(house)]
    house.step(lambda store: store.deliveries.settle_all(sent))
    assert installations(house).removed_on(TENANT) is None
    house.uninstall()
    since = installations(house).removed_on(TENANT)
    assert since == at(1).date()
    house.go(at(1, day=4))
    dead = [(row, replace(row, state=DeliveryState.DEAD)) for row in waiting(house)]
    house.step(lambda store: store.deliveries.settle_all(dead))
    letters = len([row for row, _ in dead if row.kind not in PRIVATE])
    installed(house)
    assert installations(house).removed_on(TENANT) is None
    assert letters > 0
    for day, counted in ((since, 1), (None, 0), (since + timedelta(days=30), 0)):
        later = {"since": day, "today": at(2).date()}
        seen = house.read(lambda store, later=later: meanwhile(store, "W1", **later))
        assert seen == Meanwhile(since=day, paused=1, counted=counted, undelivered=letters)
    assert state(house, team) is TeamState.PAUSED


def post(house):
    """Let Slack take what is due; returns it."""
    due = waiting(house)
    sent = [(row, replace(row, state=DeliveryState.SENT, sent_ts="1.0")) for row in due]
    house.step(lambda store: store.deliveries.settle_all(sent))
    return due


def test_an_invitation_that_closed_meanwhile_says_so_once_its_team_goes_on(house):
    team = house.team()
    house.go(at(1))
    [invited] = [row.id for row in post(house) if row.kind is Kind.INVITATION]
    house.uninstall()
    house.go(at(1, day=4))
    house.go(at(1, day=5))
    never = [(row, replace(row, state=DeliveryState.CANCELLED)) for row in waiting(house)]
    assert invited in {row.topic for row, _ in never}
    house.step(lambda store: store.deliveries.settle_all(never))
    installed(house)
    house.settings.resume(team=team, actor=ADMIN)
    [anew] = [row for row in waiting(house) if row.kind is Kind.OUTCOME]
    assert (anew.topic, anew.target) == (invited, "C1")
    assert "is closed." in Letters(house.database, house.check_ins)(anew).text


def test_an_invitation_that_said_so_already_is_left_alone_when_its_team_goes_on(house):
    team = house.team()
    for day in (0, 4, 5):
        house.go(at(1, day=day))
        posted = post(house)
    assert Kind.OUTCOME in {row.kind for row in posted}
    house.settings.pause(team=team, actor=ADMIN)
    house.settings.resume(team=team, actor=ADMIN)
    assert Kind.OUTCOME not in {row.kind for row in waiting(house)}


TENANT = Workspace("", "", "T1", "Acme", "", "")


def test_what_its_channel_read_on_that_day_before_it_went_was_not_counted_meanwhile(house):
    house.team()
    house.go(at(1))
    house.go(at(1, day=4))
    sent = [(row, replace(row, state=DeliveryState.SENT, sent_ts="2.0")) for row in waiting(house)]
    house.step(lambda store: store.deliveries.settle_all(sent))
    house.uninstall()
    today = house.now.date()
    seen = house.read(lambda store: meanwhile(store, "W1", since=today, today=today))
    assert seen.counted == 0


def test_another_workspace_gets_a_row_of_its_own(house):
    new = installed(house, token="xoxb-other", slack_team="T2")
    assert new.id not in {"W1", "new"}
    assert house.read(lambda store: store.workspaces.token(new.id)) == "xoxb-other"
    assert house.read(lambda store: store.workspaces.token("W1")) == "xoxb-1"


def test_the_state_of_an_installation_works_once(house):
    installations(house).spend("s1")
    with pytest.raises(InstallOver):
        installations(house).spend("s1")
    installations(house).spend("s2")


def test_what_does_not_come_back_is_deleted_with_its_keys(house):
    team = house.team()
    house.move(at(1))
    house.work()
    keys = house.keys.ids()
    assert keys
    house.uninstall()
    limit = {"now": house.now, "every": 1.0, "burst": 1}
    house.step(lambda store: store.buckets.take_each(["W1:C1", "W10:C1"], **limit))
    house.move(house.now + timedelta(days=KEPT_DAYS - 1))
    assert purge(house) is not None
    house.move(house.now + timedelta(days=2))
    assert purge(house) is None
    with pytest.raises(UnknownTeam):
        state(house, team)
    house.work()
    assert house.keys.ids() == frozenset()
    assert house.read(lambda store: store.audit.recent("W1", team=None, limit=9)) == ()
    again = house.step(lambda store: store.buckets.take_each(["W1:C1", "W10:C1"], **limit))
    assert [wait > 0 for wait in again] == [False, True]


def test_what_comes_back_after_that_knows_that_all_was_deleted_and_on_which_day(house):
    house.team()
    since = house.now.date()
    house.uninstall()
    on = since + timedelta(days=KEPT_DAYS + 1)
    for today, deleted_on in ((on - timedelta(days=1), None), (on, on)):
        house.move(at(1, hour=0) + (today - MONDAY))
        house.work()
        seen = house.read(lambda s, today=today: meanwhile(s, "W1", since=since, today=today))
        assert seen.deleted_on == deleted_on


def test_what_came_back_is_kept(house):
    team = house.team()
    house.uninstall()
    installed(house)
    house.move(house.now + timedelta(days=KEPT_DAYS + 30))
    assert purge(house) is not None
    assert state(house, team) is TeamState.PAUSED


def test_a_team_is_called_as_its_channel_and_nothing_is_announced(house):
    team = house.team()
    house.settings.rename(team=team, name="harbour", actor=ADMIN)
    before = house.read(lambda store: store.deliveries.count_by_state())
    for _ in range(2):
        departures(house).channel_renamed(workspace="W1", channel="C1", name="bay")
    departures(house).channel_renamed(workspace="W1", channel="C7", name="nowhere")
    assert house.read(lambda store: store.teams.get(team)).name == "bay"
    assert house.read(lambda store: store.deliveries.count_by_state()) == before
    changes = house.read(lambda store: store.audit.recent("W1", team=team, limit=9))
    (renamed,) = [change for change in changes if change.event == "channel_renamed"]
    assert (renamed.actor, renamed.before) == (None, '{"name": "harbour"}')


@pytest.mark.parametrize(("own", "new"), [("Harbour crew", "bay"), ("harbour", "quay")])
def test_a_name_an_admin_chose_stays_and_no_two_teams_get_the_same(house, own, new):
    other, team = house.team(channel="C2", prefix="V"), house.team()
    house.settings.rename(team=other, name="quay", actor=ADMIN)
    house.settings.rename(team=team, name=own, actor=ADMIN)
    departures(house).channel_renamed(workspace="W1", channel="C1", name=new)
    assert house.read(lambda store: store.teams.get(team)).name == own
