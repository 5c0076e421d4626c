"""Services of the library for an indicator: they follow from its documents, none is a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ictindex.definitions import catalogue, documents
from ictindex.definitions.catalogue.dated_targets import targets
from ictindex.definitions.documents.survey_indicators import survey_indicators
from ictindex.submissions.questionnaires.sheet_plan import load_plan
from ictindex.submissions.validation.rules import ruleset


class Services(NamedTuple):
    """The ids of what serves an indicator: methodologies, rules, sheets, targets, surveys."""

    computed: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    tracked: tuple[str, ...] = ()
    estimated: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The services that there are, in the order of a page; none if nothing serves it."""
        return tuple(name for name in SERVICES if getattr(self, name))


SERVICES = Services._fields


def find_services(indicators: Iterable[str], core_code: str = "") -> Services:
    """Return what serves any of some indicators of the catalogue; nothing for none.

    ``core_code`` is a code of the Core List: surveys have indicators that the catalogue has not.

    Examples
    --------
    >>> find_services(["mobile-phone-ownership"]).computed
    ('idi-methodology-2023',)
    >>> find_services(["households-computer"]).asked, find_services([]).names
    (('households',), ())
    >>> find_services([], "HH1").estimated
    ('households-radio',)
    """
    keys = tuple(indicators)
    computed, checked, asked, tracked = (
        tuple(dict.fromkeys(name for key in keys for name in table().get(key, ())))
        for table in (_index_methodologies, _index_rules, _index_sheets, _index_targets)
    )
    estimated = tuple(
        key
        for key, document in survey_indicators().items()
        if document.indicator in keys or (core_code and document.core_list == core_code)
    )
    return Services(computed, checked, asked, tracked, estimated)


@lru_cache(maxsize=1)
def _index_methodologies() -> Mapping[str, tuple[str, ...]]:
    """Return the released methodologies that compute with each indicator, also as a price."""
    baskets = catalogue.baskets()
    return _gather(
        (indicator, key)
        for key, document in documents.library().items()
        if documents.standing_of(document) == "released"
        for indicator in dict.fromkeys(
            [leaf.indicator for leaf in document.leaves]
            + [baskets[basket.id].indicator for basket in document.baskets]
        )
    )


@lru_cache(maxsize=1)
def _index_rules() -> Mapping[str, tuple[str, ...]]:
    """Return the rules of validation that name each indicator."""
    return _gather(
        (indicator, name)
        for name, rule in ruleset().rules.items()
        for indicator in dict.fromkeys(
            operand for check in rule.checks for operand in _list_operands(check.model_dump())
        )
    )


def _list_operands(parameters: object) -> Iterator[str]:
    """Yield the indicators among the parameters of a check."""
    if isinstance(parameters, str):
        indicator = catalogue.indicator_id(parameters.partition("@")[0])
        if indicator is not None:
            yield indicator
    elif isinstance(parameters, Mapping):
        for value in parameters.values():
            yield from _list_operands(value)
    elif isinstance(parameters, (list, tuple)):
        for value in parameters:
            yield from _list_operands(value)


@lru_cache(maxsize=1)
def _index_sheets() -> Mapping[str, tuple[str, ...]]:
    """Return the sheets of the questionnaire that ask for each indicator, its counts or plans."""
    rates: dict[str, list[str]] = {}
    for rate, rule in catalogue.rate_rules().items():
        rates.setdefault(rule.numerator, []).append(rate)
    prices: dict[str, list[str]] = {}
    for basket in catalogue.baskets().values():
        prices.setdefault(basket.service, []).append(basket.indicator)
    return _gather(
        (indicator, sheet)
        for sheet, page in load_plan().sheets.items()
        for indicator in (
            *(line.indicator for line in page.lines),
            *(rate for line in page.lines for rate in rates.get(line.indicator, ())),
            *prices.get(page.service, ()),
        )
    )


@lru_cache(maxsize=1)
def _index_targets() -> Mapping[str, tuple[str, ...]]:
    """Return the targets that are measured by each indicator, also by the price of a basket."""
    baskets = catalogue.baskets()
    return _gather(
        (indicator, key)
        for key, target in targets().items()
        for indicator in (
            *target.indicators,
            *(baskets[basket].indicator for basket in target.baskets),
        )
    )


def _gather(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, tuple[str, ...]]:
    """Return the second parts of pairs by the first, each once."""
    gathered: dict[str, dict[str, None]] = {}
    for indicator, name in pairs:
        gathered.setdefault(indicator, {})[name] = None
    return {indicator: tuple(names) for indicator, names in gathered.items()}
