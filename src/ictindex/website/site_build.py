"""Building a site: every page in every language, into an empty folder, all or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ictindex import i18n
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.io.files import path_of
from ictindex.graphics.plot_process import end_process, plot_apart
from ictindex.website import page_addresses as addresses
from ictindex.website.compare_page import write_figure_scripts
from ictindex.website.data_packages import write_packages
from ictindex.website.download_facts import list_page_facts
from ictindex.website.download_files import put_facts, write_downloads
from ictindex.website.edition_feed import write_feed
from ictindex.website.map_scripts import write_map_scripts
from ictindex.website.page_frame import PageFrame, environment
from ictindex.website.runtime_files import RUNTIME, asset_files, read_runtime
from ictindex.website.search_index import SearchEntry, entry_of, list_entries, write_script
from ictindex.website.search_page import script_name
from ictindex.website.site_document import read_site_document
from ictindex.website.site_inputs import SiteInputs, read_site
from ictindex.website.site_map import write_robots, write_site_map
from ictindex.website.site_page import SitePage
from ictindex.website.site_plan import plan_pages, plan_scripts
from ictindex.website.try_page import write_plan_scripts


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
    ranks: str | None = None,
    land: str | os.PathLike[str] | None = None,
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
        The folder of the site: it does not exist yet, or is empty, or contains a site, which is
        replaced.
    editions : path, optional
        A folder of published editions with their register.
    ranks : str, optional
        ``"unofficial"``: also show ranks that no publication has.
    land : path, optional
        A GeoJSON file of areas for the map, for which the publisher is responsible. Without it the
        map
        shows a dot for each economy on land without borders.

    Returns
    -------
    Site
        The folder of the site, and its contents.

    Raises
    ------
    UsageError, DocumentError, UnusableFileError
        If ``site.toml`` or a file that it names is not usable, or a source has no licence.

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
    publisher_folder = path_of(folder, "folder")
    target = path_of(output, "output")
    document = read_site_document(publisher_folder)
    inputs = read_site(
        publisher_folder,
        document,
        None if editions is None else path_of(editions, "editions"),
        ranks=ranks,
        land=None if land is None else path_of(land, "land"),
    )
    check_target(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            with plot_apart():
                count = write_site(inputs, work)
            work.chmod(0o755)
            if target.exists():
                shutil.rmtree(target)
            work.replace(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise UnusableFileError("file.unwritable", file=target.name) from error
    keys = tuple(edition.key for edition in inputs.editions)
    return Site(target, count, keys, document.languages)


# A folder with this file in it is a site that was built here, and may be replaced.
_MARK = "assets/site.css"


def check_target(target: Path) -> None:
    """Refuse a folder that contains something other than a site."""
    if not os.path.lexists(target):
        return
    if not target.is_dir() or (any(target.iterdir()) and not (target / _MARK).is_file()):
        raise UsageError("site.folder-not-empty", folder=str(target))


def write_site(inputs: SiteInputs, folder: Path) -> int:
    """Write all pages and files of a site; return the number of pages."""
    write_assets(inputs, folder)
    count = 0
    for language in inputs.document.languages:
        count += write_language(inputs, language, folder)
    write_packages(inputs, folder)
    write_door(inputs, folder)
    write_maps(inputs, folder)
    return count


def write_maps(inputs: SiteInputs, folder: Path) -> None:
    """Write the maps for search engines, if the site states its address."""
    base = inputs.document.address
    if base is None:
        return
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    maps = write_site_map(base, pages)
    names = [f"sitemap{number or ''}.xml" for number in range(len(maps))]
    for name, text in zip(names, maps, strict=True):
        write_text(folder / name, text)
    write_text(folder / "robots.txt", write_robots(base, names))


def write_assets(inputs: SiteInputs, folder: Path) -> None:
    """Write the files that all pages share."""
    assets = folder / "assets"
    assets.mkdir(parents=True)
    for path in asset_files():
        shutil.copyfile(path, assets / path.name)
    write_text(assets / RUNTIME, read_runtime())
    end_process()
    for name, text in (
        *write_map_scripts(inputs),
        *write_figure_scripts(inputs),
        *write_plan_scripts(inputs),
    ):
        write_text(assets / name, text)


def write_language(inputs: SiteInputs, language: str, folder: Path) -> int:
    """Write the pages of one language."""
    frame, count = PageFrame(inputs, language), 0
    entries: list[SearchEntry] = []
    for page in plan_pages(inputs, language):
        write_page(frame, page, folder / language)
        count += 1
        entry = entry_of(page)
        entries += [entry] if entry is not None else []
    for name, text in plan_scripts(inputs, language):
        write_text(folder / "assets" / name, text)
    write_downloads(inputs, language, folder / language)
    feed = write_feed(inputs, language, frame.title)
    if feed:
        write_text(folder / language / addresses.FEED, feed)
    script = write_script(list_entries(inputs, language, entries))
    write_text(folder / "assets" / script_name(language), script)
    return count


def write_page(frame: PageFrame, page: SitePage, folder: Path) -> None:
    """Write a page, and the pictures that it shows where there is no script."""
    path = folder / page.address
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, frame.write(page))
    drawn = [box for box in page.charts if box.picture]
    facts = list_page_facts(frame.site, page, frame.language) if drawn else ()
    for box in drawn:
        pictures = path.parent / "pictures"
        pictures.mkdir(exist_ok=True)
        write_text(pictures / f"{box.key}.svg", put_facts(box.picture, box.title, facts))


def write_door(inputs: SiteInputs, folder: Path) -> None:
    """Write the first page, before any language: a link to the start page in each."""
    template = environment().get_template("door.html.j2")
    entries: Sequence[Any] = [
        (code, i18n.text("language", "name", code), i18n.direction(code),
         f"{code}/{addresses.START}", PageFrame(inputs, code).title)
        for code in inputs.document.languages
    ]  # fmt: skip
    from ictindex.website.page_frame import POLICY

    write_text(folder / "index.html", template.render(entries=entries, policy=POLICY))


def write_text(path: Path, text: str) -> None:
    """Write a text file, the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
