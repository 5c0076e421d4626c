"""Sentences: a code with figures, which is worded when it is shown.

A sentence is made where its figures are computed, and worded like a finding: in one of six
languages, with the names of economies, indicators and groups, and numbers as people write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import KINDS, Column
from ictindex.language.i18n.chosen_language import current_language, find_words
from ictindex.language.i18n.code_names import name_code
from ictindex.language.i18n.translations import grouped_number, join, number, put_words

# The kind of a figure is its name (``economy``, ``year``); these have other names.
_KIND_OF_FIGURE: Mapping[str, str] = MappingProxyType(
    {"total": "count", "groups": "group", "target": "figure", "share": "figure"}
)


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """A code with figures, worded in six languages; a block of a page.

    Parameters
    ----------
    code : str
        Where its words are in the language files: section and key, as ``"extent/part"``.
    **figures : str, int, Decimal or tuple
        The figures that the words name. The name of each says of which kind it is, as the kind of a
        column does: ``economy="BRA"`` becomes a name, ``count=1234`` a number of the language. A
        tuple is a list.

    Examples
    --------
    >>> sentence = Sentence("extent/rank-part", count=77, total=167)
    >>> sentence.to_text("en")
    'Rank among 77 of 167 (not the published rank)'
    >>> sentence.to_dict()
    {'code': 'extent/rank-part', 'figures': {'count': 77, 'total': 167}}
    >>> sentence.as_note().is_note, sentence == Sentence("extent/rank-part", count=77, total=167)
    (True, True)
    """

    code: str
    figures: Mapping[str, object]
    is_note: bool

    def __init__(self, code: str, /, **figures: object) -> None:
        for name in figures:
            kind_of_figure(name)  # an unknown one is refused where it is made
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "figures", MappingProxyType(figures))
        object.__setattr__(self, "is_note", False)

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.code, dict(self.figures), self.is_note)

    def as_note(self) -> Sentence:
        """Return the same sentence as a remark that must not be overlooked.

        Returns
        -------
        Sentence
            A page marks it.
        """
        return _restore(self.code, self.figures, True)

    def to_text(self, language: str | None = None) -> str:
        """Return the sentence in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            One sentence.
        """
        chosen = current_language(language)
        words = find_words(chosen, *self.code.split("/"))
        return self.code if words is None else put_words(words, lambda n: self._word(n, chosen))

    def _word(self, name: str, language: str) -> str | None:
        """Return a figure in words; none for a placeholder without a figure."""
        figure = self.figures.get(name)
        if figure is None:
            return None
        column = Column(name, kind_of_figure(name))
        if isinstance(figure, tuple):
            return join([_write(column, item, language) for item in figure], language)
        return _write(column, figure, language)

    def to_dict(self) -> dict[str, Any]:
        """Return the code and the figures as plain data, without words.

        Returns
        -------
        dict
            ``code`` and ``figures``: codes and whole numbers as they are, decimals as text.
        """
        return {"code": self.code, "figures": {n: _plain(v) for n, v in self.figures.items()}}


def kind_of_figure(name: str) -> str:
    """Return the kind of a figure of a sentence, as of a column; an unknown name is refused."""
    return name if name in KINDS else _KIND_OF_FIGURE[name]


def _restore(code: str, figures: Mapping[str, object], is_note: bool) -> Sentence:
    sentence = Sentence(code, **figures)
    object.__setattr__(sentence, "is_note", is_note)
    return sentence


def _write(column: Column, figure: object, language: str) -> str:
    """Return one figure in words, by its kind."""
    if isinstance(figure, Decimal):
        return number(figure, language)
    if isinstance(figure, int):
        return str(figure) if column.kind == "year" else grouped_number(figure, language)
    return name_code(column, str(figure), language)


def _plain(figure: object) -> object:
    """Return a figure as JSON can express it."""
    if isinstance(figure, tuple):
        return [_plain(item) for item in figure]
    return format(figure, "f") if isinstance(figure, Decimal) else figure
