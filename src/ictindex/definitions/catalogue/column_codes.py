"""The codes of columns of observations with their names, for lists to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue.indicators import (
    catalogued_indicators,
    confidentiality_codes,
    source_classes,
    status_codes,
)
from ictindex.language import i18n

Coded = Literal["status", "conf_status", "source_class", "unit"]


def _list_units() -> dict[str, None]:
    return {unit: None for each in catalogued_indicators().values() for unit in each.units}


# For each column its section of the language files, and its codes.
_LISTS: Mapping[str, tuple[str, Callable[[], Iterable[str]]]] = {
    "status": ("status", status_codes),
    "conf_status": ("conf-status", confidentiality_codes),
    "source_class": ("source-class", source_classes),
    "unit": ("units", _list_units),
}


def code_names(column: Coded, language: str | None = None) -> dict[str, str]:
    """Return the codes that a column of observations may have, with their names.

    Economies, indicators, baskets, groupings and targets have a method ``name`` of their own.

    Parameters
    ----------
    column : str
        ``"status"``, ``"conf_status"``, ``"source_class"`` or ``"unit"``.
    language : str, optional
        One of the six; by default the one in force.

    Returns
    -------
    dict of str to str
        Name by code, in the order of the catalogue.

    Raises
    ------
    UsageError
        If the column is none of these.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.code_names("conf_status", "fr")["F"]
    'libre : peut être publié'
    >>> list(ict.data.code_names("source_class"))[:2]
    ['official-submission', 'official-publication']
    """
    if column not in _LISTS:
        raise UsageError(
            "analysis.choice", argument="column", wanted=str(column)[:40], allowed=get_args(Coded)
        )
    section, codes = _LISTS[column]
    return {code: i18n.label(section, code, language) for code in codes()}
