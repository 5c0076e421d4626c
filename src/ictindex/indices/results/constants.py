"""The name of a constant of a methodology document, by its path, and its value in words."""

from __future__ import annotations

from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.errors import NumberSyntaxError
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.sentences import (
    Sentence,
    add_detail,
    list_parts,
    name_economy,
    put_before,
)


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
                name = add_detail(name, name_calls(parts[3], parts[4]))
            return put_before(Sentence(f"baskets/{basket}"), name)
        case ["conversion", "denominator", "exceptions", series, _]:
            name = Sentence("constants/conversion-denominator-exceptions")
            return add_detail(name, Sentence(f"series/{series}"))
        case ["conversion", section, "editions", edition, key]:
            return add_detail(Sentence(f"constants/conversion-{section}-{key}"), edition)
        case ["population", "editions", edition, key]:
            return add_detail(Sentence(f"constants/population-{key}"), edition)
    return Sentence(f"constants/{path.replace('.', '-')}")


def name_calls(destination: str, period: str) -> Sentence:
    """Return the destination and the period of calls, as the parts of one phrase."""
    return Sentence(
        "methodology/calls-of",
        to=Sentence(f"constant-values/destination-{destination}"),
        period=Sentence(f"constant-values/period-{period}"),
    )


def constant_value(value: str | None, language: str, path: str = "") -> str:
    """Return the value of a constant in words: a number, a word, or the value as written."""
    return name_value(value, path).to_text(language)


def name_value(value: str | None, path: str = "") -> Sentence:
    """Return the value of a constant as codes: numbers, words, or the value as written."""
    if value is None:
        return list_parts(("–",))
    if path == "mandate":
        return Sentence(f"mandates/{value}")
    key = path.rpartition(".")[2]
    parts = [_name_item(item, key) for item in (value.split(", ") if value else ["none"])]
    return parts[0] if isinstance(parts[0], Sentence) and not parts[1:] else list_parts(parts)


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


def _name_item(item: str, key: str) -> Sentence | Decimal:
    try:
        return decimals.parse(item)
    except NumberSyntaxError:
        pass
    if i18n.has_label("constant-values", f"{key}-{item}"):
        return Sentence(f"constant-values/{key}-{item}")
    if key == "economies" and item in catalogue.economies():
        return name_economy(item)
    section = next((s for s in _SECTIONS if i18n.has_label(s, item)), "nodes")
    return Sentence(f"{section}/{item}")
