"""Economies by ISO 3166-1 alpha-3 code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from types import MappingProxyType

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.own_terms import OwnTerms, current_terms
from ictindex.core.records import Record
from ictindex.definitions.catalogue import loading
from ictindex.language import i18n
from ictindex.language.i18n.translations import Named

_LIKE = 0.75
_LONGEST = 80  # no name is longer
_SHORTEST = 4  # shorter names are too alike to suggest one


def near_name(wanted: str, names: Sequence[str]) -> str | None:
    """Return the name of several words that a misspelt name probably means, or ``None``."""
    # Words are compared one by one, and digits have to be equal.
    written = wanted[:_LONGEST]
    alike = [
        name
        for name in names
        if re.findall("[0-9]+", name) == re.findall("[0-9]+", written)
        and (name.replace("-", "") == written.replace("-", "") or _same_words(name, written))
    ]
    near = get_close_matches(written, alike, n=1, cutoff=_LIKE)
    return near[0] if near else None


def _same_words(name: str, written: str) -> bool:
    pairs = name.split("-"), written.split("-")
    return len(pairs[0]) == len(pairs[1]) and all(
        SequenceMatcher(None, word, other).ratio() >= _LIKE
        for word, other in zip(*pairs, strict=True)
    )


_ALL = "all"  # the row of all economies in every table of groups
_NAMED = 12  # a message names no more economies than these


@dataclass(frozen=True, slots=True)
class Grouping(Record, Named):
    """A grouping as of one vintage.

    Parameters
    ----------
    grouping, vintage : str
        Ids, such as ``"itu-region"`` and ``"idi-2024"``.
    source, date : str
        The publication that the list was taken from, cited in its own language, and the date of the
        list: a year, or year and month.
    groups : mapping
        Economies (ISO3, sorted) by group id, groups in published order.
    complete : bool
        Whether the list has all economies of its publication.
    departures : bool
        Whether members at a day can be asked for: it follows its body, not one publication.

    Examples
    --------
    >>> import ictindex as ict
    >>> regions = ict.data.groups("itu-region", "idi-2024")
    >>> regions.complete, regions.name("en"), regions.group_names("en")["cis"]
    (True, 'ITU region', 'Commonwealth of Independent States')
    """

    grouping: str
    vintage: str
    source: str
    date: str
    groups: Mapping[str, tuple[str, ...]]
    complete: bool = True
    departures: bool = False

    @property
    def note(self) -> str:
        """A remark on this list, in the language in force; empty if there is none.

        Examples
        --------
        >>> groups("ldc", "m49-2026").note
        'Includes Sao Tome and Principe, which left in December 2024; does not include Bhutan.'
        """
        section = f"vintages/{self.grouping}/{self.vintage}"
        return i18n.text(section, "note") if i18n.has_label(section, "note") else ""

    def _find_name(self, language: str) -> str:
        return i18n.label("groupings", self.grouping, language)

    def group_names(self, language: str | None = None) -> dict[str, str]:
        """Return the names of its groups, in published order.

        Parameters
        ----------
        language : str, optional
            One of the six; by default the one in force.

        Returns
        -------
        dict of str to str
            Name by id of the group.

        Examples
        --------
        >>> groups("income-group", "idi-2024").group_names("fr")["low"]
        'Revenu faible'
        """
        return {group: i18n.label("groups", group, language) for group in self.groups}


@lru_cache(maxsize=1)
def groupings() -> Mapping[tuple[str, str], Grouping]:
    """Return all dated groupings by (grouping, vintage).

    Examples
    --------
    >>> sorted(vintage for grouping, vintage in groupings() if grouping == "ldc")
    ['idi-2024', 'ipb-2025', 'm49-2026']
    """
    members: dict[tuple[str, str, str], list[str]] = {}
    for row in loading.rows("groups.csv"):
        key = (row["grouping"], row["vintage"], row["group"])
        members.setdefault(key, []).append(row["economy"])
    table = {}
    for entry in loading.toml("groupings.toml")["vintage"]:
        grouping, vintage = entry["grouping"], entry["vintage"]
        table[grouping, vintage] = Grouping(
            grouping=grouping,
            vintage=vintage,
            source=entry["source"],
            date=entry["date"],
            groups={g: tuple(sorted(members[grouping, vintage, g])) for g in entry["groups"]},
            complete=entry.get("complete", True),
            departures=entry.get("departures", False),
        )
    return MappingProxyType(table)


@dataclass(frozen=True, slots=True)
class Departure:
    """The day on which an economy left a group, and where this is stated."""

    grouping: str
    group: str
    economy: str
    left: dt.date
    source: str


@lru_cache(maxsize=1)
def departures() -> tuple[Departure, ...]:
    """Return the economies that have left a group of a list that follows its body."""
    return tuple(
        Departure(
            row["grouping"],
            row["group"],
            row["economy"],
            dt.date.fromisoformat(row["left"]),
            row["source"],
        )
        for row in loading.rows("group_departures.csv")
    )


def _members_on(listing: Grouping, day: dt.date) -> Grouping:
    members = {group: set(economies) for group, economies in listing.groups.items()}
    for departure in departures():
        if departure.grouping == listing.grouping:
            group = members[departure.group]
            # An economy leaves on the day itself.
            (group.discard if departure.left <= day else group.add)(departure.economy)
    dated = {group: tuple(sorted(economies)) for group, economies in members.items()}
    return replace(listing, groups=dated, date=day.isoformat())


def groups(grouping: str, vintage: str, on: dt.date | None = None) -> Grouping:
    """Return one grouping as of a vintage, or its members at a day.

    Parameters
    ----------
    grouping, vintage : str
        Ids, such as ``"itu-region"`` and ``"idi-2024"``.
    on : datetime.date, optional
        A day: an economy leaves on the day on which it graduates. Only for a list that follows its
        body (``departures``); lists of publications stay as printed. Departures before December
        2020 are not recorded.

    Returns
    -------
    Grouping
        Its groups and their economies.

    Raises
    ------
    CatalogueError
        If there is no such grouping or vintage; the message names those there are. If members at a
        day are asked for from a list of a publication.

    Examples
    --------
    >>> len(groups("ldc", "idi-2024").groups["ldc"])
    35
    >>> import datetime as dt
    >>> [len(groups("ldc", "m49-2026", on=dt.date(year, 1, 1)).groups["ldc"])
    ...  for year in (2023, 2024, 2025)]
    [46, 45, 44]
    """
    listing = groupings().get((str(grouping), str(vintage)))
    if listing is None:
        allowed = [f"{g} {v}" for g, v in sorted(groupings())]
        raise CatalogueError(
            "catalogue.no-grouping", wanted=f"{grouping} {vintage}", allowed=allowed
        )
    if on is None:
        return listing
    is_day = isinstance(on, dt.date) and not isinstance(on, dt.datetime)
    arguments.require(is_day, "on", "date", on)
    if not listing.departures:
        dated = [f"{g} {v}" for (g, v), other in sorted(groupings().items()) if other.departures]
        raise CatalogueError(
            "catalogue.list-as-printed", wanted=f"{grouping} {vintage}", allowed=dated
        )
    return _members_on(listing, on)


def groups_of_data(grouping: str, vintage: str, year: int) -> Grouping:
    """Return a grouping for data of a year: of a list with departures, the members at its end."""
    # So are the lists of least developed countries that ITU printed: Bhutan, which left in December
    # 2023, is in that of the IDI of 2024, with data of 2022; Sao Tome and Principe, which left in
    # December 2024, is not in that of the prices of 2025.
    listing = groups(grouping, vintage)
    return groups(grouping, vintage, dt.date(year, 12, 31)) if listing.departures else listing


def departed_since(listing: Grouping) -> tuple[Departure, ...]:
    """Return the departures after the day of a list of members at a day."""
    return tuple(
        departure
        for departure in departures()
        if departure.grouping == listing.grouping and departure.left.isoformat() > listing.date
    )


def not_listed(grouping: str, vintage: str, economies: Iterable[str]) -> tuple[str, ...]:
    """Return the economies that an incomplete list does not cover."""
    # A complete list covers all economies: one without a group is in no group. An economy in
    # another list of the same vintage is covered, too.
    listings = groupings()
    if listings[grouping, vintage].complete:
        return ()
    listed = {
        economy
        for (_, other), listing in listings.items()
        if other == vintage
        for members in listing.groups.values()
        for economy in members
    }
    return tuple(sorted(set(economies) - listed))


# Groups that change every year: the size of one year is not that of another.
_YEARLY = ("income-group",)


def sized_vintage(grouping: str, vintage: str) -> str | None:
    """Return the vintage whose list has the number of economies of each group.

    It is the vintage itself if its list is complete, otherwise the newest complete list; ``None``
    if there is none, and for groups that change every year.
    """
    dated = {v: listing for (key, v), listing in groupings().items() if key == grouping}
    own = dated.get(vintage)
    if own is None or own.complete:
        return None if own is None else vintage
    whole = [v for v, listing in dated.items() if listing.complete]
    return None if grouping in _YEARLY or not whole else max(whole, key=lambda v: dated[v].date)


def group_size(grouping: str, vintage: str, group: str) -> int | None:
    """Return how many economies a group has by :func:`sized_vintage`, if that is known."""
    sized = sized_vintage(grouping, vintage)
    members = () if sized is None else groupings()[grouping, sized].groups.get(group, ())
    return len(members) or None


def refuse_unlisted(grouping: str, vintage: str, economies: Iterable[str]) -> None:
    """Refuse group figures by a list that does not cover some of the economies."""
    absent = not_listed(grouping, vintage, economies)
    if absent:
        raise UsageError(
            "groups.list-incomplete",
            grouping=grouping,
            vintage=vintage,
            count=str(len(absent)),
            economies=[*absent[:_NAMED], *(["\u2026"] if absent[_NAMED:] else [])],
        )


@dataclass(frozen=True, slots=True)
class Economy(Named):
    """An economy and its codes.

    Parameters
    ----------
    iso3, iso2 : str
        Codes of ISO 3166-1, alpha-3 and alpha-2.
    m49 : str
        Code of UN M49 with its leading zeros.
    currency : str
        Code of ISO 4217 of its currency.

    Examples
    --------
    >>> import ictindex as ict
    >>> peru = ict.data.economies()["PER"]
    >>> peru.iso2, peru.m49, peru.currency, peru.name("fr")
    ('PE', '604', 'PEN', 'Pérou')
    """

    iso3: str
    iso2: str
    m49: str
    currency: str

    def _find_name(self, language: str) -> str:
        return i18n.economy_name(self.iso3, language)


@lru_cache(maxsize=1)
def economies() -> Mapping[str, Economy]:
    """Return all economies by ISO3 code.

    Examples
    --------
    >>> economies()["NAM"].iso2
    'NA'
    """
    table = {
        row["iso3"]: Economy(row["iso3"], row["iso2"], row["m49"], row["currency"])
        for row in loading.rows("economies.csv")
    }
    return MappingProxyType(table)


@lru_cache(maxsize=1)
def synthetic_economies() -> tuple[str, ...]:
    """Return the codes of invented economies, which serve demonstrations and never an edition."""
    # ISO 3166-1 leaves XAA to XXZ to its users; no country will ever get one of these codes.
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return tuple(f"X{first}{last}" for first in "ABCDEFGH" for last in letters)


def is_economy(code: str) -> bool:
    """Tell whether a code is of an economy of the catalogue, or of a synthetic one.

    While a user's own areas are in force, the codes are those of the areas, not of economies.
    """
    own = current_terms()
    if own is not None and own.areas:
        return code in own.areas
    return code in economies() or code in synthetic_economies()


def unknown_economy(code: object) -> CatalogueError:
    """Return the error for a code that is no economy's, with the nearest code, if any."""
    wanted = str(code)[:_LONGEST]
    near = economy_hint(wanted)
    message = "groups.unknown-economy-near" if near else "groups.unknown-economy"
    return CatalogueError(message, wanted=wanted, hint=near or "-")


