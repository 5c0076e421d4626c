"""What an analysis hands out: set once, shown as a page, the same after a journey by pickle."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from ictindex.core.arguments import ReadOnly, frozen
from ictindex.i18n.renderable import Renderable


class Made(ReadOnly, Renderable):
    """Base of the results of analyses: arrays and mappings in it cannot be changed.

    Parameters
    ----------
    **parts
        The attributes.

    Examples
    --------
    >>> made = Made(ratios=np.ones(2))
    >>> made.ratios.flags.writeable
    False
    """

    def __init__(self, **parts: object) -> None:
        self._set(**{name: _fixed(part) for name, part in parts.items()})

    def __reduce__(self) -> tuple[object, ...]:
        plain = {
            name: dict(part) if isinstance(part, MappingProxyType) else part
            for name, part in self.__dict__.items()
        }
        return _remade, (type(self), plain)


def _fixed(part: object) -> object:
    if isinstance(part, np.ndarray):
        return frozen(part)
    return MappingProxyType(dict(part)) if isinstance(part, Mapping) else part


def _remade(kind: type[Made], parts: dict[str, object]) -> Made:
    return kind(**parts)
