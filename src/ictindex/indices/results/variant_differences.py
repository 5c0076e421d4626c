"""The differences between a variant and its parent, constant by constant, as frame and in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.definitions.documents import Document, compare_documents
from ictindex.definitions.documents.lab_document import shares_of
from ictindex.indices.results.constants import (
    constant_value,
    name_constant,
    name_value,
)
from ictindex.language.i18n.sentences import Sentence, list_parts, put_before

if TYPE_CHECKING:
    import pandas as pd

DIFFERENCES = define(
    "variant-differences",
    Column("constant", "code", get="path"),
    Column("change", "code"),
    Column("before", "text", exact=True, gaps=True),
    Column("after", "text", exact=True, gaps=True),
    key=("constant",),
    page=(),
)
SHARES = "shares."
FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class Difference:
    """One constant, or one resulting share, that differs between parent and variant."""

    path: str
    change: str
    before: str | None
    after: str | None


def find_differences(parent: Document, variant: Document) -> tuple[Difference, ...]:
    """Return the differences between a parent and its variant, then the resulting shares."""
    differences = [
        Difference(
            difference.path,
            _change(difference.path, difference.before, difference.after),
            difference.before,
            difference.after,
        )
        for difference in compare_documents(parent, variant)
    ]
    chosen = [difference for difference in differences if difference.change != FOLLOWS]
    follows = [difference for difference in differences if difference.change == FOLLOWS]
    return (*chosen, *follows, *_shares(parent, variant))


def _change(path: str, before: str | None, after: str | None) -> str:
    # A variant does not choose which scores may be supplied or which inputs count: both result from
    # its other changes.
    if path.startswith(("missing.", "inclusion.", "rounding.")):
        return FOLLOWS
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _shares(parent: Document, variant: Document) -> Iterator[Difference]:
    """Yield the common nodes whose share in the index differs."""
    old, new = shares_of(parent), shares_of(variant)
    for node, share in old.items():
        if node in new and new[node] != share:
            yield Difference(f"{SHARES}{node}", FOLLOWS, _fraction(share), _fraction(new[node]))


def _fraction(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}" if share.denominator > 1 else str(share)


def differences_frame(parent: Document, variant: Document) -> pd.DataFrame:
    """Return the differences as a frame (see ``Methodology.differences``)."""
    table = Table.of(DIFFERENCES, find_differences(parent, variant))
    return write_frame(table, {"variant": variant.id, "parent": parent.id})


def difference_name(difference: Difference, language: str) -> str:
    """Return the name of a difference in words."""
    return name_difference(difference).to_text(language)


def name_difference(difference: Difference) -> Sentence:
    """Return the name of a difference as codes."""
    if difference.path.startswith(SHARES):
        node = Sentence(f"nodes/{difference.path.removeprefix(SHARES)}")
        return put_before(Sentence("methodology/share"), node)
    return name_constant(difference.path)


def difference_value(value: str | None, path: str, language: str) -> str:
    """Return one value of a difference in words."""
    if value is None:
        return constant_value(value, language, path)
    return name_difference_value(value, path).to_text(language)


def name_difference_value(value: str, path: str) -> Sentence:
    """Return one value of a difference as codes; a share is written as a fraction."""
    return list_parts((value,)) if path.startswith(SHARES) else name_value(value, path)
