"""Languages are written in copies of the process: each answer comes back, and each error."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.publishing.website.language_processes import call_apart, count_processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")


def test_each_call_is_in_a_process_of_its_own() -> None:
    made = list(call_apart(lambda text: f"{text} {os.getpid()}", ["en", "fr", "ar"], 2))
    assert sorted(each[:2] for each in made) == ["ar", "en", "fr"]
    assert len({str(os.getpid()), *(each[3:] for each in made)}) == 4


def test_a_long_answer_comes_back_whole() -> None:
    long = "x" * 300_000  # more than a pipe holds
    answers = list(call_apart(lambda text: text + long, ["a", "b", "c"], 2))
    assert sorted(answers) == ["a" + long, "b" + long, "c" + long]


def test_two_copies_work_at_the_same_time(tmp_path: Path) -> None:
    def meet(text: str) -> str:
        (tmp_path / text).touch()
        for _ in range(3000):  # each waits for the other
            if len(list(tmp_path.iterdir())) == 2:
                return text
            time.sleep(0.01)
        raise RuntimeError("alone")

    assert sorted(call_apart(meet, ["a", "b"], 2)) == ["a", "b"]


@pytest.mark.slow
def test_what_a_copy_raises_is_raised_here_and_ends_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[int] = []
    fork = os.fork

    def record_fork() -> int:
        started.append(fork())
        return started[-1]

    def fail(text: str) -> str:
        if text == "fr":
            raise ict.errors.UsageError("site.file-missing", file="a.csv", document="site.toml")
        os.read(os.pipe()[0], 1)  # it would wait for ever
        return text

    monkeypatch.setattr(os, "fork", record_fork)
    with pytest.raises(ict.errors.UsageError) as caught:
        list(call_apart(fail, ["en", "fr"], 2))
    assert caught.value.code == "site.file-missing" and len(started) == 2
    for copy in started:  # it has ended: no child of this process any more
        with pytest.raises(ChildProcessError):
            os.waitpid(copy, os.WNOHANG)


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
