"""The document of a user's own index: every fault at once, with its key."""

from __future__ import annotations

import copy
from pathlib import Path

import lab_cases
import pytest

import ictindex as ict

TOML = """
schema = 1
kind = "own-index"
id = "schools"
names = { en = "Schools online", zh = "联网学校" }
years = [2023, 2024]

[[nodes]]
id = "schools"
children = [{ id = "connected", weight = "1/3" }, { id = "speed", weight = "2/3" }]

[[indicators]]
id = "connected"
names = { en = "Schools connected" }
unit = "percent"
minimum = 0
maximum = 100
goalposts = [0, 97.50]

[[indicators]]
id = "speed"
names = { en = "Speed" }
unit = "mbits"
unit_names = { en = "Mbit/s" }
minimum = 0
goalposts = [0, 1000]
transformation = "ln1p"

[[areas]]
code = "N"
names = { en = "North" }
"""


def test_a_file_and_a_mapping_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "schools.toml"
    path.write_text(TOML, encoding="utf-8")
    own = ict.analysis.index(path)
    assert own.kind == "own-index" and own.id == "schools"
    assert own.document.constants()["leaves.connected.goalposts.full"] == "97.50"
    assert own.plan.weight_in_index("speed").denominator == 3
    with pytest.raises(ict.errors.UnknownMethodologyError, match="2025"):
        ict.compute(own, own.read([_frame()]), edition=2025)
    assert ict.compute(own, own.read(_frame()), edition=2024).ranked == 1


def _frame() -> object:
    import pandas as pd

    return pd.DataFrame({"economy": ["N"], "year": [2024], "connected": [50], "speed": [10]})


def refused(**other: object) -> str:
    with pytest.raises(ict.errors.DocumentError) as caught:
        ict.analysis.index(lab_cases.document(**other))
    return str(caught.value)


def test_unknown_missing_and_ill_typed_keys_are_named_together() -> None:
    message = refused(surplus=1, names=None, decimals="one", scale=0)
    assert message.splitlines()[0] == "index is not a usable document:"
    for part in ("'surplus' is not known", "'names' is missing", "'decimals'", "'scale'"):
        assert part in message


def test_what_does_not_fit_together_is_named_at_once() -> None:
    base = lab_cases.document()
    indicators = copy.deepcopy(base["indicators"])
    indicators[0]["id"] = "internet-users"
    indicators[1] |= {"direction": "higher-is-better", "minimum": 10, "maximum": 1}
    del indicators[1]["names"]
    indicators[2]["goalposts"] = [80, 80]
    nodes = copy.deepcopy(base["nodes"])
    nodes[0]["children"] = [{"id": "access", "weight": "0.6"}, {"id": "skills", "weight": "0.5"}]
    nodes[1]["children"] = [
        {"id": "households-online", "weight": 0}, {"id": "cost", "weight": "1"},
    ]  # fmt: skip
    message = refused(indicators=indicators, nodes=nodes, id="idi")
    for line in (
        "id: 'idi' already has a meaning in the catalogue. Choose another id.",
        "nodes.digital-districts: the shares of digital-districts add up to 1.1, not to 1.",
        "nodes.access.households-online: '0' is not a weight, which is a number above 0.",
        "indicators.0: 'internet-users' is an indicator of the catalogue, which has its name",
        "indicators.1.names: no name is given.",
        "indicators.1.minimum: in the range 10 … 1 the minimum is not below the maximum.",
        "indicators.1.direction: the direction of cost contradicts its goalposts 5000 … 500.",
        "both goalposts at 'indicators.2.goalposts' are the same value.",
    ):
        assert line in message, line


def test_a_tree_that_is_none_is_refused() -> None:
    nodes = copy.deepcopy(lab_cases.document()["nodes"])
    nodes[2]["children"] = [{"id": "missing", "weight": 1}]
    message = refused(nodes=nodes)
    assert "missing" in message and "basic-skills" in message


def test_areas_are_listed_once() -> None:
    areas = ict.analysis.Areas(lab_cases.AREAS)
    own = ict.analysis.index(lab_cases.document(areas=None), areas=areas)
    assert own.areas == areas
    with pytest.raises(ict.errors.DocumentError, match="both in the document and separately"):
        ict.analysis.index(lab_cases.document(), areas=areas)


def test_without_goalposts_an_indicator_has_a_direction_and_another_normalisation() -> None:
    indicators = copy.deepcopy(lab_cases.document()["indicators"])
    for indicator in indicators:
        del indicator["goalposts"]
    assert "no goalposts are given for “Cost of a connection”" in refused(
        indicators=copy.deepcopy(indicators)
    )
    message = refused(indicators=indicators, normalisation="min-max")
    assert (
        "indicators.0.direction: “Households online” has neither goalposts nor a direction."
        in message
    )
    indicators[0]["direction"] = indicators[2]["direction"] = "higher-is-better"
    own = ict.analysis.index(lab_cases.document(indicators=indicators, normalisation="min-max"))
    result = ict.compute(own, own.read(lab_cases.values()))
    assert result.scores.loc["KE-47", "digital-districts"] == 100
    assert result.scores.loc["KE-42", "cost"] == 0


def test_an_indicator_of_the_catalogue_is_named_by_its_id_alone() -> None:
    document = {
        "schema": 1, "kind": "own-index", "id": "two", "names": {"en": "Two"},
        "nodes": [{"id": "two", "children": [{"id": "internet-users", "weight": 1}]}],
        "indicators": [{"id": "internet-users", "goalposts": [0, 100]}],
    }  # fmt: skip
    own = ict.analysis.index(document)
    result = ict.compute(own, ict.sample_data("idi-2024-annex.csv"), edition=2022)
    assert float(result.scores.loc["BRA", "two"]) == 80.5
