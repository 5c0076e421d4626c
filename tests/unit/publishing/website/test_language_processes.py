"""Languages are written in copies of the process: each answer comes back, and each error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.publishing.website.language_processes import call_apart, count_processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")


def test_each_call_is_in_a_process_of_its_own() -> None:
    made = list(call_apart(lambda text: f"{text} {os.getpid()}", ["en", "fr", "ar"], 2))
    assert sorted(each[:2] for each in made) == ["ar", "en", "fr"]
    assert len({str(os.getpid()), *(each[3:] for each in made)}) == 4


def test_this_process_takes_steps_of_its_own_while_copies_work() -> None:
    taken: list[int] = []

    def step() -> Iterator[None]:
        for _ in range(50):
            taken.append(os.getpid())
            time.sleep(0.01)
            yield

    long = "x" * 300_000  # more than a pipe holds: it is read while steps are taken
    answers = call_apart(lambda text: text + long, ["a", "b", "c"], 2, step())
    made = [(answer[0], len(answer), len(taken)) for answer in answers]
    assert [each[:2] for each in made] == [("a", 300_001), ("b", 300_001), ("c", 300_001)]
    assert made[0][2] < 50 and taken == [os.getpid()] * 50


@pytest.mark.parametrize("processes", [1, 2])
def test_steps_are_taken_whether_or_not_there_are_copies(processes: int) -> None:
    assert list(call_apart(str.upper, ["a"], processes, iter([0, 0, 0]))) == ["A"]
    steps = iter([0, 0, 0])
    assert list(call_apart(str.upper, [], processes, steps)) == [] and list(steps) == []


def test_a_copy_takes_the_place_of_this_process_after_the_last_step(tmp_path: Path) -> None:
    def meet(text: str) -> str:
        (tmp_path / text).touch()
        while len(list(tmp_path.iterdir())) < 2:  # each waits for the other
            time.sleep(0.01)
        return text

    assert sorted(call_apart(meet, ["a", "b"], 2, iter([0]))) == ["a", "b"]


@pytest.mark.slow
def test_an_error_in_a_step_ends_the_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    fork = os.fork

    def record_fork() -> int:
        started.append(fork())
        return started[-1]

    def fail() -> Iterator[None]:
        yield
        raise ict.errors.UsageError("site.file-missing", file="a.csv", document="site.toml")

    def wait(text: str) -> str:
        os.read(os.pipe()[0], 1)  # it would wait for ever
        return text

    monkeypatch.setattr(os, "fork", record_fork)
    with pytest.raises(ict.errors.UsageError):
        list(call_apart(wait, ["en"], 2, fail()))
    (copy,) = started
    with pytest.raises(ChildProcessError):  # it has ended: no child of this process any more
        os.waitpid(copy, os.WNOHANG)


@pytest.mark.slow
def test_what_a_copy_raises_is_raised_here(tmp_path: Path) -> None:
    def fail(text: str) -> str:
        if text == "fr":
            raise ict.errors.UsageError("site.file-missing", file="a.csv", document="site.toml")
        (tmp_path / text).write_text("begun", encoding="utf-8")
        os.read(os.pipe()[0], 1)  # it would wait for ever
        return text

    with pytest.raises(ict.errors.UsageError) as caught:
        list(call_apart(fail, ["en", "fr"], 2))
    assert caught.value.code == "site.file-missing"


@pytest.mark.slow
def test_an_error_that_cannot_be_passed_on_is_named() -> None:
    def fail(text: str) -> str:
        class OwnError(Exception):
            """One that no other process knows."""

        raise OwnError("no page")

    with pytest.raises(RuntimeError, match="OwnError: no page"):
        list(call_apart(fail, ["en"], 1))


@pytest.mark.slow
def test_an_error_with_faults_keeps_its_words() -> None:
    fault = ict.errors.UsageError("site.file-missing", file="a.csv", document="site.toml")
    own = ict.errors.DocumentError(
        "site.file-missing", faults=[fault], file=Path("b"), document="c"
    )

    def fail(text: str) -> None:
        raise own

    with pytest.raises(ict.errors.DocumentError) as caught:
        list(call_apart(fail, ["en"], 1))
    assert caught.value is not own
    for language in ("en", "ar"):
        assert caught.value.message(language) == own.message(language)
        assert caught.value.to_dict(language) == own.to_dict(language)


@pytest.mark.slow
def test_an_error_of_the_system_keeps_its_number_and_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        list(call_apart(lambda text: (tmp_path / text).read_text(), ["none"], 1))
    assert caught.value.filename == str(tmp_path / "none")


@pytest.mark.slow
def test_a_process_that_was_ended_is_no_answer() -> None:
    with pytest.raises(OSError, match="has ended"):
        list(call_apart(lambda text: os._exit(1), ["en"], 2))


def test_there_are_no_more_processes_than_languages() -> None:
    assert count_processes(1) == 1
