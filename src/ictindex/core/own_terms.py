"""The terms of a user's own index: names and facts of its nodes, indicators and areas.

They belong to one methodology and travel with it. They are in force while it reads, computes or
shows something, in that thread (or task) alone: two indices never see each other's terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

Names = Mapping[str, str]
_FALLBACK = "en"


class OwnTerms:
    """Words by the path of their keys, indicators by id, areas by code."""

    __slots__ = ("areas", "indicators", "words")

    words: Mapping[tuple[str, ...], Names]
    indicators: Mapping[str, Any]
    areas: Mapping[str, Any]

    def __init__(
        self,
        words: Mapping[tuple[str, ...], Names],
        indicators: Mapping[str, Any],
        areas: Mapping[str, Any],
    ) -> None:
        self.words = MappingProxyType({keys: dict(names) for keys, names in words.items()})
        self.indicators = MappingProxyType(dict(indicators))
        self.areas = MappingProxyType(dict(areas))

    def find(self, keys: tuple[str, ...], language: str) -> str | None:
        """Return the user's words for a key: in the language, else in English, else the first."""
        names = self.words.get(keys)
        if not names:
            return None
        return names.get(language) or names.get(_FALLBACK) or next(iter(names.values()))

    def with_more(
        self, words: Mapping[tuple[str, ...], Names], indicators: Mapping[str, Any]
    ) -> OwnTerms:
        """Return the same terms and some more."""
        return OwnTerms({**self.words, **words}, {**self.indicators, **indicators}, self.areas)

    def _parts(self) -> tuple[dict[tuple[str, ...], Names], dict[str, Any], dict[str, Any]]:
        return dict(self.words), dict(self.indicators), dict(self.areas)

    def __reduce__(self) -> tuple[object, ...]:
        return OwnTerms, self._parts()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnTerms) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((tuple(self.words), tuple(self.indicators), tuple(self.areas)))


_in_force: ContextVar[OwnTerms | None] = ContextVar("ictindex_own_terms", default=None)


def current_terms() -> OwnTerms | None:
    """Return the terms in force in this thread, if any."""
    return _in_force.get()


@contextmanager
def use_terms(terms: OwnTerms | None) -> Iterator[None]:
    """Put terms in force within a ``with`` block; ``None``: only those of the catalogue."""
    token = _in_force.set(terms)
    try:
        yield
    finally:
        _in_force.reset(token)


# Attributes that lead from an object to the methodology or result whose terms it uses. An object
# whose attribute is renamed loses the terms without an error: ``test_term_holders`` lists them.
_HOLDERS = ("methodology", "result", "inputs", "panel", "before")


def terms_of(holder: object) -> OwnTerms | None:
    """Return the terms of a methodology, of a result, or of an object that has one of these."""
    for each in (holder, *(getattr(holder, name, None) for name in _HOLDERS)):
        for name in ("_own_terms", "own_terms"):  # a result's or a methodology's; a document's
            own: OwnTerms | None = getattr(each, name, None)
            if own is not None:
                return own
    return None
