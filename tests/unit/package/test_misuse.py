"""Misuse of the public functions: an argument of the wrong kind is named, and nothing else raised.

Every public function, and every method of what they return, is called with odd values in each
argument in turn, the others fitting. Only errors of the library may come out, each with a message
in six languages. Faults inside the library arrive as they are.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import odd_arguments
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core import arguments
from ictindex.core.errors import IctindexError, UsageError
from ictindex.core.face import NAMESPACES
from ictindex.language.i18n import LANGUAGES


def attack(functions: Iterable[tuple[str, Callable[..., Any]]], step: int) -> tuple[int, list[str]]:
    """Call functions with every so many odd argument; return the count and what came out raw."""
    raw, number = [], 0
    for name, function in functions:
        for argument, kind, supplied in odd_arguments.calls(name, function):
            number += 1
            if number % step:
                continue
            with contextlib.redirect_stdout(io.StringIO()):
                try:
                    function(**supplied())
                except IctindexError as error:
                    words = [str(error), *map(error.message, LANGUAGES)]
                    assert all(words), (name, argument, kind)
                    "".join(words).encode("utf-8")  # it can be printed
                except Exception as error:  # any other is what is looked for
                    raw.append(f"{name}({argument}={kind}): {error!r:.150}")
    return number, raw


def test_odd_arguments_of_public_functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # what is written for want of a refusal is written here
    quick = [
        (name, function)
        for name, function in odd_arguments.public_functions()
        if name.rpartition(".")[2] not in odd_arguments.SLOW
    ]
    calls, raw = attack([*quick, *odd_arguments.public_methods()], 53)
    assert calls > 35_000
    assert not raw, "\n".join(raw)


@pytest.mark.slow
@pytest.mark.parametrize(
    "namespace",
    [
        *(name for name in ("", *NAMESPACES, "methods") if name != "analysis"),
        pytest.param("analysis", marks=pytest.mark.long),
    ],
)
def test_every_odd_argument(
    namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if namespace == "methods":
        functions = list(odd_arguments.public_methods())
    else:
        functions = [
            (name, function)
            for name, function in odd_arguments.public_functions()
            if name.rpartition(".")[0] == namespace
        ]
    calls, raw = attack(functions, 1)
    assert calls > 50
    assert not raw, f"{len(raw)} of {calls} calls:\n" + "\n".join(raw)


def with_missing(kind: str) -> pd.DataFrame:
    """Three economies by three indicators, one cell without a value."""
    table = pd.DataFrame({"a": [1, 4, 3], "b": [2.5, 1, 7], "c": [3, 5, 4]}, index=["x", "y", "z"])
    if kind == "NaN":
        return table.astype(float).mask(table == 4)
    return table.astype(object).where(table != 4, pd.NA)


@small_cases(
    "call",
    [
        lambda t: ict.analysis.aggregate(t, least_share=0.5),
        lambda t: ict.analysis.normalise(t),
        lambda t: ict.analysis.treat(t),
        lambda t: ict.analysis.denominate(t, {"b": "c"}, t),
        lambda t: ict.analysis.outrank_matrix(t),
        lambda t: ict.analysis.pca_weights(t),
        lambda t: ict.analysis.importance_weights(t),
    ],
)
def test_the_mark_of_pandas_is_a_missing_value(call: Callable[[pd.DataFrame], Any]) -> None:
    outcomes = []
    for kind in ("NaN", "NA"):
        try:
            outcome = call(with_missing(kind))
            outcomes.append(repr(getattr(outcome, "weights", outcome)))
        except UsageError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


@small_cases(
    ("call", "message"),
    [
        (lambda: ict.questionnaire("BRA", edition=2024, methodology=Decimal("1e999999")),
         "1.00E+999999"),
        (lambda: ict.data.licence_of(Decimal("-1.25e999999")), "-1.25E+999999"),
        (lambda: ict.analysis.correlations(odd_arguments.parts()["frame"], {}),
         "The structure of the index has no code. Give the code of each part and of the index."),
        (lambda: ict.analysis.correlations(
            odd_arguments.parts()["frame"],
            pd.DataFrame({"code": ["a", "b"], "parent": ["i", "i"], "weight": ["much", 1]}),
         ), "The column 'weight' holds 'much', which is not a finite number."),
        (lambda: ict.analysis.normalise(odd_arguments.parts()["frame"], parameters={"a": {}}),
         "needs the option 'zero'"),
        (lambda: ict.analysis.aggregate(odd_arguments.parts()["frame"], {"x": 1}),
         "In the argument 'tree', the part 'x' must be a mapping; it is of the type int."),
        (lambda: ict.analysis.cronbach_alpha(odd_arguments.parts()["frame"], imputed=3),
         "The argument 'imputed' must be a data frame"),
        (lambda: ict.analysis.principal_components(odd_arguments.parts()["frame"], draws=-1),
         "The argument 'draws' must be a whole number above 0; it is '-1'."),
        (lambda: ict.prices.split((Decimal(1),) * 3, (Decimal(1),) * 2),
         "The argument 'prices' must be a pair of two values"),
    ],
)  # fmt: skip
def test_messages_of_odd_arguments(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(IctindexError) as caught:
        call()
    assert message in caught.value.message("en")
    assert all(map(caught.value.message, LANGUAGES))


@small_cases(
    ("call", "argument"),
    [
        (lambda r: ict.data.write_sdmx_csv(r.scores, "x.csv"), "table"),
        (lambda r: ict.editions.read_register(3), "folder"),
        (lambda r: ict.verify("\0"), "path"),
        (lambda r: ict.open_edition("\0"), "path"),
        (lambda r: ict.editions.recompute("\0"), "edition"),
        (lambda r: ict.editions.list_editions("a" * 5000), "folder"),
        (lambda r: r.explain(pd.Series([1, 2])), "economy"),
        (lambda r: r.explain("BRA", node=pd.Series([1, 2])), "node"),
        (lambda r: ict.sample_data(pd.Series([1, 2])), "name"),
        (
            lambda r: ict.compute(r.methodology, r.observations, kind=pd.Series([1, 2])),
            "kind",
        ),
    ],
)
def test_calls_that_raised_raw_exceptions(call: Callable[[Any], Any], argument: str) -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(UsageError) as caught:
        call(result)
    assert caught.value.code == "argument.unfit"
    assert caught.value.details["argument"] == argument


def test_a_label_is_recognised_by_what_it_is() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    judged = ict.validate(table, year=2022)
    receipt = ict.accept(table, judged, role="compiler", transcribed="IDI 2024, Annex 2")
    with pytest.raises(UsageError) as caught:
        ict.editions.release_data(receipt, "x", name="../x", released="2024-06-27")
    assert caught.value.message("en") == (
        "The argument 'name' must be small letters, digits and single hyphens, such as "
        "'first-half'; it is '../x'. Give such a value."
    )


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    before, gone = Path.cwd(), tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        for call in (ict.verify, ict.editions.recompute):
            with pytest.raises(IctindexError) as caught:
                call(".")
            assert caught.value.message("en") == (
                "The folder that the program was started in no longer exists. Go to a "
                "folder that exists, "
                "or give paths that begin at the root."
            )
    finally:
        os.chdir(before)


def test_a_door_hides_no_fault_of_the_library() -> None:
    """An exception with all arguments of their kinds passes, as does Python's own binding."""

    def half(number: int, name: str = "x") -> float:
        return {}[name] if name == "fault" else number / 2  # type: ignore[return-value]

    opened = arguments.door(half)
    assert opened(7) == 3.5
    with pytest.raises(KeyError):
        opened(7, "fault")
    with pytest.raises(TypeError, match="unexpected keyword"):
        opened(7, nam="x")  # type: ignore[call-arg]
    with pytest.raises(UsageError):
        opened("7")  # type: ignore[arg-type]
    assert opened.__name__ == "half" and inspect.signature(opened) == inspect.signature(half)


