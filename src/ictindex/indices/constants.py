"""The name of a constant of a methodology document, by its path, and its value in words."""

from __future__ import annotations

from ictindex import catalogue, numbers, terms
from ictindex.errors import NumberSyntaxError


def _phrase(key: str, language: str) -> str:
    return terms.text("methodology", key, language)


def constant_name(path: str, language: str) -> str:
    """Return the name of a constant of a document by its path.

    Examples
    --------
    >>> constant_name("leaves.internet-users.goalposts.full", "en")
    'Individuals using the Internet: value that scores the full scale'
    >>> constant_name("conversion.exchange_rate.editions.2019.window", "en")
    'Exchange rate: averaged over (2019)'
    """
    parts = path.split(".")
    match parts:
        case ["leaves", leaf, *_, key]:
            name = terms.label("nodes", leaf, language)
            return terms.pair(name, terms.label("constants", key, language), language)
        case ["nodes", parent, "weights", child]:
            weight = _phrase("weight", language)
            of = terms.detail(weight, terms.label("nodes", child, language), language)
            return terms.pair(terms.label("nodes", parent, language), of, language)
        case ["nodes", node, key]:
            name = terms.label("nodes", node, language)
            return terms.pair(name, terms.label("constants", key, language), language)
        case ["indicators", leaf]:
            name = terms.label("nodes", leaf, language)
            return terms.pair(_phrase("indicator", language), name, language)
        case ["baskets", basket, *_, key]:
            name = terms.label("constants", f"baskets-{key}", language)
            if len(parts) > 3:  # calls to a destination in a period
                cell = calls_name(parts[3], parts[4], language)
                name = terms.detail(name, cell, language)
            return terms.pair(terms.label("baskets", basket, language), name, language)
        case ["conversion", "denominator", "exceptions", series, _]:
            name = terms.label("constants", "conversion-denominator-exceptions", language)
            return terms.detail(name, terms.label("series", series, language), language)
        case ["conversion", section, "editions", edition, key]:
            name = terms.label("constants", f"conversion-{section}-{key}", language)
            return terms.detail(name, edition, language)
        case ["population", "editions", edition, key]:
            name = terms.label("constants", f"population-{key}", language)
            return terms.detail(name, edition, language)
        case ["sourcing", key, number]:
            return terms.text("constants", f"sourcing-{key}", language, number=number)
    return terms.label("constants", path.replace(".", "-"), language)


def calls_name(destination: str, period: str, language: str) -> str:
    """Return the destination and the period of calls, as the parts of one phrase.

    Examples
    --------
    >>> calls_name("on-net", "peak", "en")
    'to the same network, peak'
    """
    to, when = (
        terms.label("constant-values", f"{kind}-{key}", language)
        for kind, key in (("destination", destination), ("period", period))
    )
    return terms.join((to, when), language)


def constant_value(value: str | None, language: str, path: str = "") -> str:
    """Return the value of a constant for a reader: a number, a word, or as it stands.

    Parameters
    ----------
    value : str or None
        The value as a document writes it; ``None`` where it is absent.
    language : str
        A language.
    path : str, optional
        Path of the constant, by which its words are found.

    Returns
    -------
    str

    Examples
    --------
    >>> constant_value("33.30", "fr"), constant_value("scores-only", "en"), constant_value("", "en")
    ('33,30', 'scores only', 'none')
    >>> constant_value("resolution-131-rev-bucharest-2022", "en", "mandate")
    'Resolution 131 (Rev. Bucharest, 2022)'
    """
    if value is None:
        return "–"
    if path == "mandate":
        return _phrase(f"mandate-{value}", language)
    items = value.split(", ") if value else ["none"]
    key = path.rpartition(".")[2]
    return terms.join((_word(item, language, key) for item in items), language)


# What one value means under several keys has a word for each key, before the common ones.
_SECTIONS = (
    "constant-values", "transformations", "source-class", "series",
    "basket-definitions", "baskets", "groups",
)  # fmt: skip


def _word(item: str, language: str, key: str) -> str:
    try:
        return terms.number(numbers.parse(item), language)
    except NumberSyntaxError:
        pass
    if terms.has_label("constant-values", f"{key}-{item}"):
        return terms.label("constant-values", f"{key}-{item}", language)
    if key == "economies" and item in catalogue.economies():
        return terms.economy_name(item, language)
    section = next((s for s in _SECTIONS if terms.has_label(s, item)), "nodes")
    return terms.label(section, item, language)
