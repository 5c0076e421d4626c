"""The folder of published figures: ``ICTINDEX_DATA``, by default ``../shared/data``."""

from __future__ import annotations

import os
from pathlib import Path

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("ICTINDEX_DATA", _SHARED))
