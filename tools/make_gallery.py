"""Draw the pictures of docs/how-to/make-a-chart.md from the sample data.

    python tools/make_gallery.py

Widths of words depend on the fonts of the machine, so the bytes may differ between machines.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"


def main() -> int:
    """Write the pictures."""
    sys.path.insert(0, str(ROOT / "src"))
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    pictures = {
        "contributions.en": result.plot.contributions(group="africa", language="en"),
        "profile.ar": result.plot.profile("BRA", language="ar"),
        "framework.en": idi.plot.framework(language="en"),
    }
    FOLDER.mkdir(exist_ok=True)
    ict.set_options(overwrite=True)
    for name, chart in pictures.items():
        print(chart.save(FOLDER / f"{name}.svg").relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
