"""Surroundings of a publication: the umask, a full standard output, the verifiers of other days."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_runs import run
from edition_cases import ANNEX, annex, reconstruction
from edition_making import STANDALONE

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.editions import publish_common

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "golden-editions.zip"
KEYS = ("idi-2024-demonstration", "ipb-2025-demonstration")
FULL = Path("/dev/full")
CELL = ("XAA", "internet-users", "35.0", "--reason", "Typing error",
        "--date", "2026-02-01")  # fmt: skip


# ---------------------------------------------------------------- rights


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, set[int]]:
    """Return the rights of all folders and of all files, the folder of editions included."""
    actual: dict[str, set[int]] = {"folders": set(), "files": set()}
    for path in (folder, *folder.rglob("*")):
        kind = "folders" if path.is_dir() else "files"
        actual[kind].add(stat.S_IMODE(path.lstat().st_mode))
    return actual


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o027, 0o077, 0o777])
def test_what_is_published_can_be_read_whatever_the_umask_is(tmp_path: Path, mask: int) -> None:
    """A web server has to read it; with a umask of 777 nobody could, not even its owner."""
    with umask(mask):
        edition = reconstruction(tmp_path / "deep" / "editions")
        ict.editions.publish_erratum(
            edition.path, economy="BRA", indicator="internet-users", corrected="81.5",
            reason="Survey revised", date="2024-09-01",
        )  # fmt: skip
    assert modes(tmp_path / "deep") == {"folders": {0o755}, "files": {0o644}}
    assert ict.verify(edition.path, root=edition.root).verdict == "intact-pinned"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_signature_can_be_read_too(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    edition = reconstruction(tmp_path / "editions")
    with umask(0o077):
        ict.editions.new_key(tmp_path / "office.pem", "Office", valid_from="2024-01-01")
        path = ict.editions.sign(edition.path, tmp_path / "office.pem", date="2024-07-01")
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "office.pem").stat().st_mode) == 0o600


# ---------------------------------------------------------------- prints that were transcribed


@pytest.mark.parametrize(
    "name",
    ["a\u202eb", "a\u200bb", "\x1b[2J", "a\0b", "two\nlines", " a", "a ", "x" * 201, "x" * 10**6],
    ids=lambda name: ascii(name[:9]),
)
def test_a_transcribed_print_has_one_printable_line(name: str) -> None:
    idi = ict.methodology("idi", edition=2024)
    table = ict.read_observations(ANNEX)
    with pytest.raises(UsageError, match="cannot be named in this way") as error:
        ict.accept(table, ict.validate(table, idi), role="compiler", transcribed=name)
    assert error.value.code == "receipt.transcribed-unfit" and len(str(error.value)) < 1000
    # A receipt that was made by other means does not get into an edition either.
    forged = annex()
    forged = ict.data.Receipt({**forged.record, "transcribed": name}, forged.observations)
    with pytest.raises(UsageError) as error:
        publish_common.receipts_of(forged)
    assert error.value.code == "receipt.transcribed-unfit"


def test_a_name_of_two_hundred_signs_in_any_script_will_do() -> None:
    idi = ict.methodology("idi", edition=2024)
    table = ict.read_observations(ANNEX)
    name = "الاتحاد الدولي للاتصالات، 表2 " + "x" * 170
    receipt = ict.accept(table, ict.validate(table, idi), role="compiler", transcribed=name)
    assert receipt.transcribed == name


# ---------------------------------------------------------------- standard output


def command(*words: object, full: bool = False) -> subprocess.CompletedProcess[str]:
    with (FULL if full else Path(os.devnull)).open("w") as stream:
        return subprocess.run(
            [sys.executable, "-m", "ictindex", *map(str, words)],
            stdout=stream, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.slow
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_is_published_is_stated_where_output_has_no_room(
    tmp_path: Path, form: tuple[str, ...]
) -> None:
    """A script that took it for failed would publish again, and be refused."""
    done = command("demo", "--publish", tmp_path / "demo", *form, full=True)
    editions = tmp_path / "demo" / "editions"
    (edition,) = ict.editions.list_editions(editions)
    assert done.returncode == 1
    lead = '"message": "' if form else "ictindex: "
    start = done.stderr.index(lead) + len(lead)
    assert form or start == len(lead)
    assert done.stderr[start:].startswith(f"Published: {edition.id}, in {edition.path}. Root")
    assert f"{edition.root} This is done; only standard output could not be written." in done.stderr
    assert "Do not do it again" in done.stderr and "Traceback" not in done.stderr
    assert ict.verify(edition.path, root=edition.root).verdict == "intact-pinned"
    done = command("erratum", edition.path, *CELL, *form, full=True)
    assert done.returncode == 1 and "This is done" in done.stderr and "Erratum" in done.stderr
    arguments = ("--reason", "No error", "--role", "publisher", "--date", "2026-02-02")
    done = command("retract", edition.path, 1, *arguments, *form, full=True)
    assert done.returncode == 1 and "Retracted on 2026-02-02" in done.stderr
    done = command("withdraw", edition.path, "--reason", "Trial", "--date", "2026-02-03", full=True)
    assert done.returncode == 1 and "Withdrawn on 2026-02-03" in done.stderr
    assert len(ict.editions.read_register(editions)) == 4


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_a_folder_without_a_register_has_no_list(tmp_path: Path, form: tuple[str, ...]) -> None:
    done = run(tmp_path, "editions", str(tmp_path), *form)
    head = run(tmp_path, "register", "head", str(tmp_path), *form[:1] * ("--json" in form))
    assert done.returncode == head.returncode == 2
    assert done.stderr == head.stderr and str(tmp_path) in done.stderr


# ---------------------------------------------------------------- the verifiers of other days


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    with zipfile.ZipFile(GOLDEN) as frozen:
        frozen.extractall(tmp_path / "golden")
    return tmp_path / "golden" / "editions"


def others(folder: Path) -> list[Path]:
    """Return the verifiers in the other archives of golden editions, each kind once."""
    collected: dict[bytes, Path] = {}
    for number, archive in enumerate(sorted(GOLDEN.parent.glob("golden-*.zip"))):
        with zipfile.ZipFile(archive) as frozen:
            for name in frozen.namelist():
                if name.endswith("/verify.py") and frozen.read(name) not in collected:
                    path = folder / f"verify-{number}-{len(collected)}.py"
                    path.write_bytes(frozen.read(name))
                    collected[path.read_bytes()] = path
    return list(collected.values())


def signed(editions: Path) -> None:
    pytest.importorskip("cryptography")
    key = editions.parent / "office.pem"
    public = ict.editions.new_key(key, "Office", valid_from="2024-01-01")
    ict.editions.write_keys(editions / "keys.json", [public])
    ict.editions.sign(editions / KEYS[0], key, date="2026-02-01")


def erred(editions: Path) -> None:
    ict.editions.publish_erratum(
        editions / KEYS[0], economy="XAA", indicator="internet-users", corrected="35.0",
        reason="Typing error", date="2026-02-01",
    )  # fmt: skip
    ict.editions.publish_erratum(
        editions / KEYS[1], economy="ATA", indicator="mobile-data-only", corrected=None,
        reason="Wrong plan", date="2026-02-01",
    )  # fmt: skip


def retracted(editions: Path) -> None:
    erred(editions)
    arguments = {"reason": "No error after all", "role": "publisher", "date": "2026-02-02"}
    ict.editions.retract_erratum(editions / KEYS[0], 2, **arguments)
    ict.editions.retract_erratum(editions / KEYS[1], 3, **arguments)


def withdrawn(editions: Path) -> None:
    retracted(editions)
    ict.editions.withdraw(editions / KEYS[1], reason="Wrong file", date="2026-02-03")


def published(editions: Path) -> None:
    reconstruction(editions)


def released(editions: Path) -> None:
    ict.editions.release_data(annex(), editions, name="annex", released="2024-06-27")


OPERATIONS: tuple[Callable[[Path], Any], ...] = (
    published, released, erred, retracted, withdrawn, signed,
)  # fmt: skip


# Runs scripts with their arguments as Python itself does, in a process without the library.
RUN_ALONE = """
import contextlib, io, json, runpy, sys
done = []
for sys.argv in json.loads(sys.stdin.read()):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            runpy.run_path(sys.argv[0], run_name="__main__")
            code = 0
        except SystemExit as end:
            code = end.code or 0
    done.append([code, out.getvalue()])
