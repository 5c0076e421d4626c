"""An argument of one name means one thing in all public signatures: the page of conventions.

So does an option of the commands.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.apps.cli.command_tree import COMMANDS
from ictindex.apps.cli.exit_codes import STRICT
from ictindex.apps.cli.options import expand_groups
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
# Options whose word is a noun of several things: years or a folder, names or a choice, a day or
# years or a file, a day or a file.
OF_TWO_KINDS = {"--editions", "--keep", "--on", "--published"}
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


@small_cases("argument", sorted(LISTED))
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


@small_cases("argument", NAMED)
def test_an_argument_that_says_how_is_named_in_the_call(argument: str) -> None:
    astray = find_astray(argument, lambda _, how, __: how is inspect.Parameter.KEYWORD_ONLY)
    assert [each for each in astray if not each.startswith("name_codes:")] == []


def test_a_year_and_an_edition_are_whole_numbers() -> None:
    assert not find_astray("year", lambda kind, *_: kind in ("int", "int | None"))
    # These take an edition itself.
    frozen = {"annual_report", "country_note", "national_sources", "prove", "recompute"}
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


class Option(NamedTuple):
    """An option of a command: all its spellings, the kind of one value, its default."""

    command: str
    spellings: tuple[str, ...]
    kind: str
    default: object


def list_options(
    tree: Mapping[str, str | Mapping[str, str]] = COMMANDS, above: str = ""
) -> Iterator[Option]:
    """Yield the options of all commands; several values, or none, are of the kind of one."""
    for word, target in tree.items():
        command = f"{above}{word}"
        if not isinstance(target, str):
            yield from list_options(target, f"{command} ")
            continue
        family, _, name = target.partition(":")
        module = importlib.import_module(f"ictindex.apps.cli.commands.{family}")
        for parameter in inspect.signature(
            expand_groups(getattr(module, name), is_strict=command in STRICT)
        ).parameters.values():
            kind, facts = get_args(parameter.annotation)
            declared = (
                getattr(facts, "default", None),
                *(getattr(facts, "param_decls", None) or ()),
            )
            spellings = tuple(
                each for each in declared if isinstance(each, str) and each.startswith("-")
            )
            if spellings:
                shown = re.sub(r"<class '(.*)'>", r"\1", str(kind)).removesuffix(" | None")
                value_kind = re.sub(r"^(?:list|tuple)\[(\w+(?:\.\w+)*).*\]$", r"\1", shown)
                yield Option(command, spellings, value_kind, parameter.default)


OPTIONS = list(list_options())


def spelt(spelling: str) -> dict[str, Option]:
    """Return an option by command; it must be an option of some."""
    options = {each.command: each for each in OPTIONS if spelling in each.spellings}
    assert options, f"no command has {spelling} any more"
    return options


def test_an_option_of_one_name_takes_one_kind_of_value() -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for option in OPTIONS:
        for spelling in option.spellings:
            kinds[spelling].add(option.kind)
    assert {name for name, several in kinds.items() if len(several) > 1} == OF_TWO_KINDS
    assert {kinds[name].pop() for name in ("--seed", "--draws", "--edition", "--year")} == {"int"}
    assert {kinds[name].pop() for name in ("--by", "--vintage", "--language")} == {"str"}


def test_a_short_option_is_of_one_long_one_or_of_its_plural() -> None:
    long: dict[str, set[str]] = defaultdict(set)
    for option in OPTIONS:
        name = max(option.spellings, key=len)
        for short in set(option.spellings) - {name}:
            long[short].add(name.removesuffix("s"))
    assert {short: len(names) for short, names in long.items()} == dict.fromkeys(long, 1)


def test_a_grouping_is_called_by_on_the_command_line_too() -> None:
    assert not {"--groups", "--group-by"} & {name for each in OPTIONS for name in each.spellings}
    assert spelt("--by").keys() >= {"groups", "basket groups", "basket target"}


@pytest.mark.parametrize("option", ["seed", "draws"])
def test_random_draws_have_the_defaults_of_the_function(option: str) -> None:
    functions = {"audit": ict.analysis.audit, "robustness": ict.analysis.robustness}
    assert set(spelt("--seed")) == set(functions)
    for command, function in functions.items():
        own = inspect.signature(inspect.unwrap(function)).parameters[option].default
        assert spelt(f"--{option}")[command].default == own, command


def test_what_is_a_table_for_csv_is_data_for_json_too() -> None:
    assert spelt("--json").keys() >= spelt("--csv").keys()


@pytest.mark.lint
def test_every_option_is_named_in_a_document_a_test_or_a_page() -> None:
    """An option that nobody ever names is one that nobody needs."""
    if not PAGE.is_file():
        pytest.skip("installed from a wheel: the documentation is not next to the package")
    root = PAGE.parents[2]
    folders = ("docs", "tests", "src/ictindex/publishing", "src/ictindex/apps/desk")
    files = [path for folder in folders for path in (root / folder).rglob("*.*")]
    read = {".md", ".ipynb", ".py", ".html", ".j2", ".toml"}
    named = {
        name
        for path in (root / "README.md", *files)
        if path.suffix in read and path != Path(__file__)
        for name in re.findall(r"(?<![\w-])--[a-z][\w-]*", path.read_text(encoding="utf-8"))
    }
    assert {max(each.spellings, key=len) for each in OPTIONS} - named == set()
