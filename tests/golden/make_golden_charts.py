"""Write the declarations of the sample charts again: after a change that is meant.

    python tests/golden/make_golden_charts.py

Look at the pictures first: the test names the folder where it leaves the old and the new one.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "support")]

from chart_cases import chart_cases  # noqa: E402 - the paths come first
from chart_declarations import FOLDER, declare, write_declarations  # noqa: E402


def main() -> int:
    """Write the files of charts that changed, and say how many charts there are."""
    charts = {name: declare(draw()) for name, draw in chart_cases().items()}
    write_declarations(charts)
    print(f"{len(charts)} charts in {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
