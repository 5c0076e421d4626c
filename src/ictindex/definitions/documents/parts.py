"""The parts of a document as frozen dataclasses, read from plain tables and checked.

A part states the type of each key and the constraints below. A table that fits is read here, by a
few lines of Python. A table that does not fit goes to the models of ``pydantic_models``, which
describe every fault; so sound documents need no heavy library.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, field, fields
from decimal import Decimal
from functools import cache
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from ictindex.core.data_classes import dataclass

_NAME = re.compile(r"[A-Za-z_]\w*")

T = TypeVar("T")
P = TypeVar("P", bound="Part")


class Pattern(NamedTuple):
    """A text that a regular expression matches as a whole."""

    expression: str


class Bounds(NamedTuple):
    """A number between bounds: at least ``ge``, above ``gt``, at most ``le``."""

    ge: int | None = None
    gt: int | None = None
    le: int | None = None


class Length(NamedTuple):
    """A list or a text with a minimum length."""

    least: int


class Listed(NamedTuple):
    """An id of the catalogue; ``code`` is the fault of any other id."""

    code: str
    allowed: Callable[[], Any]


class UnfitError(Exception):
    """A table that does not fit a part."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(kind: type[T]) -> type[T]:
    """Make a class a part: a frozen dataclass with named arguments."""
    return dataclass(frozen=True, slots=True, kw_only=True)(kind)


def named_key(name: str) -> Any:
    """Return a field whose key in a document has another name."""
    return field(metadata={"key": name})


class Part:
    """Base class of the parts of a document: every part of it is a data class.

    Examples
    --------
    >>> @part
    ... class Term(Part):
    ...     year: int
    >>> Term(year=2027).to_dict(), list(Term(year=2027).faults())
    ({'year': 2027}, [])
    """

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def faults(self) -> Iterator[str]:
        """Yield the broken rules between the keys of a part, as ``code:subject``.

        Yields
        ------
        str
            The code of a message and what it is about.
        """
        yield from ()

    def to_dict(self) -> dict[str, Any]:
        """Return the part as plain data for JSON, with decimals as text in their written digits.

        Returns
        -------
        dict
            Its keys in their order.
        """
        return {name: plain(getattr(self, attribute)) for name, attribute in keys_of(type(self))}


def keys_of(kind: type[Part]) -> tuple[tuple[str, str], ...]:
    """Return the keys of a part in a document, each with the name of its attribute."""
    return tuple((f.metadata.get("key", f.name), f.name) for f in fields(kind))


def as_written(value: Decimal) -> str:
    """Write a constant with the digits of the document: 33.30 stays 33.30."""
    return format(value, "f")


def plain(value: object) -> Any:
    """Return a value of a part as plain data for JSON."""
    if isinstance(value, Part):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, Decimal):
        return as_written(value)
    return value.isoformat() if isinstance(value, dt.date) else value


Reader = Callable[[Any], Any]


def read_sound_part(kind: type[P], table: object) -> P:
    """Read a part from a table that fits; refuse other tables without a reason."""
    if isinstance(table, kind):
        return table
    if not isinstance(table, Mapping):
        raise UnfitError
    cached: Any = kind  # a class is hashable
    attributes, required = _attributes_of(cached)
    if not table.keys() <= attributes.keys() or not required <= table.keys():
        raise UnfitError
    made = kind(
        **{attributes[key]: _reader_of_key(cached, attributes[key])(table[key]) for key in table}
    )
    if any(made.faults()):
        raise UnfitError
    return made


@cache
def _attributes_of(kind: Any) -> tuple[dict[str, str], frozenset[str]]:
    """Return the attribute of each key of a part, and the obligatory keys."""
    obligatory = {f.name for f in fields(kind) if f.default is MISSING}
    attributes = dict(keys_of(kind))
    return attributes, frozenset(key for key, name in attributes.items() if name in obligatory)


@cache
def _reader_of_key(kind: Any, attribute: str) -> Reader:
    return reader_of(hint_of(kind, attribute))


def hint_of(kind: type, attribute: str) -> Any:
    """Return the type of an attribute of a part; what its module loads when used is loaded."""
    owner = next(k for k in kind.__mro__ if attribute in getattr(k, "__annotations__", {}))
    written = owner.__annotations__[attribute]
    module = sys.modules[owner.__module__]
    names = {
        name: getattr(module, name) for name in _NAME.findall(written) if hasattr(module, name)
    }
    stated = types.SimpleNamespace(__annotations__={attribute: written})
    return get_type_hints(stated, vars(module), names, include_extras=True)[attribute]


def reader_of(annotation: Any) -> Reader:
    """Return a function that reads a value of a type, or refuses it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _constrain_reader(reader_of(arguments[0]), arguments[1:])
    if origin in (Union, types.UnionType):  # with ``None``
        read = reader_of(next(kind for kind in arguments if kind is not type(None)))
        return lambda value: None if value is None else read(value)
    if origin is Literal:
        return lambda value: _literal(value, arguments)
    if origin is tuple:
        return _list_reader(reader_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        read = reader_of(arguments[1])
        return lambda value: {_exactly(str, name): read(v) for name, v in _table(value).items()}
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return lambda value: read_sound_part(annotation, value)
    return _decimal if annotation is Decimal else lambda value: _exactly(annotation, value)


def _list_reader(read: Reader) -> Reader:
    def read_list(value: object) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise UnfitError
        return tuple(map(read, value))

    return read_list


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise UnfitError
    return value


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnfitError
    return value


def _literal(value: object, allowed: tuple[object, ...]) -> object:
    for entry in allowed:
        if type(entry) is type(value) and entry == value:
            return value
    raise UnfitError


# The limits of the number grammar: 18 digits before the point, 20 after it.
MOST_DIGITS, MOST_PLACES = 38, 20


def _decimal(value: object) -> Decimal:
    number = Decimal(value) if type(value) is int else value
    if type(number) is not Decimal or not number.is_finite():
        raise UnfitError
    places = -int(number.as_tuple().exponent)
    if not 0 <= places <= MOST_PLACES or number.adjusted() >= MOST_DIGITS - MOST_PLACES:
        raise UnfitError
    return number


def _constrain_reader(read: Reader, constraints: tuple[Any, ...]) -> Reader:
    checks = [_check_of(constraint) for constraint in constraints]

    def read_constrained(value: object) -> Any:
        made = read(value)
        if not all(check(made) for check in checks):
            raise UnfitError
        return made

    return read_constrained


def _check_of(constraint: Any) -> Callable[[Any], bool]:
    """Return a function that checks whether a value meets a constraint."""
    match constraint:
        case Pattern(expression):
            compiled = re.compile(expression, re.ASCII)
            return lambda value: compiled.fullmatch(value) is not None
        case Bounds(ge, gt, le):
            return lambda value: (
                (ge is None or value >= ge)
                and (gt is None or value > gt)
                and (le is None or value <= le)
            )
        case Length(least):
            return lambda value: len(value) >= least
        case Listed(_, allowed):
            return lambda value: value in allowed()
    raise TypeError(constraint)
