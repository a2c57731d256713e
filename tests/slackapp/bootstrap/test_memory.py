"""What a process loaded is looked through once."""

import os
import subprocess
import sys

from slackapp.settings import PREFIX

LOADED = 100_000
"""Fewer objects than any process of the app has once it is loaded."""


def run(code, folder):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=folder, env=clean)


def test_what_was_loaded_is_spared_from_every_later_collection(tmp_path):
    code = (
        "import gc\n"
        "import slackapp.bootstrap.serving\n"
        "from slackapp.bootstrap.memory import spare_what_is_loaded\n"
        "spare_what_is_loaded()\n"
        f"assert gc.get_freeze_count() > {LOADED}, gc.get_freeze_count()\n"
    )
    run(code, tmp_path)


def test_a_worker_that_begins_has_spared_what_it_loaded(tmp_path):
    code = (
        "import gc\n"
        "from slackapp.bootstrap import operating, worker\n"
        "from slackapp.settings import load\n"
        "operating.migrate(lambda sentence: None)\n"
        "counted = []\n"
        "class Watching:\n"
        "    async def run(self):\n"
        "        counted.append(gc.get_freeze_count())\n"
        "    def stop(self):\n"
        "        pass\n"
        "worker.build = lambda house, slack, pulse, *, fleet: Watching()\n"
        "worker.main(load())\n"
        f"assert counted[0] > {LOADED}, counted\n"
    )
    run(code, tmp_path)


def test_what_is_under_way_is_not_looked_through_and_garbage_still_goes(tmp_path):
    code = (
        "import gc, json\n"
        "from slackapp.bootstrap.memory import spare_what_is_loaded\n"
        "spare_what_is_loaded()\n"
        "found = []\n"
        "gc.callbacks.append(lambda phase, info: found.append(info['collected']))\n"
        "form = json.dumps([{} for _ in range(1000)])\n"
        "under_way = [json.loads(form) for _ in range(32)]\n"
        "assert not found, found\n"
        "for _ in range(60_000):\n"
        "    holds_itself = []\n"
        "    holds_itself.append(holds_itself)\n"
        "assert max(found) > 10_000, found\n"
    )
    run(code, tmp_path)