def check_economies(codes: Iterable[object]) -> None:
    """Refuse a code that is no economy's, and an economy that is given twice."""
    # A pandas.Series can have a label twice: in a dictionary only its last value would count.
    seen = set()
    for code in codes:
        if not isinstance(code, str) or not is_economy(code):
            raise unknown_economy(code)
        if code in seen:
            raise UsageError("groups.economy-twice", economy=code)
        seen.add(code)


def group_name(group: object) -> str | None:
    """Return the name of a group as text; ``None`` for a missing one and for empty text."""
    name = "" if arguments.is_missing(group) else str(group)
    return name if name.strip() else None


def group_economies(group_of: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return the economies of each group of a user's own; those without a group are in none."""
    check_economies(group_of)
    members: dict[str, list[str]] = {}
    for economy, group in group_of.items():
        name = group_name(group)
        if name == _ALL:
            raise UsageError("groups.reserved", group=_ALL)
        if name is not None:
            members.setdefault(name, []).append(economy)
    return {name: tuple(economies) for name, economies in members.items()}


@lru_cache(maxsize=1)
def _index_names() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for economy in economies().values():
        codes[economy.iso3.casefold()] = economy.iso3
        for code in (economy.iso2, economy.m49):
            if code:
                codes[code.casefold()] = economy.iso3
    for row in loading.rows("economy_names.csv"):
        for name in list(row.values())[1:]:
            codes.setdefault(name.casefold(), row["iso3"])
    for row in loading.rows("economy_aliases.csv"):
        codes.setdefault(row["alias"].casefold(), row["iso3"])
    return MappingProxyType(codes)


def economy_hint(text: str) -> str | None:
    """Return the ISO3 code that a name or another code probably means, or ``None``."""
    # Only for remedies: a reader never replaces the written code by the hint.
    own = current_terms()
    if own is not None and own.areas:
        return _area_hint(text, own)
    return _index_names().get(text.strip().casefold())


def _area_hint(text: str, own: OwnTerms) -> str | None:
    """Return the code of a user's area that a name or a misspelt code probably means."""
    wanted = text.strip()[:_LONGEST].casefold()
    named = _areas_named(wanted, own)
    if named:
        return named[0]
    near = get_close_matches(wanted, [code.casefold() for code in own.areas], 1, _LIKE)
    return next((code for code in own.areas if near and code.casefold() == near[0]), None)


def _areas_named(wanted: str, own: OwnTerms) -> list[str]:
    """Return the user's areas that have this code or name, in any of their languages."""
    return [
        code
        for code in own.areas
        if wanted in map(str.casefold, (code, *own.words.get(("economies", code), {}).values()))
    ]


# Words for the form of a state, before or after the name of an economy, in six languages.
_STATES = (
    r"(?i)^(?:the )?(?:(?:federal|democratic|islamic|plurinational|federative|people.s) )*"
    r"(?:republic|kingdom|state|commonwealth|principality|sultanate) of (?:the )?"
    r"|^(?:la |el )?(?:rep[uú]blica|reino|estado|principado)(?: \w+)?? del? (?:l[ao]s? )?"
    r"|^(?:la |le |l.)?(?:r[ée]publique|royaume|[ée]tat|principaut[ée])(?: \w+)??"
    r" (?:de la |de l.|du |de |d.)"
    r"|^(?:республика|королевство) |^(?:جمهورية|مملكة|دولة|سلطنة) |(?:共和国|王国|联邦)$"
)
# Several states have these names: only the words for their form distinguish them.
_SEVERAL = frozenset({"CHN", "TWN", "KOR", "PRK", "COG", "COD"})


def economy_by_name(text: str) -> str | None:
    """Return the ISO3 code of a name, with or without the form of the state, or ``None``.

    While a user's own areas are in force, it is the code of the one area that has this name.
    """
    own = current_terms()
    if own is not None and own.areas:
        named = _areas_named(text.strip().casefold(), own)
        return named[0] if len(named) == 1 else None
    codes = _index_names()
    code = codes.get(_without_state(text))
    return economy_hint(text) or (None if code in _SEVERAL else code)


def _without_state(name: str) -> str:
    return re.sub(_STATES, "", name.strip().casefold()[:_LONGEST]).strip()


def economy_suggestion(text: str) -> str | None:
    """Return the ISO3 code of the name that is nearest to a misspelt one, or ``None``."""
    # Only for remedies, as the hint; a short text is near to too many names.
    code, wanted = economy_hint(text) or economy_by_name(text), _without_state(text)
    if code is not None or len(wanted) < _SHORTEST:
        return code
    names = [name for name in _index_names() if len(name) >= _SHORTEST]
    near = get_close_matches(wanted, names, n=1, cutoff=_LIKE)
    code = _index_names()[near[0]] if near else None
    return None if code in _SEVERAL else code
