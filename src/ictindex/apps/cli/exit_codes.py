"""Exit codes: 0 good, 1 findings, 2 unusable input."""

from __future__ import annotations

GOOD, FINDINGS, UNUSABLE = 0, 1, 2
