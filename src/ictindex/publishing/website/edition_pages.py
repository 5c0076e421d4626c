"""The pages on editions: the register, roots and digests, errata, and how to verify each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.editions.edition_list import Editions, ListedEdition
from ictindex.editions.opened_edition import OpenedPublication
from ictindex.indices.results.result_kind import READ
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.block_parts import arrange_blocks, isolate_digits, list_contents
from ictindex.publishing.website.data_packages import package_files
from ictindex.publishing.website.methodology_pages import title_of
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

_SECTION = "editions"


@dataclass(frozen=True)
class EditionEntry:
    """An edition as its page shows it; ``listed`` is its line in the register, if it has one."""

    key: str
    title: str
    facts: list[tuple[str, str]]
    shown: SiteEdition | None = None
    listed: ListedEdition | None = None
    opened: OpenedPublication | None = None
    notes: list[str] = field(default_factory=list)
    gives_packages: bool = False

    @property
    def has_package(self) -> bool:
        """Tell whether its whole folder is there, and the publisher offers it."""
        return self.gives_packages and self.listed is not None and self.listed.state == "published"

    @property
    def address(self) -> str:
        """The address of its page."""
        return addresses.edition_record(self.key)


def write_editions(
    entries: Sequence[EditionEntry], register: Editions | None, language: str
) -> Iterator[SitePage]:
    """Yield the list of editions and a page for each."""
    say = Words(language, "site-editions")
    yield _overview(entries, register, say)
    for entry in entries:
        yield _edition_page(entry, say)


def list_entries(
    editions: Sequence[SiteEdition],
    register: Editions | None,
    *,
    gives_packages: bool,
    language: str,
) -> list[EditionEntry]:
    """Return every edition: those that were read from files, and those of the register."""
    say = Words(language, "site-editions")
    read = _read_entries(editions, say)
    listed = _listed_entries(editions, register or (), say, gives_packages=gives_packages)
    return [*read, *listed]


def _read_entries(editions: Sequence[SiteEdition], say: Words) -> Iterator[EditionEntry]:
    """Yield the editions that were read from files, the newest first."""
    for edition in reversed(editions):
        if not edition.is_opened:
            facts = [*_shown_facts(edition, say), (_column("kind", say), _kind(edition, say))]
            title = edition_title(edition, say.language)
            yield EditionEntry(edition.key, title, facts, shown=edition, notes=[say("no-root")])


def _listed_entries(
    editions: Iterable[SiteEdition],
    register: Editions | tuple[()],
    say: Words,
    *,
    gives_packages: bool,
) -> Iterator[EditionEntry]:
    """Yield the editions and data releases of the register, the newest first."""
    shown = {edition.key: edition for edition in editions}
    for listed in reversed(register):
        edition = shown.get(listed.id)
        opened = listed.open() if listed.path.is_dir() else None
        facts = _register_facts(listed, say)
        facts += [] if edition is None else _shown_facts(edition, say)
        title = title_listed(listed, say.language)
        notes = [] if opened is None else _notices(opened, say.language)
        yield EditionEntry(listed.id, title, facts, edition, listed, opened, notes, gives_packages)


def _notices(opened: OpenedPublication, language: str) -> list[str]:
    """Return withdrawal and errata of an edition; its root is among its facts."""
    root = i18n.text("errata", "root", language, root=opened.root)
    return [words for words in opened.notices(language) if words != root]


def title_listed(listed: ListedEdition, language: str) -> str:
    """Return the title of an edition or a data release of the register, with its kind."""
    if listed.type == "data-release":
        return i18n.text("page", "data-release", language, year=str(listed.year))
    index = i18n.label("nodes", listed.index, language)
    title = i18n.text("views", "edition", language, index=index, edition=str(listed.edition))
    if listed.kind == "official":
        return title
    return i18n.detail(title, i18n.label("editions/kinds", listed.kind, language), language)


def _column(key: str, say: Words) -> str:
    return i18n.label("editions/columns", key, say.language)


def _kind(edition: SiteEdition, say: Words) -> str:
    section = "editions/states" if edition.kind == READ else "kinds"
    return i18n.label(section, edition.kind, say.language)


def _shown_facts(edition: SiteEdition, say: Words) -> list[tuple[str, str]]:
    """Return methodology and number of economies of an edition on this site."""
    language = say.language
    document = edition.figures.methodology.document
    count = len(edition.scores)
    index = edition.figures.methodology.document.index
    size = catalogue.edition_size(index, edition.edition) if edition.kind == READ else None
    shown = str(count)
    if size is not None and size.economies != count:
        shown = say("economies-part", count=shown, total=str(size.economies))
    return [
        (i18n.text("page", "methodology", language), title_of(document, language)),
        (say("economies"), shown),
    ]


def _register_facts(listed: ListedEdition, say: Words) -> list[tuple[str, str]]:
    language = say.language
    return [
        (_column("id", say), listed.id),
        (_column("kind", say), i18n.label("editions/kinds", listed.kind, language)),
        (_column("released", say), isolate_digits(listed.released.isoformat(), language)),
        (
            i18n.text("page", "publisher", language),
            i18n.visible(listed.publisher) or i18n.text("page", "not-stated", language),
        ),
        (_column("state", say), i18n.label("editions/states", listed.state, language)),
        (_column("errata", say), str(listed.errata)),
        (_column("root", say), listed.root),
    ]


def _overview(entries: Sequence[EditionEntry], register: Editions | None, say: Words) -> SitePage:
    parts = (
        [] if register is None else arrange_blocks(_register_blocks(register, say), say.language)
    )
    return SitePage(
        address=addresses.EDITIONS,
        template="editions.html.j2",
        title=say("title"),
        description=say("description"),
        context={"say": say, "entries": entries, "parts": parts},
        section=_SECTION,
        sources=_sources(entries),
    )


def _register_blocks(register: Editions, say: Words) -> list[Block]:
    table = register.blocks(say.language)
    return [
        i18n.Heading(say("register"), 2),
        i18n.Sentence("site-editions/register-lead"),
        *(block for block in table if not isinstance(block, i18n.Heading)),
    ]


def _sources(entries: Sequence[EditionEntry]) -> list[str]:
    return [entry.shown.source for entry in entries if entry.shown is not None]


def _edition_page(entry: EditionEntry, say: Words) -> SitePage:
    parts = arrange_blocks(_blocks(entry, say), say.language)
    shown = entry.shown
    download = None
    if entry.listed is not None and entry.has_package:
        size = sum(path.stat().st_size for _, path in package_files(entry.listed))
        words = say("package", size=say("size", count=str(-(-size // 1000))))
        download = (words, addresses.package_file(entry.key))
    return SitePage(
        address=entry.address,
        template="edition.html.j2",
        title=entry.title,
        description=_description(entry, say),
        context={
            "say": say,
            "entry": entry,
            "parts": parts,
            "contents": list_contents(parts),
            "steps": _steps(entry, say),
            "digests": [] if shown is None else shown.digests,
            "download": download,
            "economies": None if shown is None else addresses.economies_page(shown.key),
            "methodology": None
            if shown is None
            else addresses.document_page(shown.figures.methodology.document.id),
        },
        section=_SECTION,
        sources=_sources([entry]),
        aliases=[entry.key],
        edition=entry.key if shown is not None else "",
    )


def _description(entry: EditionEntry, say: Words) -> str:
    """Return the first facts of an edition in one line."""
    facts = [i18n.pair(name, words, say.language) for name, words in entry.facts[:3]]
    return i18n.clauses([entry.title, *facts], say.language)


def _blocks(entry: EditionEntry, say: Words) -> list[Block]:
    """Return the errata of an edition with their effects."""
    if entry.listed is None:
        return []
    blocks: list[Block] = [i18n.Heading(say("errata"), 2)]
    errata = () if entry.opened is None else entry.opened.errata
    if not entry.listed.errata:
        return [*blocks, i18n.Sentence("site-editions/no-errata")]
    for erratum in errata:
        named = i18n.pair(_column("errata", say), str(erratum.number), say.language)
        blocks += [i18n.Heading(named, 3), *erratum.blocks(say.language)[1:]]
    return blocks


def _steps(entry: EditionEntry, say: Words) -> list[tuple[str, str]]:
    """Return the steps of a verification, each with the command to type, if there is one."""
    if entry.listed is not None:
        command = f"ictindex verify {entry.key} --root {entry.listed.root}"
        if not entry.has_package:
            return [(say("step-library"), command)] if entry.listed.state == "published" else []
        steps = [
            (say("step-download"), ""),
            (say("step-verify"), "python -I verify.py"),
            (say("step-compare"), ""),
        ]
        if entry.listed.type == "edition":
            steps.append((say("step-recompute"), "python -I recompute.py"))
        return [*steps, (say("step-library"), command)]
    digests: Any = () if entry.shown is None else entry.shown.digests
    commands = "\n".join(f"sha256sum {name}" for name, _ in digests)
    is_copy = entry.shown is not None and entry.shown.is_copy
    return [(say("step-copy" if is_copy else "step-file"), commands), (say("step-same"), "")]
