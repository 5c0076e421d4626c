"""Actions on questionnaires of real economies: whoever takes all of them does no harm."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

ROOT = Path(__file__).resolve().parents[2]
# Each with a witness of its own, and three for which there is none.
KINDS = ("m05", "m06", "h08", "e", "p01", "p03", "p07", "p13", "p26", "p08", "p22", "p27")


@pytest.fixture(scope="module")
def script(data: Path) -> Any:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import editions
        import filled_questionnaires
        import suggested_actions
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    editions.DATA = filled_questionnaires.DATA = data
    editions.editions.cache_clear()
    return suggested_actions


@pytest.fixture(scope="module")
def replay(script: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return script.Replay(tmp_path_factory.mktemp("actions"))


def check(script: Any, replay: Any, economies: list[Any], kinds: tuple[str, ...]) -> int:
    """Take every action of slips in some workbooks; return the number of right ones."""
    right = 0
    for country in economies:
        for history in (False, True):
            assert replay.untouched(country, history)[1] == [], country
            for name in kinds:
                row = replay.replay(script.KINDS[name], country, history)
                if row is None:
                    continue
                assert (row.wrong, row.impossible, row.overwriting) == (0, 0, 0), row
                assert row.end in ("", "restored", "open"), row
                right += row.right
    return right


@pytest.mark.slow
def test_every_action_taken_restores_the_truth_or_leaves_a_question(
    script: Any, replay: Any
) -> None:
    countries = [c for c in script.filled.countries() if c.economy == "KOR"]
    assert check(script, replay, countries, KINDS) >= 12


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("economy", ["RWA", "IDN"])
def test_so_do_all_kinds_in_other_economies(script: Any, replay: Any, economy: str) -> None:
    countries = [c for c in script.filled.countries() if c.economy == economy]
    assert check(script, replay, countries, tuple(script.KINDS)) >= 50


@pytest.mark.slow
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.long)])
def test_no_published_figure_has_an_action(script: Any, replay: Any, step: int) -> None:
    assert len(script.filled.countries()) == 30
    check(script, replay, list(script.filled.countries())[::step], ())
