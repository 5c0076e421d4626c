"""Building a site: every page in every language, into an empty folder, all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.paths import path_of
from ictindex.core.tree_writer import Files, Tree, replaced_folder
from ictindex.editions.public_folders import SITE_KEYS as KEYS
from ictindex.editions.storage.stray_files import is_stray
from ictindex.language import i18n
from ictindex.language.i18n import house_style
from ictindex.language.i18n.page_templates import trust
from ictindex.language.i18n.word_files import refuse_pending
from ictindex.publishing.charts.area_map import AREAS, MapAreas
from ictindex.publishing.charts.dot_map import LAND, land_features
from ictindex.publishing.graphics.plot_process import bundle_scripts, end_process, plot_apart
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import dump_for_page
from ictindex.publishing.website.compare_page import write_figure_scripts
from ictindex.publishing.website.data_packages import write_packages
from ictindex.publishing.website.download_facts import facts_script_name, write_facts_script
from ictindex.publishing.website.download_files import (
    put_facts,
    write_downloads,
    write_edition_files,
)
from ictindex.publishing.website.edition_feed import list_news, write_feed
from ictindex.publishing.website.embed_page import write_embed
from ictindex.publishing.website.file_shortening import shorten
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.language_processes import Turn, call_apart, count_processes
from ictindex.publishing.website.lasting_pages import write_lasting_pages
from ictindex.publishing.website.page_batches import (
    KeptBatch,
    PageBatch,
    carry_batch,
    pack_keys,
    read_keys,
    unpack_keys,
    write_keys,
)
from ictindex.publishing.website.page_frame import POLICY, PageFrame, compile_templates, environment
from ictindex.publishing.website.plain_files import write_plain_files
from ictindex.publishing.website.search_index import (
    SearchEntry,
    entry_of,
    list_entries,
    script_name,
    write_script,
)
from ictindex.publishing.website.sharing_files import (
    ASSETS,
    PARTS,
    write_citations,
    write_language_files,
)
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site
from ictindex.publishing.website.try_page import write_plan_scripts


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was built. Made by :func:`ictindex.site`.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the site: open its ``index.html``, or copy it to any web server or stick.
    pages : int
        Number of pages, in all languages.
    editions : tuple of str
        Keys of the editions on it, as in the addresses of their pages.
    languages : tuple of str
        Languages of its pages.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:  # doctest: +SKIP
    ...     built = ict.site("publisher", f"{folder}/site")
    ...     built.languages
    ('en', 'fr', 'es', 'ar', 'ru', 'zh')
    """

    folder: Path
    pages: int
    editions: tuple[str, ...]
    languages: tuple[str, ...]


def site(
    folder: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    editions: str | os.PathLike[str] | None = None,
    ranks: Literal["unofficial"] | None = None,
    land: str | os.PathLike[str] | None = None,
    keep: Iterable[str] = (),
) -> Site:
    """Build a public site from editions and published tables, in six languages.

    The site works from a folder, a stick or any web server, and requests nothing from another host.
    Scores are those that were published. Ranks are shown for editions whose methodology publishes
    them, and for the others only if unofficial ones are asked for: then every page that has one
    states that it is unofficial.

    Parameters
    ----------
    folder : path
        Folder of the publisher, with ``site.toml``: see ``docs/reference/site-toml.md``.
    output : path
        The folder of the site: it does not exist yet, or is empty, or contains a site that was
        built there, which is replaced as a whole. It has a list of its files,
        ``.ictindex-files``; with any other file in it the folder is refused, and left as it is.
    editions : path, optional
        A folder of published editions with their register.
    ranks : str, optional
        ``"unofficial"``: also show ranks that no publication has.
    land : path, optional
        A GeoJSON file of areas for the map, for which the publisher is responsible. Without it the
        map
        shows a dot for each economy on land without borders.
    keep : iterable of str
        Names of files and folders at the top of the site's folder that are the publisher's: they
        are carried over, as are those in ``keep`` of ``site.toml``, and what a site usually has
        (``.git``, ``CNAME``, ``.nojekyll`` and the like).

    Returns
    -------
    Site
        The folder of the site, and its contents.

    Raises
    ------
    UsageError, DocumentError, UnusableFileError
        If ``site.toml`` or a file that it names is not usable, a source has no licence, or the
        folder of the site has a file of another hand, contains an input, or lies in one.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         ict.site(folder, f"{folder}/site")
    ...     except ict.errors.UsageError as error:
    ...         error.code
    'site.document-missing'
    """
    environment()  # Nothing is begun unless the libraries are installed.
    refuse_pending(i18n.LANGUAGES)
    publisher_folder = path_of(folder, "folder")
    target = path_of(output, "output")
    own = () if isinstance(keep, str) else tuple(keep)
    texts = not isinstance(keep, str) and all(isinstance(name, str) for name in own)
    arguments.require(texts, "keep", "texts", keep)
    document = read_site_document(publisher_folder)
    inputs = read_site(
        publisher_folder,
        document,
        None if editions is None else path_of(editions, "editions"),
        ranks=ranks,
        land=None if land is None else path_of(land, "land"),
    )
    kept = {name.strip("/") for name in (*USUAL, *document.keep, *own)}
    with (
        replaced_folder(
            target,
            keep=lambda path: path in kept or is_stray(path.rpartition("/")[2]),
            inputs=list_inputs(inputs),
        ) as tree,
        plot_apart(),
    ):
        count = write_site(inputs, tree)
    keys = tuple(edition.key for edition in inputs.editions)
    return Site(target, count, keys, document.languages)


