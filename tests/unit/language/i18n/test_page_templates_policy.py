"""A page that is one file loads nothing, and runs no script but those that its policy names."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from file_pages import KINDS, file_page

import ictindex

SOURCE = Path(ictindex.__file__).parent
STATIC = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


class Reader(HTMLParser):
    """The policy of a page, what comes before it, and the scripts that a browser runs."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.policies: list[str] = []
        self.before: list[str] = []
        self.scripts: list[str] = []
        self._runs = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        attributes = dict(attrs)
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(attributes["content"] or "")
        elif not self.policies:
            self.before.append(tag)
        self._runs = tag == "script" and attributes.get("type") != "application/json"
        if self._runs:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the element."""
        self._runs = False

    def handle_data(self, data: str) -> None:
        """Note the text of a script."""
        if self._runs:
            self.scripts[-1] += data


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.slow] * (kind == "picture")) for kind in KINDS]
)
def test_each_kind_has_its_policy_before_all_that_it_governs(kind: str, tmp_path: Path) -> None:
    page = Reader(file_page(kind, tmp_path))
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in page.scripts
    ]
    wanted = STATIC
    if kind == "chart":
        assert len(hashes) == 2
        wanted = STATIC.replace("; style-src", f"; script-src {' '.join(hashes)}; style-src")
    else:
        assert hashes == []
    assert page.policies == [wanted]
    assert set(page.before) <= {"html", "head", "meta"}


def test_no_template_of_a_whole_page_is_without_a_policy() -> None:
    pages = [
        path
        for path in (*SOURCE.rglob("*.j2"), *SOURCE.rglob("*.py"))
        if re.search(r"^(?:_PAGE = \"\"\")?<!doctype html>", path.read_text("utf-8"), re.I | re.M)
    ]
    assert len(pages) == 7, pages
    for path in pages:
        assert "Content-Security-Policy" in path.read_text(encoding="utf-8"), path.name
