"""Commentary: sentences about one subject, in order, as text, page and plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ictindex.core.arguments import ReadOnly
from ictindex.core.own_terms import OwnTerms, terms_of, use_terms
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence


class Commentary(ReadOnly, Renderable):
    """The sentences about one economy, edition or basket, in order.

    ``in_words`` of a result returns it. Each sentence is a code with figures of the record, and is
    worded when it is shown.

    Parameters
    ----------
    sentences : tuple of Sentence
        The sentences; the first can be read alone.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> words = result.in_words("en", economy="BRA")
    >>> words.sentences[0].code, words.to_dict()["sentences"][0]["figures"]["score"]
    ('commentary/score-exploration', '82.0')
    >>> print(words.to_text("fr").splitlines()[0])
    Brésil
    """

    def __init__(
        self,
        subject: Sentence,
        sentences: Iterable[Sentence],
        *,
        language: str | None = None,
        holder: object = None,
    ) -> None:
        self._set(
            sentences=tuple(sentences),
            _subject=subject,
            _own_language=language,
            _own_terms=terms_of(holder),
        )

    sentences: tuple[Sentence, ...]
    _subject: Sentence
    _own_language: str | None
    _own_terms: OwnTerms | None
    _json_name = "commentary"

    def _choose_language(self, language: str | None) -> str:
        return i18n.current_language(self._own_language if language is None else language)

    def _blocks(self, language: str) -> list[Block]:
        words = i18n.paragraph(word_commentary(self, language), language)
        return [i18n.Heading(self._subject.to_text(language), 1), i18n.Paragraph(words)]

    def _to_dict(self) -> dict[str, Any]:
        return {
            "sentences": [
                {**sentence.to_dict(), "text": sentence.to_text()} for sentence in self.sentences
            ]
        }


def word_commentary(commentary: Commentary, language: str) -> list[str]:
    """Return the sentences in words, one by one."""
    with use_terms(terms_of(commentary)):
        return [sentence.to_text(language) for sentence in commentary.sentences]


def word_in_parts(commentary: Commentary, language: str) -> tuple[str, str]:
    """Return the first sentence, and the others as one paragraph, as a page shows them."""
    first, *others = word_commentary(commentary, language) or [""]
    return first, i18n.paragraph(others, language)
