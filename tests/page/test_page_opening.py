"""A browser that is led by the file of `ictindex open` comes to the page, and reads a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from browsers import absence

from ictindex.apps.desk.local_server import FirstFile, LocalServer
from ictindex.apps.desk.opening_page import OpeningPage

pytestmark = pytest.mark.browser


def test_the_file_leads_to_the_page_and_is_gone(tmp_path: Path) -> None:
    """A file is another site for a browser, which sends it no strict cookie: the page leads on."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        absence("chromium is not on this machine")
    table = b"economy,indicator,year,value\nECU,internet-users,2023,72.7\n"
    server = LocalServer(first=FirstFile("ecu.csv", table))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with OpeningPage(server.address, "en") as page:
        server.entered = page.remove
        folder = Path(url2pathname(urlsplit(page.address).path)).parent
        assert folder.is_dir()
        done = subprocess.run(
            [str(program), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server",
             f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom",
             page.address],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert not folder.exists()
    server.stop()
    thread.join(timeout=10)
    assert not server.taken
    assert 'id="edition-of-table"' in done.stdout, done.stderr  # the table was read there
