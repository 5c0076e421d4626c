"""Hostile text in names, notes and sources of a publisher's folder is text on every page."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from defusedxml import ElementTree
from site_pages import SitePage, page_names, plain, read_page

import ictindex as ict

pytest.importorskip("jinja2", reason="the extra 'site' is not installed")
pytest.importorskip("altair", reason="the extra 'charts' is not installed")

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
# Parts of a picture of ours.
DRAWN = frozenset(
    ("circle", "clipPath", "defs", "desc", "g", "line", "metadata", "path", "rect", "style", "svg",
     "text", "title", "tspan", "use", "view")
)  # fmt: skip
# Marks that say whose it is.
STATED = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/", "http://creativecommons.org/ns#",
)  # fmt: skip
HOSTILE = (
    "<script>window.intruded=1</script>",
    "<img src=x onerror=window.intruded=1>",
    "\"><svg onload='window.intruded=1'>",
    "' autofocus onfocus=window.intruded=1 x='",
    "</script><script>window.intruded=1</script>",
    "<!--<script>",
    "]]>{{ 7*7 }}{% raw %}",
    "javascript:window.intruded=1",
    "=cmd|' /C calc'!A0<b>bold</b>",
    "</textarea></title></style><iframe src=//evil.test>",
)


# A whole site is built for them.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in one language, whose publisher, titles, sources and notes are hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "office"
    folder.mkdir()
    rewritten(SAMPLE / "idi-2024-annex.csv", folder / "values.csv", ("source", "note"))
    rewritten(SAMPLE / "idi-2024-published.csv", folder / "scores.csv", ("source",))
    rewritten(SAMPLE / "ipb-shares-2025.csv", folder / "prices.csv", ("source",))
    quoted = [json.dumps(text) for text in HOSTILE]
    (folder / "site.toml").write_text(
        f"""
languages = ["en"]
[publisher]
name = {quoted[0]}
contact = {quoted[1]}
[title]
en = {quoted[2]}
[[source]]
id = "own"
edition = {quoted[3]}
title = {quoted[4]}
publisher = {quoted[9]}
address = "https://example.org/"
[source.own_licence]
name = {quoted[7]}
address = "https://example.org/licence"
share_alike = false
non_commercial = false
[[edition]]
edition = 2024
values = {json.dumps(str(folder / "values.csv"))}
scores = {json.dumps(str(folder / "scores.csv"))}
source = "own"
[prices]
file = {json.dumps(str(folder / "prices.csv"))}
edition = 2025
source = "own"
""",
        encoding="utf-8",
    )
    (folder / "studies").mkdir()
    body = "\n\n".join(HOSTILE)
    (folder / "studies" / "hostile.en.md").write_text(
        f"---\ntitle: {quoted[0]}\n---\n\n# {HOSTILE[1]}\n\n{body}\n\n"
        "[a link](javascript:window.intruded=1)\n",
        encoding="utf-8",
    )
    ict.site(folder, folder.parent / "site")
    return folder.parent / "site"


def test_no_file_of_a_site_names_the_folder_of_the_publisher(built: Path) -> None:
    """The paths in site.toml are absolute; the pages have the names of the files."""
    own = os.fsencode(built.parent)
    texts = {path: path.read_bytes() for path in built.rglob("*") if path.is_file()}
    for path, data in [*texts.items()]:
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                texts |= {path / name: book.read(name) for name in book.namelist()}
    assert len(texts) > 100
    assert [path for path, data in texts.items() if own in data] == []
    page = (built / "en/editions/idi-2024.html").read_text(encoding="utf-8")
    assert "sha256sum values.csv" in page


def rewritten(source: Path, target: Path, columns: tuple[str, ...]) -> None:
    """Write a table again with hostile texts in some columns, one after another."""
    with source.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for number, row in enumerate(rows):
        for at, column in enumerate(columns):
            row[column] = HOSTILE[(number + at) % len(HOSTILE)]
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def pages(site: Path) -> list[SitePage]:
    return [read_page(site, f"en/{name}") for name in page_names(site, "en")]


def test_no_hostile_text_becomes_markup(built: Path) -> None:
    faults = []
    for page in pages(built):
        faults += [f"{page.address}: {fault}" for fault in page.faults]
        for element in page.root.walk():
            at = f"{page.address}:{element.line} <{element.tag}>"
            for name, value in element.attributes.items():
                if name.startswith("on") or name == "autofocus":
                    faults.append(f"{at} {name}")
                if name in ("href", "src") and re.match(
                    r"\s*(javascript|data:text|//)", value or ""
                ):
                    faults.append(f"{at} {name}={value}")
            if element.tag in ("iframe", "object", "embed"):
                faults.append(at)
            if element.tag == "img" and (element.attributes.get("src") or "").startswith(
                ("x", "http")
            ):
                faults.append(at)
            if element.tag == "script" and "src" not in element.attributes:
                json.loads(element.text)  # data, closed by none of its texts
        for svg in page.root.all("svg"):
            faults += [f"{page.address}: svg" for element in svg.walk() if element.tag == "script"]
    assert faults == []


def test_pictures_hold_hostile_text_as_text(built: Path) -> None:
    for path in sorted(built.rglob("*.svg")):
        for element in ElementTree.parse(path).iter():
            space, _, name = element.tag.rpartition("}")
            assert name in DRAWN or space.strip("{") in STATED, (path.name, element.tag)
            names = [name for name in element.attrib if name.lower().startswith("on")]
            named = [value for key, value in element.attrib.items() if "href" in key]
            # A mark that is drawn once is named by its place in the same picture.
            assert not names and all(re.fullmatch(r"#m\d+", value) for value in named), path.name


def test_hostile_text_is_shown_as_it_was_written(built: Path) -> None:
    """Nothing is dropped: the reader sees what the publisher wrote."""
    page = read_page(built, "en/index.html")
    for text in (HOSTILE[0], HOSTILE[1], HOSTILE[2]):
        assert plain(text) in page.html.words
