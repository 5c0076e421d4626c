"""The workflows call what can be run on a desk, pin what they use, ask for no more than they need.

The forms have what the code host requires of them. Nothing here reaches the network: that a digest
is the one of its release was read when it was written down (docs/development/release.md).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).resolve().parents[3]
GITHUB = ROOT / ".github"
if not GITHUB.is_dir():
    pytest.skip("there is no checkout around the tests", allow_module_level=True)

sys.path.insert(0, str(ROOT / ".ci"))
try:
    import jobs as jobs_of_a_run
finally:
    sys.path.remove(str(ROOT / ".ci"))

WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(
    path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"
)
# An action that could not be pinned would be listed here, with the reason.
NOT_PINNED: dict[str, str] = {}
# Commands that set up the machine of a job.
SET_UP = {"sudo apt-get update && sudo apt-get install --yes faketime"}
# Permissions of a job beyond reading the code, and the steps that need them.
WRITES = {
    "id-token": ("actions/attest-build-provenance", "pypa/gh-action-pypi-publish"),
    "attestations": ("actions/attest-build-provenance",),
}
INPUTS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


def load(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict), path.name
    return content


def jobs() -> list[tuple[str, dict[str, Any]]]:
    """Return every job of every workflow, named by both."""
    return [
        (f"{path.stem}: {name}", job)
        for path in WORKFLOWS
        for name, job in load(path)["jobs"].items()
    ]


def steps() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return every step, with its job."""
    return [(name, job, step) for name, job in jobs() for step in job.get("steps", ())]


def sections() -> set[str]:
    """Return the sections of a whole run."""
    return {*jobs_of_a_run.LANES, *jobs_of_a_run.TESTS}


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, re.MULTILINE))


