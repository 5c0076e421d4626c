"""The rows of an explanation: every node of its tree, with all the digits."""

from __future__ import annotations

from typing import Any

import ictindex as ict
from ictindex.core.tables.csv_writer import write_csv
from ictindex.indices.idi.explanation_table import make_explanation


def test_each_node_of_the_tree_is_a_row_in_its_order() -> None:
    explanation = ict.compute(
        ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
    ).explain("BRA")
    nodes: list[str] = []

    def walk(tree: Any) -> None:
        nodes.append(tree.node)
        for child in tree.children:
            walk(child)

    walk(explanation.tree)
    table = make_explanation(explanation)
    assert list(table.cells["node"]) == nodes
    rows = {row["node"]: row for row in table.records()}
    users = rows["internet-users"]  # 80.5 of a goal of 95, printed in annex 2 of the report
    assert (users["value"], users["score"], users["year"]) == ("80.5", "84.7", 2022)
    assert users["score_unrounded"].startswith("84.7368421")
    assert rows["idi"]["published"] is None  # no published figures were passed
    assert write_csv(table).count("\n") == len(nodes) + 1
