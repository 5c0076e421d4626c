"""The announcement of a release: to each State and to the subscribers, in their languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import small_round
from small_round import LANGUAGES

import ictindex as ict
from ictindex.language.i18n import economy_name

ROOT = "e5" * 32


def test_a_release_is_announced_once(tmp_path: Path) -> None:
    folder = small_round.make_round(tmp_path / "round-2026")
    (folder.path / "subscribers.csv").write_text("role,language\nlibrary,ar\nministry,zh\n")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.rounds.announce_release(folder.path, day="2026-07-01")
    assert str(caught.value) == (
        "The edition of this round is not released yet. Release it first: `ictindex round release`."
    )
    small_round.record(
        folder,
        "released",
        "head",
        day=dt.date(2026, 6, 30),
        fields={"kind": "official", "id": "idi-2026", "root": ROOT, "head": "f6" * 32},
    )
    steps = ict.rounds.announce_release(folder.path, day="2026-07-01").steps
    assert [(step.event, step.economy, step.outcome) for step in steps] == [
        *(("notified", economy, "done") for economy in LANGUAGES),
        ("announced", "", "done"),
    ]
    for economy, language in LANGUAGES.items():
        page, text = sorted(folder.files.sent(economy).iterdir())
        assert f'lang="{language}"' in page.read_text("utf-8")
        for file in (page, text):
            letter = file.read_text("utf-8")
            assert ROOT in letter and "idi-2026" in letter
            assert economy_name(economy, language) in letter
            others = set(LANGUAGES) - {economy}
            assert not any(economy_name(other, language) in letter for other in others)
    subscribed = list((folder.path / "sent/subscribers").glob("*.txt"))
    assert any(
        "演练" in file.read_text("utf-8") for file in subscribed
    )  # a round of invented States
    sent = sorted(file.name.split("-")[4] for file in (folder.path / "sent/subscribers").iterdir())
    assert sent == ["ar", "ar", "zh", "zh"]
    again = ict.rounds.announce_release(folder.path, day="2026-07-02").steps
    assert {step.outcome for step in again} == {"done-before"}
