"""An argument of one name means one thing in all public signatures: the page of conventions."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ictindex.core.face import PUBLIC_NAMES, RECORDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "conventions.md"
# Arguments with a few values, which a signature lists.
LISTED = {
    "audience",
    "backend",
    "breakdown",
    "form",
    "kind",
    "method",
    "pace",
    "rate",
    "rule",
    "stage",
    "statistic",
    "use",
    "weighting",
}
# These are registries to which a document or a user may add, or names of parts of one object.
OPEN = {
    ("aggregate", "method"),
    ("impute", "method"),
    ("normalise", "method"),
    ("EditionResult.with_kind", "kind"),
    ("Counterfactual.with_kind", "kind"),
    ("BasketCounterfactual.with_kind", "kind"),
    ("Register.about", "kind"),
    ("ReleaseNote.inputs", "kind"),
}
NAMED = ("seed", "draws", "names", "weighting", "coverage", "dialect", "statistic")


def list_signatures() -> Iterator[tuple[str, inspect.Signature]]:
    """Yield public functions, and methods of what they return, with their signatures."""
    for names in (*PUBLIC_NAMES.values(), *RECORDS.values()):
        for name, module in names.items():
            thing: Any = getattr(importlib.import_module(module), name)
            if not inspect.isclass(thing):
                yield name, inspect.signature(inspect.unwrap(thing))
                continue
            for kind in thing.__mro__:
                if kind.__module__.startswith("ictindex") and not kind.__name__.endswith("Plots"):
                    for method, member in vars(kind).items():
                        function = getattr(member, "__func__", member)
                        if inspect.isfunction(function) and not method.startswith("_"):
                            yield f"{kind.__name__}.{method}", inspect.signature(function)


ARGUMENTS = sorted(
    {
        (name, parameter.name, str(parameter.annotation), parameter.kind, repr(parameter.default))
        for name, signature in list_signatures()
        for parameter in signature.parameters.values()
    }
)


def find_astray(argument: str, fits: Callable[[str, Any, str], bool]) -> list[str]:
    """Return the functions with an argument of a name that does not follow its convention."""
    matching = [each for each in ARGUMENTS if each[1] == argument]
    assert matching, f"no public function has an argument {argument!r} any more"
    return [f"{name}: {kind}" for name, _, kind, *how in matching if not fits(kind, *how)]


@pytest.mark.parametrize("argument", sorted(LISTED))
def test_an_argument_with_a_few_values_lists_them(argument: str) -> None:
    astray = [
        f"{name}: {kind}"
        for name, wanted, kind, *_ in ARGUMENTS
        if wanted == argument and (name, wanted) not in OPEN and not kind.startswith("Literal[")
    ]
    assert not astray


def test_a_default_is_one_of_the_values_that_a_signature_lists() -> None:
    astray = [
        (name, argument, default)
        for name, argument, kind, _, default in ARGUMENTS
        if (values := re.match(r"Literal\[(.*)\]", kind)) and default.startswith("'")
        if default.strip("'") not in re.findall(r"""['"]([^'"]+)['"]""", values[1])
    ]
    assert not astray


def test_a_seed_is_a_whole_number_and_zero_but_for_simulated_scores() -> None:
    assert not find_astray(
        "seed", lambda kind, _, default: kind in ("int", "Natural") and default in ("0", "1")
    )
    ones = {
        name for name, argument, *_, default in ARGUMENTS if (argument, default) == ("seed", "1")
    }
    assert ones == {"robustness", "sensitivity"}


def test_draws_are_counted_wherever_something_is_drawn() -> None:
    assert not find_astray("draws", lambda kind, *_: kind in ("int", "Positive"))


def test_a_grouping_is_always_called_by() -> None:
    assert not [name for name, argument, *_ in ARGUMENTS if argument in ("groups", "group_by")]
    mappings = {"str | Mapping[str, str]", "str | Mapping[str, str] | None"}
    grouped = {name for name, argument, *_ in ARGUMENTS if argument == "vintage"}
    assert {
        f"{name}: {kind}"
        for name, argument, kind, *_ in ARGUMENTS
        if argument == "by" and name in grouped and kind not in mappings | {"Groups | None"}
    } == set()


@pytest.mark.parametrize("argument", ["language", "names"])
def test_a_language_is_a_text_and_by_default_none(argument: str) -> None:
    assert not find_astray(
        argument,
        lambda kind, _, default: (
            (kind, default) in {("str | None", "None"), ("str", "<class 'inspect._empty'>")}
        ),
    )


@pytest.mark.parametrize("argument", NAMED)
def test_an_argument_that_says_how_is_named_in_the_call(argument: str) -> None:
    astray = find_astray(argument, lambda _, how, __: how is inspect.Parameter.KEYWORD_ONLY)
    assert [each for each in astray if not each.startswith("name_codes:")] == []


def test_a_year_and_an_edition_are_whole_numbers() -> None:
    assert not find_astray("year", lambda kind, *_: kind in ("int", "int | None"))
    frozen = {"annual_report", "country_note", "recompute"}  # they take an edition itself
    assert not [
        name
        for name, argument, kind, *_ in ARGUMENTS
        if argument == "edition" and name not in frozen and kind not in ("int", "int | None")
    ]


def test_the_page_has_every_argument_that_is_tested_here() -> None:
    if not PAGE.is_file():
        pytest.skip("installed from a wheel: the documentation is not next to the package")
    described = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    assert LISTED | {"seed", "draws", "by", "language", "names", "year", "edition"} <= described
