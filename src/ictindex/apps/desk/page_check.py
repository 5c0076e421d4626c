"""The page as one file, looked at without a browser: is it whole, and is it the file of a digest?

A file that is whole has the parts whose digests it states, and a security policy that names exactly
its scripts and styles. This finds damage. Who made the file, only a digest from elsewhere shows.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.io.files import MEBIBYTE, bounds_of, read_bytes
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_templates import source_hash
from ictindex.language.i18n.renderable import Renderable

_BOUNDS = replace(bounds_of(), bytes=40 * MEBIBYTE)
_SMALL = replace(_BOUNDS, bytes=MEBIBYTE // 4)  # for a file of digests
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r'(<script type="application/octet-stream" data-part="(\w+)">)([^<]*)</script>')
_MANIFEST = re.compile(r"const PAGE_FILE = (\{.*\});\n")
_SOFTWARE = re.compile(r"<summary><bdi>([^<]*)</bdi> <bdi>([^<]*)</bdi></summary>")
_DATA = ("application/json", "application/octet-stream")  # blocks that no browser runs
_ACTIVE = frozenset({"applet", "base", "embed", "frame", "iframe", "object", "portal"})
_ADDRESSES = frozenset({"action", "data", "formaction", "href", "poster", "src", "srcset"})


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the security policy: it allows only what is in the file itself.

    The worker is made of a part of the file, whose digest is compared first; it inherits this
    policy. ``wasm-unsafe-eval`` lets WebAssembly be compiled, and no script.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "connect-src 'none'",
            f"script-src {' '.join(map(source_hash, scripts))} 'wasm-unsafe-eval'",
            f"style-src {' '.join(map(source_hash, styles))}",
            "img-src data: blob:",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def digest_of(parts: Mapping[str, bytes]) -> str:
    """Return one digest of all parts, as ``sha256sum`` over their list would give it."""
    lines = (f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in sorted(parts))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PageCheck:
    """A page as it is: its digests, the software that it states, and what is wrong with it."""

    digest: str
    parts_digest: str
    software: tuple[tuple[str, str], ...]  # name with version, licence
    faults: tuple[tuple[str, Mapping[str, str]], ...]  # key of the words, and their values

    @property
    def version(self) -> str:
        """The version of this library that the page states; empty if it states none."""
        own = (name.partition(" ")[2] for name, _ in self.software if name.startswith("ictindex "))
        return next(own, "")

    def fault_words(self, language: str) -> list[str]:
        """Return the faults in words."""
        return [i18n.text("page-check", key, language, **values) for key, values in self.faults]


def check_page(path: Path) -> PageCheck:
    """Read a page and check it; a file that is no such page is refused."""
    data = read_bytes(path, _BOUNDS)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableFileError("page-file.not-one", file=visible(path.name)) from error
    markup = _PageReader(_PART.sub(r"\1</script>", text))
    manifest = _manifest(markup.scripts)
    if manifest is None or not markup.policies:
        raise UnusableFileError("page-file.not-one", file=visible(path.name))
    parts: dict[str, str] = {}
    for _, name, block in _PART.findall(text):
        parts[name] = parts.get(name, "") + block
    held = {name: _decode_block(block) for name, block in parts.items()}
    faults = [*_part_faults(manifest, held), *_policy_faults(markup), *markup.faults]
    software = ((html.unescape(name), html.unescape(by)) for name, by in _SOFTWARE.findall(text))
    return PageCheck(
        hashlib.sha256(data).hexdigest(), digest_of(held), tuple(software), tuple(faults)
    )


@dataclass(frozen=True, slots=True)
class PageComparison(Renderable):
    """A page that was checked, and its digest compared with one from elsewhere.

    ``state`` is ``equal-given``, ``equal-next`` (the digest is in a file next to the page),
    ``differs`` or ``not-compared``.
    """

    _json_name = "page-verification"

    file: str
    check: PageCheck
    state: str
    expected: str | None = None
    digest_file: str = ""

    def __bool__(self) -> bool:
        return not self.check.faults and self.state.startswith("equal")

    def _blocks(self, language: str) -> list[Block]:
        check = self.check
        facts = {
            "file": self.file,
            "version": check.version,
            "digest": check.digest,
            "parts": check.parts_digest,
            "expected": self.expected or "",
            "name": self.digest_file,
            "software": [name for name, _ in check.software],
        }

        def say(key: str) -> Block:
            return i18n.Paragraph(i18n.text("page-check", key, language, **facts))

        blocks = [say(key) for key in ("file", "digest", "digest-parts", "software")]
        if check.faults:
            blocks.append(i18n.Bullets(check.fault_words(language)))
        else:
            blocks.append(say("whole"))
        return [*blocks, say(self.state), say("limits")]

    def _to_dict(self) -> dict[str, Any]:
        check = self.check
        return {
            "version": check.version,
            "sha256": check.digest,
            "parts": check.parts_digest,
            "software": [{"name": name, "licence": licence} for name, licence in check.software],
            "faults": check.fault_words(i18n.current_language()),
            "comparison": self.state,
            "expected": self.expected,
        }


def compare_page(path: Path, expected: str | None = None) -> PageComparison:
    """Check a page; compare its digest with the expected one, or that in a file next to it."""
    check = check_page(path)
    near = digest_next_to(path) if expected is None else None
    wanted = expected if near is None else near[1]
    if wanted is None:
        return PageComparison(path.name, check, "not-compared")
    equal = "equal-given" if near is None else "equal-next"
    state = equal if wanted == check.digest else "differs"
    return PageComparison(path.name, check, state, wanted, "" if near is None else near[0].name)


def read_digest(text: str) -> str:
    """Return a SHA-256 as a person copies it: in capitals, with blanks, with its name before it."""
    digest = re.sub(r"[\s:]", "", text.casefold().strip().removeprefix("sha256:"))
    if not _DIGEST.fullmatch(digest):
        raise UsageError("page-file.digest", value=visible(text)[:80])
    return digest


def digest_next_to(path: Path) -> tuple[Path, str] | None:
    """Return the file of the digest next to a page, and the digest; ``None`` if there is none."""
    file = path.with_suffix(".sha256")
    if not file.is_file():
        return None
    words = read_bytes(file, _SMALL).decode("ascii", errors="replace").split()
    return file, read_digest(words[0] if words else "")


class _PageReader(HTMLParser):
    """The scripts, styles and policies of a page, and elements that no such page has."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.policies: list[str] = []
        self.is_first = True  # the policy comes before everything that it governs
        self.faults: list[tuple[str, Mapping[str, str]]] = []
        self._open: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        attributes = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "link") and not self.policies:
            self.is_first = False
        self._open = None
        if tag == "style" or (tag == "script" and not attributes):
            self._open = self.styles if tag == "style" else self.scripts
            self._open.append("")
        elif tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(attributes.get("content", ""))
        elif self._is_foreign(tag, attributes):
            self.faults.append(("element", {"tag": visible(self.get_starttag_text() or tag)[:80]}))

    @staticmethod
    def _is_foreign(tag: str, attributes: Mapping[str, str]) -> bool:
        """Tell whether an element could run or load something, or lead elsewhere."""
        if tag in _ACTIVE or (tag == "meta" and "http-equiv" in attributes):
            return True
        if tag == "script" and attributes.get("type") not in _DATA:
            return True
        return any(
            name.startswith("on") or (name in _ADDRESSES and not value.startswith(("#", "data:")))
            for name, value in attributes.items()
        )

    def handle_endtag(self, tag: str) -> None:
        """Close the element."""
        self._open = None

    def handle_data(self, data: str) -> None:
        """Note the text of a script or a style."""
        if self._open is not None:
            self._open[-1] += data


