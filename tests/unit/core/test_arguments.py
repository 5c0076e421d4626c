"""Kinds that an annotation names, down to the parts of lists, mappings and pairs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar, Union

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core import arguments
from ictindex.core.arguments import Natural, Positive, door, find_unfit, is_missing
from ictindex.core.errors import UsageError

Tree = Mapping[str, Mapping[str, Any] | Iterable[str]]
Several = Union[str, "Sequence[int]"]
T = TypeVar("T")


@small_cases(
    ("annotation", "value"),
    [
        ("int", 3), ("int", np.int64(3)), ("float", 3), ("float | None", None), ("str", "x"),
        ("Sequence[str]", []), ("Sequence[str]", ["a", "b"]), ("Iterable[int]", iter(["x"])),
        ("Sequence[str] | str", "abc"), ("Mapping[str, int]", {"a": 1}),
        ("tuple[int, int] | int", (1, 2)), ("tuple[int, ...]", (1, 2, 3)), ("Tree", {"a": ["b"]}),
        ("Tree", {"a": {"b": object()}}), ("Several", [1, 2]), ("T", object()), ("Any", object()),
        ("Mapping[str, Any] | None", {"a": object()}), ("Natural", 0), ("Positive", 1),
        ("pd.DataFrame | None", pd.DataFrame()), ("Callable[[int], str]", len),
        ("str | os.PathLike[str]", Path("x")), ("'Decimal'", Decimal(1)), ("no annotation", 3),
    ],
)  # fmt: skip
def test_what_fits(annotation: str, value: object) -> None:
    parsed = annotation.strip("'")
    kind = ast.parse(parsed if parsed != "no annotation" else "Any", mode="eval").body
    assert find_unfit(kind, value, globals()) is None


@small_cases(
    ("annotation", "value", "expected", "parts"),
    [
        ("int", True, "whole-number", ()), ("int", "3", "whole-number", ()),
        ("Natural", -1, "seed", ()), ("Positive", 0, "dirichlet", ()),
        ("Natural | None", 1.5, "seed", ()), ("Sequence[str]", "abc", "list", ()),
        ("Sequence[str]", ["a", 1], "text", ("2",)), ("Iterable[int] | str", [1, "x"],
        "whole-number", ("2",)), ("Mapping[str, int]", {"a": "x"}, "whole-number", ("a",)),
        ("Mapping[str, int]", {1: 1}, "text", ("1",)), ("Tree", {"a": 1}, "mapping", ("a",)),
        ("Tree", {"a": [1]}, "text", ("a", "1")), ("Several", [1, None], "whole-number", ("2",)),
        ("tuple[Decimal, Decimal]", (Decimal(1),), "two-values", ()),
        ("tuple[Decimal, Decimal]", (Decimal(1), "x"), "decimal", ("2",)),
        ("Mapping[str, Sequence[int]]", {"a": [1], "b": [1, None]}, "whole-number", ("b", "2")),
        ("str | os.PathLike[str]", "\0", "text", ()), ("pd.DataFrame", [1], "indicator-table", ()),
    ],
)  # fmt: skip
def test_what_does_not_fit(
    annotation: str, value: object, expected: str, parts: tuple[str, ...]
) -> None:
    unfit = find_unfit(ast.parse(annotation, mode="eval").body, value, globals())
    assert unfit is not None
    assert (unfit.expected, unfit.parts) == (expected, parts)


def halve(numbers: Sequence[int], pair: tuple[int, int] = (1, 2), draws: Positive = 1) -> float:
    """A function that fails by what it is given."""
    return sum(numbers) / draws + pair[0] + sum(pair[2:]) / (len(pair) - 3) + [0][draws - 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda opened: opened([1, "x"]),
         "In the argument 'numbers', the part '2' must be a whole number; it is of the type str. "
         "Give a part of that kind."),
        (lambda opened: opened([1], (1, 2, 3)),
         "The argument 'pair' must be a pair of two values; it is '(1, 2, 3)'. Give such a value."),
        (lambda opened: opened([1], draws=0),
         "The argument 'draws' must be a whole number above 0; it is '0'. Give such a value."),
    ],
)  # fmt: skip
def test_the_message_names_the_part(call: Callable[[Any], float], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        call(door(halve))
    assert caught.value.message("en") == message


@small_cases(
    ("value", "missing"),
    [
        (None, True), (float("nan"), True), (np.float32("nan"), True), (Decimal("NaN"), True),
        (pd.NA, True), (pd.NaT, True), (0, False), ("", False), (Fraction(1, 2), False),
        (pd.Series([1, 2]), False), ([], False), (Natural(0), False),
    ],
)  # fmt: skip
def test_what_says_that_there_is_no_value(value: object, missing: bool) -> None:
    assert is_missing(value) is missing


@pytest.mark.parametrize("number", [1, 5, np.int64(3)])
def test_a_whole_number_within_its_bounds_is_returned_as_a_python_number(number: Any) -> None:
    returned = arguments.require_whole(number, "count", 1, 5)
    assert type(returned) is int and returned == number


@pytest.mark.parametrize(
    ("number", "most", "message"),
    [
        (0, None, "must be a whole number of at least 1; it is 0."),
        (-1, None, "must be a whole number of at least 1; it is -1."),
        (0, 2200, "must be a whole number from 1 to 2200; it is 0."),
        (2201, 2200, "must be a whole number from 1 to 2200; it is 2201."),
        ("3", None, "must be a whole number; it is of the type str."),
        (True, None, "must be a whole number; it is of the type bool."),
        (1.0, None, "must be a whole number; it is of the type float."),
        (-(10**2000), None, f"must be a whole number of at least 1; it is -1{'0' * 78}."),
    ],
)
def test_another_number_is_refused_with_its_bounds(
    number: object, most: int | None, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        arguments.require_whole(number, "count", 1, most)
    assert f"The argument 'count' {message}" in str(caught.value)


def refuse_names(names: Sequence[str] = (), years: Iterable[int] | None = None) -> str:
    raise UsageError("series.no-year", wanted=str((names, years)), allowed=["2021"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"names": "sex"}, "The argument 'names' must be a list; it is of the type str."),
        ({"years": "2021"}, "The argument 'years' must be a list; it is of the type str."),
        (
            {"years": ["2021"]},
            "In the argument 'years', the part '1' must be a whole number; it is of the type str.",
        ),
        ({"names": ["sex"], "years": [2021]}, "The series has no prices of the year"),
    ],
)
def test_a_text_in_place_of_a_list_is_refused_as_a_text(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        door(refuse_names)(**options)
    assert str(caught.value).startswith(message)


@small_cases(
    ("value", "expected"),
    [
        (np.int64(3), 3), (np.uint8(255), 255), ([np.int64(1), "x"], [1, "x"]),
        ((np.int32(1), np.int64(2)), (1, 2)), ({np.int64(2023): "x"}, {2023: "x"}),
        ({"peers": np.int64(3)}, {"peers": 3}),
        ({"a": [1, {"b": np.int16(2)}]}, {"a": [1, {"b": 2}]}),
    ],
)  # fmt: skip
def test_a_function_gets_python_integers(value: object, expected: object) -> None:
    for received in (door(lambda x: x)(value), door(lambda *, x: x)(x=value)):
        assert repr(received) == repr(expected)


def test_what_holds_no_integer_of_numpy_passes_as_it_is() -> None:
    endless: list[Any] = []
    endless.append(endless)
    array, days = np.array([1, 2]), np.timedelta64(1, "D")
    frame = pd.DataFrame({"a": [1]})
    for value in (endless, array, days, frame, [1, [2]], {"a": (1.5, None)}, np.float64(1), True):
        assert door(lambda x: x)(value) is value
        assert door(lambda x: x)([value])[0] is value


def test_integers_of_numpy_compute_and_are_shown() -> None:
    whole: Any = np.int64
    figures = ict.analysis.group_figures({"BRA": whole(5)}, {"BRA": "x"}, decimals=whole(2))
    assert figures["mean"].tolist() == [5, 5]
    shares = ict.analysis.sobol_indices(lambda x: x[:, 0], {"a": (0, 1)}, draws=whole(64))
    assert str(shares) == str(
        ict.analysis.sobol_indices(lambda x: x[:, 0], {"a": (0, 1)}, draws=64)
    )
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    audit = ict.analysis.audit(result, draws=whole(20), seed=whole(5))
    assert str(audit) == str(ict.analysis.audit(result, draws=20, seed=5))
