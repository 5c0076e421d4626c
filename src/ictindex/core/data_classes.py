"""Data classes whose methods are compiled when they are first used.

``dataclasses.dataclass`` compiles up to six methods of each class when its module loads. A command
loads a hundred such classes, which took a third of its time, and calls few of these methods. Here
the fields are found at once, and a method is compiled by its first call; ``__init__``, which takes
the most, only for a class of which more than a few objects are made. Everything else is as
``dataclasses`` has it, but for ``InitVar``, which is not supported, and one private mark: a frozen
class is not marked as frozen, so that only a class made here can be a frozen subclass of it.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, FrozenInstanceError
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core.lazy_names import complete_annotations

__all__ = ["dataclass"]

# So many objects take less time by a look at each field than by a compiled method.
_FEW = 40
_ORDER = ("__lt__", "__le__", "__gt__", "__ge__")


def _make_data_class(
    kind: type[Any] | None = None,
    /,
    *,
    init: bool = True,
    repr: bool = True,
    eq: bool = True,
    order: bool = False,
    frozen: bool = False,
    slots: bool = False,
    kw_only: bool = False,
) -> Any:
    """Make a class a data class, as ``dataclasses.dataclass`` does."""

    def make(kind: Any) -> type[Any]:
        own = vars(kind)
        complete_annotations(kind.__module__)
        # Without a docstring, ``dataclasses`` would write one from the signature, and compile it.
        kind.__doc__ = kind.__doc__ or f"{kind.__name__}."
        wanted = {"__init__": init, "__repr__": repr, "__eq__": eq, **dict.fromkeys(_ORDER, order)}
        names = [name for name, is_wanted in wanted.items() if is_wanted and name not in own]
        if eq and own.get("__hash__") is None:
            if frozen:
                names.append("__hash__")
            else:
                kind.__hash__ = None
        made: type[Any] = dataclasses.dataclass(
            init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
        )(kind)
        for name in names:
            setattr(made, name, _Uncompiled(made, name, frozen=frozen, slots=slots))
        if frozen:
            _freeze(made, slots=slots)
        made.__get_pydantic_core_schema__ = classmethod(_check_class_alone)
        return made

    return make if kind is None else make(kind)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _make_data_class


def _check_class_alone(kind: type[Any], source: Any, handler: Any) -> Any:
    """Let pydantic pass an object of the class as it is, without a look at its fields."""
    from pydantic_core import core_schema

    return core_schema.is_instance_schema(kind)


class _Uncompiled:
    """A method of a data class that has not been called: the first look at it compiles it.

    The fields of the first objects are set without a compiled method.
    """

    __slots__ = ("_few", "_fields", "_frozen", "_kind", "_name", "_slots")

    def __init__(self, kind: type[Any], name: str, *, frozen: bool, slots: bool) -> None:
        self._kind, self._name, self._frozen, self._slots = kind, name, frozen, slots
        self._few = _FEW if name == "__init__" else 0
        self._fields: _Fields | None = None

    def __get__(self, record: object, owner: type[Any] | None = None) -> Any:
        # ``inspect`` asks with the class in place of an object.
        if self._few > 0 and isinstance(record, self._kind):
            self._few -= 1
            return partial(self._set_fields, record)
        return self._compile().__get__(record, owner)

    def _compile(self) -> Any:
        if self._name == "__init__":
            method = _compile_init(self._kind, frozen=self._frozen, slots=self._slots)
        else:
            method = _compile_comparison(self._kind, self._name)
        setattr(self._kind, self._name, method)
        return method

    def _set_fields(self, record: Any, /, *listed: object, **named: object) -> None:
        if self._fields is None:
            self._fields = _Fields(self._kind, slots=self._slots)
        values = self._fields.fit(listed, named)
        if values is None:
            self._compile()(record, *listed, **named)  # raises the error of Python
            return
        put = object.__setattr__ if self._frozen else setattr
        for name, value in values.items():
            put(record, name, value)
        if self._fields.is_completed:
            record.__post_init__()


class _Fields:
    """The fields of a data class, by what a new object needs for each."""

    __slots__ = (
        "_defaults",
        "_factories",
        "_named",
        "_names",
        "_obligatory",
        "_positional",
        "is_completed",
    )

    def __init__(self, kind: type[Any], *, slots: bool) -> None:
        fields = dataclasses.fields(kind)
        own = [field for field in fields if field.init]
        self._names = tuple(field.name for field in fields)
        self.is_completed = hasattr(kind, "__post_init__")
        self._named = frozenset(field.name for field in own)
        self._positional = tuple(field.name for field in own if not field.kw_only)
        self._factories = [
            (field.name, field.default_factory)
            for field in fields
            if field.default_factory is not MISSING
        ]
        # Without slots the default of a field that no argument sets is an attribute of the class.
        self._defaults = {
            field.name: field.default
            for field in fields
            if field.default is not MISSING and (field.init or slots)
        }
        made = {name for name, _ in self._factories}
        self._obligatory = self._named - self._defaults.keys() - made

    def fit(
        self, listed: Sequence[object], named: Mapping[str, object]
    ) -> dict[str, object] | None:
        """Return the values of the fields of a new object; ``None`` if arguments do not fit."""
        values = dict(zip(self._positional, listed, strict=False))
        values.update(named)
        is_fit = len(values) == len(listed) + len(named) and values.keys() <= self._named
        if not is_fit or not self._obligatory <= values.keys():
            return None
        for name, make in self._factories:
            if name not in values:
                values[name] = make()
        values = {**self._defaults, **values}
        # In the order of the fields, as a compiled method sets them: ``vars`` shows it.
        return {name: values[name] for name in self._names if name in values}


def _compile_init(kind: type[Any], *, frozen: bool, slots: bool) -> Any:
    """Return the ``__init__`` that sets the fields of a data class."""
    used: dict[str, Any] = {"_set_": object.__setattr__, "_made_": _MADE}
    first, named, lines = ["self"], list[str](), list[str]()
    annotations: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        name, value, default = field.name, field.name, ""
        if field.default is not MISSING:
            used[f"_default_{name}_"] = field.default
            default = f"=_default_{name}_"
        elif field.default_factory is not MISSING:
            used[f"_factory_{name}_"] = field.default_factory
            default = "=_made_"
            value = f"_factory_{name}_() if {name} is _made_ else {name}"
        if field.init:
            (named if field.kw_only else first).append(name + default)
            annotations[name] = field.type
        elif field.default_factory is not MISSING:
            value = f"_factory_{name}_()"
        elif slots and default:
            value = f"_default_{name}_"
        else:
            continue  # it is set elsewhere, or is an attribute of the class
        lines.append(f"_set_(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    arguments = ", ".join([*first, *(["*", *named] if named else [])])
    text = f"def compiled({', '.join(used)}):\n def __init__({arguments}):\n  "
    text += "\n  ".join(lines or ["pass"]) + "\n return __init__"
    space: dict[str, Any] = {}
    exec(text, vars(sys.modules[kind.__module__]), space)  # noqa: S102 (as ``dataclasses`` does)
    method = space["compiled"](**used)
    method.__qualname__ = f"{kind.__qualname__}.__init__"
    method.__annotations__ = {**annotations, "return": None}
    return method


class _Made:
    """Default of a field that is made again for each object; its text is in signatures."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Made()