# At the top of the folder of a site: version control, and what hosts of pages read.
USUAL = (
    ".git",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".hg",
    ".svn",
    ".domains",
    ".htaccess",
    ".nojekyll",
    ".well-known",
    "CNAME",
    "_headers",
    "_redirects",
)


def list_inputs(inputs: SiteInputs) -> list[Path]:
    """Return the files and folders that a site is made from."""
    named = [inputs.folder / name for name in inputs.document.files]
    return [inputs.folder, *named, *filter(None, (inputs.editions_folder, inputs.land))]


def write_site(inputs: SiteInputs, tree: Files) -> int:
    """Write all pages and files of a site; return the number of pages."""
    plan = SitePlan(inputs)
    write_assets(tree)
    write_citations(plan.imprint, plan.cited, tree)
    for name, text in (
        *write_map_scripts(plan.areas),
        *write_figure_scripts(plan.collections),
        *write_plan_scripts(plan.editions),
    ):
        tree.write(f"assets/{name}", text)
    earlier = unpack_keys(tree.read_earlier(KEYS))
    batches = {_STRIPS: write_strips(plan, tree, earlier.get(_STRIPS))}
    batches |= write_languages(plan, tree, earlier)
    write_edition_files(plan.editions, plan.imprint, plan.sources, tree)
    write_packages(plan.packages, tree)
    write_door(plan.imprint, tree)
    leading = {page.address for page in plan.lasting}
    write_maps(plan.imprint.address, plan.list_days(), leading, tree)
    tree.write(KEYS, pack_keys(batches))
    return sum(kept.pages for kept in batches.values())


_STRIPS = "assets/strips"


def write_strips(plan: SitePlan, tree: Files, earlier: KeptBatch | None) -> KeptBatch:
    """Write the pictures behind the strips of profiles, or keep those of the same scores."""
    kept = carry_batch(earlier, plan.scores_key, (), tree)
    if kept is not None:
        return kept
    files = []
    for name, text in plan.write_backgrounds():
        files.append(f"assets/{name}")
        tree.write(files[-1], text)
    return KeptBatch(plan.scores_key, files)


def write_maps(
    base: str, days: Mapping[str, dt.date], leading: Collection[str], tree: Files
) -> None:
    """Write the maps for search engines, if the site has a web address of its own.

    ``days`` are the days of publication of what pages show, by the address or the folder of a page.
    The addresses that only lead on to a page are no pages of their own.
    """
    if not base:
        return
    pages = [
        (name, _find_day(name, days))
        for name in sorted(tree.names)
        if name.endswith(".html") and name.partition("/")[2] not in leading
    ]
    maps = write_site_map(base, pages)
    names = [f"sitemap{number or ''}.xml" for number in range(len(maps))]
    for name, text in zip(names, maps, strict=True):
        tree.write(name, text)
    tree.write("robots.txt", write_robots(base, names))


