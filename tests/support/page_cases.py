"""A page as one file, by the code that builds the real one, with small parts inside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ictindex.apps.desk.page_files import page_folder, page_words

TOOLS = Path(__file__).resolve().parents[2] / "tools" / "page"
PARTS = {
    "interpreter": b"interpreter" * 100,
    "library": b"library" * 100_000,  # several blocks
    "modules": b"modules",
    "worker": b"worker",
}


def page_text() -> str:
    """Return the page, as it is built from the checkout."""
    if not (TOOLS / "page_markup.py").is_file():
        pytest.skip("there is no checkout around the tests")
    sys.path.insert(0, str(TOOLS))
    try:
        import page_licences
        import page_markup
    finally:
        sys.path.remove(str(TOOLS))
    listed = [
        page_licences.Component("ictindex", "9.8.7", "Apache-2.0", "A text."),
        page_licences.Component("CPython", "3.14", "PSF-2.0", "A text."),
    ]
    content = page_markup.Content(PARTS, {}, {"en": {"script": "No script."}}, listed)
    return str(page_markup.page_markup(page_folder(), {"words": page_words()}, content))
