"""Pages that are one file, in a browser: they are shown whole, and what is slipped in is idle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsers import Harness
from file_pages import KINDS, file_page

pytestmark = pytest.mark.browser
# What a word that was not escaped by mistake could be.
SLIPPED = (
    "<script>window.intruded = 1</script>"
    "<img src='x' onerror='window.intruded = 2'><svg onload='window.intruded = 3'></svg>"
    "<img src='https://evil.example/seen.png'>"
    "<link rel='stylesheet' href='https://evil.example/a.css'>"
)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_slipped_into_a_page_neither_runs_nor_loads(
    harness: Harness, tmp_path: Path, kind: str
) -> None:
    text = file_page(kind, tmp_path)
    whole, changed = tmp_path / "whole.html", tmp_path / "changed.html"
    whole.write_text(text, encoding="utf-8", newline="\n")
    slipped = text.replace("</body>", f"{SLIPPED}</body>")
    changed.write_text(slipped, encoding="utf-8", newline="\n")
    bare = tmp_path / "bare.html"
    without = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", slipped)
    bare.write_text(without, encoding="utf-8", newline="\n")
    with harness.open("chromium") as browser:
        page = browser.page()
        page.open(whole)
        if kind == "chart":
            page.wait_for("() => document.querySelectorAll('#plot svg path').length > 5")
        assert page.evaluate("() => document.body.innerText.trim().length") > 100
        assert page.call("errors") == []
        assert [each for each in page.call("messages") if "Content Security" in str(each)] == []
        page.open(changed)
        page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
        assert page.evaluate("() => window.intruded ?? null") is None
        refused = "\n".join(map(str, page.call("messages")))
        for name in ("seen.png", "a.css"):
            assert f"https://evil.example/{name}' violates the following Content" in refused
        page.open(bare)  # the same without a policy
        page.wait_for("() => window.intruded > 0")
