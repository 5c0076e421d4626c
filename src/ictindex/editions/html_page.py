"""The page of an edition for people: one file, no script, a section for each language.

A reader chooses a language by a link to its section; style sheets show one section at a time.
Without style sheets, in a text browser or read aloud, all sections follow one another, each in its
own language and direction. The page does not name the root digest, because the root depends on the
page.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import partial
from typing import Any

from ictindex.data.exchange.data_package import FILE
from ictindex.definitions import documents
from ictindex.editions.storage.format import MANIFEST
from ictindex.indices.results.document_page import mandate_note
from ictindex.indices.results.edition_parts import EditionParts
from ictindex.indices.results.result_kind import OFFICIAL
from ictindex.language import i18n
from ictindex.language.i18n.page_templates import render

# The files that a reader may want to open, the most interesting first.
_FILES = (
    "table.csv",
    "results.json",
    "figures.csv",
    "inputs/observations.csv",
    "inputs/prices.csv",
    "inputs/tariffs.csv",
    "inputs/economics.csv",
    "purchases.json",
    "inputs/accepted.csv",
    "sourcing.json",
    "consultations.json",
    "receipts.json",
    "findings.json",
    "groups.json",
    FILE,
    "README.txt",
)

# An index may have words of its own for these files.
_OF_INDEX = ("receipts.json", "findings.json")


def write_page(head: Mapping[str, Any], parts: EditionParts, files: Container[str] = ()) -> str:
    """Return the page of an edition, or of a data release if no index provides a part."""
    page = parts.page
    listed = [*(name for name in _FILES if name in files), MANIFEST]
    text = render(
        "editions",
        "edition.html.j2",
        id=str(head["id"]),
        is_official=_kind_of(head) == OFFICIAL,
        has_result=page is not None,
        sections=[_section(head, parts, code) for code in i18n.LANGUAGES],
        files=[(name, _key_of(name, "" if page is None else page.suffix)) for name in listed],
    )
    return f"{text}\n"


def _kind_of(head: Mapping[str, Any]) -> str:
    return str(head.get("of", head["kind"]))


def _key_of(name: str, suffix: str) -> str:
    """Return the key of the words about a file, which an index may have of its own."""
    key = f"file-{name.partition('.')[0].replace('/', '-').lower()}"
    return key + suffix if name in _OF_INDEX else key


def _section(head: Mapping[str, Any], parts: EditionParts, language: str) -> dict[str, Any]:
    """Return what the template shows of an edition in a language."""
    page = parts.page
    say = partial(_say, language=language)
    if page is None:
        title = say("data-release", year=str(head["year"]))
    else:
        index = i18n.label("nodes", page.index, language)
        title = i18n.text("views", "edition", language, index=index, edition=str(head["edition"]))
    return {
        "language": language,
        "language_name": i18n.text("language", "name", language),
        "direction": i18n.direction(language),
        "title": title,
        "kind": i18n.label("kinds", _kind_of(head), language),
        "facts": _facts(head, parts, language),
        "figures": () if page is None else page.sections[language],
        "say": say,
    }


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("page", key, language, **values)


def _facts(head: Mapping[str, Any], parts: EditionParts, language: str) -> list[tuple[str, str]]:
    """Return the facts of an edition, each with its name."""
    page, rows = parts.page, parts.rows
    publisher = i18n.visible(str(head.get("publisher", "")))
    facts = [
        ("released", str(head["released"])),
        ("publisher", publisher or _say("not-stated", language)),
        ("year", str(head["year"])),
    ]
    if page is not None:
        title = i18n.text(f"documents/{page.document}", "title", language)
        document = i18n.isolate(page.document, language)
        key, count = page.economies
        facts += [("methodology", i18n.detail(title, document, language)), (key, str(count))]
    if rows[1]:
        facts.append((rows[0], str(rows[1])))
    if parts.revised is not None:
        facts.append(("revised", str(parts.revised)))
    shown = [(_say(key, language), words) for key, words in facts]
    chosen = None if page is None else documents.find(page.document)
    unread = "" if chosen is None else mandate_note(chosen, language)
    return [*shown, (i18n.text("methodology", "mandate", language), unread)] if unread else shown