FAULTS = (KeyError, TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError,
          RecursionError, RuntimeError)  # fmt: skip
PLANTED = [
    ("accept", "_check_role"), ("compute", "find_submission"), ("open_edition", "path_of"),
    ("publish", "_index_of"), ("questionnaire", "_address"), ("read_observations", "_read"),
    ("select_sources", "date_of"), ("validate", "role_of"), ("what_if", "pairs"),
    ("analysis.aggregate", "check_table"), ("analysis.correlations", "require_choice"),
    ("analysis.frontier", "use_terms"), ("analysis.normalise", "check_table"),
    ("analysis.robustness", "read_assumptions"), ("analysis.trends", "_trends"),
    ("data.derive", "_choose_rules"),
    ("data.name_codes", "current_language"), ("editions.recompute", "open_edition"),
    ("prices.decompose", "read_costs"), ("prices.jevons", "check_prices"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "helper"), PLANTED)
def test_a_fault_inside_the_library_arrives_as_itself(
    name: str, helper: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    function = dict(odd_arguments.public_functions())[name]
    fault = FAULTS[len(name) % len(FAULTS)]("planted")

    def fail(*args: object, **options: object) -> None:
        raise fault

    monkeypatch.setattr(sys.modules[inspect.unwrap(function).__module__], helper, fail)
    with pytest.raises(type(fault)) as caught:
        function(**odd_arguments.fitting(name, function))
    assert caught.value is fault
