"""Codes of a survey as whole numbers: several questions, empty cells, unknown answers, ages."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from survey_cases import make_mapping

from ictindex.submissions.surveys.record_codes import (
    NO,
    NOT_ASKED,
    NOTHING,
    UNKNOWN,
    YES,
    encode_records,
)
from ictindex.submissions.surveys.survey_mapping import read_mapping
from ictindex.submissions.surveys.survey_records import open_frame


def encode(frame: pd.DataFrame, mapping: dict[str, Any], *by: str) -> pd.DataFrame:
    """Return the coded records of a mapping without filters and design."""
    stated = read_mapping(mapping)
    records = open_frame(frame, "frame").choose(stated.variables)
    return pd.DataFrame(encode_records(records, stated, by))


def small(**changes: Any) -> dict[str, Any]:
    mapping = make_mapping(**changes)
    for key in ("identifier", "filters", "design", "age", "breakdowns"):
        if key not in changes:
            del mapping[key]
    mapping["indicators"] = changes.get("indicators", mapping["indicators"][:1])
    return mapping


@pytest.mark.parametrize("kind", [float, "Int64"])
def test_each_meaning_of_an_answer(kind: Any) -> None:
    answers = {"variable": "net", "yes": [1, 2], "no": [3], "unknown": [9], "not_asked": [0]}
    indicator = {"indicator": "internet-users", "reference_period": "P3M"}
    mapping = small(indicators=[indicator | {"answers": [answers | {"blank": "unknown"}]}])
    net = pd.Series([1, 2, 3, 9, 0, None, 7], dtype=kind)
    coded = encode(pd.DataFrame({"weight": 1.0, "net": net}), mapping)
    assert coded["answer_0"].tolist() == [YES, YES, NO, UNKNOWN, NOT_ASKED, UNKNOWN, NOTHING]


def test_one_yes_of_several_questions_is_enough() -> None:
    """Analogue or flat television: yes wins, then not known, then no."""
    pairs = [(1, 2), (2, 1), (2, 2), (2, 9), (9, 1), (9, 9)]
    question = {"yes": [1], "no": [2], "unknown": [9]}
    mapping = small(
        records="households",
        weight={"variable": "weight", "unit": "household"},
        indicators=[
            {
                "indicator": "households-television",
                "reference_period": "now",
                "answers": [{"variable": "a"} | question, {"variable": "b"} | question],
            }
        ],
    )
    frame = pd.DataFrame(pairs, columns=["a", "b"]).assign(weight=1.0)
    expected = [YES, YES, NO, UNKNOWN, YES, UNKNOWN]
    assert encode(frame, mapping)["answer_0"].tolist() == expected


def test_scope_by_filters_and_ages() -> None:
    mapping = small(
        population={"coverage": "national", "age_from": 6, "age_to": 74},
        filters=[{"variable": "done", "codes": [1]}, {"variable": "size", "lowest": 2}],
        age={"variable": "age", "unknown": [999], "groups": {"Y_LT15": [0, 14]}},
    )
    frame = pd.DataFrame(
        {
            "weight": 1.0,
            "net": 1,
            "done": [1, 1, 1, 1, 2, 1, None],
            "size": [2, 2, 2, 1, 2, None, 2],
            "age": [5, 6, 999, 30, 30, 30, 30],
        }
    )
    coded = encode(frame, mapping, "age")
    assert coded["in_scope"].tolist() == [0, 1, 1, 0, 0, 0, 0]
    assert coded["key_age"].tolist() == [0, 0] + [NOTHING] * 5


def test_implied_decimals() -> None:
    mapping = small(weight={"variable": "weight", "unit": "person", "implied_decimals": 6})
    frame = pd.DataFrame({"weight": [1234567, 2000000], "net": 1})
    assert encode(frame, mapping)["weight"].tolist() == [1.234567, 2.0]
