"""A file that is not there is Python's own error, and one of this library."""

from __future__ import annotations

import errno
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)
READERS: dict[str, Callable[[Path], object]] = {
    "observations": ict.read_observations,
    "prices": ict.read_prices,
    "economics": ict.read_economics,
    "tariffs": ict.read_tariffs,
    "published": ict.read_published,
    "questionnaire": ict.read_questionnaire,
    "compute": lambda path: ict.compute(IDI, path),
    "receipt": ict.data.read_receipt,
    "answers": ict.data.read_answers,
    "keys": ict.editions.read_keys,
    "baskets": ict.prices.read_baskets,
    "medians": ict.prices.read_medians,
    "consultations": ict.sourcing.read_consultations,
    "comments": lambda path: ict.review.read_public_comments(path),
}


@small_cases("name", sorted(READERS))
def test_a_missing_file_is_a_file_not_found(name: str, tmp_path: Path) -> None:
    missing = tmp_path / "annex.csv"
    with pytest.raises(FileNotFoundError) as caught:
        READERS[name](missing)
    error = caught.value
    assert isinstance(error, ict.errors.UnusableFileError)
    assert isinstance(error, ict.errors.MissingFileError)
    assert (error.errno, error.filename) == (errno.ENOENT, str(missing))
    assert "annex.csv" in error.message("en")


def test_the_error_survives_pickling(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        ict.read_observations(tmp_path / "annex.csv")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 (made here)
    assert str(again) == str(caught.value)
    assert isinstance(again, FileNotFoundError)


def test_a_folder_is_no_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(tmp_path)
    assert not isinstance(caught.value, FileNotFoundError)


def test_equal_findings_are_one_in_a_set() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    judged, again = (ict.validate(table, IDI, year=2022) for _ in range(2))
    assert len(set(judged)) == len(judged)
    assert set(judged) == set(again)
    other = ict.Finding("number.percent-sign", details={"value": "80%"})
    assert other in {ict.Finding("number.percent-sign", details={"value": "80%"})}
    assert other not in {ict.Finding("number.percent-sign", details={"value": "81%"})}
