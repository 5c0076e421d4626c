"""The commands before a release: consult, reply, preview, object, settle, clear."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from small_round import LANGUAGES, make_round
from typer.testing import Result

from ictindex.submissions.closed.event_types import CLEARING

Invoke = Callable[..., Result]
SENT = ("--date", "2026-05-15", "--until", "2026-05-29", "--cut-off", "2026-04-30")


def test_a_round_from_its_consultations_to_its_clearance(invoke: Invoke, tmp_path: Path) -> None:
    folder = make_round(tmp_path / "round-2026", consulted=False)
    path = str(folder.path)

    def do(*arguments: str) -> list[tuple[str, str, str]]:
        result = invoke("round", *arguments, "--json")
        assert result.exit_code == 0, result.exception or result.output
        steps = json.loads(result.stdout)["rows"]
        return [(step["event"], step["economy"], step["outcome"]) for step in steps]

    asked = ("--date", "2026-03-01", "--until", "2026-04-10")
    every = [("consulted", economy, "done") for economy in LANGUAGES]
    assert do("consult", path, *asked) == every
    answer = ("internet-users", "agreed", "--date", "2026-03-20", "--text", "Yes.")
    assert do("reply", path, "XAB", *answer) == [("reply", "XAB", "done")]

    before = len(folder.register.read())
    tried = do("preview", path, *SENT, "--economy", "XAB", "--dry-run")
    assert tried == [
        ("selected", "", "to-do"),
        ("computed", "", "to-do"),
        ("preview-sent", "XAB", "to-do"),
    ]
    assert len(folder.register.read()) == before
    done = do("preview", path, *SENT)
    assert done[2:] == [("preview-sent", economy, "done") for economy in LANGUAGES]
    again = do("preview", path, *SENT)
    assert {outcome for _, _, outcome in again} == {"done-before"}

    objection = ("--figure", "internet-users", "--text", "No.", "--date", "2026-05-20")
    assert do("object", path, "XAB", *objection, "--until", "2026-06-01") == [
        ("objected", "XAB", "done")
    ]
    settled = ("--text", "Retirée.", "--date", "2026-05-25", "--until", "2026-06-05")
    assert do("settle", path, "XAB", "1", *settled) == [("objection-settled", "XAB", "done")]
    for role in CLEARING:
        assert do("clear", path, role, "--date", "2026-06-10") == [("cleared", "", "done")]
    shown = invoke("round", "clear", path, "director", "--date", "2026-06-10")
    assert "Release cleared" in shown.stdout and "Done before" in shown.stdout
    written = sorted(file.suffix for file in folder.files.sent("XAB").iterdir())
    assert written == [".html"] * 4 + [".txt"] * 4


def test_a_day_that_is_none_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    folder = make_round(tmp_path / "round-2026")
    result = invoke("round", "clear", str(folder.path), "legal", "--date", "10 June")
    assert "is not a date" in str(result.exception)
    empty = invoke("round", "clear", str(tmp_path), "legal", "--date", "2026-06-10")
    assert "is not the folder of a round" in str(empty.exception)
