"""Help and faults of use in six languages.

Typer builds the commands and reads the arguments; the words are the language files'. Typer contains
its own copy of Click or depends on Click, by its version: its errors are recognised here by name
and attributes, and unrecognised ones keep Typer's own words.
"""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

from ictindex.apps.cli.argument_values import read_plain_values
from ictindex.apps.cli.exit_codes import GOOD, UNUSABLE, code_of
from ictindex.core.errors import IctindexError, UsageError
from ictindex.language import i18n
from ictindex.language.i18n.text_layout import cell_width, pad, wrap

VARIABLE = "ICTINDEX_LANGUAGE"
LANGUAGES = "|".join(i18n.LANGUAGES)
_WIDEST_NAME = 34
# Commands of a focal point: their output on a workbook is in its language.
_OF_WORKBOOKS = frozenset(
    {
        "check",
        "corrections",
        "answer",
        "accept",
        "validate",
        "derive",
        "compute",
        "explain",
        "basket",
        "open",
        "renew",
    }
)
# Names of the languages in Windows.
_NAMES = {
    "english": "en",
    "french": "fr",
    "spanish": "es",
    "arabic": "ar",
    "russian": "ru",
    "chinese": "zh",
}


class WrongUsageError(UsageError):
    """A command got arguments that it does not take; ``usage`` is its line of usage."""

    usage = ""

    def with_usage(self, context: Any) -> WrongUsageError:
        """Add the line of usage of a command."""
        self.usage = usage(context)
        return self


def language_of(arguments: Sequence[str]) -> str:
    """Return the language that arguments or the environment ask for, before they are checked."""
    asked = os.environ.get(VARIABLE, "")
    for position, word in enumerate(arguments):
        if word == "--":
            break
        if word in ("-l", "--language"):
            asked = next(iter(arguments[position + 1 :]), "")
        elif word.startswith("--language="):
            asked = word.partition("=")[2]
        elif word.startswith("-l"):
            asked = word[2:]
    if asked in i18n.LANGUAGES:
        return asked
    return "en" if asked else _language_of_workbook(arguments)


def _language_of_workbook(arguments: Sequence[str]) -> str:
    """Return the language of the one workbook that a command of a focal point reads."""
    if not _OF_WORKBOOKS.intersection(arguments[:2]):
        return "en"
    files = [Path(word) for word in arguments if word.lower().endswith(".xlsx")]
    # On a disk with a fault ``Path.is_file`` raises; the command itself will name the file.
    files = [file for file in files if os.path.isfile(file)]  # noqa: PTH113
    if not files:
        return "en"
    from ictindex.submissions.questionnaires.workbook_language import find_language

    return find_language(files[0]) or _language_of_place()


def _language_of_place() -> str:
    """Return the language of the computer, if it is one of the six."""
    name = locale.getlocale()[0] or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    code = _NAMES.get(name.partition("_")[0].lower(), name[:2].lower())
    return code if code in i18n.LANGUAGES else "en"


def language_last(arguments: list[str]) -> list[str]:
    """Pass the language of a group of commands on to the command behind it."""
    own: list[str] = []
    moved: list[str] = []
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "--":
        word = rest.pop(0)
        if word in ("-l", "--language"):
            moved += [word, *rest[:1]]
            del rest[:1]
        elif word.startswith(("--language=", "-l")):
            moved.append(word)
        else:
            own.append(word)
    return [*own, rest[0], *moved, *rest[1:]] if rest else own


def use(language: str) -> str:
    """Put a language in force, so that errors use it too; refuse an unknown one."""
    language = language or "en"  # some versions of Typer pass an empty variable
    # Entered and never left: the choice applies to this run of the command.
    i18n.set_options(language=language).__enter__()
    return language


def use_if_any(language: str | None) -> str | None:
    """Put a language in force, if one is asked for."""
    return use(language) if language else None


def allow_overwriting(overwrite: bool) -> bool:
    """Let files with other content be replaced in this run of a command, if that is asked for."""
    if overwrite:
        i18n.set_options(overwrite=True).__enter__()
    return overwrite


def _phrase(key: str, **words: object) -> str:
    return i18n.text("help", key, None, **words)


def _command_key(command: Any) -> str:
    """Return the key of a command's words: ``compute``, ``methodology-list``."""
    path: list[str] = []
    while command is not None and command.parent is not None:
        path.insert(0, str(command.info_name))
        command = command.parent
    return "-".join(path)


def about(context: Any) -> str:
    return i18n.label("help-commands", _command_key(context) or "ictindex")


def _is_argument(parameter: Any) -> bool:
    return getattr(parameter, "param_type_name", "option") == "argument"


