"""PostgreSQL's sample of its tables, a copy of what was there when it last looked, is no old one.

The server looks by itself now and then; here it just did.
"""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from slackapp.domain.answers import Answer
from slackapp.domain.retention import LEFT_FOR
from slackapp.services.erasure import Erasure
from slackapp.services.experiments import Experiments
from slackapp.services.retention import retain
from tests.slackapp.services.house import LEAD, House, at

SAMPLED = """
SELECT tablename, attname, unnest(coalesce(most_common_vals::text::text[], '{}')
                                  || coalesce(histogram_bounds::text::text[], '{}'))
FROM pg_stats WHERE schemaname = 'public'
"""


def all_fours(_user, row):
    return Answer(items=dict.fromkeys(row.asks.items, 4))


@pytest.fixture
def house(postgresql_database, keystore):
    return House(postgresql_database, keystore)


@pytest.fixture
def asked(postgresql_url):
    """What the server says to somebody from outside."""
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


@pytest.fixture
def look_at_all(postgresql_url):
    """Have the server look at its tables, as it does by itself."""

    def look():
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute("ANALYZE")

    return look


@pytest.fixture
def sampled(asked):
    """Where a text is in the sample; the texts of one column."""

    def found(*, text=None, column=None):
        rows = asked(SAMPLED)
        if column is None:
            return {f"{table}.{name}" for table, name, held in rows if held == text}
        return {held for table, name, held in rows if f"{table}.{name}" == column}

    return found


def tidy_up(house):
    retain(house.database, house.keys, now=house.now)
    house.work()


def test_a_key_of_a_window_that_an_erasure_replaced_is_in_no_sample(
    house, look_at_all, asked, sampled
):
    """A key changes by an erasure alone, so one copy would tell that there was one."""
    team = house.team()
    house.week(team, 1, all_fours)
    look_at_all()
    before = sampled(column="window.key_id")
    house.go(at(2))
    house.ask(team, all_fours)
    Erasure(house.database, house.keys).erase(workspace="W1", user="U06")
    house.work()
    house.week(team, 3, all_fours)
    named = {key for (key,) in asked('SELECT key_id FROM "window"')}
    assert before - named
    assert sampled(column="window.key_id") <= named


def test_a_vote_that_an_erasure_took_back_is_in_no_sample(house, look_at_all, sampled):
    team = house.team()
    house.week(team, 1, all_fours)
    (offered,) = house.read(lambda store: store.experiments.of_team(team))
    using = Experiments(house.database, house.clock)
    for user in ("U01", "U06", "U07"):
        using.vote(experiment=offered.id, workspace="W1", user=user, choice=offered.options[0])
    look_at_all()
    assert "vote.user" in sampled(text="U06")
    Erasure(house.database, house.keys).erase(workspace="W1", user="U06")
    house.work()
    assert sampled(column="vote.user") == {"U01", "U07"}


def test_somebody_who_was_forgotten_is_in_no_sample(house, look_at_all, sampled):
    team = house.team(9)
    house.week(team, 1, all_fours)
    keys = [f"W1:{user}" for user in house.users(9)]
    house.step(
        lambda store: store.buckets.take_each(keys, now=store.real_now(), every=1.0, burst=1)
    )
    look_at_all()
    known = {"person.user", "membership.user", "roster_member.user"}
    assert "bucket.key" in sampled(text="W1:U07")
    assert known <= sampled(text="U07")
    house.join(team, [*(user for user in house.users(9) if user != "U07"), LEAD])
    house.move(house.now + LEFT_FOR + timedelta(days=5))
    tidy_up(house)
    assert sampled(text="U07") == sampled(text="Person U07") == sampled(text="W1:U07") == set()
    assert known <= sampled(text="U06")
