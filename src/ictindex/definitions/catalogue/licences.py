"""The licences of figures: the licence of each source, and the sources that one table may join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import LicenceError
from ictindex.definitions.catalogue import loading

INVENTED = "invented"  # invented figures: they have no owner, no licence and no citation
_OWN_KEYS = ("id", "title", "publisher", "edition", "address")
_OWN_LICENCE = ("name", "address", "share_alike", "non_commercial")


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms under which figures may be passed on.

    Parameters
    ----------
    id : str
        Id in the register, such as ``"cc-by-4.0"``; of a publisher's own licence, its name.
    name : str
        Its usual name; empty if it has none and is described in words.
    version : str
        Its version: ``"3.0 IGO"``.
    address : str
        Address of its text.
    share_alike : bool
        Whether works made from the figures may be passed on only under the same licence.
    non_commercial : bool
        Whether commercial use is excluded.
    attribution : str
        Form in which the holder is named: ``copyright``, ``public-domain``, ``free`` or ``none``.

    Examples
    --------
    >>> import ictindex as ict
    >>> licence = ict.data.licence_of("itu-idi")
    >>> licence.name, licence.share_alike, licence.non_commercial
    ('CC BY-NC-SA 3.0 IGO', True, True)
    """

    id: str
    name: str
    version: str
    address: str
    share_alike: bool
    non_commercial: bool
    attribution: str


@dataclass(frozen=True, slots=True)
class DataSource:
    """A source of figures, with its citation and its licence.

    Parameters
    ----------
    id : str
        Id: ``"world-bank-wdi"``.
    publisher : str
        Id of the publisher (its name is translated), or the name that the owner of a site wrote.
    title, edition : str
        Title, and year or edition, as the publisher writes them.
    address : str
        Address on the web.
    licence : Licence or None
        The licence; ``None`` if none is stated: then nothing of the source may be published.
    copy, location : str
        The copy of the licence that was read (``publisher``, ``mirror``, ``second-hand``, or
        ``stated`` by the owner of a site), and its location.
    adaptation : bool
        Whether figures computed from it are an adaptation and have to state so.
    names : tuple of str
        Its names in columns of files, in addition to its id.

    Examples
    --------
    >>> import ictindex as ict
    >>> source = ict.data.data_sources()["world-bank-wdi"]
    >>> source.title, source.licence.name
    ('World Development Indicators', 'CC BY 4.0')
    """

    id: str
    publisher: str
    title: str
    edition: str
    address: str
    licence: Licence | None
    copy: str
    location: str
    adaptation: bool
    names: tuple[str, ...]

    def cite_edition(self, cited: str) -> DataSource:
        """Return the same source in a year or edition.

        Parameters
        ----------
        cited : str
            Year or edition, as it is cited.

        Returns
        -------
        DataSource
            A new source.

        Examples
        --------
        >>> import ictindex as ict
        >>> ict.data.data_source("uis").cite_edition("2026").edition
        '2026'
        """
        return replace(self, edition=cited)


Source = str | DataSource


@lru_cache(maxsize=1)
def licences() -> Mapping[str, Licence]:
    """Return the licences on record, by id.

    Returns
    -------
    mapping of str to Licence
        The register in ``methodology/catalogue/licences.toml``.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.licences()["cc-by-sa-3.0-igo"].share_alike
    True
    """
    listed = [_read_licence(entry) for entry in loading.toml("licences.toml")["licences"]]
    return MappingProxyType({licence.id: licence for licence in listed})


def _read_licence(entry: Mapping[str, Any]) -> Licence:
    return Licence(
        id=entry["id"],
        name=entry["name"],
        version=entry["version"],
        address=entry["address"],
        share_alike=entry["share-alike"],
        non_commercial=entry["non-commercial"],
        attribution=entry["attribution"],
    )


