"""The name of a constant of a methodology document, by its path, and its value in words."""

from __future__ import annotations

from ictindex import numbers, terms
from ictindex.errors import NumberSyntaxError


def _phrase(key: str, language: str) -> str:
    return terms.text("methodology", key, language)


def constant_name(path: str, language: str) -> str:
    """Return the name of a constant of a document by its path.

    Examples
    --------
    >>> constant_name("leaves.internet-users.goalposts.full", "en")
    'Individuals using the Internet: value that scores the full scale'
    """
    parts = path.split(".")
    if parts[0] == "leaves":
        leaf = terms.label("nodes", parts[1], language)
        return terms.pair(leaf, terms.label("constants", parts[-1], language), language)
    if parts[0] == "nodes":
        if parts[2] == "weights":
            parent, child = (terms.label("nodes", parts[n], language) for n in (1, 3))
            weight = terms.detail(_phrase("weight", language), child, language)
            return terms.pair(parent, weight, language)
        node = terms.label("nodes", parts[1], language)
        return terms.pair(node, terms.label("constants", parts[-1], language), language)
    if parts[0] == "indicators":
        leaf = terms.label("nodes", parts[1], language)
        return terms.pair(_phrase("indicator", language), leaf, language)
    if parts[0] == "sourcing" and len(parts) == 3:
        return terms.text("constants", f"sourcing-{parts[1]}", language, number=parts[2])
    return terms.label("constants", path.replace(".", "-"), language)


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
    return terms.join((_word(item, language) for item in items), language)


def _word(item: str, language: str) -> str:
    try:
        return terms.number(numbers.parse(item), language)
    except NumberSyntaxError:
        sections = ("constant-values", "transformations", "source-class", "series")
        section = next((s for s in sections if terms.has_label(s, item)), "nodes")
        return terms.label(section, item, language)