def typed_form(parameter: Any) -> str:
    """Return a parameter in the form in which it is typed: ``FILE``, ``-e, --edition EDITION``."""
    # Only for its words, a fact that a questionnaire states itself has a separate name.
    name = str(parameter.metavar or parameter.name).removeprefix("own_").replace("_", "-")
    name = name if parameter.metavar else name.upper()
    if _is_argument(parameter):
        return name
    flag = getattr(parameter, "is_flag", False)
    typed = ", ".join(sorted(parameter.opts, key=len))
    return typed if flag else f"{typed} {name}"


def purpose_of(context: Any, parameter: Any) -> str:
    """Return the purpose of a parameter, and its default."""
    own = f"{_command_key(context)}-{parameter.name}"
    key = own if i18n.has_label("help-parameters", own) else str(parameter.name)
    purpose = i18n.label("help-parameters", key)
    default = getattr(parameter, "default", None)
    if parameter.required:
        return _phrase("noted", purpose=purpose, note=_phrase("required"))
    if isinstance(default, (str, int)) and not isinstance(default, bool) and default != "":
        note = _phrase("default", setting=str(default))
        return _phrase("noted", purpose=purpose, note=note)
    return purpose


def usage(context: Any) -> str:
    """Return the line of usage of a command."""
    parts = [context.command_path, f"[{_phrase('options').upper()}]"]
    if hasattr(context.command, "list_commands"):
        parts += [f"{_phrase('commands').upper()} ..."]
    for parameter in context.command.params:
        if _is_argument(parameter):
            name = typed_form(parameter)
            parts.append(name if parameter.required else f"[{name}]")
    return _phrase("usage", line=" ".join(parts))


def help_page(context: Any) -> str:
    """Return the help of a command, wrapped to the terminal."""
    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))
    command = context.command
    sections: dict[str, list[tuple[str, str]]] = {"arguments": [], "options": []}
    for parameter in command.get_params(context):
        entry = typed_form(parameter), purpose_of(context, parameter)
        sections["arguments" if _is_argument(parameter) else "options"].append(entry)
    if hasattr(command, "list_commands"):
        purpose = i18n.label("help-parameters", "language")
        sections["options"].insert(-1, (f"-l, --language {LANGUAGES}", purpose))
    lines = [*wrap(usage(context), width, "  "), "", *wrap(about(context), width)]
    for title, entries in sections.items():
        if entries:
            lines += ["", _phrase(title), *_list_entries(entries, width)]
    if hasattr(command, "list_commands"):
        lines += _list_commands(context, width)
    return "\n".join(lines)


def _list_commands(context: Any, width: int) -> list[str]:
    """Return the commands of a group by section: who needs them, or when."""
    path = _command_key(context)
    widest = max(map(len, context.command.list_commands(context)))
    lines: list[str] = []
    for section, names in context.command.sections.items():
        title = i18n.label("help-sections", section) if section else _phrase("commands")
        entries = [
            (name, i18n.label("help-commands", f"{path}-{name}" if path else name))
            for name in names.split()
        ]
        lines += ["", *wrap(title, width), *_list_entries(entries, width, widest)]
    return lines


def _list_entries(entries: Iterable[tuple[str, str]], width: int, widest: int = 0) -> list[str]:
    entries = [(i18n.isolate(name), purpose) for name, purpose in entries]
    column = min(_WIDEST_NAME, widest or max(cell_width(name) for name, _ in entries)) + 4
    lines: list[str] = []
    for name, purpose in entries:
        first = f"  {name}"
        body = wrap(purpose, max(24, width - column))
        if cell_width(first) > column - 2:
            lines.append(first)
        else:
            lines.append(pad(first, column, False) + body.pop(0))
        lines += [" " * column + line for line in body]
    return lines


