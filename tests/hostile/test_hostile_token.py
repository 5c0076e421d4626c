"""Another account of this computer looks for the address of the page, in 100 openings."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ictindex.apps.desk.local_server import LocalServer
from ictindex.apps.desk.opening_page import OpeningPage

OPENINGS, AT_ONCE = 100, 10
NOBODY = 65534
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root can become another account, and /proc is Linux's",
)
# Reads the arguments and the environment of every process and every file of the temporary folder,
# over and over, until its input ends, as another account. It says what it found, or that it looked.
SPY = """
import os, re, sys, threading
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
tokens, rounds, over = set(), 0, threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
print("looking", flush=True)
def texts(folder):
    for number in filter(str.isdecimal, os.listdir("/proc")):
        yield from (f"/proc/{number}/{name}" for name in ("cmdline", "environ"))
    for path, _, names in os.walk(folder):
        yield from (os.path.join(path, name) for name in names)
while not over.is_set():
    for path in texts(sys.argv[1]):
        try:
            with open(path, "rb") as file:
                tokens |= set(re.findall(rb"token=([\\w-]{40,})", file.read(100_000)))
        except OSError:
            pass
    rounds += 1
print(rounds, len(tokens), os.geteuid())
"""


@contextmanager
def spying(folder: Path) -> Iterator[Callable[[], tuple[int, int]]]:
    """Let another account look while the block runs: its rounds, and how many tokens it read."""
    process = subprocess.Popen(
        [sys.executable, "-c", SPY, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
cwd="/",
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "looking\n"

    def ended() -> tuple[int, int]:
        text, _ = process.communicate(timeout=60)
        rounds, tokens, account = map(int, text.split())
        assert account == NOBODY
        return rounds, tokens

    yield ended


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for a browser that starts slowly; returns the folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for part in folder.parents:  # another account may look into it
        if not part.stat().st_mode & 0o001:
            part.chmod(part.stat().st_mode | 0o055)
    folder.chmod(0o1777)
    script = tmp_path / "browser.sh"
    script.write_text("#!/bin/sh\nsleep 0.5\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(
        webbrowser, "open", lambda address: subprocess.Popen([str(script), address]).wait() == 0
    )
    return folder


def open_many(opening: Callable[[LocalServer], None]) -> None:
    """Open the page many times, several at once."""
    left = list(range(OPENINGS))

    def work() -> None:
        while left:
            left.pop()
            server = LocalServer()
            opening(server)
            server._server.server_close()

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def by_file(server: LocalServer) -> None:
    """Open the page as the command does."""
    with OpeningPage(server.address, "en") as page:
        assert webbrowser.open(page.address)


@pytest.mark.slow
def test_another_account_finds_no_token_in_100_tries(browser: Path) -> None:
    with spying(browser) as ended:
        open_many(by_file)
        rounds, tokens = ended()
    assert (rounds > 3, tokens) == (True, 0)


@pytest.mark.slow
def test_the_same_search_finds_an_address_that_is_an_argument(browser: Path) -> None:
    """The search is one that finds: with the address as an argument nearly every token is seen."""
    with spying(browser) as ended:
        open_many(lambda server: webbrowser.open(server.address) and None)
        _, tokens = ended()
    assert tokens > OPENINGS // 2
