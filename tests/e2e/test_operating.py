"""What whoever runs Bearings sees and does from a shell beside a running app, on both databases."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from slackapp.demo.cast import LEAD
from slackapp.demo.wire import messages_with
from slackapp.errors import NothingToRetry, NothingToSkip
from slackapp.sandbox import loopback
from slackapp.ui import ids
from tests.e2e.serving import PATIENCE
from tests.e2e.test_serve import served, team_that_is_asked  # noqa: F401 (a fixture)

pytestmark = pytest.mark.slow


async def said(served, *arguments):  # noqa: F811
    """Run a command; its exit code and what it printed."""
    process = await served.run(*arguments)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, (out + err).decode()


async def test_rounds_lists_what_comes_skips_it_once_and_refuses_what_is_not_there(served):  # noqa: F811
    await team_that_is_asked(served)
    await served.start()
    actor = served.sandbox.actor(LEAD)
    actor.deadline = PATIENCE
    await messages_with(actor, ids.CHECK_IN, count=1)
    code, listed = await said(served, "rounds")
    assert code == 0, listed
    assert "Nothing is late, dead or lost." in listed
    (planned,) = re.findall(r"next  (\S+)  Harbour: opens ", listed)
    assert await said(served, "rounds", "--skip", planned) == (0, "It is skipped.\n")
    await actor.sees("There is no check-in this time. The next one comes as planned.")
    for wrong in (planned, "nothing"):
        assert await said(served, "rounds", "--skip", wrong) == (1, NothingToSkip().sentence + "\n")
    refused = await said(served, "rounds", "--retry", planned)
    assert refused == (1, NothingToRetry().sentence + "\n")


async def test_what_a_team_takes_away_has_its_settings_as_they_are_and_who_changed_what(
    served,  # noqa: F811
    tmp_path,
):
    await team_that_is_asked(served)
    await served.start()
    lead = served.sandbox.actor(LEAD)
    lead.deadline = PATIENCE
    await lead.command("/bearings", "admin")
    await lead.modal("Teams")
    await lead.click("Open")
    await lead.modal("Team")
    await lead.click("Who and where")
    await lead.modal("Who and where")
    assert (await lead.submit({"name": "Pier"})).errors == {}
    await lead.modal("Team")
    taken = tmp_path / "taken"
    code, told = await said(served, "export", "Pier", "--out", str(taken))
    assert code == 0, told
    settings, changes = (
        json.loads((taken / name).read_text()) for name in ("settings.json", "changes.json")
    )
    assert (settings["name"], settings["leads"]) == ("Pier", [LEAD])
    assert (settings["policy"]["k"], settings["cadence"]["every_weeks"]) == (5, 1)
    [edited] = [one for one in changes if one["event"] == "edited"]
    assert (edited["actor"], json.loads(edited["after"])) == (LEAD, {"name": "Pier"})
    code, told = await said(served, "export", "Nowhere")
    assert code == 1
    assert "No team is called Nowhere. There are: Pier" in told


async def test_health_readiness_and_metrics_answer_while_the_app_runs(served):  # noqa: F811
    await team_that_is_asked(served)
    await served.start()
    address = served.settings.public_url
    actor = served.sandbox.actor(LEAD)
    actor.deadline = PATIENCE
    await messages_with(actor, ids.CHECK_IN, count=1)
    async with loopback.client(trust_env=False, base_url=address, timeout=PATIENCE) as client:
        alive, ready, metrics = [
            await client.get(path) for path in ("/healthz", "/readyz", "/metrics")
        ]
    assert (alive.status_code, alive.text) == (200, "ok")
    assert ready.json() == {"ready": True, "problems": []}
    figures = dict(line.rsplit(" ", 1) for line in metrics.text.splitlines() if line[0] != "#")
    assert figures["bearings_database_up"] == "1.0"
    assert float(figures["bearings_rounds_lag_seconds"]) < PATIENCE
    assert float(figures['bearings_deliveries{state="sending"}']) >= 0
    assert {"bearings_deliveries_due", "bearings_slack_too_fast_total"} <= figures.keys()
