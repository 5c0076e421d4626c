"""Commitments: a salt for each receipt, derived from one master salt."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.submissions.closed.commitments import acknowledge, new_master, read_master
from ictindex.submissions.validation.receipts import Receipt

MASTER = b"a master salt of thirty-two byte"


def receipt_of(economy: str) -> Receipt:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy=economy)
    return ict.accept(
        table, ict.validate(table, year=2022), role="compiler", transcribed="IDI 2024, Annex 2"
    )


def test_the_salt_and_the_commitment_are_hmacs_of_the_master() -> None:
    receipt = receipt_of("BRA")
    answer = acknowledge(receipt, MASTER)
    named = f'{{"economies":["BRA"],"receipt":"{receipt.digest}"}}'
    salt = hmac.digest(MASTER, f"ictindex salt 1\n{named}".encode(), hashlib.sha256)
    # The receipt in its canonical form is what its file says, without the digest in front.
    file = receipt.to_json().strip()
    written = file[file.index('"receipt":') + len('"receipt":') : -1]
    commitment = hmac.digest(salt, f"ictindex commitment 1\n{written}".encode(), hashlib.sha256)
    assert answer["salt"] == salt.hex()
    assert answer["commitment"] == commitment.hex()


def test_the_salt_of_one_state_opens_nothing_of_another() -> None:
    brazil, kenya = receipt_of("BRA"), receipt_of("KEN")
    assert acknowledge(brazil, MASTER)["salt"] != acknowledge(kenya, MASTER)["salt"]
    assert acknowledge(brazil, MASTER) == acknowledge(brazil, MASTER)


def test_a_master_is_random_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "master"
    made = new_master(path)
    assert len(made) == 32 and read_master(path) == made != new_master(tmp_path / "other")
    with ict.set_options(overwrite=True), pytest.raises(ict.errors.IctindexError):
        new_master(path)
    assert read_master(path) == made


def test_a_short_master_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        acknowledge(receipt_of("BRA"), b"too short")
    assert error.value.code == "canonical.salt-short"
