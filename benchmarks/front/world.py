"""Teams with an open round, ready to be answered by everybody on their rosters."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlencode

from front.desks import POINTS, SECRET, Desk, desks
from slackapp.bootstrap.house import House, open_house
from slackapp.bootstrap.preparing import migrate
from slackapp.domain.cadence import Cadence
from slackapp.domain.payloads import Sheet
from slackapp.domain.policy import Policy
from slackapp.domain.rounds import RoundState
from slackapp.domain.sealing import BoxKind, Seal
from slackapp.domain.teams import Person, Workspace
from slackapp.services import members, opening, rounds
from slackapp.services.answers import CheckIns
from slackapp.services.teams import TeamSettings
from slackapp.settings import Settings, load
from slackapp.ui import check_in, ids

TEAMS, PEOPLE = 8, 25
"""200 people: more than are ever under way at once, so nobody answers twice at a time."""
_WORKSPACE = Workspace("W1", "", "T1", "Acme", "UBOT", "BBOT")


def settings(folder: Path, url: str, port: int = 0, slack: int = 9) -> Settings:
    """Settings of a real app that installs by OAuth and so asks Slack nothing at the start.

    `slack` is the port of a Slack on this machine; without one nobody listens there.
    """
    return load(
        environment="test",
        database_url=url,
        key_store=str(folder / "keys"),
        master_key=base64.b64encode(bytes(range(32))).decode(),
        slack_signing_secret=SECRET,
        slack_client_id="1.2",
        slack_client_secret="c",
        slack_api_base_url=f"http://127.0.0.1:{slack}/api/",
        public_url=f"http://127.0.0.1:{port or 9}",
        host="127.0.0.1",
        port=port,
        log_level="WARNING",
    )


def make(folder: Path, url: str) -> None:
    """Migrate, found the teams, open their rounds, and write `desks.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    given = settings(folder, url)
    migrate(given, tell=lambda _: None)
    house = open_house(given)
    house.database.step(lambda store: store.workspaces.put(_WORKSPACE, token="xoxb-benchmark"))
    desks = [desk for number in range(TEAMS) for desk in _team(house, number)]
    (folder / "desks.json").write_text(json.dumps([asdict(desk) for desk in desks]))
    house.close()


def _team(house: House, number: int) -> list[Desk]:
    """One team of `PEOPLE` and a lead, its first round open now."""
    now = datetime.now(UTC)
    opens = (now - timedelta(minutes=5)).replace(second=0, microsecond=0)
    teams = TeamSettings(house.database, house.clock)
    lead = f"U{number:02}LEAD"
    users = [f"U{number:02}{person:03}" for person in range(PEOPLE)]
    admin = Person(_WORKSPACE.id, lead, "Lead", is_admin=True)
    house.database.step(lambda store: store.people.put([admin]))
    team = teams.create(
        workspace=_WORKSPACE.id,
        channel=f"C{number}",
        name=f"Team {number}",
        leads=[lead],
        cadence=Cadence(
            zone="UTC",
            weekday=opens.weekday(),
            at=time(opens.hour, opens.minute),
            first=opens.date(),
        ),
        policy=Policy(),
        actor=lead,
    )
    people = [admin, *(Person(_WORKSPACE.id, user, f"Person {user}") for user in users)]
    members.apply(house.database, team=team.id, people=people, now=opens)
    teams.confirm(team=team.id, actor=lead)
    rounds.plan_round(house.database, team=team.id, now=opens)
    [row] = house.database.read(lambda store: store.rounds.of_team(team.id))
    opening.open_rounds(house.database, house.keys, round_ids=[row.id], now=row.opens_at)
    [row] = house.database.read(lambda s: s.rounds.of_team(team.id, states=[RoundState.OPEN]))
    seal = Seal(house.keys.open(row.key))
    forms = CheckIns(house.database, house.keys, house.clock)
    made = []
    for user in users:
        form = forms.form(round_id=row.id, workspace=_WORKSPACE.id, user=user)
        body = body_of(check_in.view(form), user)
        made.append(Desk(user, row.id, seal.respondent_key(user).hex(), body))
    return made


def body_of(view: dict, user: str) -> str:
    """The form as Slack sends it when it is submitted, with its holes."""
    state, hole = {}, 0
    for block in view["blocks"]:
        if block["type"] == "input" and block["block_id"].startswith(ids.ITEM_BLOCK):
            option = block["element"]["options"][0] | {"value": f"QQ{hole}QQ"}
            action = block["element"]["action_id"]
            state[block["block_id"]] = {action: {"selected_option": option, "type": "radio"}}
            hole += 1
    shown = {"id": "V0123456789", "team_id": "T1", "hash": "1.a", "root_view_id": "V0123456789"}
    payload = {
        "type": "view_submission",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": "T1"},
        "api_app_id": "A0123456789",
        "token": "verification",
        "trigger_id": "QQTQQ",
        "view": shown | view | {"state": {"values": state}},
        "response_urls": [],
        "is_enterprise_install": False,
    }
    return urlencode({"payload": json.dumps(payload, separators=(",", ":"))})


def stored(folder: Path, url: str) -> dict[str, int | None]:
    """Open every box with its key: user → the number that was stored; None for no answer yet."""
    house = open_house(settings(folder, url))
    found = {}
    try:
        for desk in desks(folder):
            row = house.database.read(lambda s, d=desk: s.rounds.get(d.round))
            roster = house.database.read(lambda s, r=row: s.rosters.get(r.epoch))
            seal = Seal(house.keys.open(row.key))
            key = bytes.fromhex(desk.key)
            box = house.database.read(lambda s, d=desk, k=key: s.answers.get(d.round, k))
            users = tuple(member.user for member in roster.members)
            answer = Sheet(row.asks, users).decode(seal.open(BoxKind.ANSWER, row.id, key, box))
            found[desk.user] = None if answer is None else _number(row.asks.items, answer.items)
    finally:
        house.close()
    return found


def _number(order: tuple[str, ...], items: dict[str, int]) -> int:
    return sum((items[item] - 1) * POINTS**place for place, item in enumerate(order))
