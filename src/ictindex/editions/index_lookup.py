"""The index of a result, of the files of an edition, of a table of observations."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from ictindex.core import arguments
from ictindex.core.errors import RefusedEditionError
from ictindex.idi import counterfactual as idi_what_if
from ictindex.idi import edition_files as idi_files
from ictindex.idi.result import Result
from ictindex.ipb import counterfactual as ipb_what_if
from ictindex.ipb import edition_files as ipb_files
from ictindex.ipb.result import BasketResult
from ictindex.results.result_kind import KINDS

scores = SimpleNamespace(**{**vars(idi_what_if), **vars(idi_files)})
baskets = SimpleNamespace(**{**vars(ipb_what_if), **vars(ipb_files)})


def index_of_result(result: object) -> Any:
    """Return the index of a result; ``None`` of what is none."""
    if isinstance(result, BasketResult):
        return baskets
    return scores if isinstance(result, Result) else None


def index_to_publish(result: object) -> Any:
    """Return the index of a result that may be published."""
    index = index_of_result(result)
    arguments.require(index is not None, "result", "result", result)
    if isinstance(result, (Result, BasketResult)) and (
        type(result) not in (Result, BasketResult) or result.kind not in KINDS
    ):
        raise RefusedEditionError("archive.not-a-result", id=result.id)
    return index


def index_of_files(files: Mapping[str, bytes]) -> Any:
    """Return the index of which an edition has the files."""
    return baskets if "inputs/economics.csv" in files else scores
