"""Names in the place of codes in data frames."""

from __future__ import annotations

import importlib
import inspect

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError
from ictindex.core.face import PUBLIC_NAMES, RECORDS
from ictindex.language.i18n.collation import sort_key


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def test_long_frames_keep_their_codes_next_to_the_names(result: ict.Result) -> None:
    plain = result.to_frame()
    named = result.to_frame(names="fr")
    assert named.columns.tolist()[:4] == ["economy", "economy_code", "node", "node_code"]
    assert set(named["economy_code"]) == set(plain["economy"])
    germany = named[named["economy_code"] == "DEU"]
    assert set(germany["economy"]) == {"Allemagne"}
    assert germany["node_code"].tolist() == plain[plain["economy"] == "DEU"]["node"].tolist()
    assert germany["score"].tolist() == plain[plain["economy"] == "DEU"]["score"].tolist()
    assert germany["node"].iloc[0] == "Indice de développement des TIC"
    assert named.index.tolist() == list(range(len(plain)))


@small_cases("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_rows_are_sorted_by_the_names_of_the_language(result: ict.Result, language: str) -> None:
    names = list(dict.fromkeys(result.to_frame(names=language)["economy"]))
    assert names == sorted(names, key=lambda name: sort_key(name, language))
    assert len(names) == len(result.economies)


def test_the_order_of_ranks_is_kept(result: ict.Result) -> None:
    plain, named = result.ranking(), result.ranking(names="ru")
    assert named["economy_code"].tolist() == plain["economy"].tolist()
    assert named["rank"].tolist() == plain["rank"].tolist()


def test_a_comparison_has_names_in_the_place_of_codes(result: ict.Result) -> None:
    published = ict.read_published({("BRA", "idi"): "82.0"})
    compared = ict.compute(result.methodology, result.observations, published=published)
    named = compared.comparison(names="fr")
    assert named[["economy", "economy_code"]].to_numpy().tolist() == [["Brésil", "BRA"]]
    assert named["published"].tolist() == compared.comparison()["published"].tolist()


def test_wide_frames_have_names_on_both_sides(result: ict.Result) -> None:
    named = ict.data.name_codes(result.scores, "es")
    assert named.columns[0] == "economy_code"
    assert named.attrs["column_codes"][0] == "idi"
    assert "Índice de Desarrollo de las TIC" in named.columns
    assert named.loc["Alemania", "economy_code"] == "DEU"
    assert named.index.name == "economy (exploration)"
    score = result.scores.loc["DEU", "idi"]
    assert named.loc["Alemania", "Índice de Desarrollo de las TIC"] == score


def test_groups_are_named(result: ict.Result) -> None:
    named = result.groups(names="en")
    assert {"group", "group_code", "node", "node_code"} <= set(named.columns)
    assert set(named.loc[named["group_code"] == "africa", "group"]) == {"Africa"}


def test_the_list_and_its_date_go_with_the_frame() -> None:
    frame = pd.DataFrame({"economy": ["GBR", "KOR", "ZZZ", None]})
    itu = ict.data.name_codes(frame, "en")
    assert itu["economy"].tolist()[:3] == ["United Kingdom", "Korea (Rep. of)", "ZZZ"]
    assert itu.attrs["designations_date"] == "2025-12"
    m49 = ict.data.name_codes(frame, "en", designations="m49")
    assert m49["economy"].tolist()[1] == "Republic of Korea"
    assert m49.attrs["designations"] == "m49"
    with ict.set_options(language="zh", designations="m49"):
        assert ict.data.name_codes(frame).attrs["names"] == "zh"
    assert frame.columns.tolist() == ["economy"]


def test_every_economy_against_every_other() -> None:
    codes = pd.Index(["DEU", "DZA", "ESP"], name="economy")
    frame = pd.DataFrame([[0, 1, 2], [3, 0, 4], [5, 6, 0]], index=codes, columns=codes)
    named = ict.data.name_codes(frame, "en")
    assert named.index.tolist() == ["Algeria", "Germany", "Spain"]
    assert named.columns.tolist() == ["economy_code", "Algeria", "Germany", "Spain"]
    assert named.loc["Algeria", "Spain"] == 4
    assert named.loc["Germany", "Algeria"] == 1


def test_an_unknown_language_or_list_is_refused(result: ict.Result) -> None:
    with pytest.raises(CatalogueError, match="'de'"):
        result.to_frame(names="de")
    with pytest.raises(CatalogueError, match="no list of names of economies 'map'"):
        ict.data.name_codes(result.ranking(), "fr", designations="map")


# Frames without codes of economies, indicators or groups, or that a file or a reader goes back to.
WITHOUT = {
    ("OutlierTreatment", "to_frame"),
    ("ImportanceWeights", "to_frame"),
    ("PrincipalComponents", "to_frame"),
    ("Editions", "to_frame"),
    ("Report", "to_frame"),
    ("CountryResult", "to_frame"),
    ("SeriesBreaks", "to_frame"),
    ("Areas", "to_frame"),
    ("PriceSeries", "groups"),
    ("LinkedSeries", "groups"),
}
METHODS = ("to_frame", "ranking", "comparison", "groups", "change", "effect")


def test_frames_for_people_take_names() -> None:
    lacking = set()
    for namespace in ("", "analysis", "editions", "prices"):
        for name, module in (PUBLIC_NAMES[namespace] | RECORDS.get(namespace, {})).items():
            kind = getattr(importlib.import_module(module), name)
            for method in METHODS if inspect.isclass(kind) else ():
                member = vars(kind).get(method)
                if inspect.isfunction(member):
                    signature = inspect.signature(member)
                    frame = "DataFrame" in str(signature.return_annotation)
                    if frame and "names" not in signature.parameters:
                        lacking.add((name, method))
    of_tables = {
        ("Observations", "to_frame"),
        ("Findings", "to_frame"),
        ("RuleFinding", "to_frame"),
    }
    left = lacking - of_tables - WITHOUT
    assert not left, f"give these names=, and return put_names(frame, names, self): {left}"
