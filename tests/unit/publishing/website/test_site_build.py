"""A site is built whole or not at all, and replaces nothing but a site."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from site_cases import DOCUMENT, SAMPLE, short_plan, write_folder

import ictindex as ict
from ictindex.publishing.graphics import plot_process
from ictindex.publishing.website import site_build, site_plan
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_reader import read_site

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


@pytest.fixture(autouse=True)
def _short_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    short_plan(monkeypatch)


@pytest.mark.slow
def test_every_language_has_its_page_and_a_door_leads_to_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    built = ict.site(folder, tmp_path / "site")
    # One page of the plan, and the page for other sites, in each language.
    assert (built.pages, built.editions) == (12, ("idi-2024",))
    assert sorted(built.languages) == sorted(LANGUAGES)
    for language in LANGUAGES:
        assert (tmp_path / "site" / language / "index.html").is_file()
        assert f'href="{language}/index.html"' in (tmp_path / "site/index.html").read_text("utf-8")
    assert (tmp_path / "site/assets/vega.js").stat().st_size > 100_000


@pytest.mark.slow
def test_two_builds_are_equal_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_build, "bundle_scripts", plot_process.bundle_scripts)
    folder = write_folder(tmp_path / "office")
    contents = []
    for name in ("first", "second"):
        ict.site(folder, tmp_path / name)
        root = tmp_path / name
        contents.append({p.relative_to(root): p.read_bytes() for p in root.rglob("*.*")})
    assert contents[0] == contents[1]


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_build_that_fails_leaves_the_old_site_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "office")
    ict.site(folder, tmp_path / "site")
    before = {p: p.read_bytes() for p in (tmp_path / "site").rglob("*.*")}

    def fail(plan: object, language: str) -> list[SitePage]:
        raise RuntimeError("no page")

    monkeypatch.setattr(site_plan.SitePlan, "list_batches", fail)
    with pytest.raises(RuntimeError, match="no page"):
        ict.site(folder, tmp_path / "site")
    assert {p: p.read_bytes() for p in (tmp_path / "site").rglob("*.*")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office", "site"]


def test_absent_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from ictindex.publishing.website import study_text

    study_text._markdown.cache_clear()
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    with pytest.raises(ict.errors.UsageError) as caught:
        study_text._markdown()
    study_text._markdown.cache_clear()
    assert 'pip install "ictindex[site]"' in str(caught.value)


@pytest.mark.slow
def test_what_belongs_to_the_publisher_survives_a_second_build(tmp_path: Path) -> None:
    """As for a site on GitHub Pages: under version control, with a domain of its own."""
    folder = write_folder(tmp_path / "office", f'keep = ["photographs"]\n{DOCUMENT}')
    site = tmp_path / "site"
    ict.site(folder, site)
    own = {".git/HEAD": "ref", "CNAME": "ict.example.org", ".nojekyll": "", "notes/a.txt": "a",
           "photographs/b.jpg": "b", "en/.DS_Store": "left by a file manager"}  # fmt: skip
    for name, text in own.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.site(folder, site)
    assert (caught.value.code, caught.value.details["file"]) == ("tree.other-file", "notes/a.txt")
    ict.site(folder, site, keep=["notes/"])
    assert {name: (site / name).read_text(encoding="utf-8") for name in own} == own
    assert (site / "index.html").is_file()


def test_a_folder_with_a_style_sheet_of_the_same_name_is_no_site_of_ours(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    web = tmp_path / "web"
    (web / "assets").mkdir(parents=True)
    (web / "assets" / "site.css").write_text("p {}", encoding="utf-8")
    (web / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.site(folder, web)
    assert "A site of an earlier version has no list" in str(caught.value)
    assert (web / "letter.txt").read_text(encoding="utf-8") == "dear"


@pytest.mark.slow
def test_a_site_is_not_built_over_its_inputs_nor_into_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pub" / "office")
    ict.site(folder, tmp_path / "other")
    for name in (".ictindex-files", "assets/site.css"):  # it looks like a site of ours
        (tmp_path / "pub" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "pub" / name).write_bytes((tmp_path / "other" / name).read_bytes())
    for target in (tmp_path / "pub", folder, folder / "site"):
        with pytest.raises(ict.errors.UsageError) as caught:
            ict.site(folder, target)
        assert caught.value.code == "tree.input"
    assert str(caught.value) == (
        f"The folder '{folder / 'site'}' contains '{folder}', from which it is made, or lies in "
        "it. Name a folder outside of everything that is read."
    )
    assert (folder / "site.toml").is_file()


def test_every_file_that_a_site_reads_counts_as_an_input(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    inputs = site_build.list_inputs(read_site(folder, read_site_document(folder)))
    assert {SAMPLE / "idi-2024-annex.csv", SAMPLE / "ipb-shares-2025.csv"} < {*inputs}


# Every folder that is written by the same writer has these modes: tests of `tree_writer`.
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask for readers")
def test_a_web_server_can_read_every_file_whatever_the_umask(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    before = os.umask(0o077)
    try:
        ict.site(folder, tmp_path / "site")
    finally:
        os.umask(before)
    for path in (tmp_path / "site", *(tmp_path / "site").rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_keep_is_a_list_of_names(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    with pytest.raises(ict.errors.UsageError, match="'keep' must be a list of texts"):
        ict.site(folder, tmp_path / "site", keep="CNAME")


@pytest.mark.usefixtures("words_missing")
def test_no_site_is_built_while_words_of_a_language_are_missing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "office")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.site(folder, tmp_path / "site")
    assert caught.value.code == "language.pending"
    assert not (tmp_path / "site").exists()
