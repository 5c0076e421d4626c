"""The kind of a result: a column of rows, and in the name of the index of tables of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ictindex.core.tables.columns import Column
from ictindex.language.i18n.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd

COLUMN = "result_kind"
# The last column of frames, CSV and records: a fact of the whole table, if it has a result.
KIND_OF_RESULT = Column(
    COLUMN, "code", about="kind of the result", get=f"={COLUMN}", page=False, data=COLUMN
)
# Kinds of a computed result, shown in its id and in every view.
KINDS = ("exploration", "reconstruction", "demonstration")
# Kind of the results of a user's own index, which are never published.
OWN_INDEX = "own-index"
# Only publishing makes a result official.
OFFICIAL = "official"
# Kind of an opened edition that calls itself official and that its publisher did not sign.
UNSIGNED = "unsigned"
# Flag of a value that a what-if replaced.
PUT_IN = "what-if-value"
# Kind of prices that were read as published, not computed.
READ = "published"
# Kind of figures that are computed from published prices: nobody published them.
COMPUTED = "computed-here"
_NAMES = {"counterfactual": "what-if"}
# The names of all kinds, as frames and files have them.
NAMES = (READ, OFFICIAL, UNSIGNED, *KINDS, OWN_INDEX, *_NAMES.values(), COMPUTED)


def name_of(kind: str) -> str:
    """Return the name of a kind of result in frames and files."""
    return _NAMES.get(kind, kind)


def describe_origin(kind: str, document: str, year: int) -> Sentence:
    """Return the kind of a result, its methodology and the year of its data, as a sentence."""
    return Sentence("views/facts", kind=kind, document=document, year=year)


def join_kinds(kinds: Iterable[str]) -> str:
    """Return the kinds of several results in one text, each once."""
    return ";".join(dict.fromkeys(map(name_of, kinds)))


def computed_from(kinds: str) -> str:
    """Return the kind of figures that are computed from values of some kinds."""
    return join_kinds(COMPUTED if kind == READ else kind for kind in kinds.split(";"))


def add_kind(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return a frame of rows with a last column that states the kind of its result."""
    frame[COLUMN] = join_kinds(kind.split(";"))
    return frame


def head_kind(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return a frame of numbers whose index is headed by the kind of its result.

    The frame can be computed with, and the kind is in the first line of a file.
    """
    kinds = join_kinds(kind.split(";"))
    frame.index.name = f"{frame.index.name} ({kinds})"
    frame.attrs[COLUMN] = kinds
    return frame