def _manifest(scripts: Iterable[str]) -> dict[str, Any] | None:
    """Return what the page states of its parts."""
    stated = [match[1] for text in scripts if (match := _MANIFEST.match(text))]
    try:
        content = json.loads(stated[0]) if len(stated) == 1 else None
    except (ValueError, RecursionError):
        return None
    is_one = isinstance(content, dict) and isinstance(content.get("parts"), dict)
    return content if is_one else None


def _decode_block(block: str) -> bytes:
    try:
        return base64.b64decode(block, validate=True)
    except ValueError:
        return b""


def _part_faults(
    manifest: Mapping[str, Any], held: Mapping[str, bytes]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each part that is not the one that the page states."""
    for name in sorted({*manifest["parts"], *held}):
        content = held.get(name)
        stated = manifest["parts"].get(name)
        shown = {"name": visible(str(name))[:40]}
        if content is None:
            yield "part-missing", shown
        elif stated != {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}:
            yield "part-differs", shown
    if manifest.get("digest") != digest_of(held):
        yield "parts-digest", {}


def _policy_faults(markup: _PageReader) -> Iterator[tuple[str, Mapping[str, str]]]:
    if markup.policies != [policy(markup.scripts, markup.styles)]:
        yield "policy-differs", {}
    if not markup.is_first:
        yield "policy-late", {}
