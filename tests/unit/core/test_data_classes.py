"""Data classes are those of ``dataclasses``, but their methods are compiled when first used."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import re
import typing
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from small_cases import small_cases

import ictindex
from ictindex.core.data_classes import dataclass

OPTIONS = [
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "kw_only": True},
    {"frozen": True, "eq": False, "repr": False},
    {"frozen": True, "slots": True, "init": False},
    {"frozen": True, "slots": True, "order": True},
]


MAKERS: tuple[Callable[..., Any], ...] = (dataclass, dataclasses.dataclass)


def make_pair(make: Callable[..., Any], options: dict[str, bool]) -> tuple[type[Any], type[Any]]:
    """Return a class with every form of field and a subclass of it, made by one decorator."""

    @make(**options)
    class Price:
        """The price of a market."""

        market: str
        amount: int = 20
        months: list[int] = dataclasses.field(default_factory=list, hash=False)
        hidden: str = dataclasses.field(default="kept", repr=False, compare=False)
        later: int = dataclasses.field(default=7, init=False)
        unit: ClassVar[str] = "USD"

    @make(**options)
    class Discount(Price):
        """A price with a rate; its text and its digest are its own."""

        rate: int = dataclasses.field(default=5, kw_only=True)

        def __post_init__(self) -> None:
            object.__setattr__(self, "hidden", self.hidden + "!")

        def __repr__(self) -> str:
            return f"{self.rate} %"

    return Price, Discount


def outcome(call: Callable[[], object]) -> object:
    """Return the text of what a call returns, or its error with the text."""
    try:
        result = call()
        return type(result).__name__ if "object at" in repr(result) else repr(result)
    except (TypeError, AttributeError) as error:
        return type(error), str(error)


def has_one_digest(first: object, second: object) -> bool:
    """Compare two objects that both exist, as an address may be used again."""
    return hash(first) == hash(second)


def facts(make: Callable[[], type[Any]]) -> list[object]:
    """Return what can be seen of a class and its objects, each of a class that ``make`` returns."""
    kind = make()
    seen: list[object] = [kind.__match_args__, [f.name for f in dataclasses.fields(kind)]]
    seen += [kind.__doc__, issubclass(kind, Hashable), "__slots__" in vars(kind)]
    calls: list[Callable[[type[Any]], object]] = [
        lambda kind: kind("BRA"),
        lambda kind: kind("BRA", 3),
        lambda kind: kind(market="CHL", amount=1, months=[2], hidden="h"),
        lambda kind: kind(),
        lambda kind: kind("BRA", later=1),
        lambda kind: kind("BRA", 1, [2], "h", 7),
        lambda kind: list(vars(kind(hidden="h", months=[2], market="BRA"))),
        lambda kind: kind("BRA", market="CHL"),
        lambda kind: kind("BRA", unknown=1),
        lambda kind: kind(amount=1),
        lambda kind: kind("BRA", rate=9) == kind("BRA", rate=9),
        lambda kind: kind("BRA") == kind("BRA"),
        lambda kind: kind("BRA") == kind("CHL"),
        lambda kind: kind("BRA") == "BRA",
        lambda kind: kind("BRA") < kind("CHL"),
        lambda kind: kind("BRA") >= "CHL",
        lambda kind: has_one_digest(kind("BRA"), kind("BRA")),
        lambda kind: has_one_digest(kind("BRA"), kind("CHL")),
        lambda kind: setattr(kind("BRA"), "amount", 4),
        lambda kind: delattr(kind("BRA"), "amount"),
        lambda kind: dataclasses.replace(kind("BRA"), amount=8).amount,
        lambda kind: dataclasses.asdict(kind("BRA")),
        lambda kind: copy.copy(kind("BRA")) == kind("BRA"),
        lambda kind: copy.deepcopy(kind("BRA")).months,
        lambda kind: kind("BRA").months is kind("BRA").months,
        lambda kind: (kind("BRA").hidden, kind("BRA").later, kind("BRA").unit),
        lambda kind: str(inspect.signature(kind)),
        # As ``inspect`` of Python 3.13 looks at it: with the class in place of an object.
        lambda kind: str(
            inspect.signature(inspect.getattr_static(kind, "__init__").__get__(kind, type))
        ),
        lambda kind: kind.__init__.__qualname__,
        lambda kind: kind.__init__.__annotations__,
        lambda kind: kind.__module__,
    ]
    return [*seen, *(outcome(partial(call, make())) for call in calls)]


@small_cases("options", OPTIONS, ids=str)
def test_a_class_behaves_as_that_of_dataclasses(options: dict[str, bool]) -> None:
    for at in (0, 1):  # the class, and its subclass
        # Of each class the first object, which is made without a compiled method; then all of one.
        fresh = [partial(make_one, at, make, options) for make in MAKERS]
        kept = [partial(lambda kind: kind, make()) for make in fresh]
        for ours, theirs in (fresh, kept):
            assert facts(ours) == facts(theirs)


def make_one(at: int, make: Callable[..., Any], options: dict[str, bool]) -> type[Any]:
    """Return one class of a new pair."""
    return make_pair(make, options)[at]


def test_a_method_is_compiled_by_its_first_use_and_then_plain() -> None:
    price, _ = make_pair(dataclass, {"frozen": True, "slots": True})
    assert compiled_methods(price) == []
    for count in range(50):
        assert compiled_methods(price) == ["__init__"] * (count > 40)
        price("BRA")
    repr(price("BRA"))
    assert compiled_methods(price) == ["__init__", "__repr__"]


def compiled_methods(kind: type[Any]) -> list[str]:
    """Return the methods of a data class that are plain functions by now."""
    names = ("__init__", "__repr__", "__eq__", "__hash__")
    return [name for name in names if inspect.isfunction(vars(kind)[name])]


def test_a_frozen_class_lets_a_plain_subclass_add_attributes_but_not_change_fields() -> None:
    price, _ = make_pair(dataclass, {"frozen": True})

    class Noted(price):  # type: ignore[misc,valid-type]
        pass

    noted = Noted("BRA")
    noted.note = "asked"
    del noted.note
    for change in (lambda: setattr(noted, "amount", 1), lambda: delattr(noted, "amount")):
        with pytest.raises(dataclasses.FrozenInstanceError, match="field 'amount'"):
            change()


@dataclass(frozen=True, slots=True)
class Basket:
    """A class that can be pickled."""

    name: str
    volume: int = 2


def test_frozen_slots_survive_pickling_and_types_of_fields_are_found() -> None:
    assert pickle.loads(pickle.dumps(Basket("mobile"))) == Basket("mobile", 2)  # noqa: S301
    assert typing.get_type_hints(Basket.__init__) == {
        "name": str,
        "volume": int,
        "return": type(None),
    }


@pytest.mark.lint
def test_every_data_class_of_the_package_is_made_here() -> None:
    package = Path(ictindex.__file__).parent
    ours = package / "core" / "data_classes.py"
    for path in package.rglob("*.py"):
        text = path.read_text("utf-8")
        is_copied = "standalone" in path.parts  # it runs without the package
        if path != ours and not is_copied:
            assert "dataclasses.dataclass" not in text, path
            assert not re.search(r"^from dataclasses import .*\bdataclass\b", text, re.M), path
