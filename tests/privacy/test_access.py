"""The copy of one's data holds every column of every row under one's id, or a reason says why not.

A new column of a table that knows people is held by the copy, or left out with a reason, or this
fails; a new column anywhere that could hold an id is judged to hold none, or this fails.
"""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from functools import partial

import pytest
from sqlalchemy import JSON, LargeBinary, String, insert, select, update

from slackapp.domain.cadence import Cadence
from slackapp.domain.deliveries import DeliveryState, Kind
from slackapp.domain.experiments import VERDICTS, Experiment, Stage
from slackapp.domain.ids import new_id
from slackapp.domain.policy import Policy
from slackapp.services.access import Access
from slackapp.services.members import Switches
from slackapp.services.rounds import delivery
from slackapp.storage.columns import metadata
from slackapp.storage.database import _FORGETFUL
from slackapp.storage.experiment_tables import experiment
from slackapp.storage.strangers import stranger
from slackapp.storage.tables import bucket
from slackapp.ui import own_document
from tests.privacy.test_erased import answers
from tests.slackapp.services.house import ADMIN, LEAD, MONDAY, at

SOMEBODY = LEAD
"""A lead who was named an admin, votes, looks after an experiment and was written to."""
PRACTICES = ("ask_small", "thanks_named")
NOWHERE = {
    "bucket": "holder",
    "chore": "step",
    "expectation": "what",
    "family_history": "family body",
    "person": "name zone locale home_team",
    "reading": "measure status body",
    "report": "body body_hash",
    "report_page": "locale page",
    "round": "state epoch key_id asks reason",
    "spare_key": "key_id",
    "team": "channel name state zone quiet_days holidays user_group user_group_handle",
    "team_defaults": "zone holidays away_statuses",
    "tombstone": "key_id",
    "vote": "choice",
    "window": "family key_id state",
    "workspace": "enterprise slack_team name bot_user bot_id token",
    "private_note": "key_id",
    "audit": "workspace team event",
    "delivery": "round kind state owner sent_ts last_error",
    "experiment": "choices stage practice verdict",
}
"""Columns that could hold an id and hold none of a person: `family_history` has keyed hashes."""
SEALED = {
    ("answer_box", "respondent_key"),
    ("answer_box", "box"),
    ("window_box", "respondent_key"),
    ("window_box", "box"),
    ("private_note", "respondent_key"),
    ("private_note", "box"),
}
"""A person's, but not under their id; the copy opens them: the answers, and the mirror."""
WHO = {
    ("audit", "actor"),
    ("audit", "before"),
    ("audit", "after"),
    ("bucket", "key"),
    ("delivery", "target"),
    ("delivery", "topic"),
    ("experiment", "owner"),
    ("membership", "user"),
    ("named_admin", "user"),
    ("person", "user"),
    ("roster_member", "user"),
    ("stranger", "user"),
    ("team", "leads"),
    ("vote", "user"),
}
"""Every column that holds a person's id."""
LEFT_OUT = {
    ("roster_member", "epoch"): "ours, random; its day is there",
    ("vote", "experiment"): "ours, random; its team is there",
    **{(table, "id"): "ours, random" for table in ("audit", "delivery", "experiment")},
    ("delivery", "round"): "ours, random; when it was due is there",
    **{
        (table, "workspace"): "that of the app in Slack: whoever reads the copy is in it"
        for table in ("audit", "delivery", "named_admin", "person", "stranger")
    },
    **{
        ("bucket", one): "of a whole workspace, never of a person"
        for one in ("blocks", "blocked_until", "holder", "held_until")
    },
    **{("delivery", one): "a worker's" for one in ("attempts", "failures", "lease_until", "owner")},
    **{
        ("experiment", one): "the team's, said in its channel"
        for one in (
            *("offered_in", "choices", "stage", "since_round"),
            *("look_back_on", "asked_in", "verdict", "decided_in"),
        )
    },
}
"""Columns of rows of a person that the copy leaves out, each with why."""
OF_A_TEAM = {"name", "leads", "state"}
"""Of a team's row its people's are these; all else is the team's, which its page shows."""
OTHERS = {
    ("audit", "event"): "renamed",
    ("audit", "before"): json.dumps({"name": "Before"}),
    ("audit", "after"): json.dumps({"name": "After"}),
    ("delivery", "kind"): Kind.VOTE.value,
    ("delivery", "state"): DeliveryState.CANCELLED.value,
    ("experiment", "practice"): PRACTICES[1],
    ("team", "leads"): [],
    ("team", "state"): "paused",
    ("stranger", "user"): "U01",
    ("vote", "choice"): VERDICTS[0],
}
"""What a column may hold instead, where not every value will do."""
NAMED_BY = {"audit": "after", "delivery": "target"}
"""By which of several columns a row is looked for."""


def text_columns():
    """Every column that could hold an id, but foreign keys and random ids of ours."""
    for table in metadata.sorted_tables:
        for column in table.c:
            is_text = isinstance(column.type, (String, JSON, LargeBinary))
            if is_text and not column.foreign_keys and column.name != "id":
                yield table.name, column.name


def test_each_column_that_could_hold_an_id_is_judged():
    nowhere = {(table, one) for table, names in NOWHERE.items() for one in names.split()}
    assert {*text_columns()} == nowhere | SEALED | WHO
    assert not nowhere & WHO


def test_each_table_that_knows_people_leaves_no_trace_of_who_was_forgotten():
    """Changes of settings keep an id for a year, and so does the team of whoever leads it."""
    assert {table for table, _column in WHO} - {"audit", "team"} <= {*_FORGETFUL.split('"')}


def connection_of(house, unit):
    """Whatever a unit does with the connection itself."""
    return house.step(lambda store: unit(store.people._connection))


