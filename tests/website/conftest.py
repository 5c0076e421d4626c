"""The site as ``make site`` left it, and the browsers to open it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Harness
from site_pages import site_folder


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site; without it the test is skipped, with the reason."""
    return site_folder()


@pytest.fixture(scope="session")
def harness() -> Iterator[Harness]:
    """Return the process that drives the browsers."""
    running = Harness()
    yield running
    running.close()
