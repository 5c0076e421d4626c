"""Shared by all tests: where the real data lie, and how hypothesis draws."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from locked import OWN, is_locked

from ictindex.language.i18n import word_files

# A slow machine is no fault of the code.
settings.register_profile("ictindex", deadline=None, print_blob=True)
settings.load_profile("ictindex")


# Words of a language may be missing while a change is made; a release refuses that, no test does.
os.environ["ICTINDEX_PENDING_WORDS"] = "1"


def pytest_configure(config: pytest.Config) -> None:
    """Make an announcement on a line of ours an error where no other day can bring a new one."""
    if is_locked():
        for kind in ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning"):
            config.addinivalue_line("filterwarnings", f"error::{kind}:{OWN}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the total of what the tests took, whatever the number of workers."""
    reports = [each for listed in terminalreporter.stats.values() for each in listed]
    seconds = sum(each.duration for each in reports if isinstance(each, pytest.TestReport))
    terminalreporter.write_line(f"The tests took {seconds:.0f} s in total.")


@pytest.fixture
def words_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Arabic words be missing for a key, as a reader of the library would have it."""
    monkeypatch.delenv("ICTINDEX_PENDING_WORDS")
    monkeypatch.setattr(word_files, "pending", lambda: {"views/economy": ("ar",)})


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of real data; without it the test is skipped, with the reason."""
    neighbour_folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("ICTINDEX_DATA", neighbour_folder))
    if not folder.is_dir():
        pytest.skip(f"real data absent: {folder} (set ICTINDEX_DATA)")
    return folder
