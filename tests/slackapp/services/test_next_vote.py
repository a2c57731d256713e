"""Where no vote is going on, it is said when the next one comes; and then it comes."""

from __future__ import annotations

from slackapp.bootstrap.letters import Letters
from slackapp.domain.deliveries import Kind
from slackapp.services.home import Home
from slackapp.ui import home, undo
from tests.slackapp.services.house import LEAD, at
from tests.slackapp.services.test_experiments import Trying, sent


def seen(trying):
    using = Home(trying.house.database, trying.house.clock, trying.house.check_ins)
    return using.view("W1", "U01")


def named(trying):
    """The day of the next vote, on Home."""
    return seen(trying).teams[0].next_vote


def read(trying):
    """What the Home tab says."""
    return str(home.view(seen(trying))["blocks"])


def test_after_a_vote_that_lapsed_its_message_and_home_name_the_day_of_the_next(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    assert named(trying) == at(1, day=4).date()
    assert "the first vote about an experiment comes with the report of" in read(trying)
    trying.week(1)
    assert named(trying) is None
    [vote] = [one for one in sent(trying) if one.kind is Kind.VOTE]
    house.go(at(2))
    [over] = [one for one in sent(trying) if one.topic == vote.id]
    said = Letters(house.database, house.check_ins)(over).text
    assert said.endswith(
        "chose no experiment. The next vote about an experiment comes with the report of "
        "Friday, February 6, 2026, at the earliest."
    )
    for number in (2, 3, 4):
        assert named(trying) == at(5, day=4).date()
        assert ": the next vote about an experiment comes with the" in read(trying)
        trying.week(number)
    assert Kind.VOTE in trying.sent(trying.week(5))


def test_a_vote_or_trial_taken_back_is_told_once_in_the_channel_and_its_message_says_it_is_over(
    sqlite_house,
):
    trying, write = Trying(sqlite_house), Letters(sqlite_house.database, sqlite_house.check_ins)
    trying.week(1)
    for stage in ("vote", "trial"):
        if stage == "trial":
            trying.week(2)
            trying.vote(trying.newest.choices[0], "U01")
            trying.house.go(at(3))
        before = {one.id for one in sent(trying)}
        lead = undo.done(trying.undo(LEAD))["blocks"][0]["text"]["text"]
        told = [one for one in sent(trying) if one.id not in before]
        [channel] = [write(one).text for one in told if one.kind is Kind.ANNOUNCEMENT]
        messages = [write(one).text for one in told if one.kind is Kind.OUTCOME]
        assert "taken back. The next vote about an experiment comes with the report of " in channel
        assert channel not in messages
        assert any("is over: a lead or an admin took it back." in one for one in messages)
        assert channel == lead.removeprefix("*Done.* ")


def test_no_report_sends_a_team_to_a_vote_that_does_not_come_with_it(sqlite_house):
    trying = Trying(sqlite_house)
    openings = []
    for number in (1, 2, 3):
        trying.week(number)
        openings.append(trying.report().opening)
    assert openings == ["vote", "card", "quiet"]


def test_nothing_is_said_of_a_next_vote_once_a_team_is_paused(sqlite_house):
    trying = Trying(sqlite_house)
    trying.week(1)
    trying.house.go(at(2))
    trying.house.go(at(2, day=4))
    trying.house.settings.pause(team=trying.team, actor=LEAD)
    assert named(trying) is None


def test_a_next_vote_is_named_with_the_first_report_that_follows_once_enough_count(sqlite_house):
    house = sqlite_house
    trying = Trying(house)
    trying.week(1)
    house.go(at(2))
    house.go(at(2, day=4))
    assert named(trying) == at(5, day=4).date()
    house.move(at(4, day=5))
    house.join(trying.team, house.users(9, "N"))
    home = Home(house.database, house.clock, house.check_ins).view("W1", "N01").teams[0]
    assert home.few
    assert home.opens_on == at(7).date(), "the turns of weeks 5 and 6 are left out"
    assert home.next_vote == at(9, day=4).date()
