"""Scoring needs no other package: an installation without dependencies scores and explains."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import ictindex as ict

SCRIPT = Path(__file__).resolve().parents[2] / "support" / "bare_scores.py"


def test_scores_without_any_other_package() -> None:
    # -S: nothing that is installed can be imported; -I: nor anything that a user has set.
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(Path(ict.__file__).parents[1])]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    # ITU, IDI 2024, Annex 2: Brazil.
    assert lines == ["82.0", "82.0", ""]
