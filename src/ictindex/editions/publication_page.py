"""The facts of a publication as a page: id, folder, root, head of the register."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ictindex.language import i18n
from ictindex.language.i18n.renderable import Page, nested_record
from ictindex.language.i18n.sentences import list_parts

if TYPE_CHECKING:
    from ictindex.editions.demonstration import Demonstration
    from ictindex.editions.edition import Edition
    from ictindex.language.i18n.document import Block


def show_publication(edition: Edition, language: str | None = None) -> Page:
    """Return the page of an edition that was published: what to make known elsewhere, and why."""
    facts = {"id": edition.id, "path": str(edition.path), "root": edition.root}
    record = {**facts, "head": edition.head, "number": edition.number}
    return Page(
        partial(_write_publication, edition), language, lambda: record, json_name="publication"
    )


def show_demonstration(made: Demonstration, language: str | None = None) -> Page:
    """Return the page of a published demonstration: what its edition is of, and its facts."""
    published = show_publication(made.edition)

    def build(language: str) -> list[Block]:
        made_up = i18n.Sentence("editions/publication/demonstration", count=len(made.economies))
        return [made_up, *published.blocks(language)]

    return Page(build, language, lambda: nested_record(published), json_name="publication")


def describe_publication(edition: Edition, language: str | None = None) -> str:
    """Return the id, the folder and the root of a published edition, in one line."""
    chosen = i18n.current_language(language)
    first, second = (_describe_fact(edition, key).to_text(chosen) for key in ("edition", "root"))
    return i18n.sentences(first, second, chosen)


def _write_publication(edition: Edition, language: str) -> list[Block]:
    keys = ("edition", "root", "head", "keep")
    return [_describe_fact(edition, key) for key in keys]


def _describe_fact(edition: Edition, key: str) -> i18n.Sentence:
    facts: dict[str, dict[str, object]] = {
        "edition": {"id": edition.id, "folder": list_parts((str(edition.path),))},
        "root": {"root": edition.root},
        "head": {"head": list_parts((edition.head,))},
    }
    return i18n.Sentence(f"editions/publication/{key}", **facts.get(key, {}))
