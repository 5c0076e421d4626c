"""The commands before a release: preview, object, settle, clear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from small_round import LANGUAGES, make_round
from typer.testing import Result

from ictindex.submissions.closed.event_types import CLEARING

Invoke = Callable[..., Result]
SENT = ("--date", "2026-05-15", "--until", "2026-05-29", "--cut-off", "2026-04-30")


def test_a_round_from_its_previews_to_its_clearance(invoke: Invoke, tmp_path: Path) -> None:
    folder = make_round(tmp_path / "round-2026")
    place = str(folder.path)

    def say(*arguments: str) -> list[str]:
        result = invoke("round", *arguments)
        assert result.exit_code == 0, result.exception or result.output
        return [line.removeprefix("ictindex: ") for line in result.stderr.splitlines()]

    tried = say("preview", place, *SENT, "--economy", "XAB", "--dry-run")
    assert tried == [
        "Would be recorded: selected (compiler)",
        "Would be recorded: computed (compiler)",
        "Would be recorded: preview-sent (XAB)",
    ]
    before = len(folder.register.read())
    done = say("preview", place, *SENT)
    assert done == [
        "Recorded: selected (compiler)",
        "Recorded: computed (compiler)",
        *(f"Recorded: preview-sent ({economy})" for economy in LANGUAGES),
    ]
    assert len(folder.register.read()) == before + 8
    nothing = ["Nothing to record: all of it is on record already."]
    assert say("preview", place, *SENT) == nothing

    objection = ("--figure", "internet-users", "--text", "No.", "--date", "2026-05-20")
    assert say("object", place, "XAB", *objection, "--until", "2026-06-01") == [
        "Recorded: objected (XAB)"
    ]
    settled = ("--text", "Retirée.", "--date", "2026-05-25", "--until", "2026-06-05")
    assert say("settle", place, "XAB", "1", *settled) == ["Recorded: objection-settled (XAB)"]
    for role in CLEARING:
        assert say("clear", place, role, "--date", "2026-06-10") == [f"Recorded: cleared ({role})"]
    assert say("clear", place, "director", "--date", "2026-06-10") == nothing
    written = sorted(file.suffix for file in folder.sent("XAB").iterdir())
    assert written == [".html"] * 3 + [".txt"] * 3


def test_a_day_that_is_none_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    folder = make_round(tmp_path / "round-2026")
    result = invoke("round", "clear", str(folder.path), "legal", "--date", "10 June")
    assert "is not a date" in str(result.exception)
    empty = invoke("round", "clear", str(tmp_path), "legal", "--date", "2026-06-10")
    assert "is not the folder of a round" in str(empty.exception)