@lru_cache(maxsize=1)
def data_sources() -> Mapping[str, DataSource]:
    """Return the sources of figures on record, by id, each with its licence and citation.

    Returns
    -------
    mapping of str to DataSource
        The register in ``methodology/catalogue/licences.toml``.

    Examples
    --------
    >>> import ictindex as ict
    >>> [name for name in ict.data.data_sources() if name.startswith("itu")]
    ['itu-idi', 'itu-mis', 'itu-ipb', 'itu-datahub']
    """
    listed: dict[str, DataSource] = {}
    for entry in loading.toml("licences.toml")["sources"]:
        keys = {**entry, "licence": licences()[entry["licence"]], "names": tuple(entry["names"])}
        listed[entry["id"]] = DataSource(location=keys.pop("place"), **keys)
    return MappingProxyType(listed)


@lru_cache(maxsize=1)
def _index_sources() -> Mapping[str, DataSource]:
    names = {name: source for source in data_sources().values() for name in source.names}
    return MappingProxyType({**names, **data_sources()})


def find_source(name: object) -> DataSource | None:
    """Return the source on record with an id or a name; ``None`` if there is none."""
    return _index_sources().get(str(name).strip())


def data_source(source: Source) -> DataSource:
    """Return a source by its id, or by the name that columns of files give it.

    Parameters
    ----------
    source : str or DataSource
        Id or name; an object that is a source already is returned as it is.

    Returns
    -------
    DataSource
        The source.

    Raises
    ------
    LicenceError
        For a source that is not on record: its owner is never guessed.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.data_source("World Bank WDI").id
    'world-bank-wdi'
    """
    if isinstance(source, DataSource):
        return source
    entry = find_source(source)
    if entry is None:
        raise LicenceError("licence.missing", ids=(source,))
    return entry


def licence_of(source: Source) -> Licence:
    """Return the licence of a source.

    Parameters
    ----------
    source : str or DataSource
        Id of a source, the name that columns of files give it, or a source.

    Returns
    -------
    Licence
        Its licence.

    Raises
    ------
    LicenceError
        For a source that is not on record, or has no licence.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.licence_of("uis").name
    'CC BY-SA 3.0 IGO'
    """
    entry = data_source(source)
    if entry.licence is None:
        raise LicenceError("licence.missing", ids=(entry.id,))
    return entry.licence


def require_licence(sources: Iterable[Source]) -> tuple[DataSource, ...]:
    """Return sources, each once; a source without a licence is refused.

    Parameters
    ----------
    sources : iterable of str or DataSource
        Every source of the figures that are to be published.

    Returns
    -------
    tuple of DataSource
        In the order of their first mention.

    Raises
    ------
    LicenceError
        If sources are not on record or have no licence: it names all of them, and where to state
        it.

    Examples
    --------
    >>> import ictindex as ict
    >>> [source.id for source in ict.data.require_licence(["uis", "World Bank WDI", "uis"])]
    ['uis', 'world-bank-wdi']
    """
    listed: dict[str, DataSource] = {}
    missing: dict[str, None] = {}
    for source in sources:
        entry = source if isinstance(source, DataSource) else find_source(source)
        if entry is None or entry.licence is None:
            missing[entry.id if entry else str(source)] = None
        else:
            listed.setdefault(entry.id, entry)
    if missing:
        raise LicenceError("licence.missing", ids=tuple(missing))
    return tuple(listed.values())


