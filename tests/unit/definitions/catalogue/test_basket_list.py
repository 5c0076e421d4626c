"""Price baskets and their codes: what ITU's workbook lists, no more and no less."""

from __future__ import annotations

import csv
import pickle
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from small_cases import small_cases

from ictindex.definitions import catalogue
from ictindex.language import i18n

DEFINITIONS = catalogue.basket_definitions()


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def test_the_baskets_are_those_of_the_index() -> None:
    assert list(catalogue.baskets()) == [
        "fixed-broadband",
        "mobile-data-only",
        "mobile-low",
        "mobile-high",
        "mobile-cellular-low",
        "fixed-telephone",
        "mobile-cellular",
        "mobile-broadband-computer",
    ]
    assert {d.basket for d in DEFINITIONS.values()} == set(catalogue.baskets())
    for key, definition in DEFINITIONS.items():
        assert key.startswith(f"{definition.basket}-") and definition.id == key


def test_every_basket_but_one_is_an_indicator_in_percent_of_income() -> None:
    named = [basket.indicator for basket in catalogue.baskets().values() if basket.indicator]
    assert len(set(named)) == len(named) == len(catalogue.baskets()) - 1
    for key in named:
        indicator = catalogue.indicators()[key]
        assert (indicator.unit, indicator.range) == ("percent-gni", "≥ 0")


def test_codes_lead_to_one_definition_and_say_the_measure() -> None:
    codes = [d.itu for d in DEFINITIONS.values() if d.itu]
    assert len(set(codes)) == len(codes) == 15
    for key, definition in DEFINITIONS.items():
        assert catalogue.definition_of(key) == (key, None)
        if definition.itu:
            assert catalogue.definition_of(definition.itu) == (key, None)
            assert catalogue.definition_of(f"{definition.itu}$") == (key, "usd")
            assert catalogue.definition_of(f"{definition.itu}_PPP") == (key, "ppp")
            assert catalogue.definition_of(f"{definition.itu}_GNI") == (key, "share")
    for unknown in ("", "$", "_GNI", "i154_FBB6", "i154_FBB5_LCU", "fixed-broadband"):
        assert catalogue.definition_of(unknown) is None


def test_a_code_of_an_indicator_is_of_the_only_definition() -> None:
    """The codes with which the two catalogues know a basket agree."""
    for indicator in catalogue.indicators().values():
        for code in indicator.codes.get("itu", ()):
            definition = catalogue.definition_of(code)
            if definition is not None:
                basket = DEFINITIONS[definition[0]].basket
                assert definition[1] == "share"
                assert catalogue.baskets()[basket].indicator == indicator.id


def test_the_history_is_that_of_the_workbook(data: Path) -> None:
    history = list(rows(data / "ipb" / "basket_history.csv"))
    reported = {(row["code_prefix"], int(row["year"])): row["status"] for row in history}
    assert len(reported) == len(history) == 80
    ours = {
        (definition.itu, year): definition.status(year)
        for definition in DEFINITIONS.values()
        for year in range(2000, 2026)
        if definition.status(year) != "outside"
    }
    assert ours == reported


def test_what_goes_on_and_what_has_ended() -> None:
    """Open years are those whose name in the workbook ends with a dash."""
    going = {key for key, d in DEFINITIONS.items() if d.status(2026) == "official"}
    assert going == {
        "fixed-broadband-5gb",
        "mobile-data-only-5gb",
        "mobile-low-1gb",
        "mobile-high-5gb",
    }


def test_allowances_are_those_of_the_names(data: Path) -> None:
    names = {r["code_prefix"]: r["basket_name"] for r in rows(data / "ipb" / "basket_names.csv")}
    assert set(names) == {d.itu for d in DEFINITIONS.values() if d.itu}
    for definition in DEFINITIONS.values():
        name = names.get(definition.itu, "").replace(" ", "").lower()
        if not name:
            continue
        if definition.data_mb is not None:
            gigabytes = f"{Decimal(definition.data_mb) / 1000:f}gb"
            assert gigabytes in name or f"{definition.data_mb}mb" in name
        if definition.sms is not None:
            assert f"{definition.sms}sms" in name
        counted = f"{definition.calls}calls" if definition.calls else f"{definition.minutes}min"
        assert counted in name or definition.minutes is None


@small_cases(
    ("basket", "year", "definition"),
    [
        ("fixed-broadband", 2017, "fixed-broadband-1gb"),
        ("fixed-broadband", 2018, "fixed-broadband-5gb"),
        ("mobile-data-only", 2024, "mobile-data-only-2gb"),
        ("mobile-data-only", 2025, "mobile-data-only-5gb"),
        ("mobile-cellular", 2017, None),
        ("mobile-cellular-low", 2017, "mobile-cellular-low-70min"),
        ("fixed-telephone", 2010, None),
        ("telex", 2025, None),
    ],
)
def test_the_official_definition_of_a_year(basket: str, year: int, definition: str | None) -> None:
    assert catalogue.definition_in(basket, year) == definition


def test_no_basket_has_two_official_definitions_in_a_year() -> None:
    for year in range(2008, 2030):
        official = [d.basket for d in DEFINITIONS.values() if d.status(year) == "official"]
        assert len(set(official)) == len(official), year


@small_cases(
    ("written", "near"),
    [
        ("fixed_broadband", "fixed-broadband"),
        ("Mobile High 5GB", "mobile-high-5gb"),
        ("I154_FBB5_gni", "i154_FBB5_GNI"),
        ("i154_FBB6", None),  # of another volume
        ("mobile-high-9gb", None),
        ("telex", None),
        ("", None),
    ],
)
def test_the_nearest_basket_is_named(written: str, near: str | None) -> None:
    assert catalogue.basket_hint(written) == near


def test_measures() -> None:
    assert catalogue.measures() == ("local", "usd", "ppp", "share")
    assert [catalogue.measure_of(text) for text in ("GNIpc", "PPP", "USD")] == [
        "share",
        "ppp",
        "usd",
    ]
    assert catalogue.measure_of("") is None


def test_every_basket_measure_and_series_has_words() -> None:
    sections = {
        "baskets": list(catalogue.baskets()),
        "basket-definitions": list(DEFINITIONS),
        "measures": list(catalogue.measures()),
        "series": list(catalogue.economics_series()),
    }
    gaps = [
        f"{section}: {key}"
        for section, keys in sections.items()
        for key in keys
        if not i18n.has_label(section, key)
    ]
    assert not gaps, gaps
    for section, keys in sections.items():
        assert len({i18n.label(section, key, "en") for key in keys}) == len(keys)


def test_baskets_cannot_be_changed_and_go_to_other_processes() -> None:
    definition = DEFINITIONS["mobile-high-2gb"]
    assert pickle.loads(pickle.dumps(definition)) == definition  # noqa: S301
    with pytest.raises(AttributeError):
        definition.sms = 0  # type: ignore[misc]
    for mapping in (catalogue.baskets(), DEFINITIONS):
        with pytest.raises(TypeError):
            mapping["telex"] = None  # type: ignore[index]
