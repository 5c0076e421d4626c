"""The command line run as a process of its own, in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ictindex as ict

SOURCE = str(Path(ict.__file__).resolve().parent.parent)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("ICTINDEX_LANGUAGE", "COLUMNS")}
    return subprocess.run(
        [sys.executable, "-m", "ictindex", *arguments],
        capture_output=True,
        cwd=folder,
        env=kept | {"PYTHONPATH": SOURCE},
        check=False,
        encoding="utf-8",
        timeout=120,
    )
