"""A folder is replaced as a whole, or stays; nothing of the user's is removed."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from faulty_calls import (
    ERRORS,
    KILL,
    NOT_REACHED,
    RAW,
    SUCCEEDED,
    count_calls,
    faulty,
    run_with_fault,
)
from small_cases import small_cases

import ictindex as ict
from ictindex.core import tree_writer
from ictindex.core.tree_writer import LIST, new_folder, replaced_folder, write_folder

KEPT = {".git/HEAD": "ref", ".git/objects/aa/b": "object", "CNAME": "example.org"}
OLD = {
    **{f"page{n}.html": f"page {n}" for n in range(4)},
    **{f"en/a{n}.html": f"old {n}" for n in range(4)},
    **{f"en/data/{n}.csv": f"row {n}" for n in range(4)},
}
NEW = {
    **{f"page{n}.html": f"page {n}" for n in range(4)},
    **{f"en/a{n}.html": f"new {n}" for n in range(4)},
    **{f"fr/data/{n}.csv": f"row {n}" for n in range(4)},
}
assert len(OLD) == len(NEW) == 12
# Where every call fails in turn: of each folder the first file and the last.
FEWER_OLD, FEWER_NEW = (
    {name: text for name, text in files.items() if not re.search("[12]", name)}
    for files in (OLD, NEW)
)


def keep(path: str) -> bool:
    return path in (".git", "CNAME")


def build(target: Path, files: dict[str, str], inputs: tuple[Path, ...] = ()) -> None:
    with replaced_folder(target, keep=keep, inputs=inputs) as tree:
        for name, text in files.items():
            tree.write(name, text)


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder but the list, with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != LIST
    }


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def refused(action: Callable[[], object]) -> ict.errors.IctindexError:
    with pytest.raises(ict.errors.UsageError) as caught:
        action()
    return caught.value


def test_a_folder_is_replaced_and_what_the_user_keeps_is_carried_over(tmp_path: Path) -> None:
    web = tmp_path / "web"
    build(web, OLD)
    put(web, KEPT)
    (web / ".git" / "objects" / "aa" / "b").chmod(0o444)
    (web / ".git" / "refs").mkdir()
    before = (web / "page1.html").stat()
    build(web, NEW)
    assert contents(web) == NEW | KEPT
    assert (web / ".git" / "refs").is_dir()
    assert stat.S_IMODE((web / ".git" / "objects" / "aa" / "b").stat().st_mode) == 0o444
    assert not (web / "en" / "data").exists()
    assert os.path.samestat(before, (web / "page1.html").stat())  # unchanged: linked
    assert [path.name for path in tmp_path.iterdir()] == ["web"]


def test_the_list_is_one_that_sha256sum_checks(tmp_path: Path) -> None:
    build(tmp_path / "web", OLD)
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not installed")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", LIST], cwd=tmp_path / "web", check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.count(": OK") == 12


@pytest.mark.parametrize("name", ["letter.txt", "en/letter.txt", "photos/2024/a.jpg", ".env"])
def test_a_file_of_another_hand_is_named_and_stays(tmp_path: Path, name: str) -> None:
    web = tmp_path / "web"
    build(web, OLD)
    put(web, {name: "mine"})
    error = refused(lambda: build(web, NEW))
    first = "photos/2024" if name.startswith("photos") else name
    assert error.code == "tree.other-file" and error.details["file"] == first
    assert str(error).startswith(
        f"The folder '{web}' contains '{first}', which is not on the list of files written here "
        "(.ictindex-files). Move the file away"
    )
    assert contents(web) == OLD | {name: "mine"}


def test_an_empty_folder_of_another_hand_is_named_and_stays(tmp_path: Path) -> None:
    build(tmp_path / "web", OLD)
    (tmp_path / "web" / "en" / "drafts").mkdir()
    error = refused(lambda: build(tmp_path / "web", NEW))
    assert error.details["file"] == "en/drafts"
    assert (tmp_path / "web" / "en" / "drafts").is_dir()


def test_a_page_that_was_changed_by_hand_is_named_and_stays(tmp_path: Path) -> None:
    web = tmp_path / "web"
    build(web, OLD)
    put(web, {"en/a2.html": "corrected by hand"})
    error = refused(lambda: build(web, NEW))
    assert error.code == "tree.changed-file"
    assert str(error) == (
        f"The folder '{web}' contains 'en/a2.html', which was changed after it was written "
        "(.ictindex-files has another digest). Move the file away if you need it, or remove it; "
        "then do the same again."
    )
    assert contents(web) == OLD | {"en/a2.html": "corrected by hand"}
    (web / "en" / "a2.html").unlink()
    build(web, NEW)
    assert contents(web) == NEW


def test_a_page_replaced_by_a_link_counts_as_changed(tmp_path: Path) -> None:
    build(tmp_path / "web", OLD)
    page = tmp_path / "web" / "page0.html"
    page.rename(tmp_path / "elsewhere.html")
    page.symlink_to(tmp_path / "elsewhere.html")
    assert refused(lambda: build(tmp_path / "web", NEW)).code == "tree.changed-file"
    assert page.is_symlink()


def test_a_folder_without_a_list_is_refused_and_one_with_kept_files_alone_is_not(
    tmp_path: Path,
) -> None:
    put(tmp_path / "old", {"assets/site.css": "p {}", **KEPT})
    assert refused(lambda: build(tmp_path / "old", NEW)).details["file"] == "assets/site.css"
    put(tmp_path / "fresh", KEPT)
    build(tmp_path / "fresh", NEW)
    assert contents(tmp_path / "fresh") == NEW | KEPT


@pytest.mark.parametrize("line", ["no list", f"{64 * '0'}  ../x", f"{64 * '0'}  /etc/passwd"])
def test_a_forged_list_gives_no_right_to_anything(tmp_path: Path, line: str) -> None:
    put(tmp_path, {"x": "mine"})
    put(tmp_path / "web", {LIST: line, "a.html": "mine"})
    assert refused(lambda: build(tmp_path / "web", NEW)).details["file"] == "a.html"
    assert contents(tmp_path)["x"] == "mine"


def test_a_target_that_contains_an_input_or_lies_in_one_is_refused(tmp_path: Path) -> None:
    office = tmp_path / "web" / "office"
    put(office, {"site.toml": "", "annex.csv": ""})
    for inputs in ((office,), (office / "annex.csv",)):
        error = refused(lambda inputs=inputs: build(tmp_path / "web", NEW, inputs))
        assert error.code == "tree.input"
    for target in (office, office / "public", office / "deep" / "public"):
        error = refused(lambda target=target: build(target, NEW, (office,)))
        assert error.code == "tree.input"
    (tmp_path / "link").symlink_to(office)
    assert refused(lambda: build(tmp_path / "link" / "p", NEW, (office,))).code == "tree.input"
    assert contents(office) == {"site.toml": "", "annex.csv": ""}
    build(tmp_path / "public", NEW, (office,))


def test_what_is_kept_and_written_alike_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "web", KEPT)
    assert refused(lambda: build(tmp_path / "web", {"CNAME": "ours"})).code == "tree.kept-is-ours"
    assert contents(tmp_path / "web") == KEPT


def test_the_folder_that_one_is_in_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "web", OLD)
    for location in (tmp_path / "web", tmp_path / "web" / "en"):
        monkeypatch.chdir(location)
        error = refused(lambda: build(tmp_path / "web", NEW))
        assert error.code == "tree.in-use"
    assert "you are in it, or it is a disk of its own" in str(error)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "ismount", lambda path: True)
    assert refused(lambda: build(tmp_path / "web", NEW)).code == "tree.in-use"
    assert contents(tmp_path / "web") == OLD


def test_a_linked_folder_is_replaced_where_it_is(tmp_path: Path) -> None:
    build(tmp_path / "real", OLD)
    (tmp_path / "web").symlink_to("real", target_is_directory=True)
    build(tmp_path / "web", NEW)
    assert (tmp_path / "web").is_symlink() and contents(tmp_path / "real") == NEW
    (tmp_path / "nowhere").symlink_to("absent")
    assert refused(lambda: build(tmp_path / "nowhere", NEW)).code == "folder.not-empty"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask for readers")
def test_everybody_can_read_a_folder_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        build(tmp_path / "web", OLD)
        build(tmp_path / "web", NEW)
        write_folder(tmp_path / "course", {"a/b.txt": b"x"})
    finally:
        os.umask(before)
    for path in (tmp_path / "web", tmp_path / "course"):
        for inner in (path, *path.rglob("*")):
            mode = stat.S_IMODE(inner.stat().st_mode)
            assert mode == (0o755 if inner.is_dir() else 0o644), inner


def test_what_came_into_the_folder_during_the_build_is_not_lost(tmp_path: Path) -> None:
    web = tmp_path / "web"
    build(web, OLD)

    def late() -> None:
        with replaced_folder(web, keep=keep) as tree:
            tree.write("a.html", "new")
            put(web, {"late.txt": "mine"})

    assert refused(late).details["file"] == "late.txt"
    assert contents(web) == OLD | {"late.txt": "mine"}


def test_what_came_at_the_last_moment_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web, exchange = tmp_path / "web", tree_writer.exchange
    build(web, OLD)

    def late(first_path: Path, second_path: Path) -> bool:
        put(web, {"late.txt": "mine"})
        return exchange(first_path, second_path)

    monkeypatch.setattr(tree_writer, "exchange", late)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        build(web, NEW)
    assert caught.value.code == "tree.left"
    assert str(caught.value).startswith(f"'{web}' is complete, but 'late.txt' came into the old")
    assert contents(web) == NEW
    assert contents(Path(str(caught.value.details["folder"]))) == {"late.txt": "mine"}
    monkeypatch.undo()
    build(web, OLD)  # the next writer leaves it too
    assert contents(Path(str(caught.value.details["folder"]))) == {"late.txt": "mine"}


def test_an_error_while_the_folder_is_made_leaves_the_old_one(tmp_path: Path) -> None:
    build(tmp_path / "web", OLD)
    with pytest.raises(RuntimeError), replaced_folder(tmp_path / "web") as tree:
        tree.write("a.html", "new")
        raise RuntimeError
    assert contents(tmp_path / "web") == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["web"]


def test_a_second_writer_leaves_the_work_of_the_first_alone(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "web") as first:
        first.write("a.html", "first")
        build(tmp_path / "web", {"b.html": "second"})
        first.write("c.html", "first")
        # The second one is in place: its list proves its files, so the first one replaces them.
    assert contents(tmp_path / "web") == {"a.html": "first", "c.html": "first"}
    assert [path.name for path in tmp_path.iterdir()] == ["web"]


def test_a_name_that_looks_like_unfinished_work_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, {".ictindex-0123456789abcdef-0123456789abcdef/mine.txt": "mine"})
    build(tmp_path / "web", OLD)
    build(tmp_path / "web", NEW)
    assert contents(tmp_path / ".ictindex-0123456789abcdef-0123456789abcdef") == {
        "mine.txt": "mine"
    }


@small_cases("name", ["../x", "/x", "a/../b", "", "a//b", LIST, "a\\b"])
def test_a_path_that_leads_out_of_the_folder_is_not_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r".*"), replaced_folder(tmp_path / "web") as tree:
        tree.write(name, "x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_the_user_is_written_where_nothing_is(tmp_path: Path) -> None:
    with new_folder(tmp_path / "deep" / "office") as stage:
        (stage / "site.toml").write_text("x", encoding="utf-8")
        assert not (tmp_path / "deep" / "office").exists()
    assert contents(tmp_path / "deep" / "office") == {"site.toml": "x"}
    error = refused(lambda: write_folder(tmp_path / "deep" / "office", {"a": b""}))
    assert error.code == "folder.not-empty"
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "empty", {"a": b"x"})
    assert contents(tmp_path / "empty") == {"a": "x"}


class Scene:
    """A folder with neighbours, in which a fault happens while another is put in its place."""

    def __init__(self, folder: Path, first: bool) -> None:
        self.location, self.first = folder / "place", first
        self.web = self.location / "web"
        self.template = folder / "template"
        put(self.template, {"neighbour.txt": "mine", "webs/a.html": "mine"})
        if not first:
            build(self.template / "web", FEWER_OLD)
            put(self.template / "web", KEPT)
        self.old = None if first else FEWER_OLD | KEPT
        self.new = FEWER_NEW if first else FEWER_NEW | KEPT

    def reset(self) -> None:
        shutil.rmtree(self.location, ignore_errors=True)
        shutil.copytree(self.template, self.location)

    def act(self) -> None:
        build(self.web, FEWER_NEW)

    def count(self) -> int:
        self.reset()
        return count_calls(self.act, self.location)

    def check(self, at: int, fault: str, *, in_one_step: bool) -> int:
        """Check that old or new is there, whole, and that the next run succeeds."""
        self.reset()
        outcome = run_with_fault(self.act, at, fault, self.location)
        point = f"call {at}, {fault}: outcome {outcome}"
        assert outcome not in (RAW, NOT_REACHED), point
        present = contents(self.web) if self.web.exists() else None
        if present is None and not self.first:
            assert fault == KILL and not in_one_step, point
            aside = [contents(path) for path in self.location.glob(".ictindex-*")]
            assert self.old in aside, point
        else:
            assert present in (self.old, self.new), point
        if outcome == SUCCEEDED:
            assert present == self.new, point
        self.act()
        assert contents(self.web) == self.new, point
        names = sorted(path.name for path in self.location.iterdir())
        assert names == ["neighbour.txt", "web", "webs"], point
        assert contents(self.location / "webs") == {"a.html": "mine"}, point
        return outcome


def check_points(scene: Scene, step: int, *, in_one_step: bool) -> set[int]:
    faults = (*ERRORS, KILL)
    total = scene.count()
    assert total > 40
    return {
        scene.check(at, fault, in_one_step=in_one_step)
        for at in range(1, total + 1)
        for number, fault in enumerate(faults)
        if (at + number) % step == 0
    }


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("way", ["exchange", "renames", "no-links"])
@pytest.mark.parametrize(
    "step",
    [
        pytest.param(41, id="sample"),
        pytest.param(7, id="seventh", marks=pytest.mark.slow),
        pytest.param(1, id="every", marks=[pytest.mark.slow, pytest.mark.long]),
    ],
)
def test_a_fault_at_a_point_leaves_old_or_new_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool, way: str, step: int
) -> None:
    """Two files a folder: each call fails (EIO, ENOSPC), loses its answer, is the last one."""
    if way == "renames":
        monkeypatch.setattr(tree_writer, "exchange", lambda first_path, second_path: False)
    if way == "no-links":

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(1, "no links here")

        monkeypatch.setattr(os, "link", refuse)
    scene = Scene(tmp_path, first)
    in_one_step = first or (way != "renames" and _exchanges(tmp_path))
    ends = check_points(scene, step, in_one_step=in_one_step)
    assert SUCCEEDED in ends and len(ends) > 1


def _exchanges(folder: Path) -> bool:
    """Tell whether this disk exchanges two folders in one step."""
    first_path, second_path = folder / "one", folder / "other"
    first_path.mkdir()
    second_path.mkdir()
    return tree_writer.exchange(first_path, second_path)


@pytest.mark.slow
def test_the_shim_counts_and_reaches_every_kind_of_call(tmp_path: Path) -> None:
    scene = Scene(tmp_path, False)
    met = set()
    for at in range(1, scene.count() + 1):
        scene.reset()
        with faulty(at, "lost", scene.location) as calls, suppress(ict.errors.IctindexError):
            scene.act()
        met.add(calls.met)
    assert met >= {"open", "write", "fsync", "link", "rename", "unlink", "rmdir", "mkdir", "chmod"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that ends at once")
@pytest.mark.parametrize("call", ["fsync", "rename", "unlink"])
def test_a_process_that_is_killed_leaves_old_or_new_whole(tmp_path: Path, call: str) -> None:
    """The same with real processes, at the third call of a kind."""
    web = tmp_path / "web"
    build(web, OLD)
    program = f"""
import os, signal
from ictindex.core.tree_writer import replaced_folder
kept, number = os.{call}, [0]
def counted(*values, **options):
    number[0] += 1
    if number[0] == (1 if "{call}" == "rename" else 3):
        os.kill(os.getpid(), signal.SIGKILL)
    return kept(*values, **options)
os.{call} = counted
from pathlib import Path
with replaced_folder(Path({str(web)!r})) as tree:
    for name, text in {NEW!r}.items():
        tree.write(name, text)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == -9, done.stderr
    assert contents(web) == (NEW if call == "unlink" else OLD)
    assert len(list(tmp_path.iterdir())) == 2
    build(web, NEW)
    assert contents(web) == NEW and [path.name for path in tmp_path.iterdir()] == ["web"]
