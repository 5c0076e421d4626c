"""A new methodology document that begins as a copy of its parent, with nothing confirmed.

The document, its evidence and its words are files that a contributor edits. Its evidence says that
it is a draft: nothing is computed with it until somebody has read its report.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ictindex.core import package_data
from ictindex.core.errors import FrozenDocumentError, UnknownMethodologyError
from ictindex.core.file_writer import make_folder, replace_file
from ictindex.definitions.documents.evidence import evidence_of
from ictindex.definitions.documents.library import find, library
from ictindex.definitions.documents.model import Document
from ictindex.definitions.documents.toml_reader import parse, read_part
from ictindex.definitions.documents.validity import editions_in_force, validity
from ictindex.language.i18n import LANGUAGES
from ictindex.language.i18n.word_files import find as find_words
from ictindex.language.i18n.word_writer import write_words

_TABLE = re.compile(r"^\[", re.MULTILINE)
_ERRATUM = re.compile(r"^\[\[errata\]\]\n(?:(?!\[).*\n?)*", re.MULTILINE)
# What is stated for single editions, in rows or in one line.
_OF_EDITIONS = re.compile(r"^editions = \[(?:\{.*\}|\n(?: .*\n)+)\]\n", re.MULTILINE)
_ROW = re.compile(r"\{ edition = \d+(.*) \}")
_CHANGES = re.compile(r"^changes = \[[^]]*\]", re.MULTILINE)
_COMMENTS = re.compile(r"\A(#:schema.*\n)(?:#.*\n)*")


def draft_document(parent: str, key: str) -> list[Path]:
    """Write document, evidence and words of a new methodology; return the first two files."""
    old = find(parent)
    if old is None or old.status == "draft":
        allowed = [name for name, other in library().items() if other.status == "released"]
        raise UnknownMethodologyError("methodology.unknown", wanted=parent, allowed=allowed)
    pattern = rf"{old.index}-methodology-[a-z0-9]+(?:-[a-z0-9]+)*"
    if re.fullmatch(pattern, key, re.ASCII) is None or key in library():
        example = f"{old.index}-methodology-{_next_edition(old)}"
        raise UnknownMethodologyError("methodology.draft-name", value=key, example=example)
    root = package_data.folder("methodology")
    if package_data.is_installed(root):
        raise FrozenDocumentError("frozen.installed", file=str(root))
    path = root / old.index / f"{key}.toml"
    text = _document_text(path.with_stem(parent).read_text("utf-8"), old, key)
    new = read_part(Document, parse(text.encode(), path.name), path.name)
    contents = {
        path: text,
        root / "evidence" / path.name: "\n".join(_evidence_lines(old, new)),
    }
    for path, content in contents.items():
        make_folder(path.parent)
        replace_file(path, content)
    _write_document_words(old, key)
    return list(contents)


def _document_text(text: str, old: Document, key: str) -> str:
    """Return the text of a document with another head: id, days, edition; no errata."""
    begin, end = _next_days(old)
    values = {
        "id": json.dumps(key),
        "adopted": json.dumps(begin.isoformat()[:7]),
        "valid_from": begin.isoformat(),
        "valid_until": end.isoformat(),
        "editions": f"[{_next_edition(old)}]",
        "predecessor": json.dumps(old.id),
    }
    text = _COMMENTS.sub(
        rf"\1# A draft after {old.id}: every constant is that of its parent until it is edited.\n",
        _ERRATUM.sub("", text),
    )
    table = _TABLE.search(text)
    cut = len(text) if table is None else table.start()
    head, tables = _CHANGES.sub("changes = []", text[:cut]), text[cut:]
    for name, value in values.items():
        line = f"{name} = {value}"
        head, count = re.subn(rf"^{name} = .*$", line, head, flags=re.MULTILINE)
        if not count:
            head = head.replace("\neditions = ", f"\n{line}\neditions = ", 1)
    tables = _OF_EDITIONS.sub(partial(_rows_of_edition, edition=_next_edition(old)), tables)
    return head + tables.rstrip("\n") + "\n"


def _rows_of_edition(rows: re.Match[str], edition: int) -> str:
    """Return the last publication of population for the new edition; exceptions end."""
    last = _ROW.findall(rows[0])[-1]
    if "publication" not in last:
        return ""
    return f"editions = [\n    {{ edition = {edition}{last} }},\n]\n"


def _next_edition(old: Document) -> int:
    """Return the first edition after the period of a document."""
    return max(editions_in_force(old)) + 1


def _next_days(old: Document) -> tuple[dt.date, dt.date]:
    """Return the period after that of a document, as long as its own, mandate included."""
    first, last = validity(old)
    if first is None or last is None:
        raise ValueError(f"{old.id} is released without a period")
    begin = last + dt.timedelta(days=1)
    years = max(1, round((begin - first).days / 365.25))
    return begin, begin.replace(year=begin.year + years) - dt.timedelta(days=1)


def _evidence_lines(old: Document, new: Document) -> Iterator[str]:
    """Yield the lines of evidence that confirms nothing, and says what the parent's did."""
    constants_before = evidence_of(old).constants
    yield f"# Evidence for the constants of {new.id}, a draft: nothing is confirmed. A comment says"
    yield f"# which mark the same value has in {old.id}. Give each constant its mark, its sources"
    yield "# and what was read of them; then remove the standing."
    yield ""
    yield f"document = {json.dumps(new.id)}"
    yield 'standing = "draft"'
    for path, value in new.constants().items():
        yield ""
        yield f"[constants.{json.dumps(path)}]"
        yield f"value = {json.dumps(value)}"
        entry = constants_before.get(path)
        if entry is None or entry.value != value:
            yield 'mark = "unverified"'
            continue
        yield f'mark = "unverified"  # {old.id}: {entry.mark}'
        if entry.sources:
            yield f"sources = {json.dumps(list(entry.sources))}"
    yield ""


def _write_document_words(old: Document, key: str) -> None:
    """Write the words of a draft: a title in English, all others by reference to its parent."""
    title = str(find_words("en", ("documents", old.id, "title"))).partition(":")[0]
    write_words(("documents", key, "title"), {"en": f"{title}: {key} (draft)"})
    paths = ["summary", *(f"sources/{source.id}" for source in old.sources)]
    for path in paths:
        reference = f"= documents/{old.id}/{path}"
        keys = ("documents", key, *path.split("/"))
        write_words(keys, dict.fromkeys(LANGUAGES, reference))
