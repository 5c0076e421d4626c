"""The verdict on comparability: its rules, one by one, and six survey programmes."""

from __future__ import annotations

from typing import Any

from small_cases import small_cases
from survey_cases import make_mapping

from ictindex.language import i18n
from ictindex.submissions.surveys.comparability import (
    REASONS,
    Comparability,
    judge_comparability,
)
from ictindex.submissions.surveys.survey_mapping import read_mapping


def judge(period: str = "P3M", indicator: str = "internet-users", **changes: Any) -> Comparability:
    """Return the verdict on an indicator of the invented survey, with changes of its mapping."""
    mapping = make_mapping(**changes)
    mapping["indicators"] = [
        {
            "indicator": indicator,
            "reference_period": period,
            "answers": [{"variable": "net", "yes": [1], "no": [2]}],
            **({"item": "programming"} if indicator == "individuals-ict-skills" else {}),
        }
    ]
    stated = read_mapping(mapping)
    return judge_comparability(stated, stated.indicators[0])


def scope(begins: int = 0, ends: int = 0, **more: str) -> dict[str, Any]:
    return {"coverage": "national", "age_from": begins, "age_to": ends, **more}


def test_a_survey_that_asks_what_the_definition_says() -> None:
    assert judge() == ("comparable", ())


@small_cases(
    ("changes", "verdict", "reasons"),
    [
        ({"period": "P12M"}, "not-comparable", ("reference-period",)),
        ({"period": "ever"}, "not-comparable", ("reference-period",)),
        ({"population": scope(6)}, "comparable-with-note", ("ages-fewer",)),
        ({"population": scope(16, 74)}, "comparable-with-note", ("ages-fewer",)),
        ({"population": scope(17)}, "not-comparable", ("ages-too-few",)),
        ({"population": scope(15, 49)}, "not-comparable", ("ages-too-few",)),
        ({"population": {"coverage": "part"}}, "not-comparable", ("part-of-territory",)),
        (
            {"population": {"coverage": "national-except"}},
            "comparable-with-note",
            ("territory-excepted",),
        ),
        (
            {"weight": {"variable": "weight", "unit": "household"}},
            "comparable-with-note",
            ("weight-of-household",),
        ),
        (
            {
                "weight": {"variable": "weight", "unit": "household"},
                "population": scope(respondents="one"),
            },
            "not-comparable",
            ("weight-of-other-unit",),
        ),
        (
            {"period": "P12M", "population": scope(6)},
            "not-comparable",
            ("reference-period", "ages-fewer"),
        ),
    ],
)
def test_each_rule(changes: dict[str, Any], verdict: str, reasons: tuple[str, ...]) -> None:
    assert judge(**changes) == (verdict, reasons)


# What six programmes ask of users of the Internet, or of owners of a phone: period, ages, coverage.
PROGRAMMES = {
    "DHS-7, women: last 12 months": ("P12M", scope(15, 49), "not-comparable"),
    "PSLM Pakistan 2014-15: last month": ("P1M", scope(10), "not-comparable"),
    "PSLM Pakistan 2014-15: last year": ("P1Y", scope(10), "not-comparable"),
    "EPH Argentina: 31 cities": ("P3M", scope(4) | {"coverage": "part"}, "not-comparable"),
    "ENDUTIH Mexico": ("P3M", scope(6), "comparable-with-note"),
    "16 to 74, last 3 months": ("P3M", scope(16, 74), "comparable-with-note"),
    "all ages, last 3 months": ("P3M", scope(), "comparable"),
}


@small_cases("name", PROGRAMMES)
def test_survey_programmes(name: str) -> None:
    period, population, verdict = PROGRAMMES[name]
    assert judge(period, population=population).verdict == verdict


def test_a_note_is_written_in_six_languages() -> None:
    verdict = judge("P12M", population=scope(6))
    assert verdict.describe("en") == (
        "not comparable: another reference period; not all ages in scope"
    )
    for language in i18n.LANGUAGES:
        words = {i18n.text("survey-reasons", reason, language) for reason in REASONS}
        assert len(words) == len(REASONS)
        assert verdict.describe(language)


def test_another_treatment_of_unknown_answers_is_a_note() -> None:
    mapping = make_mapping()
    mapping["indicators"][0]["unknown_answers"] = "out-of-denominator"
    stated = read_mapping(mapping)
    assert judge_comparability(stated, stated.indicators[0]) == (
        "comparable-with-note",
        ("unknown-answers",),
    )
