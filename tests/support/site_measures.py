"""Measures that are taken in a page of the site, by ``site_measures.js``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from browsers import BrowserPage


@cache
def _source() -> str:
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def measure(page: BrowserPage, name: str, argument: Any = None) -> Any:
    """Take a measure of a page: a member of ``measures`` in the script, by its name."""
    return page.evaluate(f"(given) => {{ {_source()}; return measures.{name}(given); }}", argument)
