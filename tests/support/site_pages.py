"""The pages of a built site, read back by the standard library's parser."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from browsers import ROOT, absence

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr", "path", "rect", "circle", "line")
)  # fmt: skip
# Differences between pages of one template: the edition, the economy, the document, the study.
_DIFFERS = [
    (re.compile(r"/[A-Z]{3}\.html$"), "/ECONOMY.html"),
    (re.compile(r"^(idi|ipb)-\d{4}[\w.-]*/"), "EDITION/"),
    (re.compile(r"^editions/(idi|ipb)-\d{4}[\w.-]*\.html$"), "editions/EDITION.html"),
    (re.compile(r"^methodology/(idi|ipb)[\w.-]*\.html$"), "methodology/DOCUMENT.html"),
    (re.compile(r"^methodology/compare/[\w.-]+\.html$"), "methodology/compare/PAIR.html"),
    (re.compile(r"^studies/(?!index)[\w.-]+\.html$"), "studies/STUDY.html"),
]
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


def site_folder() -> Path:
    """Return the folder of the built site; without it the test is skipped, with the reason."""
    path = ROOT / os.environ.get("ICTINDEX_SITE", "dist/site")
    if not (path / "assets" / "site.css").is_file():
        absence(f"the site is not built: {path} (make site)")
    return path


def plain(text: str) -> str:
    """Return a text without marks of direction, its white space made one."""
    return " ".join(text.translate(_ISOLATES).split())


@dataclass
class Element:
    """An element: its tag, attributes, children, and the elements above it."""

    tag: str
    attributes: dict[str, str | None]
    above: Element | None
    content: list[Element | str] = field(default_factory=list)
    line: int = 0

    @property
    def children(self) -> list[Element]:
        """Return the elements right below."""
        return [part for part in self.content if isinstance(part, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield all elements below, in the order of the page."""
        for child in self.children:
            yield child
            yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Return the elements below of a tag that have these attributes (``class_`` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [element for element in self.walk() if element.fits(tag, wanted)]

    def fits(self, tag: str, wanted: dict[str, str]) -> bool:
        """Tell if it has a tag and attributes; of a class, among others."""
        for name, value in wanted.items():
            own = self.attributes.get(name)
            if own is None or (value not in own.split() if name == "class" else value != own):
                return False
        return not tag or self.tag == tag

    @property
    def text(self) -> str:
        """Return all its text, of scripts and styles too."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    @property
    def words(self) -> str:
        """Return what a reader sees of it."""
        return plain(self._shown())

    def _shown(self) -> str:
        if self.tag in ("script", "style", "template"):
            return ""
        parts = (part if isinstance(part, str) else f" {part._shown()} " if part.is_block
                 else part._shown() for part in self.content)  # fmt: skip
        return "".join(parts)

    @property
    def is_block(self) -> bool:
        """Tell if it is set apart from its neighbours."""
        return self.tag not in ("a", "b", "bdi", "code", "em", "i", "span", "strong", "sub", "sup")


# Elements whose ends HTML lets out, and what begins after each.
_CELL, _PART = {"td", "th"}, {"thead", "tbody", "tfoot"}
_ENDED_BY = {
    **dict.fromkeys(_CELL, _CELL),
    "tr": _CELL | {"tr"},
    **dict.fromkeys(_PART, _CELL | {"tr"} | _PART),
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
}
_OPEN = frozenset().union(*_ENDED_BY.values())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.here = self.root
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.here.tag in _ENDED_BY.get(tag, ()) and self.here.above is not None:
            self.here = self.here.above
        made = Element(tag, dict(attrs), self.here, line=self.getpos()[0])
        if len(made.attributes) != len(attrs):
            self.faults.append(f"line {made.line}: an attribute of <{tag}> is there twice")
        self.here.content.append(made)
        if tag not in VOID:
            self.here = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.content.append(Element(tag, dict(attrs), self.here, line=self.getpos()[0]))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.here.tag != tag and self.here.tag in _OPEN and self.here.above is not None:
            self.here = self.here.above
        if self.here.tag != tag or self.here.above is None:
            self.faults.append(f"line {self.getpos()[0]}: </{tag}> closes <{self.here.tag}>")
            return
        self.here = self.here.above

    def handle_data(self, data: str) -> None:
        self.here.content.append(data)


@dataclass(frozen=True)
class Table:
    """A table: its caption, its headers, and the texts of its rows."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def row(self, name: str) -> tuple[str, ...]:
        """Return the row that begins with a name."""
        (actual,) = [row for row in self.rows if row and row[0] == name]
        return actual


@dataclass(frozen=True)
class SitePage:
    """A page of a site, read back."""

    path: Path
    language: str
    address: str
    root: Element
    faults: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The template, as the address says it."""
        return kind_of(self.address)

    @property
    def html(self) -> Element:
        """Return the outermost element."""
        (html,) = self.root.all("html")
        return html

    @property
    def main(self) -> Element:
        """Return the content of the page."""
        (main,) = self.root.all("main")
        return main

    @property
    def tables(self) -> list[Table]:
        """Return all tables of the page."""
        return [read_table(element) for element in self.root.all("table")]

    def data(self, key: str) -> Any:
        """Return the data of a script of the page; nothing where it has none."""
        elements = self.root.all("script", id=key)
        content = json.loads(elements[0].text) if elements else None
        return open_packed(content) if key == "chart-data" and content else content


def open_packed(packed: dict[str, Any]) -> Any:
    """Return the JSON of charts with its repeated parts and its tables in their places."""

    def opened(part: Any) -> Any:
        if isinstance(part, list):
            return [opened(inner) for inner in part]
        if not isinstance(part, dict):
            return part
        if "$" in part:
            return opened(packed["parts"][part["$"]])
        if "$k" in part:
            return [dict(zip(part["$k"], map(opened, row), strict=True)) for row in part["$r"]]
        return {key: opened(inner) for key, inner in part.items()}

    return opened(packed["whole"])


def read_table(element: Element) -> Table:
    """Read a table."""
    captions = element.all("caption")
    heads = [row for head in element.all("thead") for row in head.all("tr")]
    bodies = [row for body in element.all("tbody") for row in body.all("tr")]
    return Table(
        caption=captions[0].words if captions else "",
        headers=tuple(cell.words for cell in heads[-1].children) if heads else (),
        rows=tuple(tuple(cell.words for cell in row.children) for row in bodies),
    )


def kind_of(address: str) -> str:
    """Return what pages of one template have in common in their addresses."""
    for pattern, name in _DIFFERS:
        address = pattern.sub(name, address)
    return address


@lru_cache(maxsize=512)
def read_page(folder: Path, name: str) -> SitePage:
    """Read a page of a site by its name in the folder, such as ``ar/index.html``."""
    path = folder / name
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    if reader.here is not reader.root:
        reader.faults.append(f"<{reader.here.tag}> is left open")
    language, _, address = name.partition("/")
    return SitePage(path, language, address, reader.root, tuple(reader.faults))


def page_names(folder: Path, language: str) -> list[str]:
    """Return the addresses of all pages of a language, sorted; not those that only lead on."""
    target = folder / language
    listed = (path for path in target.rglob("*.html") if not leads_on(path))
    return sorted(path.relative_to(target).as_posix() for path in listed)


def leads_on(path: Path) -> bool:
    """Tell whether a page only leads to another one."""
    with path.open("rb") as stream:
        return re.search(rb'http-equiv="?refresh\b', stream.read(1500)) is not None


def one_of_each_kind(folder: Path) -> dict[str, str]:
    """Return an address for each kind of page: the longest of the last edition."""
    chosen: dict[str, tuple[bool, str, int, str]] = {}
    for address in page_names(folder, "en"):
        edition = address.split("/")[0] if "/" in address else ""
        real = "demonstration" not in edition
        rank = (real, edition, (folder / "en" / address).stat().st_size, address)
        kind = kind_of(address)
        if kind not in chosen or rank > chosen[kind]:
            chosen[kind] = rank
    wanted = os.environ.get("ICTINDEX_SITE_KINDS", "").split()  # to look at some of them
    return {
        kind: rank[3]
        for kind, rank in sorted(chosen.items())
        if not wanted or any(part in kind for part in wanted)
    }
