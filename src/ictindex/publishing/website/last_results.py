"""The last result of a method, kept: the facts of an economy are asked for in one language after
another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def remember_last(method: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Return a method of an object that keeps what it returned for its last arguments."""
    name = f"_last_{method.__name__}"

    @wraps(method)
    def call(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        owner: Any = arguments[0]
        kept = owner.__dict__.get(name)
        if kept is None or kept[0] != arguments[1:]:
            kept = owner.__dict__[name] = (arguments[1:], method(*arguments, **named))
        result: _Result = kept[1]
        return result

    return call
