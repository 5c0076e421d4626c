"""A figure altered between its validation and the publication: never published.

The worst real precedent: a published country ranking was altered after its internal review.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import edition_cases as cases
import numpy as np
import pytest
from edition_cases import CUT_OFF, IDI, RELEASED, receipt, rows, written
from offices import office

import ictindex as ict
from ictindex.core.errors import (
    IctindexError,
    RefusedEditionError,
    RefusedObservationsError,
    UnusableFileError,
    UsageError,
    VoidReceiptError,
)
from ictindex.editions.publication import publish
from ictindex.submissions.closed.accepted_table import join_accepted, write_accepted

ECONOMIES = ("BRA", "KEN")
REFUSALS = (RefusedEditionError, VoidReceiptError)


@lru_cache(maxsize=1)
def judged(folder: Path) -> tuple[Path, bytes, ict.data.Receipt, ict.Result]:
    """A file, its bytes, its receipt and the result that is rightly computed from it."""
    path = written(folder, rows(ECONOMIES))
    accepted = receipt(ict.read_observations(path))
    result = ict.compute(IDI, ict.select_sources(accepted, IDI, cut_off=CUT_OFF))
    return path, path.read_bytes(), accepted, result


def edited(content: bytes, rng: random.Random) -> bytes:
    """One byte changed, put in or taken away."""
    at = rng.randrange(len(content))
    way = rng.randrange(4)
    if way == 0:
        return content[:at] + content[at + 1 :]
    if way == 1:
        return content[:at] + bytes([rng.randrange(256)]) + content[at:]
    byte = content[at]
    if way == 2 and 48 <= byte < 58:  # a digit becomes another digit: the edit that pays
        other = rng.choice([item for item in b"0123456789" if item != byte])
    else:
        other = rng.choice([number for number in range(256) if number != byte])
    return content[:at] + bytes([other]) + content[at + 1 :]


def try_file(folder: Path, rng: random.Random) -> None:
    """The accepted table is edited, and the receipt is joined to it."""
    _, _, accepted, _ = judged(folder)
    content = edited(write_accepted(accepted).encode(), rng)
    joined = join_accepted(ict.data.Receipt(accepted.record), content)
    if write_accepted(joined) == write_accepted(accepted):
        raise ict.errors.VoidReceiptError("receipt.table-changed", receipt="the same table")
    result = ict.compute(IDI, joined.observations, kind="reconstruction")
    publish(result, folder / "e", released=RELEASED, receipts=joined)


def try_table(folder: Path, rng: random.Random) -> None:
    """The edited file is read and computed, and the receipt of the old one is shown."""
    _, content, accepted, _ = judged(folder)
    path = folder / "edited" / "bra.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(edited(content, rng))
    table = ict.read_observations(path)
    joined = ict.data.Receipt(accepted.record, table)
    if rng.random() < 0.5:
        ict.select_sources(joined, IDI, cut_off=CUT_OFF)
    result = ict.compute(IDI, table, kind="reconstruction")
    publish(result, folder / "e", released=RELEASED, receipts=joined)


def try_receipt(folder: Path, rng: random.Random) -> None:
    """The file of the receipt is edited."""
    *_, accepted, result = judged(folder)
    shown = folder / "receipt.json"
    shown.write_bytes(edited(accepted.to_json().encode(), rng))
    again = ict.data.read_receipt(shown).join(result.observations)
    publish(
        ict.compute(IDI, again.observations, kind="reconstruction"), folder / "e",
        released=RELEASED, receipts=again,
    )  # fmt: skip


def try_memory(folder: Path, rng: random.Random) -> None:
    """A digit of an observation or of a score is changed in memory, past every guard."""
    *_, result = judged(folder)
    step = Decimal(rng.choice([-1, 1])).scaleb(-rng.randrange(0, 20))
    if rng.random() < 0.5:
        scores = [list(row) for row in result.exact_scores.scores]
        e, n = rng.randrange(len(scores)), rng.randrange(len(scores[0]))
        scores[e][n] = (scores[e][n] or Decimal(0)) + step
        exact = replace(result.exact_scores, scores=tuple(map(tuple, scores)))
        altered = replace(result, exact_scores=exact)
    else:
        cells = dict(result.observations.cells)
        values = list(cells["value"])
        values[rng.randrange(len(values))] += step
        table = object.__new__(ict.Observations)
        for name, part in vars(result.observations).items():
            object.__setattr__(table, name, part)
        table.__dict__.pop("columns", None)  # arrays are made of the cells again
        object.__setattr__(table, "cells", {**cells, "value": tuple(values)})
        altered = replace(result, observations=table)
    publish(altered, folder / "e", released=RELEASED, publisher=office(folder / "e"))


WAYS: tuple[Callable[[Path, random.Random], None], ...] = (
    try_file, try_table, try_receipt, try_memory,
)  # fmt: skip
# Already before publishing an edit can make a file or a table unusable.
UNUSABLE: tuple[type[IctindexError], ...] = (
    RefusedObservationsError, UnusableFileError, UsageError,
)  # fmt: skip


def check_edits(folder: Path, count: int) -> None:
    rng = random.Random(131)
    judged.cache_clear()
    judged(folder)
    ends: dict[str, int] = {}
    for n in range(count):
        way = WAYS[n % len(WAYS)]
        try:
            way(folder, rng)
        except (*REFUSALS, *UNUSABLE) as error:
            name = f"{way.__name__} {type(error).__name__}"
            ends[name] = ends.get(name, 0) + 1
        else:
            raise AssertionError(f"edit {n} ({way.__name__}) was published")
    # Nothing but the chain of keys, with which the office began the folder.
    assert [path for path in (folder / "e").rglob("*") if path.is_file()] == [
        folder / "e" / "publisher" / "0000.json"
    ]
    refused = sum(n for name, n in ends.items() if name.endswith(("ReceiptError", "EditionError")))
    assert refused > count * 0.6, ends


@pytest.mark.slow
def test_edits_after_the_receipt_are_refused(tmp_path: Path) -> None:
    check_edits(tmp_path, 200)
    # An edition without edits is published: it is the edits that are refused.
    *_, result = judged(tmp_path)
    edition = ict.publish(
        result,
        tmp_path / "e",
        released=RELEASED,
        publisher=office(tmp_path / "e"),
    )
    assert edition.id == "idi-2024"


@pytest.mark.slow
def test_two_thousand_edits_after_the_receipt_are_refused(tmp_path: Path) -> None:
    check_edits(tmp_path, 2_000)


@pytest.mark.slow
def test_every_digit_of_an_accepted_table_counts(tmp_path: Path) -> None:
    _, _, accepted, _ = judged(tmp_path)
    lines = [line.split(",") for line in write_accepted(accepted).splitlines()]
    columns = [lines[0].index(name) for name in ("year", "value", "written", "decimals")]
    changed = 0
    for row in lines[1:]:
        for column in columns:
            cell = row[column]
            for at, digit in enumerate(cell):
                if digit.isdigit():
                    row[column] = cell[:at] + str((int(digit) + 1) % 10) + cell[at + 1 :]
                    content = "".join(",".join(each) + "\n" for each in lines).encode()
                    with pytest.raises(VoidReceiptError):
                        join_accepted(ict.data.Receipt(accepted.record), content)
                    changed += 1
            row[column] = cell
    assert changed > 80


def test_an_answer_changed_after_the_receipt_voids_it(tmp_path: Path) -> None:
    annex_rows = cases.annex()
    record: dict[str, Any] = annex_rows.record
    record["transcribed"] = "another print"
    changed = ict.data.Receipt(record, annex_rows.observations)
    shown = tmp_path / "receipt.json"
    shown.write_text(changed.to_json().replace(changed.digest, annex_rows.digest))
    with pytest.raises(VoidReceiptError):
        ict.data.read_receipt(shown)


def test_arrays_of_a_result_cannot_be_written_to(tmp_path: Path) -> None:
    *_, result = judged(tmp_path)
    assert isinstance(result.rounded, np.ndarray)
    with pytest.raises(ValueError, match="read-only"):
        result.rounded[0, 0] = Decimal(1)