assert "ictindex" not in sys.modules
print(json.dumps(done))
"""


def run_alone(commands: list[tuple[object, ...]]) -> list[tuple[int, str]]:
    """Run scripts one after the other without the library; exit code and output of each."""
    words = json.dumps([[str(word) for word in command] for command in commands])
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUN_ALONE],
        input=words, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [(code, out) for code, out in json.loads(done.stdout)]


@pytest.mark.slow
@pytest.mark.parametrize("write", OPERATIONS, ids=lambda write: write.__name__)
def test_the_published_verifiers_take_whatever_is_written_today(
    golden: Path, write: Callable[[Path], Any]
) -> None:
    """Their ``verify.py`` lies frozen in editions; one of theirs knows no other record."""
    before = {key: ict.verify(golden / key) for key in KEYS}
    write(golden)
    head = ict.editions.read_register(golden).head
    listed = ict.editions.list_editions(golden)
    assert len(listed) >= 2
    scripts = [golden / key / "verify.py" for key in KEYS]
    for key, script in zip(KEYS, scripts, strict=True):
        assert script.read_bytes() == before[key].contents["verify.py"]
    verifiers = (*scripts, *others(golden.parent), STANDALONE / "verify.py")
    pinned = [
        (script, edition.path, "--root", edition.root, "--head", head)
        for script in verifiers
        for edition in listed
    ]
    # What the verifier of today says besides.
    unpinned = [(STANDALONE / "verify.py", edition.path) for edition in listed]
    done = run_alone([*pinned, *unpinned])
    for code, out in done[: len(pinned)]:
        assert (code, out.splitlines()[0]) == (0, "intact-pinned")
        assert f"head {head}" in out
    for edition, (_, out) in zip(listed, done[len(pinned) :], strict=True):
        noted = [f"{kind} on record" in out for kind in ("erratum", "withdrawal")]
        assert noted == [edition.errata > 0, edition.withdrawn]


def test_every_operation_that_writes_is_among_them() -> None:
    """Callers of the one commit of the archive, and writers next to the register."""
    source, calls = STANDALONE.parent, (" commit(", "_write(file, content)", "_link(")
    writers = {
        path.stem for path in source.glob("*.py")
        if any(call in path.read_text(encoding="utf-8") for call in calls)
    }  # fmt: skip
    assert writers == {
        "publish_common", "erratum_publication", "withdrawals", "signature_checks",
        "publisher_keys",
    }  # fmt: skip
