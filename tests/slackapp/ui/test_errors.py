"""What cannot be so is said with what can."""

import pytest

from slackapp.domain.cadence import INTERVALS
from slackapp.domain.fitness import Bar
from slackapp.domain.policy import K_FLOOR, OPEN_DAYS, RETENTION_WEEKS
from slackapp.errors import AlmostEverybody, ChannelTaken, ImpossibleSetting, TeamTooSmall
from slackapp.errors.teams import NoLead, TooFewCount
from slackapp.errors.together import Mistakes
from slackapp.errors.written import NoSuchTeam, UnknownSetting
from slackapp.payloads.samples import PLAIN
from slackapp.payloads.setting_up import seen_of
from slackapp.ui import blocks, errors, faults, foreseen, set_up
from slackapp.ui.set_up import Page


@pytest.mark.parametrize(
    ("setting", "least", "most"),
    [
        ("k", K_FLOOR, None),
        ("open_days", OPEN_DAYS[0], OPEN_DAYS[-1]),
        ("retention_weeks", RETENTION_WEEKS[0], RETENTION_WEEKS[-1]),
        ("every_weeks", min(INTERVALS), max(INTERVALS)),
    ],
)
def test_a_setting_in_a_text_is_refused_with_the_values_it_takes(setting, least, most):
    said = errors.sentence(ImpossibleSetting(setting=setting, line=3))
    takes = said.partition(f"(line 3: {setting}, which takes ")[2]
    assert takes.startswith((f"{least} ", f"{least},"))
    assert most is None or takes.endswith(f" {most})")


@pytest.mark.parametrize(
    ("most", "said"), [(5, "Here it can only need 5."), (7, "Here it can need 7 at most.")]
)
def test_too_many_answers_are_refused_with_how_many_can_be_asked_for(most, said):
    told = errors.sentence(AlmostEverybody(most=most))
    assert told.startswith("A figure would need the answers of almost everybody who counts")
    assert told.endswith(said)


@pytest.mark.parametrize(
    ("error", "there", "under"),
    [
        (TooFewCount, ("roster", "leads"), "roster"),
        (TooFewCount, ("leads",), "leads"),
        (TeamTooSmall, ("roster", "leads"), "leads"),
    ],
)
def test_too_few_who_count_are_said_under_who_is_asked_unless_leads_are_why(error, there, under):
    shown = {"blocks": [{"type": "input", "block_id": block} for block in there]}
    assert errors.under_a_question(shown, error()) == {under: error().sentence}


def test_a_setting_that_is_none_is_said_with_the_nearest_or_with_all_there_are():
    known = ("every_weeks", "k")
    near = errors.sentence(UnknownSetting(setting="every_week", line=2, known=known))
    assert near.endswith("(line 2: every_week is no setting; the nearest is every_weeks)")
    far = errors.sentence(UnknownSetting(setting="colour", line=2, known=known))
    assert far.endswith("(line 2: colour is no setting; there are every_weeks and k)")


def test_a_team_that_is_not_here_is_said_with_the_nearest_and_with_those_that_are():
    known = [("Harbour", "t1"), ("Quay", "t2")]
    said = errors.sentence(
        NoSuchTeam(setting="id", line=4, given='"t9"', known=known, named="Quays")
    )
    first, second = said.splitlines()
    assert first.endswith('(line 4: id is "t9"; the nearest team is Quay, id t2)')
    assert second.startswith("The teams that are here: Harbour, id t1 and Quay, id t2.")
    assert "no team here yet" in errors.sentence(NoSuchTeam(setting="id", line=4))


def test_of_many_settings_all_that_fit_are_told_and_the_teams_that_are_here_once():
    known = [(f"Team {n}", f"t{n}") for n in range(12)]
    found = [NoSuchTeam(setting="id", line=n, given="7", known=known) for n in range(12)]
    told = errors.sentence(Mistakes(found=[*found, TeamTooSmall()])).splitlines()
    assert told[0].startswith("12 of these settings are unknown or cannot be so")
    assert told[1:13] == [f"• line {n}: id is 7" for n in range(12)]
    assert told[13].count("Team ") == 10
    assert "2 more" in told[13]
    assert told[14:] == [TeamTooSmall().sentence]


@pytest.mark.parametrize("team", ["Harbour", "R&D <&> " * 5])
@pytest.mark.parametrize("count", [60, 400])
@pytest.mark.parametrize("names", [1, 40])
def test_of_more_than_fit_as_many_are_told_as_do_each_of_them_whole(team, count, names):
    full = NoLead(who=[(f"Person & {n}", Bar.GUEST) for n in range(names)])
    found = [
        ImpossibleSetting(setting="leads", line=n, team=team, given="[…]", why=full)
        for n in range(1, count + 1)
    ]
    shown = foreseen.problem(errors.sentence(Mistakes(found=[*found, TeamTooSmall()])))
    told = shown[0]["text"]["text"].splitlines()
    lines, (more, last) = told[1:-2], told[-2:]
    [whole] = {line.partition(": ")[2] for line in lines}
    assert "guest" in whole
    assert whole.endswith("30 more." if names > 10 else "is a guest.")
    assert all(line.startswith(f"• line {n}, ") for n, line in enumerate(lines, 1))
    assert more == f"and {count - len(lines)} more; mend these first"
    assert last == TeamTooSmall().sentence
    room = blocks.TEXT - sum(map(len, told)) - len(told)
    assert 0 <= room < len(lines[0]) + 40


def test_how_many_follow_is_said_only_where_not_all_fit():
    found = [ImpossibleSetting(setting="k", line=n, given="4") for n in range(10, 60)]
    heading, first, *_ = errors.sentence(Mistakes(found=found)).splitlines()
    fit = (faults.ROOM - len(heading) - 1) // (len(first) + 1)
    told = errors.sentence(Mistakes(found=found[:fit])).splitlines()
    assert [line.partition(":")[0] for line in told[1:]] == [
        f"• line {n}" for n in range(10, 10 + fit)
    ]
    one_more = errors.sentence(Mistakes(found=found[: fit + 1])).splitlines()
    # The line that says so takes the place of the last that fits, or finds room behind it.
    shown = len(one_more) - 2
    assert shown in {fit - 1, fit}
    assert one_more[1:-1] == told[1 : shown + 1]
    assert one_more[-1] == f"and {fit + 1 - shown} more; mend these first"


def test_what_a_text_gives_is_shown_as_it_stands_there():
    view = errors.view(ImpossibleSetting(setting="name", line=1, given='"<!here> & *all*"'))
    assert blocks.escape("<!here> & *all*") in view["blocks"][0]["text"]["text"]


@pytest.mark.parametrize(
    "shown",
    [
        errors.view,
        errors.just_for_you,
        lambda error: foreseen.problem(errors.sentence(error)),
        lambda error: set_up.page(
            Page.LOOK, seen_of(PLAIN, 8, people=9), problem=errors.sentence(error)
        ),
    ],
    ids=["window", "note", "settings", "set-up"],
)
def test_a_name_with_marks_looks_in_what_could_not_be_done_as_it_does_elsewhere(shown):
    """In mrkdwn stars would be eaten, and a name could address a whole channel."""
    said = str(shown(ChannelTaken(team="*A* <!channel>")))
    assert f"{blocks.escape('*A* <!channel>')} has that channel already" in said
    assert "*A*" not in said
    assert "<!channel>" not in said
