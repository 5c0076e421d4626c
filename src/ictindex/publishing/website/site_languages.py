"""The pages of all languages: what is written together, one after another or side by side.

Side by side, this process first writes the pages with plots, next to the process that draws them:
that one takes so much memory that no other runs at the same time. Then copies of this process, each
of which ends with its memory, write the profiles, the plain files and the workbooks. All else
follows, a copy for each language. Pages with plots and profiles are written one after the other,
each in all languages: what is the same in each is computed once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module

from ictindex.core.tree_writer import Files, Tree
from ictindex.publishing.graphics.plot_process import end_process
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.download_facts import facts_script_name, write_facts_script
from ictindex.publishing.website.download_files import put_facts, write_downloads
from ictindex.publishing.website.edition_feed import list_news, write_feed
from ictindex.publishing.website.embed_page import write_embed
from ictindex.publishing.website.file_shortening import shorten
from ictindex.publishing.website.language_processes import call_apart, count_processes
from ictindex.publishing.website.lasting_pages import write_lasting_pages
from ictindex.publishing.website.page_batches import (
    PLOTS,
    PROFILES,
    KeptBatch,
    PageBatch,
    carry_batch,
    read_keys,
    write_keys,
)
from ictindex.publishing.website.page_frame import PageFrame, compile_templates
from ictindex.publishing.website.plain_files import write_plain_files
from ictindex.publishing.website.search_index import (
    SearchEntry,
    entry_of,
    list_entries,
    script_name,
    write_script,
)
from ictindex.publishing.website.sharing_files import write_language_files
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_plan import SitePlan

_Batches = dict[str, KeptBatch]
# The profiles of all economies are written in so many parts, each in a process of its own.
_SHARES = 4


def write_languages(plan: SitePlan, tree: Files, earlier: Mapping[str, KeptBatch]) -> _Batches:
    """Write all languages and the plain files, side by side where that is possible.

    Returned are their batches.
    """
    languages = plan.imprint.languages
    processes = count_processes(len(languages)) if isinstance(tree, Tree) else 1
    if isinstance(tree, Tree) and processes > 1:
        return SideBySide(plan, tree, earlier).write(processes)
    writers = [LanguageWriter(plan, language, tree, earlier) for language in languages]
    write_together(writers, PLOTS)
    end_process()
    write_together(writers, PROFILES)
    batches = write_plain(plan, tree, earlier)
    for writer in writers:
        writer.write_workbooks()
        batches |= writer.write_others()
    return batches


class SideBySide:
    """Writes all languages and the plain files in copies of this process."""

    def __init__(self, plan: SitePlan, tree: Tree, earlier: Mapping[str, KeptBatch]) -> None:
        self._plan, self._tree, self._earlier = plan, tree, earlier
        self._languages = plan.imprint.languages
        self._batches: _Batches = {}

    def write(self, processes: int) -> _Batches:
        """Write all; return the batches by name."""
        plan = self._plan
        plan.prepare()
        compile_templates()
        self._batches |= write_together(self._open_writers(), PLOTS)
        end_process()
        for name in ("pandas", "xlsxwriter"):  # all jobs share their memory
            with suppress(ImportError):
                import_module(name)
        jobs: dict[str, Callable[[], _Batches]] = {}
        for number in range(_SHARES):
            jobs[f"{PROFILES} {number}"] = partial(self._write_share, number)
        jobs["plain"] = partial(write_plain, plan, self._tree, self._earlier)
        for code in self._languages:
            jobs[f"workbooks {code}"] = partial(self._write_workbooks, code)
        self._call(processes, jobs)
        self._call(processes, {code: partial(self._write_others, code) for code in self._languages})
        return self._batches

    def _call(self, processes: int, jobs: Mapping[str, Callable[[], _Batches]]) -> None:
        """Call functions in copies of this process, and take over what they wrote."""
        tree = self._tree

        def write_apart(job: str) -> str:
            before = set(tree.names)
            made = jobs[job]()
            digests = {name: tree.digests[name] for name in tree.names if name not in before}
            return json.dumps([write_keys(made), digests])

        for answer in call_apart(write_apart, [*jobs], processes):
            keys, digests = json.loads(answer)
            self._batches |= read_keys(keys.encode())
            tree.join(digests)

    def _open_writer(self, language: str) -> LanguageWriter:
        return LanguageWriter(self._plan, language, self._tree, self._earlier, self._batches)

    def _open_writers(self) -> list[LanguageWriter]:
        return [self._open_writer(language) for language in self._languages]

    def _write_share(self, number: int) -> _Batches:
        return write_together(self._open_writers(), PROFILES, number, _SHARES)

    def _write_workbooks(self, language: str) -> _Batches:
        return self._open_writer(language).write_workbooks()

    def _write_others(self, language: str) -> _Batches:
        return self._open_writer(language).write_others()


def write_together(
    writers: Sequence[LanguageWriter], part: str, number: int = 0, shares: int = 1
) -> _Batches:
    """Write a share of a part of the pages, each batch in all languages; return the batches."""
    listed = [writer.list_part(part) for writer in writers]
    batches: _Batches = {}
    for same in [*zip(*listed, strict=True)][number::shares]:
        for writer, batch in zip(writers, same, strict=True):
            batches |= writer.write(batch)
    return batches


def write_plain(plan: SitePlan, tree: Files, earlier: Mapping[str, KeptBatch]) -> _Batches:
    """Write the plain files of figures, which all languages share."""
    return write_plain_files(plan.list_plain_files(), plan.sources, plan.imprint, tree, earlier)


class LanguageWriter:
    """Writes the pages of one language, and their downloads, feed and search.

    A batch of pages with the key of the ``earlier`` build is kept as it is; ``done`` are those that
    were written before, by another copy of this process.
    """

    def __init__(
        self,
        plan: SitePlan,
        language: str,
        tree: Files,
        earlier: Mapping[str, KeptBatch],
        done: Mapping[str, KeptBatch] | None = None,
    ) -> None:
        self._plan, self._language, self._tree, self._earlier = plan, language, tree, earlier
        self._batches = {n: b for n, b in (done or {}).items() if n.startswith(f"{language}/")}
        self._news = list_news(plan.list_entries(language), language)
        self._frame = PageFrame(
            plan.imprint,
            plan.sections,
            plan.editions,
            plan.sources,
            language,
            cited=plan.cited,
            has_feed=bool(self._news),
        )

    def list_part(self, part: str) -> list[PageBatch]:
        """Return the batches of a part of the pages."""
        return [each for each in self._plan.list_batches(self._language) if each.part == part]

    def write_part(self, part: str) -> _Batches:
        """Write the batches of a part of the pages; return them by name."""
        return {
            name: kept for each in self.list_part(part) for name, kept in self.write(each).items()
        }

    def write(self, batch: PageBatch) -> _Batches:
        """Write a batch, or keep that of the last build; return it by its name."""
        name = f"{self._language}/{batch.name}"
        if not self._keep(name, batch.key, batch.digests):
            first = self._plan.first.key
            self._batches[name] = write_batch(self._frame, batch, first, self._tree)
        return {name: self._batches[name]}

    def write_workbooks(self) -> _Batches:
        """Write the workbooks of the editions; return their batches by name."""
        plan = self._plan
        write_downloads(
            plan.editions,
            plan.imprint,
            plan.sources,
            self._language,
            self._tree,
            self._keep_workbook,
        )
        names = map(self._name_workbook, plan.editions)
        return {name: self._batches[name] for name in names}

    def write_others(self) -> _Batches:
        """Write all other pages and files of the language; return all its batches by name."""
        plan, language, tree, frame = self._plan, self._language, self._tree, self._frame
        imprint = plan.imprint
        self.write_part("")
        batches = self._batches
        # In the order of the plan, whichever were written first.
        listed = [batches[f"{language}/{b.name}"] for b in plan.list_batches(language)]
        charted = [address for kept in listed for address in kept.charts]
        embed = PageBatch("embed", "", lambda: [write_embed(charted, language)])
        listed.append(write_batch(frame, embed, plan.first.key, tree))
        batches[f"{language}/{embed.name}"] = listed[-1]
        facts = write_facts_script(plan.editions, frame.shared_downloads, language)
        tree.write(f"assets/{facts_script_name(language)}", facts)
        self._write_leading()
        write_language_files(imprint, plan.cited, plan.editions, language, tree)
        if self._news:
            tree.write(f"{language}/{addresses.FEED}", write_feed(self._news, imprint, language))
        entries = [entry for kept in listed for entry in kept.entries]
        newest = dict(plan.list_newest())
        terms = plan.list_terms(language)
        searched = list_entries(newest, plan.group_places, terms, entries, language)
        tree.write(f"assets/{script_name(language)}", write_script(searched, language))
        return batches

    def _write_leading(self) -> None:
        """Write the pages that lead on to others, or keep those of the last build."""
        plan, language = self._plan, self._language
        name = f"{language}/leading"
        if self._keep(name, plan.leading_key):
            return
        files = [f"{language}/{page.address}" for page in plan.lasting]
        for address, text in write_lasting_pages(plan.lasting, plan.imprint, language):
            self._tree.write(f"{language}/{address}", shorten(address, text))
        self._batches[name] = KeptBatch(plan.leading_key, files)

    def _keep(self, name: str, key: str, digests: Sequence[str] = ()) -> bool:
        kept = carry_batch(self._earlier.get(name), key, digests, self._tree)
        if kept is not None:
            self._batches[name] = kept
        return kept is not None

    def _name_workbook(self, edition: SiteEdition) -> str:
        return f"{self._language}/downloads/{edition.key}"

    def _keep_workbook(self, edition: SiteEdition, files: Sequence[str]) -> bool:
        name, key = self._name_workbook(edition), self._plan.key_of(edition)
        is_kept = self._keep(name, key)
        self._batches[name] = KeptBatch(key, files)
        return is_kept


def write_batch(frame: PageFrame, batch: PageBatch, first: str, tree: Files) -> KeptBatch:
    """Write the pages of a batch, with their pictures; ``first`` is the edition of the start."""
    files: list[str] = []
    entries: list[SearchEntry] = []
    charted: list[str] = []
    count = 0
    for page in batch.write():
        for name, text in write_page(frame, page):
            tree.write(name, text)
            files.append(name)
        count += 1
        charted += [page.address] if page.charts or page.leads_to_charts else []
        entry = entry_of(page, first, frame.language)
        entries += [entry] if entry is not None else []
    return KeptBatch(batch.key, files, count, entries, charted, batch.digests)


def write_page(frame: PageFrame, page: SitePage) -> Iterator[tuple[str, str]]:
    """Yield a page, and the pictures that it shows where there is no script, by their names."""
    address = f"{frame.language}/{page.address}"
    yield address, shorten(address, frame.write(page))
    drawn = [box for box in page.charts if box.picture]
    facts = frame.list_facts(page) if drawn else ()
    for box in drawn:
        picture = f"{address.rpartition('/')[0]}/pictures/{box.key}.svg"
        yield picture, put_facts(box.picture, box.title, facts)