def nearest(wanted: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant, or nothing."""
    from difflib import get_close_matches  # only for a fault

    return next(iter(get_close_matches(wanted.lower(), [*names], n=1, cutoff=0.7)), "")


def state_completion(parameters: list[Any]) -> list[Any]:
    """Let the option that sets up the completion of a shell state what was done, in our words."""
    for parameter in parameters:
        if parameter.name == "install_completion":
            parameter.callback = _set_up_completion
    return parameters


def _set_up_completion(context: Any, parameter: Any, wanted: Any) -> None:
    if not wanted or context.resilient_parsing:
        return
    from typer import completion

    from ictindex.apps.cli.streams import write

    install = vars(completion)["install"]  # Typer has it, but does not list it
    shell, path = install(shell=wanted) if isinstance(wanted, str) else install()
    write(i18n.text("cli", "completion-installed", shell=shell, file=str(path)))
    raise SystemExit(GOOD)


def _wrong_usage(error: Exception, context: Any) -> WrongUsageError | None:
    """Return a fault that Typer reported as one of ours, or ``None`` if it is not recognised."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    parameter = getattr(error, "param", None)
    see = f"{context.command_path} --help"
    name = ""
    if parameter is not None:
        name = typed_form(parameter) if _is_argument(parameter) else max(parameter.opts, key=len)
    if "MissingParameter" in kinds and parameter is not None:
        if _is_argument(parameter):
            return WrongUsageError("cli.missing-argument", argument=name, help=see)
        return WrongUsageError("cli.missing-option", option=name, help=see)
    if "NoSuchOption" in kinds:
        option = str(getattr(error, "option_name", ""))
        near = nearest(option, (name for p in context.command.params for name in p.opts))
        if near:
            return WrongUsageError("cli.no-such-option-near", option=option, hint=near)
        return WrongUsageError("cli.no-such-option", option=option, help=see)
    if "BadOptionUsage" in kinds:
        option = str(getattr(error, "option_name", ""))
        flags = [p for p in context.command.params if getattr(p, "is_flag", False)]
        taken = any(option in flag.opts for flag in flags)
        code = "cli.option-takes-no-value" if taken else "cli.option-without-value"
        return WrongUsageError(code, option=option, help=see)
    if "BadParameter" in kinds and parameter is not None:
        if parameter.name in ("edition", "year"):
            return WrongUsageError("cli.not-a-whole-number", option=name)
        return WrongUsageError("cli.bad-value", option=name, help=see)
    return None


def _parse(parse: Any, context: Any, arguments: list[str]) -> list[str]:
    """Let Typer read arguments; put its refusals into our words."""
    try:
        rest: list[str] = parse(context, arguments)
    except IctindexError:
        raise
    except Exception as error:
        fault = _wrong_usage(error, context)
        if fault is None:
            raise
        raise fault.with_usage(context) from None
    return rest


class Command(TyperCommand):
    """A command whose help and faults are in six languages."""

    key = ""  # of its words: ``basket-compute``

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what a shell shows next to the name of the command."""
        return i18n.label("help-commands", self.key)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters; they read plain words themselves."""
        return read_plain_values(self, super().get_params(ctx))

    def get_help(self, ctx: Any) -> str:
        """Return the help page."""
        return help_page(ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; too many of them are one of our faults."""
        ctx.allow_extra_args = True
        rest = _parse(super().parse_args, ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            details: dict[str, Any] = {
                "arguments": " ".join(ctx.args),
                "help": f"{ctx.command_path} --help",
            }
            raise WrongUsageError("cli.extra-arguments", **details).with_usage(ctx)
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error gets the exit code that it has in this command."""
        try:
            return super().invoke(ctx)
        except IctindexError as error:
            command = ctx.command_path.partition(" ")[2]
            vars(error)["exit_code"] = code_of(error, command)
            raise


class Group(TyperGroup):
    """A group of commands; the outermost chooses the language before any check."""

    key = ""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what a shell shows next to the name of the group."""
        return i18n.label("help-commands", self.key)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters; they read plain words themselves."""
        return read_plain_values(self, super().get_params(ctx))

    def get_help(self, ctx: Any) -> str:
        """Return the help page."""
        return help_page(ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; without any, the help is shown."""
        if ctx.parent is None:
            use(language_of(args))
        if not language_last(args) and not ctx.resilient_parsing:
            sys.stderr.write(help_page(ctx) + "\n")
            raise SystemExit(UNUSABLE)
        return _parse(super().parse_args, ctx, language_last(args))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command; an unknown one is one of our faults."""
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise self._unknown_command(ctx, args[0]).with_usage(ctx)
        return super().resolve_command(ctx, args)

    def _unknown_command(self, ctx: Any, wanted: str) -> WrongUsageError:
        """Return the fault of an unknown command, with the one that was probably meant."""
        near = nearest(wanted, self.list_commands(ctx))
        for name in () if near else self.list_commands(ctx):
            # A command of an inner group, typed without the name of the group.
            inner: Any = self.get_command(ctx, name)
            if hasattr(inner, "list_commands") and wanted in inner.list_commands(ctx):
                near = f"{name} {wanted}"
                break
        if near:
            meant = f"{ctx.command_path} {near}"
            return WrongUsageError("cli.no-such-command-near", command=wanted, hint=meant)
        return WrongUsageError(
            "cli.no-such-command", command=wanted, allowed=self.list_commands(ctx)
        )
