"""The options and arguments that commands share; their words are in the language files.

Options that belong together are a group: a dataclass that a command takes as one parameter.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from ictindex.apps.cli.exit_codes import choose_strict
from ictindex.apps.cli.help import LANGUAGES, VARIABLE, allow_overwriting, use, use_if_any
from ictindex.apps.cli.output import AskedOutput
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible


def _complete(name: str) -> Callable[[str], list[tuple[str, str]]]:
    """Return what completes a word with the Tab key; it is loaded when the key is pressed."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        from ictindex.apps.cli import completion

        words: list[tuple[str, str]] = getattr(completion, f"complete_{name}")(incomplete)
        return words

    return complete


Language = Annotated[
    str,
    typer.Option(
        "--language",
        "-l",
        autocompletion=_complete("language"),
        callback=use,
        is_eager=True,
        envvar=VARIABLE,
        metavar=LANGUAGES,
    ),
]
# For a questionnaire, the language is its own by default.
LanguageIfNone = Annotated[
    str | None,
    typer.Option(
        "--language",
        "-l",
        callback=use_if_any,
        is_eager=True,
        envvar=VARIABLE,
        metavar=LANGUAGES,
    ),
]
AsJson = Annotated[bool, typer.Option("--json")]
AsCsv = Annotated[bool, typer.Option("--csv")]
Format = Annotated[str, typer.Option("--format")]
# Every command that writes a file has it; its effect is that of ``set_options``.
Overwrite = Annotated[bool, typer.Option("--overwrite", callback=allow_overwriting, is_eager=True)]
# Every command that computes with possible gaps has it (``exit_codes.STRICT``).
Strict = Annotated[bool, typer.Option("--strict", callback=choose_strict, is_eager=True)]
_HYPHEN = Path("-")  # standard input as a file
_WRITTEN = ("output_file", "report_file", "output_folder", "sample_folder")
Output = Annotated[Path | None, typer.Option("--output", "-o")]
File = Annotated[Path, typer.Argument()]
Files = Annotated[list[Path], typer.Argument()]
Edition = Annotated[int, typer.Option("--edition", "-e")]
EditionIfNone = Annotated[int | None, typer.Option("--edition", "-e")]
_methodology = typer.Option("--methodology", "-m", autocompletion=_complete("methodology"))
MethodologyName = Annotated[str, _methodology]
MethodologyIfNone = Annotated[str | None, _methodology]
Year = Annotated[int | None, typer.Option("--year")]
Dialect = Annotated[str | None, typer.Option("--dialect")]
Sheet = Annotated[str | None, typer.Option("--sheet")]
PublishedFile = Annotated[Path | None, typer.Option("--published")]
Kind = Annotated[str, typer.Option("--kind")]
Node = Annotated[str | None, typer.Option("--node")]
Economy = Annotated[str, typer.Argument(autocompletion=_complete("economy"))]
_economy = typer.Option("--economy", autocompletion=_complete("economy"))
EconomyIfNone = Annotated[str | None, _economy]
Economies = Annotated[list[str] | None, _economy]
_indicator = typer.Option("--indicator", autocompletion=_complete("indicator"))
Indicator = Annotated[str | None, _indicator]
Indicators = Annotated[list[str] | None, _indicator]
Grouping = Annotated[str, typer.Option("--by", autocompletion=_complete("grouping"))]
Vintage = Annotated[str | None, typer.Option("--vintage")]
Columns = Annotated[list[str] | None, typer.Option("--column")]
Constants = Annotated[list[str] | None, typer.Option("--constant")]
History = Annotated[Path | None, typer.Option("--history")]
CurrentValues = Annotated[list[Path] | None, typer.Option("--values")]
EarlierPlans = Annotated[Path | None, typer.Option("--plans")]
SendTo = Annotated[str, typer.Option("--send-to")]
Deadline = Annotated[str | None, typer.Option("--deadline")]
Auxiliaries = Annotated[Path | None, typer.Option("--auxiliaries")]
Rules = Annotated[str | None, typer.Option("--rules")]
Economics = Annotated[Path | None, typer.Option("--economics")]
Answers = Annotated[Path | None, typer.Option("--answers")]
CutOff = Annotated[str, typer.Option("--cut-off")]
Undecided = Annotated[bool, typer.Option("--undecided")]
Reason = Annotated[str, typer.Option("--reason")]
Role = Annotated[str, typer.Option("--role")]
Date = Annotated[str, typer.Option("--date")]
Keys = Annotated[Path | None, typer.Option("--keys")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions(AskedOutput):
    """The language and the form of the output of a command."""

    language: Language = "en"
    as_json: AsJson = False
    as_csv: AsCsv = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOutputOptions(AskedOutput):
    """The language and the form of the output; for a questionnaire its own language by default."""

    own_language: LanguageIfNone = None
    as_json: AsJson = False
    as_csv: AsCsv = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPageOptions(AskedOutput):
    """The language and the form of a page; for a questionnaire its own language by default."""

    own_language: LanguageIfNone = None
    format: Format = "text"
    as_json: AsJson = False
    as_csv: AsCsv = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOptions:
    """The form of a file of observations."""

    layout: Annotated[Path | None, typer.Option("--layout")] = None
    dialect: Dialect = None
    file_form: Annotated[str | None, typer.Option("--form")] = None
    sheet: Sheet = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodologyOptions:
    """A methodology of the IDI, the year of the data, and the form of their file."""

    methodology: MethodologyName = "idi"
    year: Year = None
    auxiliaries: Auxiliaries = None
    file: FileOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingOptions:
    """The grouping of economies: from the catalogue, or from a file."""

    by: Grouping = "itu-region"
    vintage: Vintage = None
    grouping: Annotated[Path | None, typer.Option("--grouping")] = None


def expand_groups(function: Callable[..., None], *, is_strict: bool) -> Callable[..., None]:
    """Return a command in which each group of options is replaced by the options of the group."""
    hints = get_type_hints(function, include_extras=True)
    parameters: list[inspect.Parameter] = []
    groups: dict[str, type] = {}
    names = inspect.signature(function).parameters
    for parameter in names.values():
        kind = hints[parameter.name]
        if is_dataclass(kind) and isinstance(kind, type):
            groups[parameter.name] = kind
            parameters += _group_parameters(kind)
        else:
            parameters.append(
                parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=kind)
            )

    is_written = any(parameter.name in _WRITTEN for parameter in parameters)
    shared = {"overwrite": is_written and Overwrite, "strict": is_strict and Strict}
    parameters += [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=annotation
        )
        for name, annotation in shared.items()
        if annotation
    ]

    def call(**values: Any) -> None:
        _keep_inputs(values)
        with _hold_standard_input(values):
            single = {name: values[name] for name in names if name not in groups}
            built = {name: _build_group(kind, values) for name, kind in groups.items()}
            function(**single, **built)

    call.__name__, call.__doc__ = function.__name__, function.__doc__
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    vars(call)["__signature__"] = inspect.Signature(parameters)
    return call


