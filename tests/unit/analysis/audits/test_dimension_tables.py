"""Components and alpha by group, with their marks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError

GENERATOR = np.random.default_rng(4)
COMMON = GENERATOR.normal(size=(40, 1))
LEAVES = pd.DataFrame(COMMON + GENERATOR.normal(size=(40, 5)), columns=list("abcde"))
TREE = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y", "x": "i", "y": "i"}


def test_one_common_cause_is_one_dimension() -> None:
    components = ict.analysis.principal_components(LEAVES, TREE, by_groups=False)
    first = components.eigenvalues.iloc[0]
    assert first["group"] == "all"
    assert components.eigenvalues["retained"].tolist() == [True, False, False, False, False]
    assert first["eigenvalue"] > first["chance_95"] > first["chance_mean"] > 1
    values = np.linalg.eigvalsh(LEAVES.corr().to_numpy())[::-1]
    assert components.eigenvalues["eigenvalue"].to_numpy() == pytest.approx(values)


def test_groups_are_those_of_the_parents_and_a_subset_is_a_subset() -> None:
    components = ict.analysis.principal_components(LEAVES, TREE, draws=0)
    assert components.eigenvalues["group"].tolist() == ["x"] * 3 + ["y"] * 2
    assert components.eigenvalues["chance_mean"].isna().all()
    assert components.eigenvalues["retained"].isna().all()
    part = ict.analysis.principal_components(LEAVES, TREE, codes=["b", "a"], draws=0)
    assert part.coefficients["indicator"].unique().tolist() == ["a", "b"]


def test_few_economies_and_imputed_cells_are_marked() -> None:
    marks = pd.DataFrame(False, index=LEAVES.index, columns=LEAVES.columns)
    marks.loc[3, "a"] = marks.loc[4, "d"] = True
    components = ict.analysis.principal_components(LEAVES[:14], TREE, imputed=marks[:14], draws=0)
    by_group = components.eigenvalues.groupby("group").first()
    assert by_group["enough_economies"].to_dict() == {"x": False, "y": True}
    assert by_group["imputed_cells"].to_dict() == {"x": 1, "y": 1}
    unsaid = ict.analysis.principal_components(LEAVES, TREE, draws=0)
    assert unsaid.eigenvalues["imputed_cells"].isna().all()
    alpha = ict.analysis.cronbach_alpha(LEAVES, TREE, imputed=marks).set_index("group")
    assert alpha["imputed_cells"].to_dict() == {"x": 1, "y": 1, "i": 2}


def test_a_result_says_itself_which_cells_nobody_observed() -> None:
    result = ict.compute(
        ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
    )
    components = ict.analysis.principal_components(result, draws=0).eigenvalues
    assert (components["imputed_cells"] > 0).any()
    assert (ict.analysis.cronbach_alpha(result)["imputed_cells"] > 0).any()


def test_alpha_has_a_row_for_each_group_above() -> None:
    alpha = ict.analysis.cronbach_alpha(LEAVES, TREE).set_index("group")
    assert alpha["indicators"].to_dict() == {"x": 3, "y": 2, "i": 5}
    items = ict.analysis.cronbach_alpha(LEAVES, TREE, items=True)
    assert items.query("group == 'x'")["indicator"].tolist() == ["a", "b", "c"]
    rest = np.corrcoef(LEAVES.a, LEAVES.b + LEAVES.c)[0, 1]
    assert items["item_rest"].iloc[0] == pytest.approx(rest)


def test_directions_matter_to_alpha() -> None:
    turned = LEAVES.assign(a=-LEAVES.a)
    table = pd.DataFrame(
        {"code": list("abcde"), "parent": ["i"] * 5, "direction": [-1, 1, 1, 1, 1]}
    )
    plain = ict.analysis.cronbach_alpha(LEAVES)["alpha"].iloc[0]
    alpha = ict.analysis.cronbach_alpha(turned, table, directed=True)["alpha"].iloc[0]
    assert alpha == pytest.approx(plain)
    assert ict.analysis.cronbach_alpha(turned, table)["alpha"].iloc[0] < plain


def test_the_page_shows_the_components_in_each_language() -> None:
    components = ict.analysis.principal_components(LEAVES, TREE)
    assert components.to_text("en").startswith("Principal components\n")
    assert 'dir="rtl"' in components.to_html("ar")


def test_too_few_economies_are_refused() -> None:
    with pytest.raises(UsageError) as refusal:
        ict.analysis.principal_components(LEAVES[:2], TREE)
    assert str(refusal.value).startswith(
        "Economies that have all indicators of 'x': 2; at least 3 are needed."
    )
    with pytest.raises(UsageError) as refusal:
        ict.analysis.principal_components(LEAVES, TREE, codes=["a", "z"])
    assert str(refusal.value).startswith("Codes that the table does not have: z.")


def test_a_table_that_was_completed_knows_its_imputed_cells() -> None:
    holes = LEAVES.copy()
    holes.loc[3, "a"] = holes.loc[4, "d"] = holes.loc[5, "d"] = np.nan
    completed = ict.analysis.impute(holes, "mean").completed
    alpha = ict.analysis.cronbach_alpha(completed, TREE).set_index("group")
    assert alpha["imputed_cells"].to_dict() == {"x": 1, "y": 2, "i": 3}
    components = ict.analysis.principal_components(completed, TREE, draws=0).eigenvalues
    assert components.groupby("group")["imputed_cells"].first().to_dict() == {"x": 1, "y": 2}


def test_the_page_of_components_says_who_is_few_and_what_is_imputed() -> None:
    marks = pd.DataFrame(False, index=LEAVES.index, columns=LEAVES.columns)
    marks.loc[3, "a"] = True

    def page(rows: int, imputed: pd.DataFrame | None) -> str:
        components = ict.analysis.principal_components(
            LEAVES[:rows], TREE, imputed=imputed, draws=0
        )
        return " ".join(components.to_text("en").split())

    few = page(14, marks[:14])
    assert "Fewer than 5 economies for each part" in few
    assert "different components: x." in few
    assert "Figures marked with * are based on values that were not observed" in few
    plain = page(40, marks.assign(a=False))
    assert "Fewer than 5" not in plain and "Figures marked" not in plain
    assert "It is not stated which of these figures" not in plain
    assert "It is not stated which of these figures" in page(40, None)