@pytest.fixture
def lived_in(house):
    """A team after two check-ins and in a third, in which somebody stands in every table."""
    team_id = house.team()
    for number in (1, 2):
        house.week(team_id, number, answers)
    house.go(at(3))
    house.ask(team_id, answers)

    def unit(store):
        store.admins.add("W1", SOMEBODY)
        tried = Experiment(
            new_id(), team_id, 90, PRACTICES, Stage.TRYING, PRACTICES[0], date(2026, 1, 9), 1
        )
        store.experiments.put(tried)
        store.experiments.vote(tried.id, SOMEBODY, PRACTICES[0])
        connection = store.people._connection
        connection.execute(update(experiment).values(owner=SOMEBODY))
        found, now = store.teams.get(team_id), house.now
        told = [
            delivery(found, Kind.ANNOUNCEMENT, found.channel, now, f"leads:{SOMEBODY}"),
            delivery(found, Kind.ANNOUNCEMENT, SOMEBODY, now, "channel_gone"),
        ]
        store.deliveries.add(told)
        limit = {"key": f"W1:{SOMEBODY}", "tat": now.timestamp(), "blocked_until": 0.0, "blocks": 0}
        connection.execute(insert(bucket).values(**limit))
        connection.execute(insert(stranger).values(workspace="W1", user=SOMEBODY, since=MONDAY))
        store.audit.add(
            workspace="W1",
            team=team_id,
            event="leads",
            actor=SOMEBODY,
            at=now,
            before=json.dumps({"leads": [SOMEBODY]}),
            after=json.dumps({"leads": [ADMIN, SOMEBODY]}),
        )

    house.step(unit)
    return house


class Inside:
    """A database that is one unit of work."""

    def __init__(self, store):
        self.store = store

    def read(self, unit):
        return unit(self.store)


def set_up(house):
    """Another team, in which nobody is yet."""
    begun = house.settings.create(
        workspace="W1",
        channel="C9",
        name="Another",
        leads=[ADMIN],
        cadence=Cadence(zone="UTC", weekday=0, at=time(10), first=MONDAY),
        policy=Policy(),
        actor=ADMIN,
    )
    return begun.id


def copied(house, store):
    """The copy without what is sealed, as text."""
    kept = Access(Inside(store)).of(workspace="W1", user=SOMEBODY)
    settings = Switches(Inside(store), house.clock).shown(workspace="W1", user=SOMEBODY)
    return json.dumps(own_document.of([], settings, kept), ensure_ascii=False)


def rows_of(connection, table, column):
    """Rows of a table in which a column holds the id, as far as it can be told from outside."""
    found = connection.execute(select(table)).mappings().all()
    return [row for row in found if SOMEBODY in str(row[column])]


def test_no_row_holds_an_id_where_none_is_judged_to_be(lived_in):
    """By every value there is; and somebody stands in every column that holds any."""

    def unit(connection):
        return {
            (table.name, column.name)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table)).mappings()
            for column in table.c
            if SOMEBODY in str(row[column.name])
        }

    # Here people are called after their ids.
    held = connection_of(lived_in, unit) - {("person", "name")}
    assert held == WHO


KNOWN = tuple(dict.fromkeys(table for table, _column in sorted(WHO)))


def judged():
    """Every other column of the tables that know people."""
    for name in KNOWN:
        for column in metadata.tables[name].c:
            own = name != "team" or column.name in OF_A_TEAM
            if own and (name, column.name) not in LEFT_OUT:
                yield name, column


def other(name, column, value, another):
    """Another value than this one; `another` is another team."""
    if (name, column.name) in OTHERS:
        return OTHERS[name, column.name]
    if column.name in {"home_team", "team"}:
        return another
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value - 3600
    if isinstance(value, date):
        return value - timedelta(days=3)
    return "U77" if isinstance(column.type, String) else at(9).date()


def says_otherwise(store, name, column, another):
    """Let the first row that names somebody say something else in one column."""
    table, connection = metadata.tables[name], store.people._connection
    who = column.name if (name, column.name) in WHO else NAMED_BY.get(name)
    who = who or next(one for of, one in sorted(WHO) if of == name)
    row = rows_of(connection, table, who)[0]
    instead = other(name, column, row[column.name], another)
    own = [table.c[one.name] == row[one.name] for one in table.primary_key]
    connection.execute(update(table).where(*own).values({column.name: instead}))


def test_a_row_of_a_person_that_said_otherwise_would_be_said_otherwise_in_the_copy(lived_in):
    """Column by column: so the copy holds what each says."""
    another = set_up(lived_in)

    def unit(store, name, column):
        before = copied(lived_in, store)
        if (name, column.name) == ("person", "user"):
            return f'"id": "{SOMEBODY}"' in before
        says_otherwise(store, name, column, another)
        return copied(lived_in, store) != before

    untold = [
        f"{name}.{column.name}"
        for name, column in judged()
        if not lived_in.database.rehearse(partial(unit, name=name, column=column))
    ]
    assert not untold


@pytest.mark.parametrize(("name", "column"), LEFT_OUT)
def test_what_is_left_out_is_there_and_a_reason_says_why(name, column):
    assert column in metadata.tables[name].c
    assert len(LEFT_OUT[name, column]) > 5


def test_private_messages_and_what_others_are_is_in_no_copy(lived_in):
    """A row of a reminder is like everybody's, and says nothing of its person."""
    copy = lived_in.read(lambda store: copied(lived_in, store))
    assert "reminder" not in copy.partition('"what_you_are"')[2]
    ids = set(lived_in.users(8)) | {ADMIN}
    kept = copy.partition('"in_teams"')[2].partition('"changes"')[0]
    assert not [user for user in ids if f'"{user}"' in kept]