def _keep_inputs(values: dict[str, Any]) -> None:
    """Refuse to write over a file that the command reads, whatever may be replaced."""
    written, read = list[Path](), list[Path]()
    for name, value in values.items():
        paths = [
            path
            for path in (value if isinstance(value, list) else [value])
            if isinstance(path, Path)
        ]
        (written if name in _WRITTEN else read).extend(paths)
    for path in written:
        if any(_are_one_file(path, other) for other in read):
            raise UsageError("cli.own-input", file=visible(str(path)))


def _are_one_file(path: Path, other: Path) -> bool:
    """Tell whether two paths are one file; a fault of the disk is named where it is written."""
    try:
        return path.is_file() and path.samefile(other)
    except (OSError, ValueError):
        return False


@contextmanager
def _hold_standard_input(values: dict[str, Any]) -> Iterator[None]:
    """Let a command read standard input, where its file is ``-``, as often as any file."""
    asked = {
        name: value if isinstance(value, list) else [value]
        for name, value in values.items()
        if name in ("file", "files")
    }
    if not any(_HYPHEN in files for files in asked.values()):
        yield
        return
    from ictindex.data.io.files import files_in_memory
    from ictindex.data.io.table_sources import require_content, suffix_of

    content = require_content(_HYPHEN)
    # Commands tell a workbook from a table by the ending of its name.
    path = Path(content.name + suffix_of(content))
    for name, files in asked.items():
        held = [path if file == _HYPHEN else file for file in files]
        values[name] = held if isinstance(values[name], list) else held[0]
    with files_in_memory({path: content.data}):
        yield


def _group_parameters(group: type) -> Iterator[inspect.Parameter]:
    """Yield the options of a group in their order, including those of groups within it."""
    hints = _hints_of(group)
    for field in fields(group):
        kind = hints[field.name]
        if is_dataclass(kind) and isinstance(kind, type):
            yield from _group_parameters(kind)
            continue
        default = inspect.Parameter.empty if field.default is MISSING else field.default
        yield inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind
        )


@cache
def _hints_of(group: Any) -> dict[str, Any]:
    """Return the types of the options of a group."""
    return get_type_hints(group, include_extras=True)


def _build_group(group: type, values: Mapping[str, Any]) -> Any:
    hints = _hints_of(group)
    built = {}
    for field in fields(group):
        kind = hints[field.name]
        if is_dataclass(kind) and isinstance(kind, type):
            built[field.name] = _build_group(kind, values)
        else:
            built[field.name] = values[field.name]
    return group(**built)
