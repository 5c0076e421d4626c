"""Browsers for tests: the harness of ``tools/browser`` as a process that takes lines of JSON."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tools" / "browser"
NAMES = ("chromium", "firefox")


def absence(reason: str) -> None:
    """Skip the test with the reason, or fail it where the browsers are required."""
    if os.environ.get("REQUIRE_BROWSERS"):
        pytest.fail(f"{reason}, and REQUIRE_BROWSERS is set")
    pytest.skip(reason)


class Harness:
    """The process, with the browsers that it finds on this machine."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None:
            absence("node is not on this machine")
        if not (FOLDER / "node_modules").is_dir():
            absence(
                "the packages of tools/browser are not installed (npm ci --prefix tools/browser)"
            )
        self._process = subprocess.Popen(
            [str(node), str(FOLDER / "serve.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._count = 0
        self.programs: dict[str, str | None] = self.call("browsers")

    def call(self, name: str, *arguments: Any, on: str | None = None) -> Any:
        """Have the process do something, and return what it answers."""
        self._count += 1
        asked = {"id": self._count, "call": name, "arguments": arguments, "on": on}
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        stdin.write(json.dumps(asked) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError(f"the harness ended during {name}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{name}: {answer['error']}")
        return answer["result"]

    def open(self, name: str, **options: Any) -> Browser:
        """Start a browser; skip the test where this machine has none."""
        if self.programs[name] is None:
            absence(f"{name} is not on this machine")
        return Browser(self, self.call("open_browser", name, options))

    def close(self) -> None:
        """End the process and every browser that it started."""
        self._process.communicate(timeout=60)


class Browser:
    """A browser that is closed at the end of its block."""

    def __init__(self, harness: Harness, key: str) -> None:
        self._harness = harness
        self._key = key

    def page(self, script: str | None = None) -> BrowserPage:
        """Open an empty page; the script runs before those of what it will show."""
        return BrowserPage(self._harness, self._harness.call("newPage", script, on=self._key))

    def memory(self) -> dict[str, Any]:
        """Return the kilobytes that the page and the whole browser hold."""
        return dict(self._harness.call("memory", on=self._key))

    def __enter__(self) -> Self:
        """Begin the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the browser."""
        self._harness.call("close", on=self._key)


class BrowserPage:
    """A page: every member of the harness's page under its own name, and the usual ones here."""

    def __init__(self, harness: Harness, key: str) -> None:
        self._harness = harness
        self._key = key

    def call(self, name: str, *arguments: Any) -> Any:
        """Use a member of the harness's page by its name there."""
        return self._harness.call(name, *arguments, on=self._key)

    def open(self, path: Path | str) -> None:
        """Open a file of this machine, or an address."""
        self.call("open", str(path))

    def evaluate(self, source: str, argument: Any = None) -> Any:
        """Run the source of a JavaScript function in the page."""
        return self.call("evaluate", source, argument)

    def wait_for(self, source: str, argument: Any = None, seconds: float = 30) -> Any:
        """Wait until the function returns something true, and return it."""
        return self.call("waitFor", source, argument, seconds * 1000)

    def wait_for_element(self, selector: str, seconds: float = 30) -> None:
        """Wait until an element is shown."""
        self.call("waitForElement", selector, seconds * 1000)

    def text(self, selector: str) -> str:
        """Return the text of an element as it is shown."""
        return str(self.call("text", selector))

    def click(self, selector: str) -> None:
        """Click an element."""
        self.call("click", selector)

    def fill(self, selector: str, text: str) -> None:
        """Type a text into a field in place of what it holds."""
        self.call("fill", selector, text)

    def select(self, selector: str, value: str) -> None:
        """Choose an option of a list by its value."""
        self.call("select", selector, value)

    def set_files(self, selector: str, *files: Path) -> None:
        """Hand files to a field for files."""
        self.call("setFiles", selector, [str(file) for file in files])

    def drop(self, selector: str, file: Path) -> None:
        """Let a file go over an element."""
        self.call("drop", selector, str(file))

    def saved(self, count: int = 1, seconds: float = 30) -> Sequence[Path]:
        """Wait until the page has saved a number of files, and return their paths."""
        return [Path(path) for path in self.call("saved", count, seconds * 1000)]

    def outside(self) -> list[str]:
        """Return every request that left the machine, or tried to."""
        return list(self.call("outside"))

    def axe(self) -> list[dict[str, Any]]:
        """Return what axe-core finds wrong."""
        return list(self.call("axe"))

    def screenshot(self, path: Path) -> None:
        """Take a picture of the whole page."""
        self.call("screenshot", str(path))

    def close(self) -> None:
        """Close the page."""
        self.call("close")
