"""A season is rehearsed from an empty folder to a released edition and a site.

``rehearse.py`` takes the steps and asserts what must be true, for any number of States.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.every_room]
HERE = Path(__file__).parent


@pytest.fixture
def rehearse(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the script, which imports the plan of the offices from its own folder."""
    monkeypatch.syspath_prepend(str(HERE))
    spec = importlib.util.spec_from_file_location("rehearse", HERE / "rehearse.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "rehearse", module)
    spec.loader.exec_module(module)
    return module


def test_a_season_of_twelve_states_ends_with_its_release(
    rehearse: ModuleType, tmp_path: Path
) -> None:
    season = rehearse.Rehearsal(tmp_path, 12)
    season.run()
    # What was refused on the way, in the order of the season.
    assert season.refused == [
        "killed",
        "round.other-state",
        "archive.follows",
        "round.not-cleared",
        "round.embargo",
        "killed",
    ]
