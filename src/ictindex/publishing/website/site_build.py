"""Building a site: every page in every language, into an empty folder, all or nothing."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.paths import path_of
from ictindex.core.tree_writer import Files, replaced_folder
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
from ictindex.publishing.website.download_files import (
    write_edition_files,
)
from ictindex.publishing.website.file_shortening import shorten
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.page_batches import (
    KeptBatch,
    carry_batch,
    read_keys,
    write_keys,
)
from ictindex.publishing.website.page_frame import POLICY, environment
from ictindex.publishing.website.sharing_files import (
    ASSETS,
    PARTS,
    write_citations,
)
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_languages import write_languages
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
    with replaced_folder(
        target,
        keep=lambda path: path in kept or is_stray(path.rpartition("/")[2]),
        inputs=list_inputs(inputs),
    ) as tree:
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
    with plot_apart():
        return _write_planned(SitePlan(inputs), tree)


def _write_planned(plan: SitePlan, tree: Files) -> int:
    """Write all that a plan has, with a process for plots next to this one."""
    write_assets(tree)
    write_citations(plan.imprint, plan.cited, tree)
    for name, text in (
        *write_map_scripts(plan.areas),
        *write_figure_scripts(plan.collections),
        *write_plan_scripts(plan.editions),
    ):
        tree.write(f"assets/{name}", text)
    plan.forget_figures()
    earlier = read_keys(tree.read_earlier(KEYS))
    batches = {_STRIPS: write_strips(plan, tree, earlier.get(_STRIPS))}
    batches |= write_languages(plan, tree, earlier)
    write_edition_files(plan.editions, plan.imprint, plan.sources, tree)
    write_packages(plan.packages, tree)
    write_door(plan.imprint, tree)
    leading = {page.address for page in plan.lasting}
    write_maps(plan.imprint.address, plan.list_days(), leading, tree)
    tree.write(KEYS, write_keys(batches))
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
