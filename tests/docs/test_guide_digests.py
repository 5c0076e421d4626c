"""The guide names the commands by which everybody can check the page, as the page itself does."""

from __future__ import annotations

import re
from pathlib import Path

from small_cases import small_cases

from ictindex.language.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    "certutil -hashfile ictindex-check.html SHA256",
    "shasum -a 256 ictindex-check.html",
    "sha256sum ictindex-check.html",
)


def test_the_page_names_the_commands_of_three_systems() -> None:
    script = (ROOT / "tools/page/page-contents.js").read_text(encoding="utf-8")
    assert tuple(re.findall(r'(?:windows|mac|linux): "([^"]+)"', script)) == COMMANDS


@small_cases("language", LANGUAGES)
def test_the_guide_names_the_same_commands_and_the_file_to_compare_with(language: str) -> None:
    guide = (ROOT / f"docs/guide/focal-points.{language}.md").read_text(encoding="utf-8")
    for text in (*COMMANDS, "ictindex-check.sha256"):
        assert f"`{text}`" in guide
