"""The command of mutation testing: it names a module that is not there, and writes settings."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
spec = importlib.util.spec_from_file_location("run_mutants", ROOT / "tools" / "run_mutants.py")
assert spec is not None and spec.loader is not None
run_mutants = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run_mutants)


def test_a_module_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run_mutants.py", "engine/ranks", "engine/absent"])
    with pytest.raises(SystemExit) as ended:
        run_mutants.main()
    assert ended.value.code == 2
    assert "there is no module src/ictindex/engine/absent.py" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
def test_the_settings_are_those_of_the_project_and_of_the_modules(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run_mutants, "FOLDER", tmp_path / "mutants")
    run_mutants.prepare(["src/ictindex/engine/ranks.py"], ["tests/unit/engine"])
    written = tomllib.loads((tmp_path / "mutants" / "pyproject.toml").read_text(encoding="utf-8"))
    assert written["project"]["name"] == "ictindex"
    assert written["tool"]["mutmut"]["only_mutate"] == ["src/ictindex/engine/ranks.py"]
    assert (tmp_path / "mutants" / "src" / "ictindex" / "engine" / "ranks.py").is_file()
