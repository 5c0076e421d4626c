"""The pages on methodology: the documents that compute, their evidence, and their differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from ictindex.core import package_data
from ictindex.definitions import documents
from ictindex.indices.index_protocols import methodology
from ictindex.indices.results.constants import constant_name, constant_value
from ictindex.indices.results.document_page import comparison_page, validity_words
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.methodology_tables import COLUMNS
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_records
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.block_parts import arrange_blocks, isolate_digits, list_contents
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

_SECTION = "methodology"
_MARKS = ("printed", "verified", "inferred", "second-hand", "unverified", "conflicting")


def write_methodology(language: str) -> Iterator[SitePage]:
    """Yield the list of documents, a page for each, and a page for each change of an index."""
    say = Words(language, "site-methodology")
    listed = sorted(documents.library().values(), key=_order)
    yield _overview(listed, say)
    for document in listed:
        yield _document_page(document, listed, say)
    for before, after in find_successions(listed):
        yield _comparison(before, after, say)


def _order(document: documents.Document) -> tuple[str, bool, str, str]:
    return document.index, _is_draft(document), document.adopted, document.id


def _is_draft(document: documents.Document) -> bool:
    return documents.standing_of(document) == "draft"


def _newest_first(listed: list[documents.Document]) -> list[documents.Document]:
    """Return documents, the newest first and drafts last."""
    # A sort keeps the order of equal ones: within each half the newest stays first.
    newest = listed[::-1]
    return sorted(newest, key=_is_draft)


def find_successions(
    listed: list[documents.Document],
) -> list[tuple[documents.Document, documents.Document]]:
    """Return each released document of an index with the one adopted before it."""
    released = [document for document in listed if document.status == "released"]
    released.sort(key=lambda document: (document.index, document.adopted, document.id))
    return [(old, new) for old, new in pairwise(released) if old.index == new.index]


def title_of(document: documents.Document, language: str) -> str:
    """Return the title of a document, or its id if it has no words."""
    section = f"documents/{document.id}"
    has_words = i18n.has_label(section, "title")
    return i18n.text(section, "title", language) if has_words else document.id


def _overview(listed: list[documents.Document], say: Words) -> SitePage:
    language = say.language
    indices = [
        (
            i18n.label("nodes", index, language),
            [
                _entry(document, language)
                for document in _newest_first(listed)
                if document.index == index
            ],
        )
        for index in dict.fromkeys(document.index for document in listed)
    ]
    comparisons = [
        (_comparison_title(before, after, language), _comparison_address(before, after))
        for before, after in reversed(find_successions(listed))
    ]
    return SitePage(
        address=addresses.METHODOLOGY,
        template="methodology.html.j2",
        title=say("title"),
        description=say("description"),
        context={
            "say": say,
            "indices": indices,
            "marks": [
                (i18n.label("marks", mark, language), say(f"mark-{mark}")) for mark in _MARKS
            ],
            "comparisons": comparisons,
        },
        section=_SECTION,
        sources=["itu-mis", "itu-idi", "itu-ipb"],
    )


def _entry(document: documents.Document, language: str) -> dict[str, object]:
    words = Words(language, "methodology")
    section = f"documents/{document.id}"
    facts = [(words("status"), words(f"status-{documents.standing_of(document)}"))]
    if document.editions:
        # Those that it is for: the site need not have them all.
        name = Words(language, "site-methodology")("for-editions")
        facts.append((name, isolate_digits(_years(document.editions), language)))
    if document.valid_from and document.valid_until:
        validity = validity_words(document, language)
        facts.append((words("validity"), isolate_digits(validity, language)))
    if document.status == "released":
        counts = Counter(map(str, methodology(document.id).marks.values()))
        facts.append((words("mark"), _counts(counts, language)))
    return {
        "title": title_of(document, language),
        "summary": (
            i18n.text(section, "summary", language) if i18n.has_label(section, "summary") else ""
        ),
        "address": addresses.document_page(document.id),
        "facts": facts,
    }


def _years(years: tuple[int, ...]) -> str:
    """Return years; consecutive ones as a range."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _counts(counts: Counter[str], language: str) -> str:
    shown = [
        i18n.pair(i18n.label("marks", mark, language), str(counts[mark]), language)
        for mark in _MARKS
        if counts[mark]
    ]
    return i18n.join(shown, language)


def _document_page(
    document: documents.Document, listed: list[documents.Document], say: Words
) -> SitePage:
    language = say.language
    chosen = methodology(document.id)
    blocks: list[Block] = [*chosen.blocks(language)]
    if document.status == "released":
        blocks += constant_blocks(chosen, say)
    parts = arrange_blocks(blocks, language)
    others = [
        (_comparison_title(before, after, language), _comparison_address(before, after))
        for before, after in find_successions(listed)
        if document in (before, after)
    ]
    section = f"documents/{document.id}"
    title = title_of(document, language)
    summary = i18n.text(section, "summary", language) if i18n.has_label(section, "summary") else ""
    return SitePage(
        address=addresses.document_page(document.id),
        template="document.html.j2",
        title=title,
        description=summary or title,
        context={
            "say": say,
            "parts": parts,
            "contents": list_contents(parts),
            "others": others,
            "others_title": say("compare"),
        },
        section=_SECTION,
        sources=[_source_of(document)],
        aliases=[document.id],
    )


def _comparison_title(before: documents.Document, after: documents.Document, language: str) -> str:
    names = {"before": title_of(before, language), "after": title_of(after, language)}
    return i18n.text("methodology", "compare", language, **names)


def _comparison_address(before: documents.Document, after: documents.Document) -> str:
    return addresses.comparison_page(before.id, after.id)


def _source_of(document: documents.Document) -> str:
    """Return the source that the constants of a document were quoted from."""
    if document.index == "ipb" and max(document.editions, default=0) >= 2018:
        return "itu-ipb"
    return "itu-idi" if max(document.editions, default=0) >= 2023 else "itu-mis"


def constant_blocks(chosen: Methodology, say: Words) -> list[Block]:
    """Return the table of all constants with their marks, and the digest of the document."""
    language = say.language
    constants = chosen.document.constants()
    rows = [
        {
            "constant": constant_name(path, language),
            "compare-value": constant_value(constants[path], language, path),
            "mark": mark,
        }
        for path, mark in chosen.marks.items()
    ]
    digest = _read_frozen().get(chosen.id, "")
    return [
        i18n.Heading(say("constants"), 2),
        write_records(COLUMNS, rows, language),
        *([i18n.Paragraph(say("digest", digest=f"`{digest}`"))] if digest else []),
    ]


def _read_frozen() -> dict[str, str]:
    """Return the digests of the released documents, by id."""
    table = package_data.read_table(package_data.folder("methodology") / "FROZEN.toml")
    return {str(key): str(value) for key, value in table["documents"].items()}


def _comparison(before: documents.Document, after: documents.Document, say: Words) -> SitePage:
    language = say.language
    changes = documents.compare_documents(before, after)
    parts = arrange_blocks(comparison_page(before, after, changes, language), language)
    names = {"before": title_of(before, language), "after": title_of(after, language)}
    return SitePage(
        address=_comparison_address(before, after),
        template="document.html.j2",
        title=_comparison_title(before, after, language),
        description=say("compare-description", **names),
        context={
            "say": say,
            "parts": parts,
            "contents": [],
            "others_title": say("documents"),
            "others": [
                (names[key], addresses.document_page(document.id))
                for key, document in (("before", before), ("after", after))
            ],
        },
        section=_SECTION,
        sources=list(dict.fromkeys((_source_of(before), _source_of(after)))),
        is_searched=False,
    )
