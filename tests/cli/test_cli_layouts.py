"""The command on layouts, as a user calls it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from estimate_cases import TABLES


def test_a_layout_is_printed_or_written(tmp_path: Path, invoke: Any) -> None:
    table, target = tmp_path / "t.csv", tmp_path / "l.toml"
    table.write_text(TABLES["svyby"], encoding="utf-8")
    printed = invoke("layout", "suggest", str(table), "--language", "fr")
    assert printed.exit_code == 0
    assert tomllib.loads(printed.stdout)["estimates"]["form"] == "svyby"
    assert "# à compléter" in printed.stdout
    done = invoke("layout", "suggest", str(table), "-o", str(target), "--language", "fr")
    assert done.exit_code == 0 and str(target) in done.stdout
    assert target.read_text("utf-8") == printed.stdout


def test_a_suggestion_is_not_read(tmp_path: Path, invoke: Any) -> None:
    table, target = tmp_path / "t.csv", tmp_path / "l.toml"
    table.write_text(TABLES["svyby"], encoding="utf-8")
    invoke("layout", "suggest", str(table), "-o", str(target))
    done = invoke("validate", str(table), "--layout", str(target), "-e", "2024")
    assert getattr(done.exception, "code", "") == "layout.not-confirmed"
