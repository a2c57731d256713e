"""Whatever answers Slack never loads the heavy libraries."""

import json
import os
import subprocess
import sys
from pathlib import Path

from slackapp.storage import schema

TRAFFIC = Path(__file__).with_name("light_traffic.py")


def test_a_process_that_served_real_traffic_has_no_numpy_scipy_or_plotly():
    done = subprocess.run(
        [sys.executable, TRAFFIC],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        timeout=60,
    )
    seen = json.loads(done.stdout)
    assert seen["statuses"] == {
        "command": 200,
        "healthz": 200,
        "plotly": 200,
        "report": 200,
        "submit": 200,
    }
    assert seen["heavy"] == []


def test_a_web_process_that_has_nothing_to_migrate_loads_no_alembic(tmp_path):
    """It weighs 16 MB."""
    code = (
        "import sys\n"
        "from slackapp.storage import schema\n"
        "import slackapp.bootstrap.serving\n"
        f"assert schema.is_current('sqlite:///{tmp_path}/bearings.db')\n"
        "loaded = {'alembic', 'mako'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    schema.migrate(f"sqlite:///{tmp_path}/bearings.db")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
