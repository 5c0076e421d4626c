"""Plain words of a command read by plain code.

Typer builds a validator of pydantic for each parameter, which takes longer than the command itself.
A word that is a text, a whole number or a path needs none; all else, and each fault, is Typer's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

_LONGEST_NUMBER = 15
_UNREAD = object()


def read_plain_values(command: Any, parameters: list[Any]) -> list[Any]:
    """Let parameters of a command read plain words without a validator."""
    annotations = getattr(command.callback, "__annotations__", {})
    for parameter in parameters:
        if "process_value" not in vars(parameter):
            kind = _kind(annotations.get(parameter.name))
            parameter.process_value = _reader(parameter, kind)
    return parameters


def _kind(annotation: Any) -> Any:
    """Return the type of one word of a parameter."""
    while get_origin(annotation) in (Annotated, Union, UnionType, list):
        annotation = next(kind for kind in get_args(annotation) if kind is not NoneType)
    return annotation


def _reader(parameter: Any, kind: Any) -> Callable[[Any, Any], Any]:
    process = parameter.process_value
    many = parameter.nargs == -1 or getattr(parameter, "multiple", False)
    single = parameter.nargs == 1

    def process_value(context: Any, value: Any) -> Any:
        read = _read_all(value, kind) if many else _read(value, kind) if single else _UNREAD
        if read is _UNREAD or (parameter.required and read in (None, ())):
            return process(context, value)
        if parameter.callback is not None:
            read = parameter.callback(context, parameter, read)
        return read

    return process_value


def _read_all(value: Any, kind: Any) -> Any:
    if value is None:
        return ()
    if not isinstance(value, (list, tuple)):
        return _UNREAD
    read = [_UNREAD if item is None else _read(item, kind) for item in value]
    return _UNREAD if _UNREAD in read else read


def _read(value: Any, kind: Any) -> Any:
    """Return a value of a type, or ``_UNREAD`` if it takes a validator or has a fault."""
    if value is None or type(value) is kind:
        return value
    if not isinstance(value, (str, Path)) or "\0" in str(value):
        return _UNREAD
    if kind is int and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= _LONGEST_NUMBER else _UNREAD
    if kind is Path and (os.access(value, os.R_OK) or not os.path.exists(value)):  # noqa: PTH110
        return Path(value)
    return _UNREAD
