"""The command as a process: errors, exit codes, pipes, encodings.

Of cases that differ in their words alone, one is a process; the others run in this one.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_cases import ANNEX, SOURCE, environment, methodology_folder, own_file, run
from command_runs import run_here
from library_lists import editions, listed

import ictindex as ict

REFUSED = {
    "a missing file": (
        ["compute", "nowhere.csv", "-e", "2024"],
        2,
        "ictindex: There is no file 'nowhere.csv'. Check the path; a relative one starts from the "
        "folder you are in.\n",
    ),
    "in French": (
        ["compute", "nowhere.csv", "-e", "2024", "-l", "fr"],
        2,
        ict.errors.UnusableFileError("file.not-found", file="nowhere.csv"),
    ),
    "in Chinese": (
        ["explain", ANNEX, "BRAX", "-e", "2024", "-l", "zh"],
        2,
        ict.errors.CatalogueError(
            "explain.economy-unknown", wanted="BRAX", hint="-", result="idi-2024-exploration"
        ),
    ),
    "an unknown language": (
        ["compute", ANNEX, "-e", "2024", "-l", "de"],
        2,
        "ictindex: The language 'de' is not one of the six. Use one of: en, fr, es, ar, ru, zh.\n",
    ),
    "an edition that never was": (
        ["rank", ANNEX, "-e", "2018"],
        2,
        "ictindex: No methodology of the index 'idi' is in force for the edition 2018. Editions "
        f"with a methodology: {listed(editions())}.\n",
    ),
    "an unknown format": (
        ["methodology", "show", "idi-methodology-2023", "--format", "docx"],
        2,
        "ictindex: The format 'docx' is not known. Use one of: text, markdown, latex, html, "
        "mathml, typst.\n",
    ),
}


def message_of(error: str | ict.errors.IctindexError, arguments: list[str]) -> str:
    if isinstance(error, str):
        return error
    return f"ictindex: {error.message(arguments[-1])}\n"


@pytest.mark.parametrize("name", REFUSED)
def test_errors_without_traceback_in_the_language_asked_for(name: str) -> None:
    arguments, code, error = REFUSED[name]
    done = (run if name == "in Chinese" else run_here)(*arguments)
    assert done.returncode == code
    assert done.stdout == b""
    assert done.stderr.decode("utf-8").replace("\r\n", "\n") == message_of(error, arguments)


@pytest.mark.slow
def test_the_language_of_the_environment(tmp_path: Path) -> None:
    done = run("compute", ANNEX, "-e", "1999", ICTINDEX_LANGUAGE="ru")
    assert done.returncode == 2
    error = ict.errors.UnknownMethodologyError(
        "methodology.no-edition",
        index="idi",
        edition="1999",
        allowed=editions(),
    )
    assert done.stderr.decode("utf-8").replace("\r\n", "\n") == f"ictindex: {error.message('ru')}\n"
    done = run_here("rank", ANNEX, "-e", "2024", ICTINDEX_LANGUAGE="xx")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"'xx' is not one of the six" in done.stderr


@pytest.mark.parametrize("form", ["", "--json", "--csv"])
def test_bad_cells_are_findings(tmp_path: Path, form: str) -> None:
    """Exit code 2: the file can be read, but these cells stop the computation."""
    arguments = ["compute", own_file(tmp_path / "mine.csv", value="80,5"), "-e", "2024", form]
    done = (run_here if form else run)(*filter(None, arguments))
    assert done.returncode == 2
    if form == "--json":
        error = json.loads(done.stderr)["error"]
        assert (error["code"], done.stdout) == ("compute.errors-in-cells", b"")
        findings = [
            {"rule": fault["code"], "address": fault["where"], "message": fault["message"]}
            for fault in error["faults"]
        ]
    elif form == "--csv":
        findings = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8")), strict=True))
    else:
        assert done.stdout == b""
        findings = []
    for finding in findings:
        assert finding["rule"] == "number.decimal-comma"
        assert finding["address"] == "mine.csv, line 2, column value"
        assert finding["message"].startswith("'80,5' has a decimal comma")
    assert len(findings) == (1 if form else 0)
    output = done.stderr.decode("utf-8").replace("\r\n", "\n")
    if form == "--json":
        output = f"ictindex: {error['message']}\n"
    assert output.startswith(
        "ictindex: Observations with errors are not computed:\n"
        "  - mine.csv, line 2, column value: '80,5' has a decimal comma: it can be read as 80.5 or "
        "as 805. Write the number with a point and without separators of thousands."
    )


@pytest.mark.slow
def test_exit_codes(tmp_path: Path) -> None:
    whole = run_here("compute", own_file(tmp_path / "whole.csv"), "-e", "2024")
    assert (whole.returncode, whole.stderr) == (0, b"")
    assert b"Brazil" in whole.stdout
    part = run("compute", own_file(tmp_path / "part.csv", without="coverage-3g"), "-e", "2024")
    assert part.returncode == 0
    assert b"Economies without a score: 1" in part.stdout
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"economy,indicator\nBRA,\xff\n")
    done = run_here("compute", str(broken), "-e", "2024")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert b"broken.csv" in done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["compute"], ["compute", ANNEX, "-e", "x"]]
)
def test_wrong_use_of_the_command(arguments: list[str]) -> None:
    done = (run_here if arguments else run)(*arguments)
    assert done.returncode == 2
    assert b"Usage:" in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
@pytest.mark.parametrize("closed", ["2>&-", ">&-"])
def test_closed_streams(closed: str) -> None:
    """Without standard error nothing is written; a lack of standard output is reported."""
    command = f'"{sys.executable}" -m ictindex methodology list {closed}'
    done = subprocess.run(  # noqa: S602
        command, shell=True, capture_output=True, env=environment(), check=False
    )
    assert done.returncode == (0 if closed == "2>&-" else 2)
    assert b"Traceback" not in done.stderr
    assert (b"stdout" in done.stderr) is (closed == ">&-")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no POSIX pipes")
@pytest.mark.parametrize(
    ("arguments", "taken"),
    [
        (["methodology", "list"], 0),
        (["methodology", "schema"], 0),
        (["methodology", "schema"], 10),
        (["compute", ANNEX, "-e", "2024", "--csv"], 10),
    ],
)
def test_a_reader_that_goes_is_no_fault(arguments: list[str], taken: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ictindex", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout
    assert process.stderr
    assert len(process.stdout.read(taken)) == taken
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    # 1: all of it was in the pipe before the reader went, and the annex has findings.
    assert process.wait(60) in ((0, 1) if arguments[0] == "compute" else (0,))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["methodology", "list"], ["methodology", "schema"]])
def test_a_full_disk_is_reported_without_traceback(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ictindex", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    error = ict.errors.UnusableFileError("file.unwritable", file="stdout")
    assert done.stderr.decode("utf-8").splitlines() == [f"ictindex: {error.message('en')}"]


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_any_console_gets_arabic(encoding: str) -> None:
    arguments = ("explain", ANNEX, "BRA", "-e", "2024", "-l", "ar")
    other = run(*arguments, PYTHONIOENCODING=encoding)
    assert other.returncode == 0
    assert other.stdout == run_here(*arguments).stdout
    assert "البرازيل" in other.stdout.decode("utf-8")


@pytest.mark.slow
def test_a_narrow_terminal_changes_no_data() -> None:
    wide, narrow = (
        run_here("compute", ANNEX, "-e", "2024", "--json", COLUMNS=columns)
        for columns in ("200", "20")
    )
    assert wide.stdout == narrow.stdout
    assert run_here("demo", COLUMNS="20").returncode == 0


@pytest.mark.slow
def test_the_same_bytes_whatever_the_hash_seed() -> None:
    """This process has another seed than the one that it starts."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    assert run("demo", PYTHONHASHSEED=seed).stdout == run_here("demo").stdout


