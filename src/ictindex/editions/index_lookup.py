"""The index of a result, of the files of an edition, of a table of observations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ictindex.core import arguments
from ictindex.core.errors import RefusedEditionError
from ictindex.idi import edition_files as scores
from ictindex.idi.inputs import KINDS
from ictindex.idi.result import Result
from ictindex.ipb import edition_files as baskets
from ictindex.ipb.result import BasketResult


def index_of(result: object) -> Any:
    """Return the index of a result."""
    fits = isinstance(result, (Result, BasketResult))
    arguments.require(fits, "result", "result", result)
    if isinstance(result, (Result, BasketResult)) and (
        type(result) not in (Result, BasketResult) or result.kind not in KINDS
    ):
        raise RefusedEditionError("archive.not-a-result", id=result.id)
    return baskets if isinstance(result, BasketResult) else scores


def index_of_files(files: Mapping[str, bytes]) -> Any:
    """Return the index of which an edition has the files."""
    return baskets if "inputs/economics.csv" in files else scores
