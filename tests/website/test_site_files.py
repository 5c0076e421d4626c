"""The files of a built site: whole, linked, small, and asking nobody for anything."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

import pytest
from site_pages import LANGUAGES, Element, SitePage, page_names, read_page

pytestmark = pytest.mark.browser
# All tests of a language follow one another: its pages are read once.
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES, scope="module")

LONGEST_PAGE, LONGEST_PACKED_PAGE = 300_000, 40_000
LONGEST_PACKED_RUNTIME, LONGEST_PACKED_MAP = 200_000, 40_000
LARGEST_SITE = 200_000_000
# Where an address is, and what follows it by itself.
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest"}
OUTWARD = {"canonical", "license", "alternate", "describedby"}


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def pages(site: Path, language: str) -> list[SitePage]:
    return [read_page(site, f"{language}/{name}") for name in page_names(site, language)]


def where(page: SitePage, element: Element) -> str:
    return f"{page.language}/{page.address}:{element.line} <{element.tag}>"


@EACH_LANGUAGE
def test_every_page_is_well_formed_and_says_its_language(site: Path, language: str) -> None:
    faults = []
    for page in pages(site, language):
        name = f"{language}/{page.address}"
        faults += [f"{name}: {fault}" for fault in page.faults]
        attributes = page.html.attributes
        direction = "rtl" if language == "ar" else "ltr"
        if (attributes.get("lang"), attributes.get("dir")) != (language, direction):
            faults.append(f"{name}: {attributes}")
        twice = Counter(
            filter(None, (element.attributes.get("id") for element in page.root.walk()))
        )
        faults += [f"{name}: two elements #{key}" for key, count in twice.items() if count > 1]
        for needed in ("title", "h1", "main"):
            if len(page.root.all(needed)) != 1:
                faults.append(f"{name}: {len(page.root.all(needed))} <{needed}>")
        level = 1
        for heading in page.main.walk():
            if re.fullmatch("h[1-6]", heading.tag):
                if int(heading.tag[1]) > level + 1:
                    faults.append(f"{where(page, heading)} after h{level}: {heading.words}")
                level = int(heading.tag[1])
    assert not faults, "\n".join(faults)


def test_the_same_addresses_are_there_in_every_language(site: Path) -> None:
    expected = page_names(site, "en")
    assert "index.html" in expected
    for language in LANGUAGES[1:]:
        assert page_names(site, language) == expected


@EACH_LANGUAGE
def test_nothing_is_loaded_from_another_host(site: Path, language: str) -> None:
    faults = []
    for page in pages(site, language):
        for element in page.root.walk():
            values = element.attributes
            loaded = values.get(LOADED.get(element.tag, ""))
            rel = set((values.get("rel") or "").split())
            if element.tag == "link" and rel & FETCHED_LINKS:
                loaded = values.get("href")
            if loaded and urlsplit(loaded).scheme not in ("", "data"):
                faults.append(f"{where(page, element)} loads {loaded}")
            if loaded and loaded.startswith("//"):
                faults.append(f"{where(page, element)} loads {loaded}")
            if element.tag in ("iframe", "form", "base", "embed", "object"):
                faults.append(where(page, element))
            if values.get("srcset") or values.get("ping") or values.get("background"):
                faults.append(f"{where(page, element)} {values}")
            if element.tag == "style" and re.search(r"url\(|@import", element.text):
                faults.append(f"{where(page, element)} loads by style")
            faults += [
                f"{where(page, element)} has {name}" for name in values if name.startswith("on")
            ]
    assert not faults, "\n".join(faults)


def test_style_and_scripts_name_no_host(site: Path) -> None:
    for path in sorted(filter(Path.is_file, (site / "assets").iterdir())):
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".css":
            assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", text), path.name
        if path.suffix == ".js" and path.name != "vega.js":
            assert not re.search(
                r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\b|\beval\(",
                text,
            ), path.name


@EACH_LANGUAGE
def test_the_policy_lets_no_script_of_a_page_run(site: Path, language: str) -> None:
    """Data alone are inline; the policy comes before all that it governs."""
    for page in pages(site, language):
        (policy,) = page.root.all("meta", http_equiv="Content-Security-Policy")
        rules = dict(
            rule.strip().split(" ", 1) for rule in str(policy.attributes["content"]).split(";")
        )
        assert rules["default-src"] == rules["connect-src"] == "'none'"
        assert rules["script-src"] == "'self' file:"
        order = [element.tag for element in page.root.walk()]
        first = min(order.index(tag) for tag in ("script", "link", "style") if tag in order)
        assert list(page.root.walk()).index(policy) < first
        for script in page.root.all("script"):
            inline = "src" not in script.attributes
            assert not inline or script.attributes.get("type") in (
                "application/json",
                "application/ld+json",
            ), where(page, script)


@EACH_LANGUAGE
def test_every_link_leads_to_something(site: Path, language: str) -> None:
    ids: dict[Path, set[str | None]] = {}

    def ids_of(path: Path) -> set[str | None]:
        if path not in ids:
            page = read_page(site, path.relative_to(site).as_posix())
            ids[path] = {element.attributes.get("id") for element in page.root.walk()}
        return ids[path]

    faults = []
    for page in pages(site, language):
        for element in page.root.walk():
            target = element.attributes.get("href") or element.attributes.get("src")
            if not target or element.tag in ("image", "use"):
                continue
            parts = urlsplit(target)
            if parts.scheme:
                if parts.scheme not in ("http", "https", "mailto", "data"):
                    faults.append(f"{where(page, element)}: {target}")
                continue
            path = page.path.parent / unquote(parts.path) if parts.path else page.path
            path = Path(*path.parts).resolve()
            if not path.is_file() or not path.is_relative_to(site.resolve()):
                faults.append(f"{where(page, element)}: {target} is not there")
                continue
            if not parts.fragment or path.suffix != ".html":
                continue
            if unquote(parts.fragment) not in ids_of(site / path.relative_to(site.resolve())):
                faults.append(f"{where(page, element)}: no #{parts.fragment} in {parts.path}")
    assert not faults, "\n".join(faults)


@EACH_LANGUAGE
def test_every_page_can_be_reached_by_links(site: Path, language: str) -> None:
    seen, waiting = set(), ["index.html"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = read_page(site, f"{language}/{address}")
        for link in page.root.all("a"):
            parts = urlsplit(link.attributes.get("href") or "")
            path = (page.path.parent / unquote(parts.path)).resolve()
            home = (site / language).resolve()
            if not parts.scheme and path.suffix == ".html" and path.is_relative_to(home):
                waiting.append(path.relative_to(home).as_posix())
    assert sorted(seen) == page_names(site, language)


@EACH_LANGUAGE
def test_the_address_of_an_economy_leads_to_a_page_of_it(site: Path, language: str) -> None:
    names = {path.name for path in (site / language).glob("[A-Z][A-Z][A-Z].html")}
    assert names == {PurePath(name).name for name in page_names(site, language)
                     if re.search(r"economies/[A-Z]{3}\.html", name)}  # fmt: skip
    for name in sorted(names):
        page = read_page(site, f"{language}/{name}")
        (refresh,) = page.root.all("meta", http_equiv="refresh")
        (link,) = page.main.all("a")
        assert refresh.attributes["content"] == f"0; url={link.attributes['href']}"
        target = site / language / str(link.attributes["href"])
        assert target.name == name and target.is_file()
        assert not page.faults and not page.root.all("script")


def test_pages_are_small(site: Path) -> None:
    long, largest = [], (0, 0, "")
    for language in LANGUAGES:
        for name in page_names(site, language):
            path = site / language / name
            size, small = path.stat().st_size, packed(path)
            largest = max(largest, (size, small, f"{language}/{name}"))
            if size > LONGEST_PAGE or small > LONGEST_PACKED_PAGE:
                long.append((f"{language}/{name}", size, small))
    print(f"the largest page: {largest}")
    assert long == []


def test_shared_files_are_small(site: Path) -> None:
    shared = filter(Path.is_file, (site / "assets").iterdir())
    sizes = {path.name: packed(path) for path in shared}
    print(f"shared files, packed: {sizes}")
    assert sizes["vega.js"] <= LONGEST_PACKED_RUNTIME
    lands = [size for name, size in sizes.items() if "land" in name or "map" in name]
    assert all(size <= LONGEST_PACKED_MAP for size in lands)


def test_the_site_is_small(site: Path) -> None:
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print(f"the site: {size:,} bytes")
    assert size <= LARGEST_SITE
