"""Structures of indices: read from methodologies, mappings and tables; refused where none is."""

from __future__ import annotations

import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.tables.hierarchy import read_hierarchy
from ictindex.core.errors import UsageError

TREE = {"a": "x", "b": "x", "c": "y", "x": "i", "y": "i", "i": None}


def test_a_mapping_is_read_with_levels_from_the_indicators_up() -> None:
    table = read_hierarchy(TREE)
    assert dict(table.levels) == {"a": 1, "b": 1, "c": 1, "x": 2, "y": 2, "i": 3}
    assert (table.top, table.top_level, table.leaves) == ("i", 3, ("a", "b", "c"))
    assert table.above("a") == ("x", "i")
    assert table.below("i", 1) == ("a", "b", "c")
    assert table.share("a") == 0.25


def test_a_methodology_is_read_with_its_uneven_tree() -> None:
    table = read_hierarchy(ict.methodology("idi", edition=2024))
    assert table.levels["coverage-3g"] == 1
    assert table.levels["network-coverage"] == 2
    assert table.group_of("internet-users", 2) == "universal-connectivity"
    assert table.group_of("coverage-3g", 2) == "network-coverage"
    assert table.group_of("idi", 2) is None
    assert table.share("coverage-4g") == pytest.approx(3 / 5 / 6 / 2)


def test_a_table_is_read_by_our_names_or_those_of_coinr() -> None:
    table = pd.DataFrame(
        {
            "iCode": ["a", "b", "x", "pop"],
            "Parent": ["x", "x", None, None],
            "Weight": [1.0, 3.0, 1.0, None],
            "Direction": [1, -1, 1, None],
            "Level": [1, 1, 2, None],
            "Type": ["Indicator", "Indicator", "Aggregate", "Denominator"],
        }
    )
    hierarchy = read_hierarchy(table)
    assert hierarchy.codes == ("a", "b", "x")
    assert (hierarchy.share("b"), hierarchy.directions["b"], hierarchy.levels["x"]) == (0.75, -1, 2)
    ours = table[["iCode", "Parent"]].rename(columns={"iCode": "code", "Parent": "parent"})
    assert read_hierarchy(ours[:3]).parents == {"a": "x", "b": "x"}


REFUSED = [
    (5, "The structure of an index cannot be read from an object of the type int."),
    (pd.DataFrame({"code": ["a"]}), "The table of the structure has no column: parent."),
    (
        pd.DataFrame({"code": ["a", "a"], "parent": ["x", "y"]}),
        "Codes that are twice in the structure: a.",
    ),
    ({"a": "b", "b": "a"}, "These codes are above one another in a circle: a, b, a."),
]


@pytest.mark.parametrize(("structure", "message"), REFUSED)
def test_what_is_no_structure_is_refused(structure: object, message: str) -> None:
    with pytest.raises(UsageError) as refusal:
        read_hierarchy(structure)
    assert str(refusal.value).startswith(message)


def test_a_level_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError) as refusal:
        read_hierarchy(TREE).list_codes(4)
    assert str(refusal.value) == (
        "The structure has no level 4. Use a level from 1 (indicators) to 3 (the index)."
    )