def _find_day(name: str, days: Mapping[str, dt.date]) -> dt.date | None:
    """Return the day of what a page shows; ``None`` if it is not known."""
    address = name.partition("/")[2]
    return days.get(address) or days.get(address.partition("/")[0])


def write_assets(tree: Files) -> None:
    """Write the style, the scripts and the runtime of charts, which all pages share."""
    for path in asset_files():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".css":
            text = house_style.write_variables() + text
        tree.write(f"assets/{path.name}", shorten(path.name, text))
    tree.write(f"assets/{RUNTIME}", read_runtime())
    end_process()


def write_languages(
    plan: SitePlan, tree: Files, earlier: Mapping[str, KeptBatch]
) -> dict[str, KeptBatch]:
    """Write all languages and the plain files, side by side where that is possible.

    Returned are their batches. Plots are drawn first, for all languages: the process that draws
    them takes as much memory as two that write pages.
    """
    languages = plan.imprint.languages
    processes = count_processes(len(languages)) if isinstance(tree, Tree) else 1
    batches: dict[str, KeptBatch] = {}
    if not isinstance(tree, Tree) or processes < 2:
        for language in languages:
            writer = LanguageWriter(plan, language, tree, earlier)
            writer.write_plots()
            batches |= writer.write_others()
        return batches | write_plain(plan, tree, earlier)

    def write_apart(name: str) -> str:
        before = set(tree.names)
        if name == _PLAIN:
            made = write_plain(plan, tree, earlier)
        else:
            writer = LanguageWriter(plan, name, tree, earlier, batches)
            made = writer.write_plots() if is_first else writer.write_others()
        digests = {name: tree.digests[name] for name in tree.names if name not in before}
        return json.dumps([write_keys(made), digests])

    def write_all(names: Sequence[str]) -> None:
        for answer in call_apart(write_apart, names, processes):
            keys, digests = json.loads(answer)
            batches.update(read_keys(keys.encode()))
            tree.join(digests)

    plan.prepare()
    compile_templates()
    end_process()
    is_first = True
    with plot_apart(Turn()):
        write_all(languages)
    for name in ("pandas", "xlsxwriter"):  # all languages share their memory
        with suppress(ImportError):
            import_module(name)
    is_first = False
    write_all([*languages, _PLAIN])
    return batches


_PLAIN = "plain files"


def write_plain(
    plan: SitePlan, tree: Files, earlier: Mapping[str, KeptBatch]
) -> dict[str, KeptBatch]:
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

    def write_plots(self) -> dict[str, KeptBatch]:
        """Write the batches of pages with plots; return them by name."""
        self._write_batches(has_plots=True)
        return self._batches

    def write_others(self) -> dict[str, KeptBatch]:
        """Write all other pages and files of the language; return all its batches by name."""
        plan, language, tree, frame = self._plan, self._language, self._tree, self._frame
        self._write_batches(has_plots=False)
        batches = self._batches
        # In the order of the plan, whichever were written first.
        listed = [batches[f"{language}/{b.name}"] for b in plan.list_batches(language)]
        charted = [address for kept in listed for address in kept.charts]
        embed = PageBatch("embed", "", lambda: [write_embed(charted, language)])
        listed.append(write_batch(frame, embed, plan.first.key, tree))
        batches[f"{language}/{embed.name}"] = listed[-1]
        imprint = plan.imprint
        write_downloads(plan.editions, imprint, plan.sources, language, tree, self._keep_workbook)
        facts = write_facts_script(plan.editions, frame.shared_downloads, language)
        tree.write(f"assets/{facts_script_name(language)}", facts)
        for address, text in write_lasting_pages(plan.lasting, imprint, language):
            tree.write(f"{language}/{address}", shorten(address, text))
        write_language_files(imprint, plan.cited, plan.editions, language, tree)
        if self._news:
            tree.write(f"{language}/{addresses.FEED}", write_feed(self._news, imprint, language))
        entries = [entry for kept in listed for entry in kept.entries]
        newest = dict(plan.list_newest())
        terms = plan.list_terms(language)
        searched = list_entries(newest, plan.group_places, terms, entries, language)
        tree.write(f"assets/{script_name(language)}", write_script(searched, language))
        return batches

    def _write_batches(self, *, has_plots: bool) -> None:
        for batch in self._plan.list_batches(self._language):
            name = f"{self._language}/{batch.name}"
            if batch.has_plots is not has_plots or self._keep(name, batch.key, batch.digests):
                continue
            self._batches[name] = write_batch(self._frame, batch, self._plan.first.key, self._tree)

    def _keep(self, name: str, key: str, digests: Sequence[str] = ()) -> bool:
        kept = carry_batch(self._earlier.get(name), key, digests, self._tree)
        if kept is not None:
            self._batches[name] = kept
        return kept is not None

    def _keep_workbook(self, edition: SiteEdition, files: Sequence[str]) -> bool:
        name, key = f"{self._language}/downloads/{edition.key}", self._plan.key_of(edition)
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


