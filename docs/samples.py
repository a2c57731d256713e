"""The reports shown to teams that have none yet, from two made-up teams (`make samples`).

They go through the real pipeline, from the check-ins to the publishing rules, and lie beside the
words that show them. A test plays the teams again and fails when a file is out of date.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from analytics.records import report_from_json, report_to_json
from slackapp.simulate.invented import World
from slackapp.simulate.run import run
from slackapp.simulate.sheets import Paths
from slackapp.ui.sample_report import FOLDER, Kind

WEEKS: Final = 12
"""Until everything a team is asked has settled once."""
WORLDS: Final = {
    Kind.NAMED: World(teams=1, people=8, weeks=WEEKS, seed=4),
    Kind.COUNTED: World(teams=1, people=6, weeks=WEEKS, seed=5),
}


def text(kind: Kind) -> str:
    """Play a team and return its last report as JSON, marked as a sample."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "reports.jsonl"
        run(Paths(out=out), world=WORLDS[kind], quiet=True)
        last = json.loads(out.read_text(encoding="utf-8").splitlines()[-1])
    issued = report_from_json(json.dumps(last["report"]))
    return report_to_json(replace(issued, sample=True)) + "\n"


if __name__ == "__main__":
    for each in Kind:
        (FOLDER / f"{each}.json").write_text(text(each), encoding="utf-8")
