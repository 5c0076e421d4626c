"""Targets as dated data: the aim of a body, its deadline, and its measure in this library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, partial
from types import MappingProxyType

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue.indicators import indicators
from ictindex.language import i18n
from ictindex.language.i18n.translations import Named

WORLD = "world"

_say = partial(i18n.text, "targets")


@dataclass(frozen=True, slots=True)
class TargetDocument:
    """The resolution or declaration that sets targets.

    Parameters
    ----------
    id, body : str
        Ids: ``"strategic-targets-2018"`` of ``"itu"``.
    title, revision : str
        Title and revision, in their own language.
    adopted : datetime.date
        Day of adoption.
    copy : str
        The copy that was read: ``publisher``, ``mirror``, ``excerpt`` or ``second-hand``.
    remarks : tuple of str
        Ids of remarks on it.

    Examples
    --------
    >>> import ictindex as ict
    >>> target = ict.analysis.targets()["strategic-targets-2018/1.2"]
    >>> target.document.revision, target.document.adopted.year
    ('Rev. Dubai, 2018', 2018)
    """

    id: str
    body: str
    title: str
    revision: str
    adopted: dt.date
    copy: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target(Named):
    """One target: its text as adopted, its deadline, and the measure of progress towards it.

    Parameters
    ----------
    id : str
        Document and number: ``"strategic-targets-2018/1.2"``.
    number : str
        Number in the document.
    document : TargetDocument
        The document that states it.
    text : str
        The text as adopted, in English.
    deadline : int or None
        Year by which it is to be met; ``None`` if the text states none.
    measure : str
        ``weighted-mean``, ``parity``, ``growth``, ``share-of-shares``, ``median-price`` or
        ``none``.
    indicators, baskets : tuple of str
        The indicators and baskets that measure it.
    weights : str
        ``population`` or ``households``; empty if nothing is weighted.
    scope : str
        ``world``, or grouping, vintage and groups: ``"ldc/m49-2026/ldc"``.
    condition : str
        ``at-least``, ``at-most``, ``below`` or ``between``; empty if the text sets no number.
    limits : tuple of decimal.Decimal
        The number, or both ends of a range.
    part : decimal.Decimal or None
        For ``share-of-shares``: the percentage that a part of a total has to exceed.
    baseline : int or None
        Year that the text compares with.
    reason : str
        The reason why it is not measured; empty if it is.
    subject : str
        Id of its subject, if no indicator names it.
    remarks : tuple of str
        Ids of remarks on how it is measured.

    Examples
    --------
    >>> import ictindex as ict
    >>> target = ict.analysis.targets()["strategic-targets-2018/2.4"]
    >>> target.deadline, target.scope, target.condition, str(target.limits[0])
    (2023, 'ldc/m49-2026/ldc', 'at-least', '30')
    >>> target.name("en")[:64]
    'Individuals using the Internet: Least developed countries (LDCs)'
    """

    id: str
    number: str
    document: TargetDocument
    text: str
    deadline: int | None
    measure: str
    indicators: tuple[str, ...]
    baskets: tuple[str, ...]
    weights: str
    scope: str
    condition: str
    limits: tuple[Decimal, ...]
    part: Decimal | None
    baseline: int | None
    reason: str
    subject: str
    remarks: tuple[str, ...]

    def _find_name(self, language: str) -> str:
        return describe_target(self, "", language)


@lru_cache(maxsize=1)
def targets() -> Mapping[str, Target]:
    """Return the targets on record, by document and number.

    Returns
    -------
    mapping of str to Target
        The strategic targets of ITU (Resolutions 71 and 200, Rev. Dubai, 2018), the advocacy
        targets of the Broadband Commission for 2025, and the targets of the Sustainable
        Development Goals whose indicators are of ICT.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.analysis.targets()["broadband-commission-2025/2"].baskets
    ('mobile-data-only', 'fixed-broadband')
    >>> len({target.document.id for target in ict.analysis.targets().values()})
    3
    """
    listed: dict[str, Target] = {}
    for path in sorted((package_data.folder("methodology") / "targets").glob("*.toml")):
        table = package_data.read_table(path)
        document = TargetDocument(
            id=table["id"],
            body=table["body"],
            title=table["title"],
            revision=table["revision"],
            adopted=table["adopted"],
            copy=table["copy"],
            remarks=tuple(table.get("remarks", ())),
        )
        for entry in table["targets"]:
            target = _read_target(document, entry)
            listed[target.id] = target
    return MappingProxyType(listed)


def _read_target(document: TargetDocument, entry: Mapping[str, object]) -> Target:
    """Make a target from its table."""
    keys = dict(entry)
    own = str(keys.pop("id"))
    single = keys.pop("indicator", None)
    indicators = (str(single),) if single else _texts(keys.pop("indicators", ()))
    part = keys.pop("part", None)
    target = Target(
        id=f"{document.id}/{own}",
        number=str(keys.pop("number", own)),
        document=document,
        text=str(keys.pop("text")),
        deadline=_year(keys.pop("deadline", None)),
        measure=str(keys.pop("measure")),
        indicators=indicators,
        baskets=_texts(keys.pop("baskets", ())),
        weights=str(keys.pop("weights", "")),
        scope=str(keys.pop("scope", WORLD)),
        condition=str(keys.pop("condition", "")),
        limits=tuple(Decimal(limit) for limit in _texts(keys.pop("limits", ()))),
        part=None if part is None else Decimal(str(part)),
        baseline=_year(keys.pop("baseline", None)),
        reason=str(keys.pop("reason", "")),
        subject=str(keys.pop("subject", "")),
        remarks=_texts(keys.pop("remarks", ())),
    )
    if keys:  # every key is read or refused
        raise KeyError(f"{target.id}: {', '.join(sorted(keys))}")
    return target


def _texts(values: object) -> tuple[str, ...]:
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


def _year(value: object) -> int | None:
    return value if isinstance(value, int) else None


def describe_target(target: Target, definition: str, language: str) -> str:
    """Return a target in words: its subject, scope, value and deadline."""
    if target.measure == "none":
        what = _say(f"subject-{target.subject}", language)
        return what if target.deadline is None else _add_deadline(what, target.deadline, language)
    names = [i18n.label("nodes", indicator, language) for indicator in target.indicators]
    if target.measure == "growth":
        what = _say("growth", language, names=i18n.clauses(names, language))
    elif target.measure == "share-of-shares":
        limit = i18n.number(target.part or Decimal(0), language, places=0)
        what = _say("share-of-shares", language, first=names[0], second=names[1], limit=limit)
    elif target.measure == "parity":
        what = _say("parity", language, name=names[0])
    elif target.measure == "median-price":
        baskets = [i18n.label("baskets", basket, language) for basket in target.baskets]
        basket = (
            i18n.label("basket-definitions", definition, language)
            if definition
            else (i18n.clauses(baskets, language))
        )
        what = _say("median-price", language, basket=basket)
    else:
        what = names[0]
    words = i18n.pair(what, describe_scope(target.scope, language), language)
    if not target.condition:
        return words
    words = i18n.join([words, describe_condition(target, language)], language)
    return words if target.deadline is None else _add_deadline(words, target.deadline, language)


def describe_condition(target: Target, language: str) -> str:
    """Return the condition of a target with its limits; empty if it sets no number."""
    if not target.condition:
        return ""
    places = 0 if all(limit == limit.to_integral_value() for limit in target.limits) else 2
    limits = [add_unit(target, limit, places, language) for limit in target.limits]
    return _say(f"condition-{target.condition}", language, low=limits[0], high=limits[-1])


def _add_deadline(words: str, deadline: int, language: str) -> str:
    return i18n.join([words, _say("by", language, year=str(deadline))], language)


def describe_scope(scope: str, language: str) -> str:
    """Return the name of a scope."""
    if scope == WORLD:
        return _say("world", language)
    groups = scope.split("/")[2].split("+")
    return i18n.clauses([i18n.label("groups", group, language) for group in groups], language)


def add_unit(target: Target, value: Decimal, places: int, language: str) -> str:
    """Return a figure of a target with its unit."""
    is_percent = target.measure != "parity" and _unit(target) == "percent"
    return i18n.number(value, language, places=places, unit="percent" if is_percent else "")


def _unit(target: Target) -> str:
    """Return the unit of the figure of a target: a percentage unless an indicator has another."""
    if target.measure == "weighted-mean":
        return indicators()[target.indicators[0]].unit
    return "percent"