def require_joinable(sources: Iterable[Source]) -> Licence | None:
    """Return the licence of a table that joins sources; some sources may not be joined.

    A share-alike licence requires that works made from the figures are passed on under the same
    licence. So two such licences exclude one another, and one that allows commercial use excludes
    figures that do not. Each may be joined with figures that ask for attribution only.

    Parameters
    ----------
    sources : iterable of str or DataSource
        The sources of the series in one table.

    Returns
    -------
    Licence or None
        The share-alike licence under which the table must be passed on; or the only licence, if all
        sources have the same one; ``None`` if each series stays under its own licence.

    Raises
    ------
    LicenceError
        If no table can meet all the licences, or a source has no licence.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.require_joinable(["itu-idi", "world-bank-wdi"]).name
    'CC BY-NC-SA 3.0 IGO'
    >>> try:
    ...     ict.data.require_joinable(["itu-idi", "uis"])
    ... except ict.errors.LicenceError as error:
    ...     error.code
    'licence.not-joinable'
    """
    listed = [source for source in require_licence(sources) if source.id != INVENTED]
    held: dict[str, tuple[Licence, str]] = {}
    for source in listed:
        held.setdefault(licence_of(source).id, (licence_of(source), source.id))
    sharing = [pair for pair in held.values() if pair[0].share_alike]
    for licence, first in sharing:
        for other, second in held.values():
            closed = other.non_commercial and not licence.non_commercial
            if other.id != licence.id and (other.share_alike or closed):
                raise LicenceError(
                    "licence.not-joinable",
                    first=first,
                    second=second,
                    licence=licence.name,
                    other=other.name,
                )
    if sharing:
        return sharing[0][0]
    return next(iter(held.values()))[0] if len(held) == 1 else None


def own_source(table: Mapping[str, Any], file: str) -> DataSource:
    """Return a source that the owner of a site states: a table of ``[[source]]`` in ``site.toml``.

    Keys are ``id``, ``title``, ``publisher``, ``edition``, ``address`` and either ``licence``, an
    id of the register, or ``own_licence``, a table with ``name``, ``address``, ``share_alike`` and
    ``non_commercial``. A table with the id of a source on record states another ``edition`` of it,
    and nothing else.

    Parameters
    ----------
    table : mapping
        The table, as it was read.
    file : str
        Name of the file, for messages.

    Returns
    -------
    DataSource
        The source.

    Raises
    ------
    LicenceError
        If keys are missing or unknown, or a licence is not on record.

    Examples
    --------
    >>> import ictindex as ict
    >>> survey = {"id": "survey", "title": "Household survey", "publisher": "Statistics Office",
    ...           "edition": "2025", "address": "https://example.org/", "licence": "cc-by-4.0"}
    >>> ict.data.own_source(survey, "site.toml").licence.name
    'CC BY 4.0'
    """
    key = str(table.get("id", ""))
    if key in data_sources():
        _require_keys(table, ("id", "edition"), file, key)
        return data_sources()[key].cite_edition(str(table["edition"]))
    stated = "own_licence" if "own_licence" in table else "licence"
    _require_keys(table, (*_OWN_KEYS, stated), file, key)
    texts = {name: str(table[name]).strip() for name in _OWN_KEYS}
    licence = (_own_licence if stated == "own_licence" else _find_licence)(table[stated], file, key)
    return DataSource(
        **texts,
        licence=licence,
        copy="stated",
        location=file,
        adaptation=False,
        names=(),
    )


def _find_licence(wanted: object, file: str, key: str) -> Licence:
    if wanted not in licences():
        raise LicenceError(
            "licence.unknown", file=file, id=key, wanted=str(wanted)[:40], allowed=[*licences()]
        )
    return licences()[str(wanted)]


def _own_licence(stated: Mapping[str, Any], file: str, key: str) -> Licence:
    _require_keys(stated, _OWN_LICENCE, file, key)
    name = str(stated["name"]).strip()
    flags = [stated["share_alike"], stated["non_commercial"]]
    if not name or not all(isinstance(flag, bool) for flag in flags):
        raise LicenceError("licence.keys", file=file, id=key, keys=_OWN_LICENCE)
    return Licence(name, name, "", str(stated["address"]), flags[0], flags[1], "copyright")


def _require_keys(table: object, keys: tuple[str, ...], file: str, key: str) -> None:
    if not isinstance(table, Mapping) or set(table) != set(keys) or not table[keys[0]]:
        raise LicenceError("licence.keys", file=file, id=key, keys=keys)
