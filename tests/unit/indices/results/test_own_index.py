"""An index of a user's own: read, computed, explained, grouped, and what refuses it."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import lab_cases
import pandas as pd
import pytest

import ictindex as ict
from ictindex.language import i18n


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return lab_cases.computed()


def test_scores_are_those_of_the_formulae(result: ict.Result) -> None:
    online, cost, skills = Fraction(40), Fraction(2500, 4500) * 100, Fraction(30, 80) * 100
    exact = Fraction(3, 5) * (online + cost) / 2 + Fraction(2, 5) * skills
    assert abs(Fraction(result.unrounded("KE-01")["digital-districts"]) - exact) < Fraction(
        1, 10**18
    )
    assert result.ranking()["economy"].tolist() == ["KE-47", "KE-01", "KE-42"]
    assert result.kind == "own-index" and result.id == "digital-districts-2024-own-index"
    assert result.extent.complete and result.rank_label("en") == "Rank"


def test_every_view_says_that_it_is_the_users(result: ict.Result) -> None:
    for language in i18n.LANGUAGES:
        text = i18n.text("lab", "own-areas", language)
        page = result.methodology
        for view in (result, result.explain("KE-01", language=language), page):
            assert text in view.to_markdown(language), language
        assert i18n.text("lab", "area", language) in result.to_text(language)
    frames = [result.to_frame(), result.groups(), result.ranking()]
    assert all((frame["result_kind"] == "own-index").all() for frame in frames)
    assert {table.index.name for table in (result.scores, result.ranks)} == {"economy (own-index)"}
    assert result.scores.attrs["own_index"] == "digital-districts"
    assert result.explain("KE-01").to_dict()["own_index"] == "digital-districts"
    assert "Mombasa" in result.to_text("en") and "مومباسا" in result.to_text("ar")


def test_groups_are_those_of_the_areas(result: ict.Result) -> None:
    frame = result.groups()
    assert frame["group"].unique().tolist() == ["coast", "lake", "inland", "all"]
    assert frame.attrs["grouping"] == "region"
    other = result.groups({"KE-01": "first", "KE-42": "first", "KE-47": "second"})
    assert other.query("node == 'digital-districts'")["count"].tolist() == [2, 1, 3]
    with pytest.raises(ict.errors.CatalogueError) as caught:
        result.groups("income")
    assert str(caught.value) == ("The user's areas have no grouping 'income'. Use one of: region.")
    with pytest.raises(ict.errors.CatalogueError):
        result.groups({"KEN": "first"})


def test_wide_and_long_tables_and_files_read_the_same(tmp_path: Path) -> None:
    own = ict.analysis.index(lab_cases.document())
    wide = lab_cases.values()
    long = wide.melt(["economy", "year"], var_name="indicator", value_name="value")
    wide.to_csv(tmp_path / "wide.csv", index=False)
    long.to_csv(tmp_path / "long.csv", index=False)
    results = [
        ict.compute(own, source).exact_scores
        for source in (wide, long, own.read(tmp_path / "wide.csv"), tmp_path / "long.csv",
                       own.read(wide.drop(columns="year"), year=2024),
                       own.read([wide.iloc[:1], wide.iloc[1:]]),
                       own.read((tmp_path / "wide.csv").read_bytes()),
                       own.read(io.BytesIO((tmp_path / "wide.csv").read_bytes())),
                       wide.to_dict("records"))
    ]  # fmt: skip
    assert all(scores == results[0] for scores in results)


def test_unknown_areas_and_indicators_are_findings() -> None:
    own = ict.analysis.index(lab_cases.document())
    frame = pd.DataFrame({
        "economy": ["KE-01", "KEN", "Kisumu", "KE-01"],
        "indicator": ["cost", "cost", "cost", "costs"], "year": 2024, "value": [1, 2, 3, 4],
    })  # fmt: skip
    messages = [finding.message("en") for finding in own.read(frame).findings]
    assert messages == [
        "'KEN' is not the code of an area of this index.",
        "'Kisumu' is not the code of an area of this index; 'KE-42' may be meant.",
        "'costs' is not the id or code of an indicator. Nearest: cost.",
    ]
    assert "'KE-01' is not the ISO 3166-1" in ict.read_observations(frame).findings[0].message("en")
    (impossible,) = own.read(lab_cases.values(**{"basic-skills": [101, 1, 1]})).findings
    assert impossible.code == "value.impossible"


def test_it_simulates_varies_and_is_asked_what_if(result: ict.Result) -> None:
    own = result.methodology
    table = lab_cases.values().set_index("economy").drop(columns="year")
    simulated = own.simulate(table)
    assert simulated["KE-01"] == pytest.approx(
        float(result.unrounded("KE-01")["digital-districts"])
    )
    variant = own.variant("even", weights={"digital-districts": {"access": 1, "skills": 1}})
    assert isinstance(variant, ict.analysis.OwnIndex) and variant.kind == "variant"
    other = ict.compute(variant, own.read(lab_cases.values()))
    assert other.kind == "counterfactual" and other.id.endswith("counterfactual-even")
    notices = " ".join(other.notices("en"))
    assert (
        "index of the user’s own" in notices and "Access to the network) 1 in place of 3" in notices
    )
    changed = ict.what_if(result, {("KE-47", "basic-skills"): 10})
    assert changed.effect().query("node == 'digital-districts'")["economy"].tolist() == ["KE-47"]
    with pytest.raises(ict.errors.UsageError, match="'internet'"):
        ict.what_if(result, {("KE-47", "internet"): 10})


def test_the_year_is_that_of_the_observations_or_named() -> None:
    own = ict.analysis.index(lab_cases.document())
    both = pd.concat([lab_cases.values(), lab_cases.values(year=2023)])
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.compute(own, own.read(both))
    assert str(caught.value) == (
        "The observations do not say which one year digital-districts is to be computed for. "
        "Name the year as edition. There are: 2023, 2024."
    )
    assert ict.compute(own, own.read(both), edition=2023).edition == 2023
    assert ict.compute(own.with_edition(2023), own.read(both)).edition == 2023


def test_nothing_of_it_is_published(result: ict.Result, tmp_path: Path) -> None:
    with pytest.raises(ict.errors.RefusedEditionError) as caught:
        ict.publish(result, tmp_path, released="2024-01-01")
    assert str(caught.value).startswith(
        "digital-districts-2024-own-index is a result of an index of the user's own, which is "
        "never published as an edition."
    )
    parts = result.parts() | {"kind": "exploration"}
    with pytest.raises(ict.errors.FrozenDocumentError):
        ict.publish(ict.Result(**parts), tmp_path, released="2024-01-01")
    with pytest.raises(ict.errors.UsageError, match="has a kind of its own"):
        ict.compute(result.methodology, lab_cases.values(), kind="demonstration")


def test_a_toml_file_is_a_methodology(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'schema = 1\nkind = "own-index"\nid = "one"\nnames = { en = "One" }\n'
        'nodes = [{ id = "one", children = [{ id = "mine", weight = 1 }] }]\n'
        'indicators = [{ id = "mine", names = { en = "Mine" }, unit = "percent", '
        "goalposts = [0, 100] }]\n",
        encoding="utf-8",
    )
    own = ict.methodology(path, edition=2024)
    assert isinstance(own, ict.analysis.OwnIndex) and own.edition == 2024 and own.areas is None
    assert ict.compute(own, own.read(pd.DataFrame({"economy": ["BRA"], "mine": [7]}), year=2024)
                       ).ranked == 1  # fmt: skip
    assert own.score({"mine": 7}).score == 7


def test_pages_of_a_part_of_a_result_have_the_names_of_the_user() -> None:
    result = lab_cases.computed()
    first, area = next(iter(result.methodology.indicators)), result.economies[0]
    other = ict.what_if(result, {(area, first): "50"})
    page = other.show_groups(dict.fromkeys(result.economies, "all of them")).to_text("en")
    assert other.notices("en")[-1] in " ".join(page.split())
    assert other.methodology.document.index not in page.splitlines()[0]
