"""The file that leads a browser to the page: for one reader, and gone after its use."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from ictindex.apps.desk.opening_page import OpeningPage

ADDRESS = "http://127.0.0.1:4321/?token=secret"


def path_of(page: OpeningPage) -> Path:
    """The path of the file, from its address."""
    return Path(url2pathname(urlsplit(page.address).path))


def test_the_page_leads_to_the_address_without_a_script() -> None:
    with OpeningPage(ADDRESS, "ar") as page:
        text = path_of(page).read_text(encoding="utf-8")
    assert f'content="0;url={ADDRESS}"' in text and f'<a href="{ADDRESS}">' in text
    assert "default-src 'none'" in text and "<script" not in text
    assert 'dir="rtl"' in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permissions by mode")
def test_nobody_else_can_read_it_under_any_umask() -> None:
    before = os.umask(0)
    try:
        with OpeningPage(ADDRESS, "en") as page:
            path = path_of(page)
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_it_is_gone_after_its_use_and_may_be_removed_again() -> None:
    with OpeningPage(ADDRESS, "en") as page:
        path = path_of(page)
        assert path.exists()
        page.remove()
        assert not path.parent.exists()
    page.remove()
