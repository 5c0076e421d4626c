"""Many publishers of one id at once: exactly one wins, and nothing of the others is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
PUBLISHERS = 64


def raced(folder: Path, rounds: int) -> dict[str, object]:
    request = {"do": "race", "folder": str(folder), "publishers": PUBLISHERS, "rounds": rounds}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parents[3] / "support" / "publishers.py")],
        input=json.dumps(request) + "\n", capture_output=True, text=True, timeout=1800, check=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [40, pytest.param(200, marks=pytest.mark.long)])
def test_one_of_many_publishers_wins_in_every_round(tmp_path: Path, rounds: int) -> None:
    assert raced(tmp_path, rounds) == {"faults": [], "rounds": rounds}
