"""The page of a methodology: what it says of missing values and supplied scores."""

from __future__ import annotations

from dataclasses import replace

from ictindex.definitions import documents
from ictindex.indices.idi.methodology_page import _rules

SENTENCE = "A score may be supplied in place of a value that is not printed, for:"


def sentences(document: documents.Document) -> list[str]:
    """The sentences of the rules that begin as the one on supplied scores."""
    items = [item for block in _rules(document, "en") for item in getattr(block, "items", ())]
    return [item for item in items if str(item).startswith(SENTENCE)]


def test_scores_that_may_be_supplied_are_named() -> None:
    document = documents.library()["idi-methodology-2017"]
    assert sentences(document) == [f"{SENTENCE} ICT access, ICT use, ICT skills."]


def test_no_sentence_where_no_score_may_be_supplied() -> None:
    document = documents.library()["idi-methodology-2017"]
    assert document.missing is not None
    without = replace(document, missing=replace(document.missing, supplied_scores=()))
    assert sentences(without) == []
    assert sentences(replace(document, missing=None)) == []
