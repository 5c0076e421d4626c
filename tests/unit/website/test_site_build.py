"""A site is built whole or not at all, and replaces nothing but a site."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_cases import write_folder

import ictindex as ict
from ictindex.website import site_plan
from ictindex.website.site_page import SitePage

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


@pytest.fixture(autouse=True)
def _short_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site have one page without a chart: what is tested here is the building."""

    def write_one(site: object, language: str) -> list[SitePage]:
        return [SitePage("index.html", "base.html.j2", f"Title {language}", "A page")]

    monkeypatch.setattr(site_plan, "PAGE_WRITERS", (write_one,))
    monkeypatch.setattr(site_plan, "SCRIPT_WRITERS", ())


def test_every_language_has_its_page_and_a_door_leads_to_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    built = ict.site(folder, tmp_path / "site")
    assert (built.pages, built.editions) == (6, ("idi-2024",))
    assert sorted(built.languages) == sorted(LANGUAGES)
    for language in LANGUAGES:
        assert (tmp_path / "site" / language / "index.html").is_file()
        assert f'href="{language}/index.html"' in (tmp_path / "site/index.html").read_text("utf-8")
    assert (tmp_path / "site/assets/vega.js").stat().st_size > 100_000


def test_two_builds_are_equal_byte_for_byte(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    contents = []
    for name in ("first", "second"):
        ict.site(folder, tmp_path / name)
        root = tmp_path / name
        contents.append({p.relative_to(root): p.read_bytes() for p in root.rglob("*.*")})
    assert contents[0] == contents[1]


def test_a_site_is_replaced_and_anything_else_is_not(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    ict.site(folder, tmp_path / "site")
    ict.site(folder, tmp_path / "site")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/dear.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.site(folder, tmp_path / "letters")
    assert "contains 'dear.txt', which is not on the list of files written here" in str(
        caught.value
    )
    assert (tmp_path / "letters/dear.txt").read_text(encoding="utf-8") == "dear"


def test_a_build_that_fails_leaves_the_old_site_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "office")
    ict.site(folder, tmp_path / "site")
    before = {p: p.read_bytes() for p in (tmp_path / "site").rglob("*.*")}

    def fail(site: object, language: str) -> list[SitePage]:
        raise RuntimeError("no page")

    monkeypatch.setattr(site_plan, "PAGE_WRITERS", (fail,))
    with pytest.raises(RuntimeError, match="no page"):
        ict.site(folder, tmp_path / "site")
    assert {p: p.read_bytes() for p in (tmp_path / "site").rglob("*.*")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office", "site"]


def test_absent_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from ictindex.website import study_text

    study_text._markdown.cache_clear()
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    with pytest.raises(ict.errors.UsageError) as caught:
        study_text._markdown()
    study_text._markdown.cache_clear()
    assert 'pip install "ictindex[site]"' in str(caught.value)
