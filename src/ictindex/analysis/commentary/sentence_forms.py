"""The closed list of the forms in which a sentence may name an economy.

A named economy is a State. Of it a sentence has a figure, the source of the figure, the difference
from another figure, and what is not published; never an order, a superlative, a judgement, a cause
or a forecast. A code that is not on the list cannot have an economy among its figures; a test reads
the words of all codes in six languages.
"""

from __future__ import annotations

from collections.abc import Iterable

from ictindex.language.i18n.sentences import Sentence

SECTION = "commentary"
# The codes whose figures may name an economy.
NAMING = frozenset(
    {
        "score-published",
        "score-copy",
        "score-source",
        "score-official",
        "score-unsigned",
        "score-exploration",
        "score-variant",
        "score-reconstruction",
        "score-demonstration",
        "score-counterfactual",
        "score-own-index",
        "score-absent",
        "price",
        "price-share",
        "price-dollars",
        "prices-absent",
    }
)
# The names of figures that are codes of economies.
_ECONOMIES = frozenset({"economy", "economies", "partner", "first_economy", "last_economy"})


def check_forms(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Return sentences; refuse one that names an economy in a form that is not on the list."""
    checked = tuple(sentences)
    for sentence in checked:
        section, _, key = sentence.code.partition("/")
        if section != SECTION or (key not in NAMING and _names_economy(sentence)):
            raise ValueError(f"{sentence.code} is no form of a sentence of a commentary")
    return checked


def _names_economy(figure: object) -> bool:
    """Tell whether an economy is among the figures of a sentence, or of a part of it."""
    if isinstance(figure, tuple):
        return any(map(_names_economy, figure))
    if not isinstance(figure, Sentence):
        return False
    is_named = not _ECONOMIES.isdisjoint(figure.figures)
    return is_named or any(map(_names_economy, figure.figures.values()))
