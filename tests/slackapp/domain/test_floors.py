"""What is compiled in is never weaker than what teammates and works councils are promised."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slackapp.domain import mirror, policy, retention, roster, windows
from slackapp.errors import BelowFloor


def test_no_team_is_smaller_and_no_reading_rests_on_fewer_than_promised():
    assert policy.K_FLOOR >= 5
    assert policy.MEMBERS_FLOOR >= 5
    assert mirror.GIVERS_FLOOR >= 3
    assert policy.ROSTER_CEILING <= 30


def test_no_team_asks_for_the_answers_of_almost_everybody():
    asked = {n: policy.most_k(n) for n in range(5, 31)}
    assert asked[5] == asked[6] == asked[7] == 5
    assert all(k <= n - 2 for n, k in asked.items() if n >= 7)


def test_newcomers_and_changes_count_as_long_as_promised():
    assert roster.NEWCOMER_DAYS >= 14
    assert timedelta(weeks=26) <= retention.CHURN_SPAN


def test_nothing_is_kept_longer_than_promised():
    assert timedelta(days=120) >= windows.EXPIRES_AFTER
    assert timedelta(days=30) >= retention.LEFT_FOR
    assert timedelta(days=365) >= retention.AUDIT_FOR
    assert max(policy.RETENTION_WEEKS) <= 104


@pytest.mark.parametrize(
    "weaker", [{"k": 4}, {"k": 0}, {"open_days": 0}, {"open_days": 7}, {"retention_weeks": 105}]
)
def test_no_policy_is_below_a_floor(weaker):
    with pytest.raises(BelowFloor):
        policy.Policy(**weaker)
