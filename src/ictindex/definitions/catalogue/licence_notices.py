"""Licence and citation in words, as shown on every page, picture, report and download."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import reduce

from ictindex.definitions.catalogue.licences import (
    INVENTED,
    DataSource,
    Licence,
    Source,
    find_source,
    licence_of,
    require_licence,
)
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

_WORDS = "licences"


def publisher_name(source: DataSource, language: str | None = None) -> str:
    """Return the name of the publisher of a source in a language."""
    if i18n.has_label("publishers", source.publisher):
        return i18n.label("publishers", source.publisher, language)
    return i18n.isolate(i18n.visible(source.publisher), language)


def names_itu(publisher: str) -> bool:
    """Tell whether the id or the name of a publisher is that of ITU."""
    return publisher.casefold() == "itu"


def licence_name(licence: Licence, language: str | None = None) -> str:
    """Return the name of a licence, or words that describe a licence without a name."""
    if licence.name:
        return i18n.isolate(i18n.visible(licence.name), language)
    return i18n.label("licence-names", licence.id, language)


def citation(source: Source, language: str | None = None) -> str:
    """Return the citation of a source: publisher, title, edition, address.

    Parameters
    ----------
    source : str or DataSource
        The source.
    language : str, optional
        One of the six languages.

    Returns
    -------
    str
        One line; titles stay in the language of their publisher.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.citation("itu-ipb", "en").partition(". ")[0]
    'ITU, ICT price baskets 2008-2025, 2025-12'
    """
    entry = require_licence([source])[0]
    if entry.id == INVENTED:
        return i18n.text(_WORDS, "invented", language)
    cited = cite_title(entry, language)
    if not entry.address:
        return cited
    return i18n.text(_WORDS, "at-address", language, cited=cited, address=_address(entry.address))


def citations(sources: Iterable[Source], language: str | None = None) -> tuple[str, ...]:
    """Return the citations of sources, each once.

    Parameters
    ----------
    sources : iterable of str or DataSource
        The sources.
    language : str, optional
        One of the six languages.

    Returns
    -------
    tuple of str
        A line for each source.

    Examples
    --------
    >>> import ictindex as ict
    >>> len(ict.data.citations(["uis", "uis", "undp-hdr"], "fr"))
    2
    """
    return tuple(citation(entry, language) for entry in require_licence(sources))


def cite_title(entry: DataSource, language: str | None = None) -> str:
    """Return publisher, title and edition of a source, without its address."""
    if entry.id == INVENTED:
        return i18n.text(_WORDS, "invented", language)
    return _join_names(entry, language)


def _join_names(entry: DataSource, language: str | None) -> str:
    titles = [i18n.isolate(i18n.visible(t), language) for t in (entry.title, entry.edition) if t]
    return join_citation([publisher_name(entry, language), *titles], language)


def join_citation(parts: Iterable[str], language: str | None = None) -> str:
    """Return the parts of a citation as one text, as a language separates them; none is empty."""
    return reduce(
        lambda first, second: i18n.text(_WORDS, "cited", language, first=first, second=second),
        filter(None, parts),
    )


def _address(address: str) -> str:
    return i18n.visible(address)


def licence_line(source: Source, language: str | None = None) -> str:
    """Return the owner of a source, its licence, and the conditions of that licence."""
    entry = require_licence([source])[0]
    licence = licence_of(entry)
    holder = publisher_name(entry, language)
    name = licence_name(licence, language)
    if licence.address:
        name = i18n.detail(name, i18n.isolate(_address(licence.address), language), language)
    words = i18n.text(_WORDS, f"by-{licence.attribution}", language, holder=holder, licence=name)
    if licence.attribution != "copyright":
        return words
    asked = ["credit", *(["non-commercial"] if licence.non_commercial else ())]
    asked += ["share-alike"] if licence.share_alike else []
    conditions = [i18n.text(_WORDS, f"asks-{key}", language) for key in asked]
    return i18n.pair(words, i18n.join(conditions, language), language)


def licence_notices(sources: Iterable[Source], language: str | None = None) -> tuple[str, ...]:
    """Return the notices that figures of others need: on adaptation and on translation.

    Parameters
    ----------
    sources : iterable of str or DataSource
        The sources.
    language : str, optional
        One of the six languages.

    Returns
    -------
    tuple of str
        Sentences: this is not the publishers' own work and they do not endorse it; and, in another
        language than English, the publishers did not create the translation.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.licence_notices(["itu-idi"], "en")
    ('This is an adaptation of figures of ITU: not ITU’s own, and not endorsed by ITU.',)
    >>> len(ict.data.licence_notices(["itu-idi"], "es"))
    2
    """
    chosen = i18n.current_language(language)
    of = [entry for entry in require_licence(sources) if entry.adaptation]
    names = list(dict.fromkeys(publisher_name(entry, chosen) for entry in of))
    if not names:
        return ()
    joined = i18n.join(names, chosen)
    form = "one" if len(names) == 1 else "several"
    statements = [i18n.text(_WORDS, f"adaptation-{form}", chosen, publisher=joined)]
    if chosen != "en":
        statements.append(i18n.text(_WORDS, f"translation-{form}", chosen, publisher=joined))
    return tuple(statements)


def not_for_publication(
    reason: str, language: str | None = None, until: dt.date | None = None
) -> str:
    """Return the notice that something is not for publication yet, with the day or the condition.

    Parameters
    ----------
    reason : str
        ``map`` (its lines and names are to be checked), ``licence`` (a licence is to be stated)
        or ``release`` (a day of release, ``until``).
    language : str, optional
        One of the six languages.
    until : datetime.date, optional
        The day of release.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.not_for_publication("map", "en")
    'Not for publication until its lines and names have been checked by whoever publishes it.'
    """
    day = "" if until is None else i18n.date(until, language)
    return i18n.text(_WORDS, f"not-until-{reason}", language, day=day)


def licence_lines(
    sources: Iterable[Source], language: str | None = None, joint: Licence | None = None
) -> tuple[str, ...]:
    """Return plain lines for a workbook, a CSV or JSON file or a picture.

    Parameters
    ----------
    sources : iterable of str or DataSource
        The sources of every series in it.
    language : str, optional
        One of the six languages.
    joint : Licence, optional
        The licence that a table joined from them is under (of :func:`require_joinable`).

    Returns
    -------
    tuple of str
        For each source its citation, then its licence; then the notices.

    Raises
    ------
    LicenceError
        For a source without a licence.

    Examples
    --------
    >>> import ictindex as ict
    >>> print(ict.data.licence_lines(["itu-idi"], "en")[1])  # doctest: +NORMALIZE_WHITESPACE
    © ITU, CC BY-NC-SA 3.0 IGO (https://creativecommons.org/licenses/by-nc-sa/3.0/igo/):
    name the source, not for commercial use, pass on under the same licence
    """
    listed = require_licence(sources)
    lines: list[str] = []
    for entry in listed:
        lines += [citation(entry, language)]
        lines += [] if entry.id == INVENTED else [licence_line(entry, language)]
    return (*lines, *_joint_line(listed, joint, language), *licence_notices(listed, language))


def cite_shortly(source: DataSource, language: str | None = None) -> str:
    """Return publisher, title and edition of a source with its licence, as a line below a chart."""
    return _add_licence(_join_names(source, language), source, language)


def named_with_licence(name: str, language: str | None = None) -> str:
    """Return the name of a source in a file, with its licence if that is on record."""
    source = find_source(name)
    if source is None:
        return i18n.isolate(name, language)
    if name == source.id:
        return cite_shortly(source, language)
    return _add_licence(i18n.isolate(name, language), source, language)


def _add_licence(shown: str, source: DataSource, language: str | None) -> str:
    if source.licence is None:
        return shown
    # The name of a licence is not broken at the end of a line.
    licence = licence_name(source.licence, language).replace(" ", "\N{NO-BREAK SPACE}")
    return i18n.detail(shown, licence, language)


def lines_on_record(names: Iterable[str], language: str | None = None) -> tuple[str, ...]:
    """Return the lines of the sources that are on record; other sources have none."""
    sources = [source for name in names if (source := find_source(name)) is not None]
    return licence_lines(sources, language) if sources else ()


def _joint_line(
    listed: Sequence[DataSource], joint: Licence | None, language: str | None
) -> tuple[str, ...]:
    if joint is None or not joint.share_alike or len(listed) < 2:
        return ()
    return (i18n.text(_WORDS, "joint", language, licence=licence_name(joint, language)),)


def licence_blocks(
    sources: Iterable[Source],
    language: str | None = None,
) -> tuple[Block, ...]:
    """Return sources and licences as blocks of a page or a report.

    Parameters
    ----------
    sources : iterable of str or DataSource
        The sources of every series on the page.
    language : str, optional
        One of the six languages.

    Returns
    -------
    tuple of blocks
        A heading, an entry for each source, a remark for each notice.

    Raises
    ------
    LicenceError
        For a source without a licence.

    Examples
    --------
    >>> import ictindex as ict
    >>> blocks = ict.data.licence_blocks(["uis"], "en")
    >>> blocks[0].words, len(blocks[1].items)
    ('Sources and licences', 1)
    """
    listed = require_licence(sources)
    entries = [
        i18n.Entry(
            citation(entry, language),
            () if entry.id == INVENTED else (licence_line(entry, language),),
        )
        for entry in listed
    ]
    return (
        i18n.Heading(i18n.text(_WORDS, "title", language), 2),
        i18n.Entries(entries),
        *(i18n.Paragraph(words, note=True) for words in licence_notices(listed, language)),
    )


def licence_records(sources: Iterable[Source]) -> list[dict[str, object]]:
    """Return sources and licences as plain data, for JSON: ids and English titles, no words.

    Parameters
    ----------
    sources : iterable of str or DataSource
        The sources.

    Returns
    -------
    list of dict
        Keys id, publisher, title, edition, address, licence, licence_address, share_alike,
        non_commercial.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.licence_records(["uis"])[0]["licence"]
    'CC BY-SA 3.0 IGO'
    """
    records: list[dict[str, object]] = []
    for entry in require_licence(sources):
        licence = licence_of(entry)
        records.append(
            {
                "id": entry.id,
                "publisher": publisher_name(entry, "en"),
                "title": entry.title,
                "edition": entry.edition,
                "address": entry.address,
                "licence": licence_name(licence, "en"),
                "licence_address": licence.address,
                "share_alike": licence.share_alike,
                "non_commercial": licence.non_commercial,
            }
        )
    return records
