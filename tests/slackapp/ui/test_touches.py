"""How many touches every round of every team takes, from "Check in" to sent.

One for the button, one for Submit; one for a statement, a count or a name. A name in a menu takes
two: opening it and choosing. The kind of help and what held one back are choices beyond these.
"""

import itertools
from dataclasses import replace

import pytest

from analytics.instrument import windows
from analytics.instrument.rotation import questionnaire
from analytics.instrument.windows import Mode, beginning
from slackapp.payloads.samples import PLAIN
from slackapp.ui import check_in, ids

MENU, ONE = 2, 1
ROUNDS = 30
PROMPTS = {None: (), "both": ("helped_me", "i_helped")}


def rounds(mode):
    """What each of the first rounds of a team asks, as its windows begin and end."""
    left = {}
    for q in range(ROUNDS if windows.families(mode) else 0):
        begun = beginning(mode, asked=q, open_families=left.keys(), experiment=q > 0)
        left |= {plan.family: plan.length for plan in begun}
        yield questionnaire(q, open_families=left.keys(), light=mode.light)
        left = {family: n - 1 for family, n in left.items() if n > 1}


def touches(view):
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    needed = [one for one in inputs if not one["block_id"].startswith(ids.REASONS_BLOCK)]
    menus = [one["element"]["type"].endswith("select") for one in needed]
    return 2 + sum(MENU if menu else ONE for menu in menus)


def form_of(asked, people):
    mates = itertools.islice(itertools.cycle(PLAIN.form.teammates), people - 1)
    named = tuple((f"U{n}", name) for n, (_, name) in enumerate(mates))
    prompts = PROMPTS.get(asked.prompts, (asked.prompts,))
    made = replace(PLAIN.form, items=asked.items, prompts=prompts, pulse=asked.pulse)
    return replace(made, teammates=named)


@pytest.mark.parametrize(("light", "most"), [(False, 12), (True, 6)])
@pytest.mark.parametrize("weeks", [1, 2])
@pytest.mark.parametrize("n", range(5, 31))
def test_no_round_of_any_team_takes_more(n, weeks, light, most):
    mode = Mode(n=n, light=light, interval_weeks=weeks)
    for asked in rounds(mode):
        assert touches(check_in.view(form_of(asked, n))) <= most
