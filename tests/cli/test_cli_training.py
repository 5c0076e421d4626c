"""The commands on training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def test_the_exercises_are_listed(invoke: Any) -> None:
    done = invoke("training", "list", "--audience", "focal-points", "-l", "fr")
    assert done.exit_code == 0 and "Le prix d’un panier à la main" in done.output
    rows = json.loads(invoke("training", "list", "--json").output)["rows"]
    assert len(rows) == 14 and rows[0]["files"] == ["xab-2025.xlsx"]


def test_a_course_is_written_in_the_language_asked_for(invoke: Any, tmp_path: Path) -> None:
    options = ("--audience", "focal-points", "--course-language", "ar")
    done = invoke("training", "build", "-o", str(tmp_path / "course"), *options)
    assert done.exit_code == 0, done.exception
    assert "Give participants the folder participants" in done.output
    page = tmp_path / "course" / "participants" / "ar" / "focal-points" / "index.html"
    assert '<html lang="ar" dir="rtl">' in page.read_text(encoding="utf-8")
