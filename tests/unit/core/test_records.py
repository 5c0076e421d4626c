"""Records: what they hold cannot be changed, neither as made nor after pickling."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import numpy as np
import pytest

from ictindex.core.records import Record


@dataclass(frozen=True, slots=True)
class Market(Record):
    """A record with a mapping in a mapping, and an array in a mapping."""

    prices: Mapping[str, Mapping[str, int]]
    arrays: Mapping[str, Any]
    row: Any


def market() -> Market:
    return Market({"BRA": {"usd": 20}}, {"usd": np.array([20])}, np.array([1, 2]))


@pytest.mark.parametrize(
    "made",
    [market(), pickle.loads(pickle.dumps(market())), copy.deepcopy(market())],  # noqa: S301
    ids=["made", "pickled", "copied"],
)
def test_nothing_in_a_record_can_be_changed(made: Market) -> None:
    assert made.prices == {"BRA": {"usd": 20}}
    with pytest.raises(TypeError):
        made.prices["BRA"]["usd"] = 1  # type: ignore[index]
    with pytest.raises(TypeError):
        made.prices["CHL"] = {}  # type: ignore[index]
    for array in (made.arrays["usd"], made.row):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True
    with pytest.raises(FrozenInstanceError):
        made.row = None  # type: ignore[misc]


def test_what_was_handed_in_stays_free() -> None:
    row = np.array([1, 2])
    made = Market({}, {}, row)
    row[0] = 9
    assert made.row.tolist() == [1, 2]