def write_door(imprint: Imprint, tree: Files) -> None:
    """Write the first page, before any language: a link to the start page in each."""
    template = environment().get_template("door.html.j2")
    entries: Sequence[Any] = [
        (
            code,
            i18n.text("language", "name", code),
            i18n.direction(code),
            f"{code}/{addresses.START}",
            imprint.title(code),
        )
        for code in imprint.languages
    ]
    tree.write("index.html", template.render(entries=entries, policy=trust(POLICY)))


def write_map_scripts(areas: MapAreas | None) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each script: a classic one, which also works from a folder."""
    yield f"{LAND}.js", _script(LAND, land_features())
    if areas is not None:
        yield f"{AREAS}.js", _script(AREAS, [dict(feature) for feature in areas.features])


def _script(name: str, features: list[dict[str, Any]]) -> str:
    """Return a script that puts shapes into the store from which charts take shared data."""
    shapes = dump_for_page(features)
    return f"(window.ictindexShared = window.ictindexShared || {{}}).{name} = {shapes};\n"


MOST_ADDRESSES = 50_000  # addresses in one map, as its protocol has it


def write_site_map(base: str, pages: Iterable[tuple[str, dt.date | None]]) -> list[str]:
    """Return the maps of a site: the addresses of its pages, in parts of the size allowed.

    A page has the day of publication of what it shows, if that is known: never that of the build.
    """
    listed = [(f"{base.rstrip('/')}/{page}", day) for page, day in pages]
    parts = [
        listed[first : first + MOST_ADDRESSES] for first in range(0, len(listed), MOST_ADDRESSES)
    ]
    return [_map_of(part) for part in parts]


def _map_of(listed: Sequence[tuple[str, dt.date | None]]) -> str:
    rows = "".join(
        f"<url><loc>{escape(address)}</loc>{'' if day is None else f'<lastmod>{day}</lastmod>'}"
        "</url>\n"
        for address, day in listed
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def write_robots(base: str, names: Iterable[str]) -> str:
    """Write the file that leads search engines to the maps."""
    lines = [f"Sitemap: {base.rstrip('/')}/{name}" for name in names]
    return "\n".join(["User-agent: *", "Allow: /", *lines, ""])


RUNTIME = "vega.js"

# Draws a chart with the bundle of vl-convert-python, in the same way as our own runtime.
_EMBED = """
window.drawVega = async (box, spec, tooltip) => {
  if (box.vegaView) box.vegaView.finalize();
  box.textContent = "";
  const made = await vegaEmbed(box, spec,
    { mode: "vega", renderer: "svg", ast: true, actions: false, tooltip });
  box.vegaView = made.view;
  return made.view;
};
"""


def read_runtime() -> str:
    """Return the script that draws charts: the small one if it was built, else the bundle."""
    built = ASSETS / RUNTIME
    if built.is_file():
        return built.read_text(encoding="utf-8")
    return bundle_runtime()


def bundle_runtime() -> str:
    """Return the bundle of vl-convert-python as a script; its short names stay inside."""
    return f"(()=>{{{bundle_scripts(_EMBED)}\n}})();\n"


def asset_files() -> list[Path]:
    """Return the style and the scripts of the pages that are files of their own."""
    return sorted(path for path in ASSETS.iterdir() if path.name not in (RUNTIME, *PARTS))
