"""``round.toml``: what is pinned, read strictly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.submissions.closed.round_folder import open_round
from ictindex.submissions.closed.round_settings import (
    RoundDays,
    RoundPins,
    RoundPublisher,
    RoundSettings,
    parse_settings,
    read_settings,
    write_settings,
)


@pytest.fixture
def settings() -> RoundSettings:
    return RoundSettings(
        edition=2027,
        year=2026,
        methodology="idi-methodology-2023",
        send_to='"Statistics" <data@example.org>',
        languages={"XAB": "fr", "BRA": "es"},
        days=RoundDays(
            dispatch=dt.date(2026, 12, 31),
            collection=dt.date(2027, 1, 1),
            deadline=dt.date(2027, 3, 31),
            data_releases=(dt.date(2027, 4, 1), dt.date(2027, 7, 1)),
            preview=dt.date(2027, 5, 15),
            release=dt.date(2027, 6, 30),
            embargo="2027-06-30T10:00:00Z",
        ),
        pins=RoundPins(
            rules="0" * 64,
            fitted="1" * 64,
            questionnaire=f"sha256:{'2' * 64}",
            methodology={"idi-methodology-2023": f"sha256:{'3' * 64}"},
            catalogue="4" * 64,
        ),
        publisher=RoundPublisher(name="Example office"),
    )


def test_settings_come_back_as_they_were_written(settings: RoundSettings, tmp_path: Path) -> None:
    file = tmp_path / "round.toml"
    file.write_bytes(write_settings(settings))
    assert read_settings(file) == settings
    assert settings.economies == ("BRA", "XAB")


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("year = 2026", "period = 2026", "document.unknown-key", "period"),
        ("year = 2026", "", "document.missing-key", "year"),
        ("year = 2026", "year = 2026.5", "document.ill-typed", "year"),
        ('rules = "00', 'rules = "zz', "document.ill-typed", "pins.rules"),
        ('XAB = "fr"', 'XAB = "pt"', "document.ill-typed", "languages.XAB"),
        ('XAB = "fr"', 'QQQ = "fr"', "document.unknown-economy", "-"),
        ("[pins.methodology]\nidi", "[pins.methodology]\nipb", "document.not-pinned", "-"),
        ("deadline = 2027-03-31", "deadline = 2026-12-01", "document.days-order", "days"),
        ("reminders = [-14, 0, 14]", "reminders = [0, -14]", "document.days-order", "days"),
        ("T10:00:00Z", "T25:00:00Z", "document.no-instant", "days"),
        ("T10:00:00Z", "T10:00:00+02:00", "document.no-instant", "days"),
    ],
)
def test_every_fault_names_the_file_and_the_key(
    settings: RoundSettings, old: str, new: str, code: str, key: str
) -> None:
    text = write_settings(settings).decode()
    assert old in text
    with pytest.raises(ict.errors.DocumentError) as error:
        parse_settings(text.replace(old, new).encode(), "round.toml")
    (*_, fault) = error.value.faults
    faults = {(each.code, each.details["key"]) for each in error.value.faults}
    assert (code, key) in faults
    assert fault.details["file"] == "round.toml"
    assert "round.toml" in str(error.value)


def test_a_fault_of_the_syntax_names_its_line() -> None:
    with pytest.raises(ict.errors.DocumentError, match="line 2"):
        parse_settings(b"edition = 2027\nyear = = 3\n")


def test_another_setting_is_another_digest(settings: RoundSettings) -> None:
    assert replace(settings, year=2025).digest != settings.digest


def test_a_folder_without_a_register_is_no_round(settings: RoundSettings, tmp_path: Path) -> None:
    with pytest.raises(ict.errors.UsageError, match=r"round\.toml"):
        open_round(tmp_path)
    (tmp_path / "round.toml").write_bytes(write_settings(settings))
    with pytest.raises(ict.errors.UsageError, match=r"events/000001\.json"):
        open_round(tmp_path)
