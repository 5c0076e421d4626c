"""The name of a constant of a methodology document, by its path, and its value in words."""

from __future__ import annotations

from ictindex.core import decimals
from ictindex.core.errors import NumberSyntaxError
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence, add_detail, put_before


def constant_name(path: str, language: str) -> str:
    """Return the name of a constant of a document by its path."""
    return name_constant(path).to_text(language)


def name_constant(path: str) -> Sentence:
    """Return the name of a constant of a document by its path, as codes."""
    parts = path.split(".")
    match parts:
        case ["leaves", leaf, *_, key] if key.startswith("value-"):
            return put_before(
                _node(leaf), Sentence("lab/set-value", number=key.removeprefix("value-"))
            )
        case ["leaves", leaf, key] if key.startswith("treatment-step-"):
            step = Sentence("constants/treatment-step")
            return put_before(_node(leaf), add_detail(step, key.rpartition("-")[2]))
        case ["nodes", parent, "weights", child]:
            return put_before(
                _node(parent), add_detail(Sentence("methodology/weight"), _node(child))
            )
        case ["leaves" | "nodes", node, *_, key]:
            return put_before(_node(node), Sentence(f"constants/{key}"))
        case ["indicators", leaf]:
            return put_before(Sentence("methodology/indicator"), _node(leaf))
        case ["baskets" | "conversion" | "population", *_]:
            return _basket_constant(parts, path)
        case ["sourcing", key, number]:
            return Sentence(f"constants/sourcing-{key}", number=number)
    return Sentence(f"constants/{path.replace('.', '-')}")


def _node(key: str) -> Sentence:
    return Sentence(f"nodes/{key}")


def _basket_constant(parts: list[str], path: str) -> Sentence:
    """Return the name of a constant of baskets, of their conversion, or of one edition."""
    match parts:
        case ["baskets", basket, *_, key]:
            name = Sentence(f"constants/baskets-{key}")
            if len(parts) > 3:  # calls to a destination in a period
                name = add_detail(name, _name_calls(parts[3], parts[4]))
            return put_before(Sentence(f"baskets/{basket}"), name)
        case ["conversion", "denominator", "exceptions", series, _]:
            name = Sentence("constants/conversion-denominator-exceptions")
            return add_detail(name, Sentence(f"series/{series}"))
        case ["conversion", section, "editions", edition, key]:
            return add_detail(Sentence(f"constants/conversion-{section}-{key}"), edition)
        case ["population", "editions", edition, key]:
            return add_detail(Sentence(f"constants/population-{key}"), edition)
    return Sentence(f"constants/{path.replace('.', '-')}")


def _name_calls(destination: str, period: str) -> Sentence:
    return Sentence(
        "methodology/calls-of",
        to=Sentence(f"constant-values/destination-{destination}"),
        period=Sentence(f"constant-values/period-{period}"),
    )


def calls_name(destination: str, period: str, language: str) -> str:
    """Return the destination and the period of calls, as the parts of one phrase."""
    return _name_calls(destination, period).to_text(language)


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
