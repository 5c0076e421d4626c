"""The command that opens the page: its address, its end, and what it refuses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from command_runs import run

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{40,}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "open", "nowhere.xlsx", "--no-browser")
    assert done.returncode == 2
    assert "nowhere.xlsx" in done.stderr


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
        page = opener.open(address[0], timeout=20).read().decode()
        assert 'id="words"' in page
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "The page is closed; nothing of it was kept." in errors
    assert [path.name for path in tmp_path.iterdir()] == ["ecu.csv"]


def test_the_browser_is_opened_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import webbrowser

    from ictindex.desk import local_server

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    monkeypatch.setattr(local_server.LocalServer, "run", lambda server: None)
    done = run(tmp_path, "open", "--language", "es")
    assert done.returncode == 0 and done.stdout == ""
    assert ADDRESS.fullmatch(opened[0])
    assert "La página se ha cerrado" in done.stderr
