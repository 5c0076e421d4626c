"""A round that has begun ends as it would have, whatever rules, rates, questions and words became.

A copy of the package is used as a later version. It asks a share above 50 per cent as an error,
derives one rate more and one less, has a newer questionnaire without one of the questions, and
other words. A round is begun by this version and continued by both: a fourth State is sent its
questionnaire, the workbook of the third is accepted, and everything is released.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from questionnaire_cases import cell_of, fill, label

import ictindex as ict
from ictindex.core import package_data

SOURCE = Path(ict.__file__).parents[1]
FIGURES = {
    "ECU": {
        ("population", "population"): 17_834_831,
        ("fixed-telephone", "fixed-telephone-subscriptions-count"): 1_480_000,
        ("households", "households-internet"): 62.2,
        ("households", "households-computer"): 41.3,
    },
    "KEN": {("coverage", "coverage-4g"): 92.4, ("households", "households-computer"): 12.5},
    "PER": {
        ("population", "population"): 34_049_588,
        ("fixed-telephone", "fixed-telephone-subscriptions-count"): 2_500_000,
        ("households", "households-internet"): 58.1,
        ("households", "households-computer"): 38.25,
    },
}
# What the later version continues: a workbook is accepted, and everything is released.
CONTINUED = """
import json, sys
from pathlib import Path
import ictindex as ict
from ictindex.submissions.closed.accepted_table import read_accepted
from ictindex.submissions.closed.commitments import read_master

folder, archive = Path(sys.argv[1]), Path(sys.argv[2])
ict.rounds.dispatch_round(folder, day="2025-02-25", economies=["URY"])
(workbook,) = folder.glob("sent/URY/*.xlsx")
assert ict.read_questionnaire(workbook).form.plan.version == 2
steps = ict.rounds.accept_delivery(folder, "PER", day="2025-03-20")
assert [step.outcome for step in steps.steps] == ["done", "done"]
receipts = [read_accepted(path) for path in sorted(folder.glob("accepted/*/*.receipt.json"))]
edition = ict.editions.release_data(
    receipts, archive, name="q2", released="2025-04-30", kind="demonstration",
    salt=read_master(folder / "keys" / "master"),
)
assert ict.verify(edition.path).intact
rules = {receipt.rules for receipt in receipts}
from ictindex.submissions.questionnaires.sheet_plan import load_plan
from ictindex.submissions.validation.rules import ruleset
from ictindex.data.kept_rates import todays_rates
print(json.dumps([sorted(rules), ruleset().digest, load_plan().version, todays_rates()]))
"""
CHANGES = {
    "rules/r-ranges.toml": [
        ("lower = 0\nupper = 100\n", "lower = 0\nupper = 50\n"), ("# Rules", "# The rules"),
    ],
    "catalogue/derivations.toml": [
        ("[derivations.fixed-telephone-subscriptions]", "[derivations.coverage-5g]"),
    ],
    "questionnaire/questionnaire.toml": [
        ("version = 2", "version = 3"), ('"E", "P", "B"', '"P", "B"'),
    ],
    "questionnaire/sheets/households.toml": [
        ('[[lines]]\nindicator = "households-computer"\nbreakdowns = "all"\n', ""),
    ],
    "languages/en/questionnaire.toml": [('E = "Estimated', 'E = "Guessed')],
    "languages/en/catalogue.toml": [
        ('name = "Individuals using the Internet"', 'name = "People on the Internet"'),
    ],
}  # fmt: skip


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """Begin a round: three workbooks came, two of them are accepted."""
    settings = ict.rounds.propose_settings(
        2025, economies=[*FIGURES, "URY"], publisher="Example office"
    )
    folder = ict.rounds.new_round(settings, tmp_path / "round-2025", day="2024-11-30").path
    ict.rounds.dispatch_round(folder, day="2024-12-15", economies=list(FIGURES))
    for economy, figures in FIGURES.items():
        path = tmp_path / f"{economy}.xlsx"
        ict.questionnaire(economy, edition=2025).save(path)
        cells = {cell_of(*spot): value for spot, value in figures.items()}
        if economy == "PER":
            cells[cell_of("households", "households-computer", "status")] = label("status", "E")
        fill(path, cells)
        ict.rounds.receive_file(folder, path, day="2025-02-10")
    for economy in ("ECU", "KEN"):
        ict.rounds.accept_delivery(folder, economy, day="2025-02-20")
    return folder


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Copy the package with other rules, rates, questions and words."""
    leave = shutil.ignore_patterns("__pycache__", "_data")
    shutil.copytree(SOURCE / "ictindex", tmp_path / "src" / "ictindex", ignore=leave)
    shutil.copytree(package_data.folder("methodology"), tmp_path / "methodology")
    shutil.copytree(package_data.folder("sample_data"), tmp_path / "sample_data")
    # The version that began the round was released: its documents are kept, as before a release.
    kept = (
        "from ictindex.submissions.closed.pins import keep_todays_documents as keep; list(keep())"
    )
    variables = os.environ | {"PYTHONPATH": str(tmp_path / "src")}
    subprocess.run([sys.executable, "-c", kept], env=variables, check=True)
    for name, pairs in CHANGES.items():
        path = tmp_path / "methodology" / name
        text = path.read_text(encoding="utf-8")
        for before, after in pairs:
            assert before in text, (name, before)
            text = text.replace(before, after, 1)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "src"


def continue_round(folder: Path, source: Path, area: Path) -> tuple[list[object], dict[str, str]]:
    """Continue a copy of a round by a version; return what it says, and what it released."""
    round_folder, archive = area / "round-2025", area / "archive"
    shutil.copytree(folder, round_folder)
    done = subprocess.run(
        [sys.executable, "-c", CONTINUED, str(round_folder), str(archive)],
        env={**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=area,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    released = archive / "data-2025-q2-demonstration"
    files = {
        path.relative_to(released).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in released.rglob("*")
        if path.is_file()
    }
    return json.loads(done.stdout), files


@pytest.mark.slow
def test_a_later_version_ends_a_round_as_the_version_that_began_it(
    begun: Path, later: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / "now", tmp_path / "then"]
    for area in folders:
        area.mkdir()
    stated, files = continue_round(begun, SOURCE, folders[0])
    stated_later, files_later = continue_round(begun, later, folders[1])
    pins = ict.rounds.propose_settings(2025, economies=["ECU"], publisher="Example office").pins
    assert stated == [[pins.rules], pins.rules, 2, pins.catalogue]
    # The later version has other rules, questions and rates of its own, and used none of them.
    assert stated_later[0] == [pins.rules]
    assert stated_later[1] != pins.rules
    assert stated_later[2] == 3
    assert stated_later[3] != pins.catalogue
    # Words are those of the version that publishes; every figure and receipt is the same.
    words = {"terms.json", "index.html", "README.txt", "manifest.json"}
    differing = {name for name in files if files_later.get(name) != files[name]}
    assert differing <= words
    assert set(files) == set(files_later)
    released = (
        folders[1] / "archive/data-2025-q2-demonstration/inputs/observations.csv"
    ).read_text()
    for economy, rate in (("ECU", "8.29836"), ("PER", "7.34223")):  # 100 x count / population
        assert f"{economy},fixed-telephone-subscriptions,2023,{rate}" in released
