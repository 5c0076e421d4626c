"""Sentences: a code with figures, which is worded when it is shown.

A sentence is made where its figures are computed, and worded like a finding: in one of six
languages, with the names of economies, indicators and groups, and numbers as people write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.language.i18n.chosen_language import current_language, find_words
from ictindex.language.i18n.translations import can_word, label, put_words, word_on_page

_NODES = "nodes/"


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """A code with figures, worded in six languages; a block of a page.

    Parameters
    ----------
    code : str
        Where its words are in the language files: section and key, as ``"extent/part"``.
    **figures : str, int, Decimal, date, Sentence or tuple
        The figures that the words name. The name of each says of which kind it is, as in a finding:
        ``economy="BRA"`` becomes a name, ``count=1234`` a number of the language. A sentence may be
        a part of another one; a tuple is a list.

    Examples
    --------
    >>> sentence = Sentence("extent/rank-part", count=77, total=167)
    >>> sentence.to_text("en")
    'Rank among 77 of 167 (not the published rank)'
    >>> sentence.to_dict()
    {'code': 'extent/rank-part', 'figures': {'count': 77, 'total': 167}}
    >>> sentence.as_note().is_note, sentence == Sentence("extent/rank-part", count=77, total=167)
    (True, True)
    >>> Sentence("language/pair", first="2024", second=sentence).to_text("fr")
    '2024\xa0: Rang parmi 77 sur 167 (non le rang publié)'
    """

    code: str
    figures: Mapping[str, object]
    is_note: bool

    def __init__(self, code: str, /, **figures: object) -> None:
        unknown = [name for name, figure in figures.items() if not can_word(name, figure)]
        if unknown:  # refused where it is made
            raise TypeError(f"{code}: {unknown}")
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "figures", MappingProxyType(figures))
        object.__setattr__(self, "is_note", False)

    def __hash__(self) -> int:
        return hash((self.code, tuple(self.figures.items()), self.is_note))

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
        section, _, key = self.code.rpartition("/")
        if self.code.startswith(_NODES):  # the id of an indicator may have a stroke itself
            section, _, key = self.code.partition("/")
        words = find_words(chosen, *self.code.split("/")) or label(section, key, chosen)
        return put_words(
            words,
            lambda name: (
                word_on_page(name, self.figures[name], chosen) if name in self.figures else None
            ),
            self.figures,
            chosen,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the code and the figures as plain data, without words.

        Returns
        -------
        dict
            ``code`` and ``figures``: codes and whole numbers as they are, decimals as text.
        """
        return {"code": self.code, "figures": {n: _plain(v) for n, v in self.figures.items()}}


def put_before(name: object, description: object) -> Sentence:
    """Put a name before its description, as a language does: "2024: 77 economies"."""
    return Sentence("language/pair", first=name, second=description)


def add_detail(name: object, detail: object) -> Sentence:
    """Put a detail in brackets after a name, as a language does: "82.0 (2022)"."""
    return Sentence("language/detail", first=name, second=detail)


def add_sentence(first: Sentence, second: Sentence) -> Sentence:
    """Put one sentence after another, as a language does."""
    return Sentence("language/sentences", first=first, second=second)


def list_parts(parts: Iterable[object]) -> Sentence:
    """Join names, numbers or sentences as a language joins the items of a list."""
    return Sentence("language/listed", first=tuple(parts))


def list_clauses(parts: Iterable[Sentence]) -> Sentence:
    """Join clauses, whose own parts may be lists."""
    return Sentence("language/in-clauses", clauses=tuple(parts))


def name_grouping(grouping: str, vintage: str) -> Sentence:
    """Return the name of a grouping with its vintage, if it has one."""
    name = Sentence(f"groupings/{grouping}")
    return put_before(name, list_parts((vintage,))) if vintage else name


def name_economy(economy: str) -> Sentence:
    """Return the name of an economy as a part of other sentences."""
    return Sentence("language/economy-named", economy=economy)


def name_economies(economies: Iterable[object]) -> Sentence:
    """Return the names of several economies as a part of other sentences."""
    return Sentence("language/economies-named", economies=tuple(economies))


def sign_number(number: Decimal) -> Sentence:
    """Return a number with its sign, as a part of other sentences."""
    return Sentence("language/with-sign", change=number)


def isolate_number(number: Decimal) -> Sentence:
    """Return a number that keeps its place among words from right to left."""
    return Sentence("language/isolated", number=number)


def isolate_text(text: str) -> Sentence:
    """Return text that somebody wrote, which keeps its place among words from right to left."""
    return Sentence("language/isolated", number=text)


def repeat_number(number: Decimal) -> Sentence:
    """Return a number as it was written, so that it can be searched for; its thousands apart."""
    return Sentence("language/repeated", value=number)


def put_in_quotes(name: Sentence) -> Sentence:
    """Set the name of something in the quotation marks of a language."""
    return Sentence("language/quoted", words=name)


def _restore(code: str, figures: Mapping[str, object], is_note: bool) -> Sentence:
    sentence = Sentence(code, **figures)
    object.__setattr__(sentence, "is_note", is_note)
    return sentence


def _plain(figure: object) -> object:
    """Return a figure as JSON can express it."""
    if isinstance(figure, tuple):
        return [_plain(item) for item in figure]
    if isinstance(figure, Sentence):
        return figure.to_dict()
    if isinstance(figure, date):
        return figure.isoformat()
    return format(figure, "f") if isinstance(figure, Decimal) else figure
