"""Errors and findings as plain data: every digit, in six languages, by an argument."""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath

import numpy as np
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, IctindexError, RefusedObservationsError
from ictindex.core.plain_data import make_plain
from ictindex.language.findings import Address, Finding
from ictindex.language.i18n import LANGUAGES, Sentence

FINDING = Finding(
    "number.percent-sign",
    economy="BRA",
    indicator="internet-users",
    year=2022,
    address=Address("a.csv", 2, "value"),
    details={"value": "80%"},
)


@small_cases(
    ("value", "plain"),
    [
        (Decimal("58.0"), "58.0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), "NaN"),
        (math.inf, "inf"),
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        pytest.param(10**5000, f"{10**5000:#x}", id="a long number"),
        (np.array([1, 2]), [1, 2]),
        (np.array(0.5), "0.5"),
        (True, True),
        (date(2026, 11, 30), "2026-11-30"),
        (datetime(2026, 11, 30, 12), "2026-11-30T12:00:00"),
        (PurePosixPath("a/b.csv"), "a/b.csv"),
        (Fraction(1, 3), "1/3"),
        (("a", Decimal("1.50")), ["a", "1.50"]),
        ({"b", "a"}, ["a", "b"]),
        ({2024: Decimal("1.0")}, {"2024": "1.0"}),
        ("caf\udce9.csv", "caf\\udce9.csv"),
        (b"\xff", "b'\\xff'"),
        (
            Sentence("extent/rank-part", count=77, total=Decimal("167.0")),
            {"code": "extent/rank-part", "figures": {"count": 77, "total": "167.0"},
             "is_note": False},
        ),
    ],
)  # fmt: skip
def test_nothing_is_lost_and_all_is_json(value: object, plain: object) -> None:
    made = make_plain(value)
    assert made == plain and type(made) is type(plain)
    assert json.loads(json.dumps(made, allow_nan=False)) == plain


def test_an_error_has_its_code_details_message_and_faults() -> None:
    nested = IctindexError("value.of-key", faults=[FINDING], key="idi", argument="scores")
    error = RefusedObservationsError("compute.errors-in-cells", faults=[FINDING, nested])
    for language in LANGUAGES:
        record = error.to_dict(language)
        assert json.loads(json.dumps(record)) == record
        assert record["code"] == "compute.errors-in-cells" and record["details"] == {}
        assert record["message"] == error.message(language)
        finding, other = record["faults"]
        assert finding["message"] == FINDING.message(language)
        assert finding["remedy"] == FINDING.remedy(language)
        assert finding["where"] == FINDING.where(language)
        assert finding["details"] == {"value": "80%"} and finding["year"] == 2022
        assert finding["address"] == {
            "source": "a.csv", "line": 2, "column": "value", "cell": None,
        }  # fmt: skip
        assert other["details"] == {"key": "idi", "argument": "scores"}
        assert other["faults"] == [finding]


def test_the_language_is_an_argument_and_the_one_in_force_the_default() -> None:
    messages = {language: FINDING.to_dict(language)["message"] for language in LANGUAGES}
    assert len(set(messages.values())) == 6
    with ict.set_options(language="fr"):
        assert FINDING.to_dict()["message"] == messages["fr"]
        assert FINDING.to_dict("ar")["message"] == messages["ar"]
    with pytest.raises(CatalogueError, match="xx"):
        FINDING.to_dict("xx")


def test_a_judgement_has_the_words_of_the_language_asked_for() -> None:
    annex = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    judgement = ict.validate(annex.where(economy="CRI"), year=2022)
    for language in LANGUAGES:
        expected = [finding.message(language) for finding in judgement]
        record = judgement.to_dict(language)
        assert [row["message"] for row in record["findings"]] == expected
        assert [each.to_dict(language)["message"] for each in judgement] == expected
    first = judgement[0].to_dict("en")
    assert first["rule"] == "C01" and first["value"] == "91.0" and first["compared"]
