"""A vote, a trial, a decision: openly, in step with the rounds, and never part of a check-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from analytics.instrument.bank import FOLLOW_UP
from analytics.records import Status, Verdict
from slackapp.bootstrap.letters import Letters
from slackapp.domain.answers import Answer
from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.experiments import Stage
from slackapp.domain.teams import TeamState
from slackapp.errors import (
    DayOver,
    NotAllowed,
    NothingToUndo,
    NotInTeam,
    UnknownExperiment,
    VoteOver,
)
from slackapp.errors.people import NotLookedAfter, NoVote, StepOver
from slackapp.errors.teams import TeamEnded
from slackapp.services import trials, windows
from slackapp.services.erasure import Erasure
from slackapp.services.experiments import Experiments, next_vote
from slackapp.services.home import Home
from slackapp.services.reports import Reports
from slackapp.ui import calendar, errors, ids, report_coming
from slackapp.ui.report_words import short_day
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, at


def mixed(user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 2 + int(user[1:]) % 4))


class Trying:
    """A team and what its people do about experiments."""

    def __init__(self, house, count=8, **more):
        self.house = house
        self.team = house.team(count, **more)
        self.using = Experiments(house.database, house.clock)

    def week(self, number):
        return self.house.week(self.team, number, mixed)

    @property
    def found(self):
        return self.house.read(lambda store: trials.of_team(store, self.team))

    @property
    def newest(self):
        return self.found.all[0]

    def undo(self, actor):
        """As a lead does: look at what it would be, then take that back."""
        who = {"team": self.team, "workspace": "W1", "actor": actor}
        seen = self.using.newest(**who)
        found = seen.experiment
        taken_back = self.using.undo(**who, id_=found.id, at=found.stage)
        assert taken_back == seen
        return seen

    def vote(self, choice, *users, experiment=None):
        for user in users:
            ballot = self.using.vote(
                experiment=(experiment or self.found.going_on).id,
                workspace="W1",
                user=user,
                choice=choice,
            )
        return ballot

    def sent(self, row):
        return [one.kind for one in self.house.read(lambda s: s.deliveries.of_round(row.id))]

    def report(self):
        return Reports(self.house.database).latest(team=self.team)[1]

    def choose(self):
        """Go to week 2 with the first practice chosen; return its id."""
        self.week(1)
        chosen = self.newest.choices[0]
        self.vote(chosen, "U01", "U02")
        self.house.go(at(2))
        return chosen


@pytest.fixture
def trying(sqlite_house):
    return Trying(sqlite_house)


def test_the_first_report_offers_a_vote_and_the_next_round_counts_it(house):
    trying = Trying(house)
    row = trying.week(1)
    assert trying.sent(row).count(Kind.VOTE) == 1
    offered = trying.newest
    assert offered.choices == trying.report().suggestions
    trying.vote(offered.choices[1], "U01", LEAD)
    ballot = trying.vote(offered.choices[2], "U01", "U02")
    assert ballot.votes == (
        ("U01", offered.choices[2]),
        ("U02", offered.choices[2]),
        (LEAD, offered.choices[1]),
    )
    house.go(at(2))
    chosen = trying.newest
    assert (chosen.stage, chosen.practice, chosen.since_round) == (
        Stage.TRYING,
        offered.choices[2],
        2,
    )
    assert house.read(lambda store: store.experiments.votes(chosen.id)) == {}
    assert trying.sent(house.newest(trying.team)).count(Kind.EXPERIMENT) == 1
    with pytest.raises(VoteOver):
        trying.vote(offered.choices[0], "U01")


def test_a_draw_goes_to_what_was_offered_first(trying):
    trying.week(1)
    first, second, _ = trying.newest.choices
    trying.vote(second, "U01")
    trying.vote(first, "U02")
    trying.house.go(at(2))
    assert trying.newest.practice == first


def test_a_vote_taken_back_counts_for_nothing(house):
    trying = Trying(house)
    trying.week(1)
    first, second, _ = trying.newest.choices
    trying.vote(first, "U01")
    trying.vote(second, "U02")
    found = trying.newest.id
    ballot = trying.using.withdraw(experiment=found, workspace="W1", user="U01")
    assert ballot.votes == (("U02", second),)
    with pytest.raises(NoVote):
        trying.using.withdraw(experiment=found, workspace="W1", user="U01")
    with pytest.raises(NotInTeam):
        trying.using.withdraw(experiment=found, workspace="W1", user="stranger")
    house.go(at(2))
    assert trying.newest.practice == second
    with pytest.raises(VoteOver):
        trying.using.withdraw(experiment=found, workspace="W1", user="U02")


def test_the_team_is_asked_back_in_the_third_week_and_the_next_report_says_what_became(trying):
    chosen = trying.choose()
    row = trying.week(2)
    assert Kind.LOOK_BACK not in trying.sent(row)
    assert trying.report().experiment.practice == chosen
    assert trying.report().suggestions == ()
    row = trying.week(3)
    assert Kind.LOOK_BACK in trying.sent(row)
    assert trying.report().opening == "did_we"
    trying.vote("keep", "U01", "U02")
    trying.vote("drop", "U03")
    trying.week(4)
    report = trying.report()
    assert report.experiment is None
    assert (report.previous.practice, report.previous.verdict) == (chosen, Verdict.KEEP)
    assert trying.newest.stage is Stage.CHOOSING
    assert trying.found.decided.practice == chosen
    trying.week(5)
    assert trying.report().previous is None


def test_a_report_lists_for_the_vote_what_the_vote_offers_also_after_something_was_kept(trying):
    kept = trying.choose()
    trying.week(2)
    trying.week(3)
    trying.vote("keep", "U01")
    offered = []
    for number in range(4, 40):
        trying.week(number)
        if trying.newest.offered_in == number:
            offered.append(trying.report().suggestions)
            assert trying.newest.choices == offered[-1]
            assert kept not in offered[-1]
    assert len(offered) > 5


def test_the_follow_up_is_asked_once_of_what_the_team_tries_and_is_told_with_it(trying):
    chosen = trying.choose()
    asks = {2: trying.house.newest(trying.team).asks}
    trying.week(2)
    for number in (3, 4, 5):
        asks[number] = trying.week(number).asks
        if number == 3:
            trying.vote("keep", "U01")
    asked = [number for number, each in asks.items() if each.follow_up]
    assert asked == [5]
    assert asks[5].follow_up == chosen
    assert "follow_up_1" in asks[5].items
    readings = trying.house.read(lambda store: store.readings.of_team(trying.team))
    told = trials.noticed(trying.found, readings)
    assert told == {
        trying.found.decided.id: next(
            reading.value for reading in readings if reading.measure == "noticed"
        )
    }


def test_nobody_is_asked_whether_they_noticed_what_the_team_let_go(trying):
    trying.choose()
    trying.week(2)
    trying.week(3)
    trying.vote("drop", "U01")
    trying.week(4)
    asks = trying.week(5).asks
    assert asks.follow_up is None
    assert "follow_up_1" not in asks.items


def awaited(trying):
    """The day on which the Home tab says whether the experiment was noticed; None for no day."""
    home = Home(trying.house.database, trying.house.clock, trying.house.check_ins)
    return dict(home.view("W1", "U01").teams[0].coming).get(FOLLOW_UP)


def test_of_what_was_let_go_before_it_was_asked_no_day_is_named_and_nothing_is_shown(trying):
    trying.choose()
    trying.week(2)
    assert awaited(trying) == at(5, day=4).date()
    trying.week(3)
    trying.vote("drop", "U01")
    trying.week(4)
    assert awaited(trying) is None
    assert FOLLOW_UP not in {one.family for one in trying.report().board if one.next_on}
    trying.vote(trying.newest.choices[0], "U01")
    trying.week(5)
    assert FOLLOW_UP not in {one.span.family for one in trying.report().settled}
    trying.house.go(at(6))
    assert awaited(trying) == at(9, day=4).date()


@pytest.mark.parametrize("end", ["expired", "lost"])
@pytest.mark.parametrize("asked", [False, True], ids=["unasked", "asked"])
def test_of_a_window_nobody_read_only_what_was_asked_is_said_to_be_held_back(
    sqlite_house, end, asked
):
    house, trying = sqlite_house, Trying(sqlite_house, count=6)
    trying.choose()
    trying.week(2)
    trying.week(3)
    if not asked:
        trying.vote("drop", "U01")
    trying.week(4)
    trying.week(5)
    (window,) = (one for one in house.windows(trying.team) if one.family == FOLLOW_UP)
    if end == "lost":
        house.keys.destroy(window.key)
        trying.week(6)
    else:
        day = window.expires_on
        windows.expire(house.database, house.keys, window_id=window.id, today=day)
    assert window.id not in {one.id for one in house.windows(trying.team)}
    told = [one.status for one in house.readings(trying.team) if one.span.family == FOLLOW_UP]
    assert told == [Status.HELD] * asked


def test_what_was_asked_before_the_team_let_it_go_is_still_awaited(sqlite_house):
    trying = Trying(sqlite_house, count=6)
    trying.choose()
    for number in (2, 3, 4, 5):
        trying.week(number)
    trying.vote("drop", "U01")
    trying.week(6)
    assert trying.found.decided.verdict is Verdict.DROP
    assert awaited(trying) == at(9, day=4).date()


def test_what_the_team_wants_to_change_is_offered_again_first(trying):
    chosen = trying.choose()
    trying.week(2)
    trying.week(3)
    trying.vote("change", "U01")
    trying.week(4)
    assert trying.newest.choices[0] == chosen
    assert len(set(trying.newest.choices)) == 3
    assert trying.using.ballot(experiment=trying.newest.id).changed == chosen


def test_what_comes_again_after_it_was_let_go_is_not_said_to_be_changed(trying):
    trying.choose()
    trying.week(2)
    trying.week(3)
    trying.vote("drop", "U01")
    trying.week(4)
    assert trying.using.ballot(experiment=trying.newest.id).changed is None


def test_a_vote_nobody_takes_part_in_lapses_and_is_not_repeated_for_a_while(trying):
    votes = [Kind.VOTE in trying.sent(trying.week(number)) for number in range(1, 7)]
    assert votes == [True, False, False, False, True, False]
    assert trying.found.all[1].stage is Stage.LAPSED


def test_no_practice_is_suggested_for_a_vote_while_none_comes(trying):
    told = []
    for number in range(1, 7):
        row = trying.week(number)
        told.append((Kind.VOTE in trying.sent(row), bool(trying.report().suggestions)))
        assert not told[-1][0] or trying.report().suggestions == trying.newest.choices
    assert told == [(each, each) for each in (True, False, False, False, True, False)]


def test_what_is_tried_every_four_weeks_names_the_day_it_is_asked_about(sqlite_house):
    rarely = Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY, every_weeks=4)
    trying = Trying(sqlite_house, cadence=rarely)
    trying.week(1)
    trying.vote(trying.newest.choices[0], "U01")
    sqlite_house.go(at(5))
    on = trying.using.ballot(experiment=trying.newest.id).asked_on
    assert on == at(9, day=4).date()
    row = trying.week(9)
    assert (Kind.LOOK_BACK in trying.sent(row), row.report_at.date()) == (True, on)


def test_the_team_may_choose_the_day_it_is_asked_back(trying):
    trying.choose()
    running = trying.found.trying
    when = at(4).date()
    ballot = trying.using.look_back(experiment=running.id, workspace="W1", user="U05", on=when)
    assert not ballot.ends
    assert ballot.experiment.look_back_on == when
    kinds = {number: trying.sent(trying.week(number)) for number in (2, 3, 4)}
    assert [number for number, sent in kinds.items() if Kind.LOOK_BACK in sent] == [4]
    with pytest.raises(DayOver) as over:
        trying.using.look_back(
            experiment=running.id, workspace="W1", user="U05", on=when - timedelta(days=30)
        )
    assert errors.sentence(over.value) == (
        "Please choose a day that is still to come: Saturday, December 27, 2025 is over."
    )


def test_somebody_looks_after_it_until_they_stop_or_another_takes_over(trying):
    trying.choose()
    running = trying.found.trying
    pressed = {"experiment": running.id, "workspace": "W1", "user": "U03"}
    assert trying.using.look_after(**pressed).experiment.owner == "U03"
    assert trying.using.ballot(experiment=running.id).experiment.owner == "U03"
    changes = trying.house.read(lambda store: store.audit.recent("W1", team=None, limit=None))
    assert trying.using.look_after(**pressed).experiment.owner == "U03"
    same = trying.house.read(lambda store: store.audit.recent("W1", team=None, limit=None))
    assert same == changes
    with pytest.raises(NotLookedAfter):
        trying.using.look_after_no_more(**pressed | {"user": "U04"})
    assert trying.using.look_after(**pressed | {"user": "U04"}).experiment.owner == "U04"
    with pytest.raises(NotLookedAfter):
        trying.using.look_after_no_more(**pressed)
    pressed["user"] = "U04"
    assert trying.using.look_after_no_more(**pressed).experiment.owner is None


def test_only_the_step_that_was_shown_is_taken_back(house):
    trying = Trying(house)
    trying.choose()
    who = {"team": trying.team, "workspace": "W1", "actor": LEAD}
    seen = trying.using.newest(**who).experiment
    trying.week(2)
    trying.week(3)
    trying.vote("keep", "U01")
    house.go(at(4))
    with pytest.raises(StepOver):
        trying.using.undo(**who, id_=seen.id, at=seen.stage)
    assert trying.found.decided.verdict is Verdict.KEEP
    assert trying.undo(LEAD).experiment.verdict is Verdict.KEEP
    assert trying.found.decided is None


def test_what_is_taken_back_is_said_with_the_day_of_what_comes_next(trying):
    chosen = trying.choose()
    sent(trying)
    day = trying.house.newest(trying.team).report_at.date()
    assert trying.undo(LEAD).next_on == day
    told = [one.topic for one in sent(trying) if one.kind is Kind.ANNOUNCEMENT]
    assert told == [f"undone:trying:{chosen}:{day}"]


def test_a_lead_takes_back_a_vote_a_trial_and_a_decision(house):
    trying = Trying(house)
    with pytest.raises(NothingToUndo):
        trying.undo(LEAD)
    chosen = trying.choose()
    with pytest.raises(NotAllowed):
        trying.undo("U01")
    trying.week(2)
    trying.week(3)
    trying.vote("drop", "U01")
    house.go(at(4))
    assert trying.found.decided.verdict is Verdict.DROP
    trying.undo(LEAD)
    assert (trying.newest.stage, trying.newest.practice) == (Stage.TRYING, chosen)
    trying.undo(ADMIN)
    assert trying.newest.stage is Stage.UNDONE
    house.go(at(4, day=4))
    assert trying.newest.stage is Stage.CHOOSING
    trying.undo(LEAD)
    assert trying.newest.stage is Stage.UNDONE


def test_only_people_of_the_team_vote_and_only_for_what_is_offered(trying):
    trying.week(1)
    offered = trying.newest
    with pytest.raises(NotInTeam):
        trying.vote(offered.choices[0], ADMIN)
    with pytest.raises(VoteOver):
        trying.vote("keep", "U01")
    with pytest.raises(UnknownExperiment):
        trying.using.vote(
            experiment=offered.id, workspace="W2", user="U01", choice=offered.choices[0]
        )


def test_a_person_who_is_erased_leaves_no_vote_and_goes_on_looking_after_what_they_said_they_do(
    house,
):
    """Everybody knows who looks after it: to drop that alone would say who erased."""
    trying = Trying(house)
    trying.choose()
    trying.using.look_after(experiment=trying.newest.id, workspace="W1", user="U01")
    trying.week(2)
    trying.week(3)
    trying.vote("keep", "U01", "U02")
    Erasure(house.database, house.keys).erase(workspace="W1", user="U01")
    ballot = trying.using.ballot(experiment=trying.found.trying.id)
    assert ballot.votes == (("U02", "keep"),)
    assert ballot.experiment.owner == "U01"


def test_a_vote_after_the_count_is_told_that_it_is_over_and_leaves_nothing(house):
    trying = Trying(house)
    trying.week(1)
    offered = trying.newest
    trying.vote(offered.choices[0], "U01")
    house.go(at(2))
    with pytest.raises(VoteOver):
        trying.vote(offered.choices[1], "U02", experiment=offered)
    assert house.read(lambda store: store.experiments.votes(offered.id)) == {}


def sent(trying):
    """Let Slack take all that is due, as the ledger does; returns it."""

    def unit(store):
        due = store.deliveries.claim(
            at(99), real_now=at(99), owner="w", lease_until=at(100), limit=500
        )
        taken = [
            replace(one, state=DeliveryState.SENT, sent_ts=f"{number}.1")
            for number, one in enumerate(due)
        ]
        store.deliveries.settle_all(list(zip(due, taken, strict=True)))
        return due

    return trying.house.step(unit)


def replaced(trying):
    """Let Slack take what is due; returns the kinds of earlier messages that were replaced."""
    topics = [one.topic for one in sent(trying) if one.kind is Kind.OUTCOME]
    return sorted(
        trying.house.read(lambda store: [store.deliveries.get(one).kind for one in topics])
    )


def test_a_vote_that_was_counted_is_replaced_by_what_was_chosen(house):
    trying = Trying(house)
    trying.week(1)
    sent(trying)
    trying.vote(trying.newest.choices[0], "U01")
    house.go(at(2))
    assert replaced(trying) == [Kind.VOTE]


def test_a_decision_replaces_what_asked_for_it_and_so_does_taking_it_back(house):
    trying = Trying(house)
    trying.choose()
    trying.week(2)
    trying.week(3)
    sent(trying)
    trying.vote("keep", "U01")
    house.go(at(4))
    assert replaced(trying) == [Kind.EXPERIMENT, Kind.LOOK_BACK]
    trying.undo(LEAD)
    assert replaced(trying) == [Kind.EXPERIMENT, Kind.INVITATION, Kind.LOOK_BACK]


def test_the_first_question_renews_what_says_when_it_comes(house):
    trying = Trying(house)
    trying.choose()
    trying.week(2)
    sent(trying)
    trying.week(3)
    assert Kind.EXPERIMENT in replaced(trying)


def test_each_question_takes_the_buttons_of_the_one_before(house):
    trying = Trying(house)
    trying.choose()
    for number in (2, 3, 4):
        trying.week(number)
    asked = [one.id for one in sent(trying) if one.kind is Kind.LOOK_BACK]
    assert Kind.LOOK_BACK in trying.sent(trying.week(5))
    assert len(asked) == 1
    [anew] = [one for one in sent(trying) if one.topic in asked]
    before = Letters(house.database, house.check_ins)(anew)
    assert before.text.endswith("goes on, and a newer message here asks what becomes of it.")
    assert ids.VOTE not in str(before.blocks)


def test_a_question_after_a_decision_was_taken_back_renews_what_says_when_it_comes(house):
    trying = Trying(house)
    trying.choose()
    for number in (2, 3):
        trying.week(number)
    sent(trying)
    trying.vote("keep", "U01")
    house.go(at(4))
    trying.undo(LEAD)
    sent(trying)
    house.ask(trying.team, mixed)
    house.go(at(4, day=4))
    assert Kind.LOOK_BACK in trying.sent(house.newest(trying.team))
    assert {Kind.EXPERIMENT, Kind.LOOK_BACK} <= set(replaced(trying))


def test_a_team_that_has_ended_is_offered_no_vote(house):
    trying = Trying(house)
    house.go(at(1))
    house.ask(trying.team, mixed)
    house.settings.end(team=trying.team, actor=ADMIN)
    house.go(at(1, day=4))
    assert trying.report().suggestions == ()
    assert trying.found.all == ()


@pytest.mark.parametrize("user", ["U01", LEAD])
def test_whoever_votes_in_a_team_that_has_ended_is_told_so_and_no_vote_is_kept(trying, user):
    trying.week(1)
    trying.house.settings.end(team=trying.team, actor=ADMIN)
    with pytest.raises(TeamEnded):
        trying.vote(trying.newest.choices[0], user)
    with pytest.raises(TeamEnded):
        trying.using.look_after(experiment=trying.newest.id, workspace="W1", user=user)
    votes = trying.house.read(lambda store: store.experiments.votes(trying.newest.id))
    assert votes == {}


@pytest.mark.parametrize("kind", [Kind.VOTE, Kind.EXPERIMENT])
def test_what_a_team_can_press_loses_its_buttons_and_its_votes_as_it_ends(house, kind):
    trying = Trying(house)
    if kind is Kind.VOTE:
        trying.week(1)
    else:
        trying.choose()
        trying.week(2)
    sent(trying)
    if kind is Kind.VOTE:
        trying.vote(trying.newest.choices[0], "U01")
    house.settings.end(team=trying.team, actor=ADMIN)
    assert replaced(trying) == [kind]
    assert house.read(lambda store: store.experiments.votes(trying.newest.id)) == {}


def test_the_last_report_of_a_pilot_takes_the_buttons_of_what_is_tried(house):
    trying = Trying(house)
    pilot = replace(
        house.read(lambda store: store.teams.get(trying.team)).cadence, ends=at(3).date()
    )
    house.settings.change_cadence(team=trying.team, cadence=pilot, actor=ADMIN)
    trying.choose()
    assert trying.using.ballot(experiment=trying.newest.id).ends
    trying.week(2)
    sent(trying)
    trying.week(3)
    house.go(at(4, day=4))
    assert house.read(lambda store: store.teams.get(trying.team)).state is TeamState.ENDED
    assert Kind.EXPERIMENT in replaced(trying)


@pytest.mark.parametrize(("last", "comes"), [(5, False), (6, True)])
def test_no_vote_is_promised_with_the_last_report_of_a_pilot_as_none_comes_with_it(
    trying, last, comes
):
    house = trying.house
    pilot = replace(
        house.read(lambda store: store.teams.get(trying.team)).cadence, ends=at(last).date()
    )
    house.settings.change_cadence(team=trying.team, cadence=pilot, actor=ADMIN)
    for number in (1, 2):
        trying.week(number)

    def unit(store):
        return next_vote(store, store.teams.get(trying.team), trying.newest, house.now)

    assert house.read(unit) == (at(5, day=4).date() if comes else None)
    sent = [Kind.VOTE in trying.sent(trying.week(number)) for number in (3, 4, 5)]
    assert sent == [False, False, comes]


def test_what_was_renewed_by_the_question_loses_its_buttons_as_the_team_ends(house):
    trying = Trying(house)
    trying.choose()
    for number in (2, 3):
        trying.week(number)
        sent(trying)
    house.move(house.now + timedelta(hours=1))
    house.settings.end(team=trying.team, actor=ADMIN)
    assert replaced(trying) == [Kind.EXPERIMENT, Kind.LOOK_BACK]


def test_what_lost_its_buttons_as_a_team_ended_loses_them_once(house):
    trying = Trying(house)
    trying.choose()
    house.ask(trying.team, mixed)
    sent(trying)
    house.settings.end(team=trying.team, actor=ADMIN)
    assert replaced(trying) == [Kind.EXPERIMENT]
    house.go(at(2, day=4))
    assert Kind.EXPERIMENT not in replaced(trying)


def test_a_report_says_which_experiment_the_follow_up_was_about_even_once_it_is_given_up(trying):
    chosen = trying.choose()
    for number in (2, 3, 4, 5):
        trying.week(number)
    assert trying.report().follows == chosen
    trying.vote("drop", "U01")
    trying.week(6)
    assert trying.found.decided.verdict is Verdict.DROP
    assert trying.report().follows == chosen


def test_that_an_experiment_was_taken_back_is_why_its_figure_is_not_to_come(trying):
    """Home says the same minute that one comes once an experiment is tried."""
    trying.choose()
    trying.week(2)
    promised = awaited(trying)
    assert promised is not None
    trying.undo(LEAD)
    trying.week(3)
    assert awaited(trying) is None
    why = "no experiment is being tried; it comes with the next one"
    assert f"noticed (was {short_day(promised)}; {why})" in report_coming.gone(trying.report())
    assert "follow_up" not in str(trying.report().cannot_tell)


def test_home_says_whose_figure_comes_where_another_experiment_is_tried_by_then(trying):
    """It is the one tried when its counting began; once that is counted the new one is meant."""
    house, said = trying.house, {}
    trying.choose()
    for number in range(2, 10):
        trying.week(number)
        one = trying.found.going_on
        if one.stage is Stage.CHOOSING or one.asked_in:
            trying.vote("keep" if one.practice else one.choices[0], "U01", "U02")
        [card] = Home(house.database, house.clock, house.check_ins).view("W1", "U01").teams
        said[number] = "\n".join(calendar.lines(card))
    earlier = {
        number for number, lines in said.items() if "whether the earlier experiment" in lines
    }
    assert earlier == {8}
    assert all("experiment was noticed" in lines for lines in said.values())


def test_home_lists_each_practice_once_with_its_day_and_all_that_was_decided(trying):
    chosen = trying.choose()
    trying.week(2)
    trying.week(3)
    trying.vote("change", "U01")
    trying.week(4)
    trying.vote(chosen, "U01")
    for number in (5, 6):
        trying.week(number)
    trying.vote("keep", "U01")
    trying.house.go(at(7))
    home = Home(trying.house.database, trying.house.clock, trying.house.check_ins)
    [card] = home.view("W1", "U01").teams
    [tried] = card.tried
    assert (tried.practice, tried.since) == (chosen, at(5).date())
    assert tried.verdicts == (Verdict.CHANGE, Verdict.KEEP)
