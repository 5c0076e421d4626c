"""``result.plot``: for each class of results an object with a method for each of its pictures.

The classes are made from the pictures that the files of this room define, when one is first used.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from ictindex.core.arguments import ReadOnly
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.publishing.charts.picture import Picture, pictures_in

if TYPE_CHECKING:
    from ictindex.publishing.graphics.chart import Chart

_ROOM = "ictindex.publishing.charts"


class Plots(ReadOnly):
    """Charts of one subject; a call of the object itself draws the natural chart."""

    natural: ClassVar[str]
    _kinds: ClassVar[tuple[str, ...]]
    subject: Any

    def __init__(self, subject: Any) -> None:
        self._set(subject=subject)

    def __call__(self, *positional: Any, **options: Any) -> Chart:
        """Draw the natural chart, with its arguments."""
        chart: Chart = getattr(self, self.natural)(*positional, **options)
        return chart

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """Return the names of the charts; each is a method."""
        return cls._kinds

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(self.kinds())}>"


def plots_of(subject: object) -> Plots:
    """Return the charts of an object, by the nearest of its classes that has any."""
    made = plot_classes()
    kind = next(kind.__name__ for kind in type(subject).__mro__ if kind.__name__ in made)
    return made[kind](subject)


@lru_cache(maxsize=1)
def all_pictures() -> tuple[Picture, ...]:
    """Return the pictures of all files of this room, by name."""
    room = importlib.import_module(_ROOM)
    files = [
        importlib.import_module(f"{_ROOM}.{file.name}")
        for file in pkgutil.iter_modules(room.__path__)
    ]
    pictures = [picture for module in files for picture in pictures_in(module)]
    return tuple(sorted(pictures, key=lambda picture: (picture.name, picture.subjects)))


@lru_cache(maxsize=1)
def plot_classes() -> Mapping[str, type[Plots]]:
    """Return the class of the charts of each class of results, by the name of the latter."""
    pictures = all_pictures()
    subjects = sorted({subject for picture in pictures for subject in picture.subjects})
    return MappingProxyType({subject: _make_class(subject, pictures) for subject in subjects})


def _make_class(subject: str, pictures: tuple[Picture, ...]) -> type[Plots]:
    own = {picture.name: picture for picture in pictures if subject in picture.subjects}
    natural = next(picture.name for picture in own.values() if subject in picture.natural_of)
    name = f"{subject}Plots"
    members: dict[str, Any] = {
        "__doc__": f"Charts of one object of the class ``{subject}``, as its ``plot``.",
        "__module__": __name__,
        "natural": natural,
        "_kinds": tuple(own),
        **{key: _make_method(picture, name) for key, picture in own.items()},
    }
    return type(name, (Plots,), members)


def _make_method(picture: Picture, owner: str) -> Any:
    signature = picture.signature

    def method(*positional: Any, **options: Any) -> Chart:
        try:
            bound = signature.bind(*positional, **options)
        except TypeError as error:
            raise TypeError(f"{picture.name}() {error}") from None
        bound.apply_defaults()
        subject = bound.arguments.pop("self").subject
        with use_terms(terms_of(subject)):
            return picture.draw(subject, bound.arguments)

    method.__name__, method.__qualname__ = picture.name, f"{owner}.{picture.name}"
    method.__doc__ = picture.documentation
    facts: dict[str, Any] = {"__signature__": signature, "__wrapped__": picture.function}
    vars(method).update(facts)
    return method


def __getattr__(name: str) -> Any:
    """Return a class of charts by its name: the documentation looks for it here."""
    made = None if name.startswith("_") else plot_classes().get(name.removesuffix("Plots"))
    if made is None or made.__name__ != name:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return made
