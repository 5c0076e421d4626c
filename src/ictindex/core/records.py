"""Frozen records: mappings and arrays in them are read-only, also after pickling."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import Any, TypeVar, dataclass_transform

from ictindex.core.arguments import freeze_array
from ictindex.core.data_classes import dataclass

T = TypeVar("T")


class Record:
    """Base of frozen dataclasses whose mappings and arrays cannot be changed."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, part in parts_of(self).items():
            object.__setattr__(self, name, _read_only(part))

    def __reduce__(self) -> tuple[object, ...]:
        # A read-only mapping cannot be pickled, and a pickled array comes back writeable.
        return _rebuild, (type(self), {name: _plain(p) for name, p in parts_of(self).items()})


def parts_of(record: Any) -> dict[str, Any]:
    """Return the fields of a record by name."""
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


@dataclass_transform(frozen_default=True, eq_default=False, kw_only_default=True)
def read_only(kind: type[T]) -> type[T]:
    """Make a class a dataclass with named arguments; its base class refuses changes."""
    made = dataclass(frozen=True, eq=False, repr=False, kw_only=True)(kind)
    del made.__setattr__, made.__delattr__  # the methods of ``ReadOnly`` explain the error
    return made


def _read_only(part: Any) -> Any:
    if isinstance(part, (dict, MappingProxyType)):
        return MappingProxyType({key: _read_only(value) for key, value in part.items()})
    return freeze_array(part) if type(part).__name__ == "ndarray" else part  # without NumPy


def _plain(part: Any) -> Any:
    if isinstance(part, MappingProxyType):
        return {key: _plain(value) for key, value in part.items()}
    return part


def _rebuild(kind: type[T], parts: dict[str, Any]) -> T:
    return kind(**parts)
