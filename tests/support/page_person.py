"""Somebody at the page, and the page as `ictindex open` serves it: it starts at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browsers import BrowserPage, Harness

from ictindex.apps.desk.local_server import FirstFile, LocalServer

STARTED = "() => typeof state !== 'undefined' && state.phase === 'ready'"
FIELD = "form.answer-form input, form.answer-form textarea"
# The buttons that can be pressed, by the words that they show: without isolates around values,
# and with one kind of space.
BUTTONS = """(scope) => [...document.querySelectorAll(scope)]
  .flatMap((box) => [...box.querySelectorAll("button")])
  .filter((node) => node.checkVisibility() && !node.disabled)"""
WORDS = '(node) => node.textContent.replace(/[\\u2066-\\u2069]/g, "")'
WORDS += '.replace(/\\s+/g, " ").trim()'
PRESS = f"""([scope, words]) => {{
  const found = ({BUTTONS})(scope).find((node) => ({WORDS})(node) === words);
  if (found) found.click();
  return !!found;
}}"""
SHOWN = f"([scope]) => ({BUTTONS})(scope).map({WORDS})"


@contextmanager
def open_desk(
    harness: Harness,
    language: str,
    *,
    name: str = "chromium",
    first: FirstFile | None = None,
    **options: Any,
) -> Iterator[BrowserPage]:
    """Open the page of a program on this machine; every question is answered yes."""
    server = LocalServer(language, first)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with harness.open(name, locale=language, local=server.host, **options) as browser:
            page = browser.page("window.confirm = () => true;")
            page.open(server.address)
            page.wait_for(STARTED, seconds=60)  # the address leads on to the page
            yield page
            assert page.outside() == [], page.outside()
            assert page.call("errors") == [], page.call("errors")
    finally:
        server.stop()
        thread.join(timeout=10)


def own_words(page: BrowserPage, language: str) -> dict[str, str]:
    """Return the words of the page in a language, without isolates."""
    words: dict[str, str] = page.evaluate("(code) => WORDS[code]", language)
    return {key: plain(text) for key, text in words.items()}


def plain(words: str) -> str:
    """Return words without isolates, with one kind of space."""
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069]", "", words)).strip()


class Person:
    """Somebody at the page, who waits until it has answered, and whose actions are counted."""

    def __init__(self, page: BrowserPage) -> None:
        self.page = page
        self.actions = 0

    def settled(self) -> None:
        """Wait until the page has answered."""
        self.page.wait_for(
            "() => state.busy === 0 && !state.reading && state.phase === 'ready'", seconds=60
        )

    def choose(self, path: Path) -> None:
        """Choose a file."""
        self.page.call("drop", "#main", str(path))
        self.page.wait_for("(name) => state.dropped === name", path.name, seconds=60)
        self.actions += 1
        self.settled()

    def press(self, words: str, scope: str = "body") -> None:
        """Press the first button that says these words, where no label is in the way."""
        pressed = self.page.evaluate(PRESS, [scope, plain(words)])
        assert pressed, (words, self.page.evaluate(SHOWN, [scope]))
        self.actions += 1
        self.settled()

    def type(self, text: str) -> None:
        """Type into the form that is open."""
        self.page.fill(FIELD, text)

    def report(self) -> dict[str, Any]:
        """Return what the page knows of the workbook."""
        report: dict[str, Any] = self.page.evaluate("() => state.report")
        return report

    def view(self, name: str) -> None:
        """Show a view of the page."""
        self.page.evaluate("(view) => show(view)", name)
        self.settled()

    def finding(self, position: tuple[str, int, int]) -> str:
        """Return the selector of the first finding at a cell that needs an answer."""
        for finding in self.report()["findings"]:
            if finding["open"] and tuple(finding["place"] or ()) == position:
                return f"#finding-{finding['id']}"
        raise LookupError(position)
