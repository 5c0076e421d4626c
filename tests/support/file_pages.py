"""A page of each kind that is one file: a report, an edition, a chart with and without a script."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from chart_cases import idi_result
from edition_making import publish_annex

KINDS = ("explanation", "edition", "picture", "chart")


@lru_cache(maxsize=1)
def _chart() -> tuple[str, str]:
    chart = idi_result().plot.contributions()
    return chart.html(interactive=False), chart.html()


def file_page(kind: str, folder: Path) -> str:
    """Return the page of a kind; an edition is published in a folder for it."""
    if kind == "explanation":
        return idi_result().explain("BRA").save(folder / "bra.html").read_text("utf-8")
    if kind == "edition":
        edition = publish_annex(folder / "editions")
        return (edition.path / "index.html").read_text(encoding="utf-8")
    return _chart()[KINDS.index(kind) - 2]
