"""A program that asks for a log sees files, rows, counts and times; no value of a cell."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ictindex as ict

SECONDS = re.compile(r", \d+\.\d{3} s$")


def log_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [SECONDS.sub("", record.getMessage()) for record in caplog.records]


def test_the_steps_of_an_edition_are_logged(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    idi = ict.methodology("idi", edition=2024)
    with caplog.at_level(logging.INFO, logger="ictindex"):
        table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        judged = ict.validate(table, idi, year=2022)
        result = ict.compute(idi, table)
        written = result.save(tmp_path / "scores.csv")
    assert log_of(caplog) == [
        "read idi-2024-annex.csv: 229 rows, 0 findings",
        f"validated the year 2022: {len(judged.outcomes)} rules, {len(judged)} findings",
        "computed idi-2024-exploration: 24 economies",
        f"wrote {written}: {written.stat().st_size} bytes",
    ]
    assert {record.name for record in caplog.records} == {"ictindex"}
    assert all(SECONDS.search(record.getMessage()) for record in caplog.records)


def test_prices_are_logged_by_the_name_of_their_file(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="ictindex"):
        ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    assert log_of(caplog)[0].startswith("read ipb-prices-2025.csv: ")


def test_no_value_of_a_confidential_row_is_logged(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    path = tmp_path / "closed.csv"
    path.write_text(
        "economy,indicator,year,value,conf_status,note\n"
        "BRA,internet-users,2022,61.7351,C,whispered\n"
        "BRA,coverage-4g,2022,4711.5,C,whispered\n",
        encoding="utf-8",
    )
    with caplog.at_level(logging.DEBUG, logger="ictindex"):
        table = ict.read_observations(path)
        ict.validate(table, ict.methodology("idi", edition=2024), year=2022)
    text = "\n".join(log_of(caplog))
    assert "closed.csv: 2 rows" in text
    assert not [word for word in ("61.7351", "4711", "whispered", "BRA") if word in text]


@pytest.mark.slow
def test_nothing_is_loaded_or_written_for_a_program_without_a_log() -> None:
    code = (
        "import sys, ictindex as ict; "
        "ict.compute(ict.methodology('idi', edition=2024), ict.sample_data('idi-2024-annex.csv')); "
        "print('logging' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")


@pytest.mark.slow
def test_nothing_is_shown_unless_a_handler_is_set() -> None:
    code = (
        "import logging, ictindex as ict; "
        "ict.read_observations(ict.sample_data('idi-2024-annex.csv'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