def _compile_comparison(kind: type[Any], name: str) -> Any:
    """Return ``__repr__``, ``__eq__``, ``__hash__`` or an order of a data class.

    ``dataclasses`` writes it for a class with the same fields, so it follows the Python in use.
    """
    fields = {field.name: field for field in dataclasses.fields(kind)}
    body = {
        "__annotations__": {name: field.type for name, field in fields.items()},
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
        "__doc__": kind.__doc__,
    }
    twin: type[Any] = dataclasses.dataclass(
        init=False,
        repr=name == "__repr__",
        eq=name != "__repr__",
        order=name in _ORDER,
        unsafe_hash=name == "__hash__",
    )(type(kind.__name__, (), {**body, **fields}))
    return vars(twin)[name]


def _freeze(kind: type[Any], *, slots: bool) -> None:
    """Let a class refuse changes of its fields; slots are pickled and copied field by field."""
    names = frozenset(field.name for field in dataclasses.fields(kind))

    def refuse(change: str) -> Callable[..., None]:
        def method(self: object, name: str, *value: object) -> None:
            if type(self) is kind or name in names:
                raise FrozenInstanceError(f"cannot {change} field {name!r}")
            getattr(super(kind, self), method.__name__)(name, *value)

        return method

    for method_name, change in (("__setattr__", "assign to"), ("__delattr__", "delete")):
        method = refuse(change)
        method.__name__, method.__qualname__ = method_name, f"{kind.__qualname__}.{method_name}"
        setattr(kind, method_name, method)
    if slots:
        states: dict[str, Any] = {"__getstate__": _get_state, "__setstate__": _set_state}
        for name in states.keys() - vars(kind).keys():
            setattr(kind, name, states[name])


def _get_state(record: Any) -> list[Any]:
    return [getattr(record, field.name) for field in dataclasses.fields(record)]


def _set_state(record: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(record), state, strict=True):
        object.__setattr__(record, field.name, value)