def commands(job: dict[str, Any], step: dict[str, Any]) -> list[str]:
    """Return what a step runs, once for each value of a matrix that it names."""
    text = step["run"].strip()
    match = re.search(r"\$\{\{ matrix\.(\w+) \}\}", text)
    if match is None:
        return [text]
    values = job["strategy"]["matrix"][match[1]]
    return [text.replace(match[0], str(value)) for value in values]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_the_digest_of_a_commit(path: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    for line in used:
        if line.startswith("./") or line.split("@")[0] in NOT_PINNED:
            continue
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_digest_everywhere() -> None:
    digests: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for name, pin in re.findall(
            r"uses: ([\w./-]+)@(.*)$", path.read_text("utf-8"), re.MULTILINE
        ):
            digests.setdefault(name, set()).add(pin)
    assert {name: pins for name, pins in digests.items() if len(pins) > 1} == {}


def test_every_command_is_a_section_or_a_target_that_exists() -> None:
    ran = [
        (name, command)
        for name, job, step in steps()
        if "run" in step
        for command in commands(job, step)
    ]
    assert len(ran) > 10
    for name, command in ran:
        words = command.split()
        if command in SET_UP:
            continue
        if words[:2] == ["bash", ".ci/run"]:
            assert words[2:], f"{name} runs everything in one job"
            assert set(words[2:]) <= sections(), f"{name}: {command}"
        else:
            assert words[0] == "make", f"{name}: {command} cannot be run on a desk"
            assert words[1] in targets(), f"{name}: {command}"


def test_every_section_has_a_job() -> None:
    ran = {
        word
        for _, job, step in steps()
        if "run" in step
        for command in commands(job, step)
        if command.startswith("bash .ci/run")
        for word in command.split()[2:]
    }
    assert ran == sections()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_no_rights_and_a_job_states_its_own(path: Path) -> None:
    content = load(path)
    assert content["permissions"] == {}
    assert "concurrency" in content
    for name, job in content["jobs"].items():
        used = {step["uses"].split("@")[0] for step in job.get("steps", ()) if "uses" in step}
        for scope, level in job["permissions"].items():
            if (scope, level) == ("contents", "read"):
                continue
            assert level == "write", f"{name}: {scope}"
            assert used & set(WRITES[scope]), f"{name}: nothing there needs {scope}"
        assert "uses" in job or job["timeout-minutes"] <= 180, name


def test_no_checkout_leaves_a_password_and_no_release_takes_from_a_cache() -> None:
    checkouts = [step for _, _, step in steps() if "/checkout@" in step.get("uses", "")]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False
    for name, _, step in steps():
        if name.startswith("release"):
            assert "cache" not in step.get("with", {}), name


def test_no_workflow_has_a_secret_or_runs_with_the_rights_of_the_target() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text, path.name
        assert "pull_request_target" not in text, path.name


def test_a_release_is_checked_attested_and_approved_before_it_is_published() -> None:
    release = load(GITHUB / "workflows" / "release.yml")
    # YAML 1.1 reads the key `on` as true.
    assert release[True] == {"push": {"tags": ["v*"]}}
    build, checks, attest, publish = (
        release["jobs"][name] for name in ("build", "checks", "attest", "publish")
    )
    ran = [step["run"] for step in build["steps"] if "run" in step]
    assert ran == [
        'make release-check TAG="$GITHUB_REF_NAME"',
        'make dist ADDRESS="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"',
        "make dist-pages",
        "make sbom",
    ]
    kept = {
        line for step in build["steps"] for line in step.get("with", {}).get("path", "").split()
    }
    [attested] = [step for step in attest["steps"] if "attest" in step["uses"]]
    subjects = set(attested["with"]["subject-path"].split())
    assert subjects == kept - {"dist/SHA256SUMS", "dist/ictindex-check.sha256"}
    assert "dist/ictindex-check.html" in subjects and "dist/ictindex-pages.cdx.json" in subjects
    assert checks["uses"] == "./.github/workflows/ci.yml"
    assert "workflow_call" in load(GITHUB / "workflows" / "ci.yml")[True]
    assert attest["needs"] == ["build", "checks"]
    assert publish["needs"] == "attest"
    assert publish["environment"]["name"] == "pypi"
    assert publish["permissions"] == {"id-token": "write"}


@pytest.mark.slow
def test_run_names_its_sections_and_refuses_others() -> None:
    if sys.platform == "win32":
        pytest.skip("bash of Windows is another one than that of Git")
    refused = subprocess.run(
        ["bash", str(ROOT / ".ci" / "run"), "lint", "lnit"],
        env=environment_outside_a_run(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert refused.stderr.startswith('.ci/run: there is no section "lnit", only: ')
    assert {*refused.stderr.partition("only: ")[2].split()} == {*jobs_of_a_run.SECTIONS}
    assert refused.stdout == ""


def test_every_section_is_a_target_or_a_function() -> None:
    for name in {*sections(), *jobs_of_a_run.WEEKLY} - {*jobs_of_a_run.TARGETS}:
        assert callable(getattr(jobs_of_a_run, name)), name
    assert {*jobs_of_a_run.TARGETS} <= targets()


@pytest.mark.slow
def test_a_failing_section_fails_the_run_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "jobs.py"
    script.write_text("import sys; print('in', sys.argv[1]); sys.exit(sys.argv[1] == 'docs')")
    monkeypatch.setattr(jobs_of_a_run, "__file__", str(script))
    monkeypatch.setattr(jobs_of_a_run, "make", lambda *words, **more: None)
    assert jobs_of_a_run.run_sections([], tmp_path) == 1
    shown = capfd.readouterr().out
    for name in sections():
        assert f"in {name}\n" in shown
    assert shown.endswith(".ci/run: failed: docs\n")
    assert jobs_of_a_run.run_sections(["lint", "slow"], tmp_path) == 0
    shown = capfd.readouterr().out
    assert "in lint" in shown and "in slow" in shown and "in docs" not in shown
    assert shown.endswith("All sections passed.\n")


# A section that notes the number of its own process and of one that it starts, and goes on.
ENDLESS = """
import os, pathlib, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
draft = pathlib.Path(f"{sys.argv[1]}.draft")
draft.write_text(f"{os.getpid()} {child.pid}")
draft.rename(f"{sys.argv[1]}.pids")
child.wait()
"""
RUN_OF_ENDLESS = """
import sys
import jobs
jobs.__file__, jobs.LANES, jobs.make = "endless.py", ("lint", "types", "docs"), lambda *words: None
sys.exit(jobs.main([]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_one_signal_ends_a_run_with_all_that_it_has_started(tmp_path: Path, name: str) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no groups of processes that a signal ends")
    (tmp_path / "endless.py").write_text(ENDLESS, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "-c", RUN_OF_ENDLESS],
        cwd=tmp_path,
        env=environment_outside_a_run()
        | {"PYTHONPATH": str(ROOT / ".ci"), "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    begun = [tmp_path / "lint.pids", tmp_path / "types.pids"]
    while not all(path.exists() for path in begun) and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(signal.Signals[name])
    assert run.wait(timeout=60) == 128 + signal.Signals[name]
    started = [int(number) for path in begun for number in path.read_text("utf-8").split()]
    deadline = time.monotonic() + 60
    while (alive := [number for number in started if is_running(number)]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    assert not alive
    assert not (tmp_path / "docs.pids").exists(), "a section began after the end"
    assert not [*tmp_path.glob("ictindex-ci.*")], "the folder of the run is left"


def environment_outside_a_run() -> dict[str, str]:
    """Return the environment without the mark of a run, whose processes are sections of it."""
    return {name: value for name, value in os.environ.items() if name != "ICTINDEX_CI"}


def is_running(number: int) -> bool:
    """Tell if a process runs; one that ended and that nobody has asked for does not."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(") ")[2][:1]
    except OSError:  # it has ended meanwhile, or a system without /proc
        return not Path("/proc").is_dir()
    return state != "Z"


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_what_the_code_host_requires(path: Path) -> None:
    form = load(path)
    assert set(form) <= {"name", "description", "title", "body"}
    assert form["name"]
    assert form["description"]
    parts = form["body"]
    assert {part["type"] for part in parts} <= INPUTS
    asked = [part for part in parts if part["type"] != "markdown"]
    assert asked, "a form asks for something"
    names = [part["id"] for part in asked]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\w-]+", name) for name in names)
    labels = [part["attributes"]["label"] for part in asked]
    assert len(set(labels)) == len(labels)
    for part in parts:
        attributes = part["attributes"]
        if part["type"] == "markdown":
            assert attributes["value"].strip()
        if part["type"] in ("dropdown", "checkboxes"):
            assert len(attributes["options"]) >= 1
        if part["type"] == "dropdown":
            assert len(set(attributes["options"])) == len(attributes["options"])
    assert any(part.get("validations", {}).get("required") for part in asked)


def test_there_is_a_form_for_each_kind_of_report() -> None:
    assert [path.stem for path in FORMS] == ["fault", "figure", "methodology", "wording"]


def test_dependabot_sees_every_lock() -> None:
    updates = load(GITHUB / "dependabot.yml")["updates"]
    folders = {
        entry["package-ecosystem"]: set(entry.get("directories", [entry.get("directory")]))
        for entry in updates
    }
    npm = {
        "/" + path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("tools/*/package.json")
    }
    assert folders == {"github-actions": {"/"}, "uv": {"/"}, "npm": npm}
    assert all(entry["cooldown"]["default-days"] >= 7 for entry in updates)
