"""A season that is killed at any call to the disk goes on where it stopped, to the same head."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from round_cases import open_small_round, write_table

import ictindex as ict
from ictindex.apps.desk.questionnaire_round import Workbook
from ictindex.apps.rounds import dispatch
from ictindex.core.file_writer import is_unfinished
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.round_folder import RoundFolder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no copies of a process"),
]
ECONOMIES = ("XAA", "XAB", "XAC")
# The calls after which what was written is seen by others, or is sure to be on the disk.
CALLS = ("link", "replace", "rename", "fsync")
POINTS, KILLED = 200, 9


@pytest.fixture(autouse=True)
def _quick_workbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send a few bytes in place of workbooks, the same ones each time."""

    def make(plan: object, asked: list[str], *_: object, **__: object) -> Iterator[Workbook]:
        for code in asked:
            yield Workbook(code, f"{code.lower()}-2027.xlsx", code.encode() * 999, False)

    monkeypatch.setattr(dispatch, "make_workbooks", make)


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """Return an opened round with the files of two States next to it."""
    write_table(tmp_path, "XAA")
    write_table(tmp_path, "XAB")
    return open_small_round(tmp_path / "opened", *ECONOMIES).path


def run_season(folder: Path) -> None:
    """Run a season from its dispatch to its last reminder."""
    files = folder.parent
    ict.rounds.dispatch_round(folder, day="2026-12-31")
    ict.rounds.remind_states(folder, day="2027-03-17")
    ict.rounds.receive_file(folder, files / "xaa-61.5.csv", economy="XAA", day="2027-03-20")
    ict.rounds.accept_delivery(folder, "XAA", day="2027-03-22")
    ict.rounds.extend_state(folder, "XAB", until="2027-04-20", day="2027-03-25")
    ict.rounds.refuse_state(folder, "XAC", day="2027-03-26", reason="Census under way")
    ict.rounds.receive_file(folder, files / "xab-61.5.csv", economy="XAB", day="2027-05-20")
    ict.rounds.remind_states(folder, day="2027-05-21")


def run_apart(run: Callable[[], None]) -> int:
    """Run a function in a copy of this process, and return its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            run()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def list_files(folder: Path) -> set[Path]:
    """Return the files of a round, without a draft that the next writer of an event removes."""
    files = {file.relative_to(folder) for file in folder.rglob("*")}
    return {file for file in files if not is_unfinished(file.name)}


def end_season(folder: Path) -> None:
    """Hand a season over, and destroy the workbooks whose retention is over."""
    ict.rounds.hand_over(
        folder, day="2027-07-01", giver="Statistics unit", successor="Data unit", language="en"
    )
    ict.rounds.retain_workbooks(folder, until="2029-06-30", day="2027-07-01")
    ict.rounds.destroy_workbooks(folder, day="2029-07-01")


def kill_at(point: int, names: tuple[str, ...] = CALLS) -> None:
    """End this process at a call to the disk: before it is made, or right after, in turn."""
    count = 0

    def watch(name: str) -> Callable[..., object]:
        call = getattr(os, name)

        def counted(*args: object, **kwargs: object) -> object:
            nonlocal count
            count += 1
            if count == point and point % 2:
                os._exit(KILLED)
            done = call(*args, **kwargs)
            if count == point:
                os._exit(KILLED)
            return done

        return counted

    for name in names:
        setattr(os, name, watch(name))


def content_of(event: Event) -> tuple[object, ...]:
    return event.event, event.day, event.economy, dict(event.fields), dict(event.refs)


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_a_killed_season_goes_on_to_the_same_head(opened: Path, step: int) -> None:
    whole = RoundFolder(shutil.copytree(opened, opened.with_name("whole")))
    run_season(whole.path)
    expected = whole.register.read()
    assert len(expected) == 13
    killed = 0
    for point in range(1, POINTS + 1, step):
        folder = RoundFolder(shutil.copytree(opened, opened.with_name("killed")))

        def run(point: int = point, path: Path = folder.path) -> None:
            kill_at(point)
            run_season(path)

        code = run_apart(run)
        assert code in (0, KILLED)
        killed += code == KILLED
        done = folder.register.read()  # what was recorded is whole
        assert done == expected[: len(done)]
        run_season(folder.path)
        assert RoundFolder(folder.path).register.head == expected[-1].digest, point
        assert not ict.rounds.check_round(folder.path), point
        shutil.rmtree(folder.path)
    assert killed > 100 // step  # the season has so many calls


def test_a_killed_handover_or_destruction_goes_on_to_the_same_head(opened: Path) -> None:
    run_season(opened)
    whole = RoundFolder(shutil.copytree(opened, opened.with_name("whole")))
    end_season(whole.path)
    expected = whole.register.read()
    assert [event.event for event in expected[-3:]] == [
        "handed-over",
        "retained-until",
        "destroyed",
    ]
    killed = 0
    for point in range(1, 41):
        folder = RoundFolder(shutil.copytree(opened, opened.with_name("killed")))

        def run(point: int = point, path: Path = folder.path) -> None:
            kill_at(point, (*CALLS, "unlink"))
            end_season(path)

        code = run_apart(run)
        assert code in (0, KILLED)
        killed += code == KILLED
        end_season(folder.path)
        assert RoundFolder(folder.path).register.head == expected[-1].digest, point
        assert list_files(folder.path) == list_files(whole.path), point
        assert not ict.rounds.check_round(folder.path), point
        shutil.rmtree(folder.path)
    assert killed > 20


def test_a_round_is_opened_whole_or_not_at_all(tmp_path: Path) -> None:
    path, left = tmp_path / "round-2027", set[bool]()
    for point in range(1, 41):

        def run(point: int = point) -> None:
            kill_at(point)
            open_small_round(path, *ECONOMIES)

        run_apart(run)
        left.add(path.exists())
        if not path.exists():
            open_small_round(path, *ECONOMIES)
        assert not ict.rounds.check_round(path)
        assert [each.name for each in tmp_path.iterdir()] == [path.name]
        shutil.rmtree(path)
    assert left == {True, False}


def test_two_compilers_at_once_lose_nothing_and_do_nothing_twice(opened: Path) -> None:
    whole = RoundFolder(shutil.copytree(opened, opened.with_name("whole")))
    run_season(whole.path)
    expected = sorted(map(str, map(content_of, whole.register.read())))
    for _ in range(10):
        folder = shutil.copytree(opened, opened.with_name("both"))
        children = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    run_season(folder)
                    code = 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(code)
            children.append(child)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert codes == [0, 0]
        events = RoundFolder(folder).register.read()
        assert sorted(map(str, map(content_of, events))) == expected
        assert not ict.rounds.check_round(folder)
        shutil.rmtree(folder)
