"""The precision of a survey in the explanation of a score."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.tables.csv_writer import write_csv
from ictindex.indices.idi.explain import Explanation
from ictindex.indices.idi.explanation_table import make_explanation
from ictindex.language import i18n

STATED = {
    "standard_error": "1.2",
    "sample_size": "3000",
    "design_effect": "1.8",
    "lower_bound": "38.4",
    "upper_bound": "43.2",
    "error_method": "jackknife",
    "degrees_of_freedom": "79",
    "made_by": "R survey 4.4-2: svyby",
}


def explained(stated: dict[str, str]) -> Explanation:
    """The explanation of one economy, of whose internet users a survey states a precision."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="KEN")
    frame = table.to_frame()
    for name, figure in stated.items():
        frame[name] = [figure if key == "internet-users" else "" for key in frame["indicator"]]
    table = ict.read_observations(frame)
    return ict.compute(ict.methodology("idi", edition=2024), table).explain("KEN")


@pytest.fixture(scope="module")
def precise() -> Explanation:
    return explained(STATED)


def test_a_value_is_explained_with_its_precision(precise: Explanation) -> None:
    text = precise.to_text("en")
    assert (
        "40.8 \u00b1 1.2 (Standard error); Interval from: 38.4; Interval to: 43.2; "
        "Confidence level: 95\u00a0%; Respondents: 3,000; Design effect: 1.8; "
        "Method of the error: Jackknife; Degrees of freedom: 79; Made by: R survey 4.4-2: svyby."
    ) in text.replace("\u2068", "").replace("\u2069", "").replace("95%", "95\u00a0%")
    assert "No error of the score or of the index is claimed" in text


@small_cases("language", i18n.LANGUAGES)
def test_every_language_says_so(precise: Explanation, language: str) -> None:
    assert i18n.text("explain", "precision-of-score", language) in precise.to_text(language)


def test_a_value_without_precision_is_explained_as_before(precise: Explanation) -> None:
    plain = explained({})
    assert "Precision" not in plain.to_text("en")
    assert "standard_error" not in write_csv(make_explanation(plain))
    assert "precision" not in str(plain.to_dict())


def test_the_data_of_an_explanation_have_the_precision(precise: Explanation) -> None:
    def find(node: dict[str, Any]) -> dict[str, Any]:
        below = (find(child) for child in node.get("children", ()))
        own = node if node["node"] == "internet-users" else None
        return own or next((own_record for own_record in below if own_record), {})

    expected = {**STATED, "confidence_level": None}
    assert find(precise.to_dict())["precision"] == expected
    assert "standard_error" in write_csv(make_explanation(precise)).splitlines()[0]
