"""score(): a plain mapping in, a plain object out."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from indices_cases import DOCUMENTS, PRINTED, VALUES, economy, frame, message_of, sample
from reference import half_up, score
from without_arrays import run_without_arrays

import ictindex as ict
from ictindex.core.errors import MissingInputsError, NumberSyntaxError, UsageError


def test_the_box_of_the_report(idi: ict.Methodology) -> None:
    item = idi.score(VALUES)
    other = {"mobile-phone-ownership": Decimal("98.7"), "idi": Decimal("89.4")}
    for key, figure in PRINTED.items():
        assert item.nodes[key] == other.get(key, Decimal(figure))
    assert item.score == Decimal("89.4")
    assert str(item.score) == "89.4"
    assert repr(item) == "<Score 89.4 by idi-methodology-2023>"
    values = {k: Fraction(v) for k, v in VALUES.items()}
    exact = score(DOCUMENTS / "idi-methodology-2023.toml", values)
    assert {k: Fraction(v) for k, v in item.unrounded_nodes.items()} == exact
    assert all(isinstance(value, Decimal) for value in item.nodes.values())


def test_the_price_score_of_sao_tome_is_the_published_one(idi: ict.Methodology) -> None:
    """7.78 % of income (ITU price baskets, 2022) is published as 66.6 (IDI 2024, Annex 2)."""
    values = {**VALUES, "price-mobile-high": "7.78"}
    assert str(idi.score(values).nodes["price-mobile-high"]) == "66.6"


def test_the_same_digits_as_compute(idi: ict.Methodology) -> None:
    result = ict.compute(idi, frame(economy("BRA")))
    assert dict(idi.score(VALUES).unrounded_nodes) == result.unrounded("BRA")


PERCENTAGES = (
    "internet-users", "households-internet", "coverage-3g", "coverage-4g",
    "mobile-phone-ownership",
)  # fmt: skip


@settings(max_examples=50)
@given(
    st.fixed_dictionaries(
        {
            key: st.decimals(0, 100, places=2, allow_nan=False, allow_infinity=False)
            for key in VALUES
        }
    )
)
def test_any_values_equal_the_oracle(values: dict[str, Decimal]) -> None:
    shares = [values[key] for key in PERCENTAGES if values[key] <= 1]
    assume(len(shares) < 3)  # refused: shares of 0 to 1 where percentages belong
    item = ict.methodology("idi", edition=2024).score(values)
    exact = score(
        DOCUMENTS / "idi-methodology-2023.toml", {k: Fraction(v) for k, v in values.items()}
    )
    assert {k: Fraction(v) for k, v in item.unrounded_nodes.items()} == exact
    assert {k: Fraction(v) for k, v in item.nodes.items()} == {
        k: half_up(v, 1) for k, v in exact.items()
    }


def test_numbers_of_any_kind(idi: ict.Methodology) -> None:
    kinds = (float, Decimal, str, np.float64)
    assert (
        len({idi.score({k: kind(v) for k, v in VALUES.items()}).unrounded for kind in kinds}) == 1
    )
    whole = idi.score(VALUES | {"internet-users": 87})
    assert whole.values["internet-users"] == Decimal(87)


def test_codes_of_the_catalogue(idi: ict.Methodology) -> None:
    coded = {k: v for k, v in VALUES.items() if k != "internet-users"} | {"i99H": "87.4"}
    assert idi.score(coded).unrounded == idi.score(VALUES).unrounded


def test_the_legacy_index() -> None:
    old = ict.methodology("idi-methodology-2011")
    rows = sample("worked-example-2011.csv")
    score = old.score({row["indicator"]: row["value"] for row in rows})
    assert score.score == Decimal("8.41")
    assert score.nodes["use"] == Decimal("7.87")


PLACE = "The value for internet-users in the argument 'values' cannot be used:\n  - "
CALLS = {
    "a key that is no indicator": (
        VALUES | {"idi": "50"},
        UsageError,
        "score.not-an-indicator",
        "'idi' is not an indicator of idi-methodology-2023. Use: " + ", ".join(VALUES) + ".",
    ),
    "an indicator of another methodology": (
        VALUES | {"adult-literacy": "50"},
        UsageError,
        "score.not-an-indicator",
        "'adult-literacy' is not an indicator of idi-methodology-2023. Use: "
        + ", ".join(VALUES)
        + ".",
    ),
    "given twice": (
        VALUES | {"i99H": "50"},
        UsageError,
        "score.given-twice",
        "“Individuals using the Internet” is given twice; the second time as "
        "'i99H'. Give each indicator once.",
    ),
    "missing": (
        {k: v for k, v in VALUES.items() if k not in ("coverage-3g", "internet-users")},
        MissingInputsError,
        "score.missing",
        "There is no score without: “Individuals using the Internet”, “Population "
        "covered by at least a 3G mobile network”. Give every indicator of "
        "idi-methodology-2023; these are missing: internet-users, coverage-3g. Nothing is imputed.",
    ),
    "beyond 100 percent": (
        VALUES | {"internet-users": "100.1"},
        UsageError,
        "value.impossible",
        "“Individuals using the Internet”: the value 100.1 is impossible; it must "
        "be between 0 and 100. Check the figure, its unit and its decimal point at the source.",
    ),
    "negative": (
        VALUES | {"price-mobile-high": -1},
        UsageError,
        "value.impossible",
        "“Mobile data and voice high-consumption basket price”: the value -1 is "
        "impossible; it must be 0 or more. Check the figure, its unit and its decimal point at the "
        "source.",
    ),
    "a truth value": (
        VALUES | {"internet-users": True},
        NumberSyntaxError,
        "value.of-key",
        PLACE
        + "'True' is not a number. Write digits with a point before the decimals, such as 80.5; "
        "leave the cell empty if there is no value.",
    ),
    "not a number": (
        VALUES | {"internet-users": math.nan},
        NumberSyntaxError,
        "value.of-key",
        PLACE + "'NaN' is not a finite number. Leave the cell empty if there is no value.",
    ),
    "none": (
        VALUES | {"internet-users": None},
        MissingInputsError,
        "score.missing",
        "There is no score without: “Individuals using the Internet”. "
        "Give every indicator of idi-methodology-2023; these are missing: internet-users. "
        "Nothing is imputed.",
    ),
    "words": (
        VALUES | {"internet-users": "many"},
        NumberSyntaxError,
        "value.of-key",
        PLACE
        + "'many' is not a number. Write digits with a point before the decimals, such as 80.5; "
        "leave the cell empty if there is no value.",
    ),
    "a decimal comma": (
        VALUES | {"internet-users": "80,5"},
        NumberSyntaxError,
        "value.of-key",
        PLACE
        + "'80,5' has a decimal comma: it can be read as 80.5 or as 805. Write the number with "
        "a point and without separators of thousands. If the whole file has "
        "decimal commas, name its dialect: semicolon-comma or tab-comma.",
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_what_score_refuses(case: str, idi: ict.Methodology) -> None:
    values, kind, code, text = CALLS[case]
    assert message_of(lambda: idi.score(values), kind, code) == text


def test_a_value_without_logarithm() -> None:
    old = ict.methodology("idi-methodology-2011")
    values = {row["indicator"]: row["value"] for row in sample("worked-example-2011.csv")}
    text = message_of(
        lambda: old.score(values | {"international-bandwidth": 0}),
        UsageError,
        "value.outside-domain",
    )
    assert text == (
        "“International Internet bandwidth per Internet user”: the value "
        "0 has no logarithm (log10). Check the value; leave it out if there is none."
    )


def test_a_draft_scores_nothing() -> None:
    draft = ict.methodology("idi-methodology-2017-draft-14")
    message_of(lambda: draft.score(VALUES), ict.errors.DraftMethodologyError, "methodology.draft")


def test_the_values_supplied_are_kept_and_cannot_be_changed(idi: ict.Methodology) -> None:
    supplied_values = dict(VALUES)
    score = idi.score(supplied_values)
    supplied_values["internet-users"] = "0"
    assert score.values["internet-users"] == Decimal("87.4")
    for mapping in (score.values, score.nodes, score.unrounded_nodes):
        with pytest.raises(TypeError):
            mapping["idi"] = Decimal(1)  # type: ignore[index]


@pytest.mark.slow
def test_no_array_library_is_needed() -> None:
    """Compute and explain the score of one economy without array libraries."""
    printed = run_without_arrays(
        f"""
        import ictindex as ict
        score = ict.methodology("idi", edition=2024).score({VALUES!r})
        assert "89.4" in score.explain(language="en").to_text()
        print(score.score)
        """
    )
    assert printed.split() == ["89.4"]


def test_explained(idi: ict.Methodology) -> None:
    text = str(idi.score(VALUES).explain())
    assert "Computed by the methodology idi-methodology-2023 from inputs of the caller." in text
    # 2/5 of 99.2 and 3/5 of 98.5 is 98.78.
    assert "(2 × 99.2 + 3 × 98.5) ÷ 5 = 98.78 ≈ 98.8" in text
    french = str(idi.score(VALUES).explain("network-coverage", language="fr"))
    assert "(2 × 99,2 + 3 × 98,5) ÷ 5 = 98,78 ≈ 98,8" in french
    score = idi.score(VALUES)
    message_of(lambda: score.explain("access"), ict.errors.CatalogueError, "explain.node-unknown")
