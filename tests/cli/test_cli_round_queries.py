"""The commands on queries of a round: query, answer, queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from small_round import make_settings, record
from typer.testing import Result

from ictindex.submissions.closed.round_folder import EVENTS, RoundFolder
from ictindex.submissions.closed.round_settings import write_settings

Invoke = Callable[..., Result]
QUESTION = ("--figure", "internet-users", "--year", "2024", "--text", "Qui est compté ?")


def test_a_question_and_its_answer(invoke: Invoke, tmp_path: Path) -> None:
    folder = RoundFolder(tmp_path / "round-2026")
    (folder.path / EVENTS).mkdir(parents=True)
    settings = make_settings()
    folder.files.settings_file.write_bytes(write_settings(settings))
    record(folder, "opened", "head", fields={"settings": settings.digest})
    path = str(folder.path)

    def say(*arguments: str) -> list[str]:
        result = invoke("round", *arguments)
        assert result.exit_code == 0, result.exception or result.output
        return [line.removeprefix("ictindex: ") for line in result.stderr.splitlines()]

    asked = ("query", path, "XAB", *QUESTION, "--date", "2026-03-10")
    assert say(*asked, "--dry-run") == ["Would be recorded: query (XAB)"]
    assert len(folder.register.read()) == 1
    assert say(*asked) == ["Recorded: query (XAB)"]
    nothing = ["Nothing to record: all of it is on record already."]
    assert say(*asked) == nothing
    # Nothing differs between the offices of a State that has sent nothing.
    assert say("query", path, "XAB", "--date", "2026-03-10") == nothing
    answer = ("answer", path, "1", "confirm", "--reason", "Toutes les personnes")
    assert say(*answer, "--date", "2026-03-20") == ["Recorded: answered (XAB)"]
    assert say(*answer, "--date", "2026-03-20") == nothing
    result = invoke("round", "queries", path, "--economy", "XAB", "--json")
    (row,) = json.loads(result.stdout)["rows"]
    assert (row["number"], row["question"]) == (1, "Qui est compté ?")
    assert (row["answer"], row["reason"]) == ("confirm", "Toutes les personnes")
    assert (
        json.loads(invoke("round", "queries", path, "--economy", "XAA", "--json").stdout)["rows"]
        == []
    )


def test_an_answer_needs_a_number_or_a_workbook(invoke: Invoke, tmp_path: Path) -> None:
    folder = RoundFolder(tmp_path / "round-2026")
    (folder.path / EVENTS).mkdir(parents=True)
    settings = make_settings()
    folder.files.settings_file.write_bytes(write_settings(settings))
    record(folder, "opened", "head", fields={"settings": settings.digest})
    result = invoke("round", "answer", str(folder.path), "--date", "2026-03-20")
    assert "needs the number of its query or a workbook" in str(result.exception)
    half = invoke("round", "query", str(folder.path), "XAB", "--text", "?", "--date", "2026-03-10")
    assert "the indicator, the year and the words" in str(half.exception)