@pytest.mark.slow
def test_freeze_in_a_copied_tree(tmp_path: Path) -> None:
    """A changed document is found, then frozen again: the report has both digests.

    Changed rules are kept by their digest, each set once.
    """
    leave = shutil.ignore_patterns("__pycache__", "_data")
    shutil.copytree(SOURCE / "ictindex", tmp_path / "src" / "ictindex", ignore=leave)
    shutil.copytree(methodology_folder(), tmp_path / "methodology")
    shutil.copytree(ict.sample_data("README.md").parent, tmp_path / "sample_data")
    copied = {"PYTHONPATH": str(tmp_path / "src")}
    assert b"already agrees" in run("methodology", "freeze", **copied).stdout
    assert run("methodology", "check", **copied).returncode == 0

    rules = tmp_path / "methodology" / "rules" / "r-ranges.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("upper = 100", "upper = 99", 1), "utf-8")
    kept = tmp_path / "methodology" / "kept" / "rules"
    before = {path.stem for path in kept.iterdir()}
    output = run("methodology", "freeze", **copied).stdout.decode("utf-8")
    (digest,) = {path.stem for path in kept.iterdir()} - before
    assert f"Kept: rules {digest}" in output
    assert b"Kept" not in run("methodology", "freeze", **copied).stdout

    document = tmp_path / "methodology" / "idi" / "idi-methodology-2023.toml"
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("minimum_official = 5", "minimum_official = 6"), "utf-8")
    done = run("methodology", "check", **copied)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"idi-methodology-2023" in done.stderr
    assert b"Traceback" not in done.stderr

    output = run("methodology", "freeze", **copied).stdout.decode("utf-8")
    assert "FROZEN.toml was written again, before the first release. Entries changed: 1." in output
    assert "idi-methodology-2023: was sha256:" in output

    frozen = tmp_path / "methodology" / "FROZEN.toml"
    released = frozen.read_text(encoding="utf-8").replace("released = false", "released = true")
    frozen.write_text(released, encoding="utf-8")
    document.write_text(text.replace("minimum_official = 5", "minimum_official = 7"), "utf-8")
    done = run("methodology", "freeze", **copied)
    assert (done.returncode, done.stdout) == (2, b"")
    assert frozen.read_text(encoding="utf-8") == released


@pytest.mark.slow
def test_a_draft_in_a_copied_tree(tmp_path: Path) -> None:
    """The command names its files, and the check says what is still missing."""
    leave = shutil.ignore_patterns("__pycache__", "_data")
    shutil.copytree(SOURCE / "ictindex", tmp_path / "src" / "ictindex", ignore=leave)
    shutil.copytree(methodology_folder(), tmp_path / "methodology")
    shutil.copytree(ict.sample_data("README.md").parent, tmp_path / "sample_data")
    copied = {"PYTHONPATH": str(tmp_path / "src")}
    done = run("methodology", "draft", "ipb-methodology-2025", "ipb-methodology-2099", **copied)
    assert done.returncode == 0
    for folder in ("ipb", "evidence"):
        path = tmp_path / "methodology" / folder / "ipb-methodology-2099.toml"
        assert f"Written: {path}" in done.stdout.decode("utf-8")
    done = run("methodology", "check", **copied)
    assert done.returncode == 2
    assert b"ipb-methodology-2099 is not frozen yet." in done.stderr
    assert run("methodology", "freeze", **copied).returncode == 0
    lines = run("methodology", "check", **copied).stdout.decode("utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith("- ipb-methodology-2099: ")]
    assert "a draft, " in line and "complete" not in line
