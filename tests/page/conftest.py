"""The page as one file, as `make page` left it, and the browsers to open it in."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from browsers import NAMES, ROOT, Harness, absence


@pytest.fixture(scope="session")
def page_path() -> Path:
    """Return the path of the page; without it the test is skipped, with the reason."""
    path = ROOT / os.environ.get("ICTINDEX_PAGE", "dist/ictindex-check.html")
    if not path.is_file():
        absence(f"the page is not built: {path} (make page)")
    return path


class Markup(HTMLParser):
    """The elements of a page: each with its attributes and its text."""

    class Element(NamedTuple):
        """An element."""

        tag: str
        attributes: dict[str, str | None]
        text: list[str]

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Markup.Element] = []
        self._open: list[Markup.Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        element = self.Element(tag, dict(attributes), [])
        self.elements.append(element)
        if tag not in ("meta", "link", "input", "path", "br"):
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the element."""
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text in every element that is open."""
        for element in self._open:
            element.text.append(data)

    def all(self, tag: str, **attributes: str) -> list[Markup.Element]:
        """Return the elements of a tag that have these attributes."""
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]


@pytest.fixture(scope="session")
def page_text(page_path: Path) -> str:
    """Return the source of the page."""
    return page_path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def markup(page_text: str) -> Markup:
    """Return the elements of the page, its packed parts left empty."""
    return Markup(re.sub(r'(data-part="\w+">)[^<]*', r"\1", page_text))


@pytest.fixture(scope="session")
def parts(page_text: str) -> dict[str, bytes]:
    """Return the packed parts of the page."""
    texts: dict[str, str] = {}
    for name, text in re.findall(r'data-part="(\w+)">([^<]*)</script>', page_text):
        texts[name] = texts.get(name, "") + text
    return {name: base64.b64decode(text) for name, text in texts.items()}


@pytest.fixture(scope="session")
def harness() -> Iterator[Harness]:
    """Return the process that drives the browsers."""
    running = Harness()
    yield running
    running.close()


# What every page rests on is tried in both browsers, the rest in the second one once a week.
WEEKLY = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture(params=[NAMES[0], *(pytest.param(name, marks=WEEKLY) for name in NAMES[1:])])
def browser_name(request: pytest.FixtureRequest) -> str:
    """Return the name of each browser in turn."""
    return str(request.param)
