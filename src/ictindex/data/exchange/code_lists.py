"""The code lists of SDMX: the codes of the catalogue with their names in six languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import dated_targets, loading
from ictindex.language import i18n
from ictindex.language.i18n import word_files

# In the key of a row where a column says nothing: the total of a breakdown, or not stated.
TOTAL, NOT_STATED = "_T", "_Z"
FIRST_VERSION = "1.0.0"
_OTHER_SIGNS = re.compile(r"[^A-Za-z0-9_@$-]", re.ASCII)
Names = Mapping[str, str]
Notes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A code: its id in SDMX, what it is here, its names by language, and further codes of it."""

    id: str
    value: str
    names: Names
    notes: Notes = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list; ``origin`` is the list of others that its codes are from."""

    id: str
    version: str
    names: Names
    codes: tuple[Code, ...]
    origin: str = ""

    def ids(self) -> dict[str, str]:
        """Return the ids in SDMX by what the codes are here."""
        return {code.value: code.id for code in self.codes}


def code_id(value: str) -> str:
    """Return an id of the catalogue as an id of SDMX, which has neither points nor slashes."""
    return _OTHER_SIGNS.sub("_", value)


def names_in(name: Callable[[str], str]) -> Names:
    """Return the names that a function of the language gives."""
    return MappingProxyType({language: name(language) for language in i18n.LANGUAGES})


def label_names(section: str, key: str) -> Names:
    """Return the words of a key in six languages."""
    return names_in(lambda language: i18n.label(section, key, language))


@cache
def exchange() -> Mapping[str, Any]:
    """Return what the catalogue says of the exchange of tables."""
    return MappingProxyType(dict(loading.toml("exchange.toml")))


@cache
def structure_versions() -> Mapping[str, Any]:
    """Return the versions on record, and the day of their record."""
    return MappingProxyType(dict(loading.toml("exchange_versions.toml")))


def version_of(section: str, own_id: str) -> str:
    """Return the version on record; of what has none yet, the first."""
    return str(structure_versions().get(section, {}).get(own_id, {}).get("version", FIRST_VERSION))


@cache
def code_list(list_id: str) -> CodeList:
    """Return a code list; its version is that on record."""
    stated = exchange()["code_lists"][list_id]
    version = version_of("code_lists", list_id)
    names = label_names("concepts", stated["concept"])
    return CodeList(list_id, version, names, tuple(_CODES[list_id]()), stated.get("origin", ""))


def list_of(kind: str, column: str) -> str:
    """Return the id of the code list of a column; empty if its cells are no codes of a list."""
    for list_id, listed in exchange()["code_lists"].items():
        if kind in listed.get("kinds", ()) or column in listed.get("columns", ()):
            return str(list_id)
    return ""


def _label_codes(section: str, values: Iterable[str]) -> Iterator[Code]:
    for value in values:
        yield Code(code_id(value), value, label_names(section, value))


def _list_words(section: str) -> Iterator[Code]:
    """Yield a code for each key of a section of words."""
    return _label_codes(section, word_files.find("en", (section,)))


def _areas() -> Iterator[Code]:
    for iso3, economy in sorted(catalogue.economies().items()):
        notes = (("M49", economy.m49), ("ISO2", economy.iso2))
        yield Code(iso3, iso3, _economy_names(iso3), tuple(note for note in notes if note[1]))


def _economy_names(economy: str) -> Names:
    return names_in(lambda language: i18n.economy_name(economy, language, "itu"))


def _indicators() -> Iterator[Code]:
    yield from _label_codes("nodes", catalogue.node_ids())
    for value, indicator in catalogue.indicators().items():
        codes = [
            (f"{publisher.upper()}_CODE", " ".join(own))
            for publisher, own in indicator.codes.items()
            if own
        ]
        notes = (("UNIT", indicator.unit), ("DECIMALS", str(indicator.decimals)), *codes)
        yield Code(code_id(value), value, label_names("nodes", value), notes)


def _definitions() -> Iterator[Code]:
    for value, definition in catalogue.basket_definitions().items():
        notes = (("ITU_CODE", definition.itu),) if definition.itu else ()
        yield Code(code_id(value), value, label_names("basket-definitions", value), notes)
    yield Code(NOT_STATED, "", label_names("exchange-codes", "not-stated"))


def _groups() -> Iterator[Code]:
    listed = catalogue.groupings().values()
    ids = dict.fromkeys(group for grouping in listed for group in grouping.groups)
    return _label_codes("groups", ["all", *ids])


def _targets() -> Iterator[Code]:
    for value, target in dated_targets.targets().items():
        names = _target_names(target.document.body, value.partition("/")[2])
        yield Code(code_id(value), value, names, (("TEXT", target.text),))


def _target_names(body: str, part: str) -> Names:
    return names_in(
        lambda language: i18n.detail(
            i18n.label("targets", f"body-{body}", language), part, language
        )
    )


def _currencies() -> Iterator[Code]:
    english = {row["code"]: row["name"] for row in loading.rows("currency_names.csv")}
    for code, currency in catalogue.currencies().items():
        notes = (("MINOR_UNITS", str(currency.minor_units)),)
        yield Code(code, code, {"en": english[code]}, notes)


def _breakdown(name: str) -> Iterator[Code]:
    for code in catalogue.breakdowns()[name]:
        if code == TOTAL:
            yield Code(code, "", label_names("exchange-codes", "total"))
        else:
            yield Code(code, code, label_names(f"questionnaire/categories/{name}", code))


# The codes of each list, when they are needed.
_CODES: Mapping[str, Callable[[], Iterator[Code]]] = MappingProxyType(
    {
        "CL_FREQ": lambda: iter([Code("A", "A", label_names("exchange-codes", "annual"))]),
        "CL_AREA": _areas,
        "CL_INDICATOR": _indicators,
        "CL_SERIES": lambda: _label_codes("series", catalogue.economics_series()),
        "CL_BASKET": lambda: _label_codes("baskets", catalogue.baskets()),
        "CL_BASKET_DEFINITION": _definitions,
        "CL_MEASURE": lambda: _label_codes("measures", catalogue.measures()),
        "CL_STATISTIC": lambda: _list_words("statistics"),
        "CL_GROUP": _groups,
        "CL_TARGET": _targets,
        "CL_SEX": lambda: _breakdown("sex"),
        "CL_URBANISATION": lambda: _breakdown("location"),
        "CL_UNIT_MEASURE": lambda: _list_words("units"),
        "CL_CURRENCY": _currencies,
        "CL_OBS_STATUS": lambda: _label_codes("status", catalogue.status_codes()),
        "CL_CONF_STATUS": lambda: _label_codes("conf-status", catalogue.confidentiality_codes()),
        "CL_SOURCE_CLASS": lambda: _label_codes("source-class", catalogue.source_classes()),
        "CL_FLAG": lambda: _list_words("flags"),
    }
)
