"""One digest, however the interpreter is started: hash seed, ``-O``, CPU features, locale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "portable_digest.py"


def features() -> str:
    """Return what NumPy may use of this processor beyond its baseline."""
    actual = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    return " ".join(actual)


def digest(*options: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *options, str(SCRIPT)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    return line


@pytest.mark.long
@pytest.mark.slow
def test_one_digest_however_it_is_started() -> None:
    other = {"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONUTF8": "0", "PYTHONHASHSEED": "2"}
    lines = {
        "plain": digest(PYTHONHASHSEED="0"),
        # All at once: `.ci/run` has each of them apart, and other interpreters.
        "all else": digest("-O", NPY_DISABLE_CPU_FEATURES=features(), **other),
    }
    assert len(set(lines.values())) == 1, lines
    assert lines["plain"].startswith("sha256:")
