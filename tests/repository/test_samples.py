"""The sample reports in the repository are what the real pipeline makes today."""

from __future__ import annotations

import importlib.util

import pytest

from slackapp.ui.sample_report import FOLDER, Kind

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", Kind)
def test_playing_its_team_again_gives_the_same_report(root, kind):
    """Else it is out of date: `make samples`."""
    spec = importlib.util.spec_from_file_location("samples", root / "docs" / "samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.text(kind) == (FOLDER / f"{kind}.json").read_text(encoding="utf-8")
