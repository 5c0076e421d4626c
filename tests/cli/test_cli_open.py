"""The command that opens the page: its address, its end, and what it refuses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from command_runs import run

from ictindex.apps.desk import local_server

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{40,}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "open", "nowhere.xlsx", "--no-browser")
    assert done.returncode == 2
    assert "nowhere.xlsx" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no interrupt is sent to a process on Windows")
def test_the_address_is_printed_serves_the_page_and_ends_on_interrupt(tmp_path: Path) -> None:
    (tmp_path / "ecu.csv").write_text(
        "economy,indicator,year,value\nECU,internet-users,2023,72.7\n", encoding="utf-8"
    )
    # A shell starts what it runs behind it with interrupts ignored, and processes inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "ictindex", "open", "ecu.csv", "--no-browser"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = ADDRESS.search(line)
        assert address is not None, line
        assert "opens it once" in line
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(), urllib.request.ProxyHandler({})
        )
        assert b"url=/" in opener.open(address[0], timeout=20).read()
        origin = address[0].partition("?")[0]
        page = opener.open(origin, timeout=20).read().decode()
        assert 'id="words"' in page
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "The page is closed; nothing of it was kept." in errors
    assert [path.name for path in tmp_path.iterdir()] == ["ecu.csv"]


def served(server: local_server.LocalServer, *, times: int) -> None:
    """Serve until the address has been used a number of times, by clients without a cookie."""
    token = server.address.partition("token=")[2]
    for _ in range(times):
        server.exchange(token)


@pytest.mark.parametrize(
    ("opens", "words"),
    [
        (True, "La página se abre en su navegador. Si no se abre, abra allí esta dirección"),
        (False, "La página está en http://127.0.0.1:"),
    ],
)
def test_the_browser_gets_a_file_and_the_address_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opens: bool, words: str
) -> None:
    """A browser that may not read the file (in a sandbox) shows an error: the address helps."""
    opened: list[tuple[str, bool]] = []
    folders: list[Path] = []

    def open_browser(address: str) -> bool:
        folders.append(Path(url2pathname(urlsplit(address).path)).parent)
        opened.append((address, folders[0].exists()))
        return opens

    monkeypatch.setattr(webbrowser, "open", open_browser)
    monkeypatch.setattr(local_server.LocalServer, "run", lambda server: served(server, times=1))
    done = run(tmp_path, "open", "--language", "es")
    assert done.returncode == 0
    [(address, was_there)] = opened
    assert address.startswith("file:///") and "token" not in address and was_there
    assert words in done.stdout and ADDRESS.search(done.stdout)
    assert "La página se ha cerrado" in done.stderr
    assert not folders[0].exists()


def test_an_address_that_was_used_twice_ends_the_command_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_server.LocalServer, "run", lambda server: served(server, times=2))
    done = run(tmp_path, "open", "--no-browser")
    assert done.returncode == 2
    assert "The address of the page was used twice" in done.stderr
    assert "another account of this computer may have used it" in " ".join(done.stderr.split())
    assert "nothing of it was kept" not in done.stderr
