"""The name of a constant of a methodology document, by its path, and its value in words."""

from __future__ import annotations

from ictindex.core import decimals
from ictindex.core.errors import NumberSyntaxError
from ictindex.definitions import catalogue
from ictindex.language import i18n


def _phrase(key: str, language: str) -> str:
    return i18n.text("methodology", key, language)


def constant_name(path: str, language: str) -> str:
    """Return the name of a constant of a document by its path."""
    parts = path.split(".")
    match parts:
        case ["leaves", leaf, *_, key] if key.startswith("value-"):
            number = key.removeprefix("value-")
            value = i18n.text("lab", "set-value", language, number=number)
            return i18n.pair(i18n.label("nodes", leaf, language), value, language)
        case ["leaves", leaf, key] if key.startswith("treatment-step-"):
            step = i18n.label("constants", "treatment-step", language)
            step = i18n.detail(step, key.rpartition("-")[2], language)
            return i18n.pair(i18n.label("nodes", leaf, language), step, language)
        case ["leaves", leaf, *_, key]:
            name = i18n.label("nodes", leaf, language)
            return i18n.pair(name, i18n.label("constants", key, language), language)
        case ["nodes", parent, "weights", child]:
            weight = _phrase("weight", language)
            of = i18n.detail(weight, i18n.label("nodes", child, language), language)
            return i18n.pair(i18n.label("nodes", parent, language), of, language)
        case ["nodes", node, *_, key]:
            name = i18n.label("nodes", node, language)
            return i18n.pair(name, i18n.label("constants", key, language), language)
        case ["indicators", leaf]:
            name = i18n.label("nodes", leaf, language)
            return i18n.pair(_phrase("indicator", language), name, language)
        case ["baskets" | "conversion" | "population", *_]:
            return _basket_constant(parts, path, language)
        case ["sourcing", key, number]:
            return i18n.text("constants", f"sourcing-{key}", language, number=number)
    return i18n.label("constants", path.replace(".", "-"), language)


def _basket_constant(parts: list[str], path: str, language: str) -> str:
    """Return the name of a constant of baskets, of their conversion, or of one edition."""
    match parts:
        case ["baskets", basket, *_, key]:
            name = i18n.label("constants", f"baskets-{key}", language)
            if len(parts) > 3:  # calls to a destination in a period
                cell = calls_name(parts[3], parts[4], language)
                name = i18n.detail(name, cell, language)
            return i18n.pair(i18n.label("baskets", basket, language), name, language)
        case ["conversion", "denominator", "exceptions", series, _]:
            name = i18n.label("constants", "conversion-denominator-exceptions", language)
            return i18n.detail(name, i18n.label("series", series, language), language)
        case ["conversion", section, "editions", edition, key]:
            name = i18n.label("constants", f"conversion-{section}-{key}", language)
            return i18n.detail(name, edition, language)
        case ["population", "editions", edition, key]:
            name = i18n.label("constants", f"population-{key}", language)
            return i18n.detail(name, edition, language)
    return i18n.label("constants", path.replace(".", "-"), language)


def calls_name(destination: str, period: str, language: str) -> str:
    """Return the destination and the period of calls, as the parts of one phrase."""
    to, when = (
        i18n.label("constant-values", f"{kind}-{key}", language)
        for kind, key in (("destination", destination), ("period", period))
    )
    return i18n.join((to, when), language)


def constant_value(value: str | None, language: str, path: str = "") -> str:
    """Return the value of a constant in words: a number, a word, or the value as written."""
    if value is None:
        return "–"
    if path == "mandate":
        return i18n.label("mandates", value, language)
    items = value.split(", ") if value else ["none"]
    key = path.rpartition(".")[2]
    return i18n.join((_word(item, language, key) for item in items), language)


# A value with different meanings under several keys has a word for each key, used first.
_SECTIONS = (
    "constant-values",
    "transformations",
    "source-class",
    "series",
    "basket-definitions",
    "baskets",
    "groups",
    "operations",
)


def _word(item: str, language: str, key: str) -> str:
    try:
        return i18n.number(decimals.parse(item), language)
    except NumberSyntaxError:
        pass
    if i18n.has_label("constant-values", f"{key}-{item}"):
        return i18n.label("constant-values", f"{key}-{item}", language)
    if key == "economies" and item in catalogue.economies():
        return i18n.economy_name(item, language)
    section = next((s for s in _SECTIONS if i18n.has_label(s, item)), "nodes")
    return i18n.label(section, item, language)
