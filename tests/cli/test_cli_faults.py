"""Every command that writes: a fault at a system call loses, halves and destroys nothing.

All write by the two writers (``test_writing_places``), of which every call fails in every way in
``test_file_writer`` and ``test_tree_writer``. Here each command meets each kind of call; the faults
change from command to command, so that all of them together meet every fault at every kind.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import questionnaire_cases as cases
from cli_cases import ANNEX
from command_runs import run
from comment_cases import decided, read
from faulty_calls import (
    ERRORS,
    KILL,
    RAW,
    SUCCEEDED,
    first_and_last,
    name_calls,
    run_with_fault,
)
from proposal_cases import DATA as PILOT_DATA
from proposal_cases import SAMPLE as PROPOSAL
from site_cases import DOCUMENT, short_plan, write_folder

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import UsageError
from ictindex.core.tree_writer import LIST
from ictindex.editions.public_folders import SITE_KEYS as FILE
from ictindex.submissions.closed import commitments

_DONE, _REFUSED = (0, 1), 2
SDG_STRUCTURE = Path(__file__).parents[1] / "unit" / "data" / "exchange" / "sdg-structure.xml"
TABLE = (
    "economy,indicator,year,value,source_class,source\n"
    "ECU,coverage-4g,2022,94,official-submission,Questionnaire\n"
    "ECU,mobile-broadband-subscriptions,2022,60,official-submission,Questionnaire\n"
)


@dataclass(frozen=True)
class Inputs:
    """A folder with everything that the commands read, and nothing that they write."""

    folder: Path

    @property
    def edition(self) -> str:
        return str(self.folder / "demo" / "editions" / "idi-2024-demonstration")

    @property
    def receipts(self) -> list[str]:
        return sorted(map(str, (self.folder / "sources").glob("*.receipt.json")))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("inputs")
    ict.editions.demonstrate(folder / "demo")
    for name in ("submissions", "receipts"):  # a receipt is read with the file next to it
        shutil.copytree(folder / "demo" / name, folder / "sources", dirs_exist_ok=True)
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    read(decided("noted", publish="clause proposal answer")).to_csv(folder / "comments.csv")
    cases.filled(folder, {cases.cell_of("individuals", "internet-users"): 72.7})
    write_folder(folder / "office", f'languages = ["en"]\n{DOCUMENT}')
    source = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
    proposal = folder / "idi-methodology-2099.toml"
    text = source.read_text(encoding="utf-8").replace("idi-methodology-2023", proposal.stem)
    head, separator, rest = text.partition('indicator = "internet-users"')
    proposal.write_text(head + separator + rest.replace("full = 95", "full = 100", 1), "utf-8")
    asked = ("sources", *Inputs(folder).receipts, "-e", "2024", "--cut-off", "2024-04-30")
    pending = run(folder, *asked, "--show", "pending", "--csv").stdout
    # A letter goes to a real office: the first value asked about, under the code of an economy.
    header, first, *_ = pending.splitlines()
    (folder / "pending.csv").write_text(f"{header}\nECU{first[3:]}\n", encoding="utf-8")
    run(folder, *NEW_ROUND, "-o", "round")
    return Inputs(folder)


NEW_ROUND = (
    "round", "new", "2027", "--publisher", "Example office", "--date", "2026-11-30",
    "--economy", "XAA",
)  # fmt: skip
INVENTORY = str(ict.sample_data("national-inventory-example.csv"))
OF = ("-e", "2024", "--source", "itu-idi", "--date", "2024-06-27")
Arguments = Callable[[Inputs], list[str]]
SURVEY = str(ict.sample_data("survey-synthetic.csv"))
# Each command with the file that it writes.
FILES: dict[str, tuple[str, Arguments]] = {
    "register pin": ("pin.json", lambda i: ["register", "pin", str(i.folder / "demo/editions")]),
    "template": ("t.csv", lambda i: ["template", "-e", "2024"]),
    "basket template": ("b.csv", lambda i: ["basket", "template", "prices", "-e", "2025"]),
    "derive": ("d.csv", lambda i: ["derive", str(i.folder / "ecu-en.xlsx")]),
    "layout suggest": ("l.toml", lambda i: ["layout", "suggest", str(i.folder / "table.csv")]),
    "survey map": ("m.toml", lambda i: ["survey", "map", SURVEY]),
    "survey estimate": (
        "o.csv",
        lambda i: ["survey", "estimate", SURVEY.replace(".csv", ".mapping.toml"), SURVEY],
    ),
    "survey release": (
        "p.csv",
        lambda i: ["survey", "release", SURVEY.replace(".csv", ".mapping.toml"), SURVEY],
    ),
    "survey form": ("form.xlsx", lambda i: ["survey", "form"]),
    "chart": ("c.svg", lambda i: ["chart", "ceiling", ANNEX, "-e", "2024"]),
    "questionnaire": ("q.xlsx", lambda i: ["questionnaire", "ECU", "-e", "2025"]),
    "renew": ("r.xlsx", lambda i: ["renew", str(i.folder / "ecu-en.xlsx")]),
    "check": ("back.xlsx", lambda i: ["check", str(i.folder / "ecu-en.xlsx")]),
    "validate": (
        "v.html", lambda i: ["validate", str(i.folder / "table.csv"), "-e", "2024", "--html"],
    ),
    "accept": ("a.json", lambda i: ["accept", str(i.folder / "table.csv"), "-e", "2024"]),
    "save csv": ("s.csv", lambda i: ["save", i.edition]),
    "save xlsx": ("s.xlsx", lambda i: ["save", i.edition]),
    "save parquet": ("s.parquet", lambda i: ["save", i.edition]),
    "save nc": ("s.nc", lambda i: ["save", i.edition]),
    "sources": (
        "s.csv", lambda i: ["sources", *i.receipts, "-e", "2024", "--cut-off", "2024-04-30"],
    ),
    "consult": (
        "l.html",
        lambda i: ["consult", "ECU", str(i.folder / "pending.csv"), "-e", "2024",
                   "--deadline", "2024-03-01"],
    ),
    "report edition": ("r.html", lambda i: ["report", "edition", ANNEX, *OF]),
    "report economy": ("r.html", lambda i: ["report", "economy", ANNEX, "Brazil", *OF]),
    "report progress": ("r.html", lambda i: ["report", "progress", ANNEX, *OF]),
    "report framework": ("f.html", lambda i: ["report", "framework", INVENTORY]),
    "report national-sources": (
        "n.html", lambda i: ["report", "national-sources", ANNEX, "internet-users", *OF],
    ),
    "report methodology-review": (
        "r.html",
        lambda i: ["report", "methodology-review", ANNEX, *OF, "--draws", "0",
                   "-m", "idi-methodology-2023", "-m", str(i.folder / "idi-methodology-2099.toml")],
    ),
    "catalogue core-list": ("t.csv", lambda i: ["catalogue", "core-list", "template"]),
    "comments publish": (
        "p.csv", lambda i: ["comments", "publish", str(i.folder / "comments.csv")],
    ),
    "comments pack zip": (
        "p.zip",
        lambda i: ["comments", "pack", ANNEX, str(i.folder / "idi-methodology-2099.toml"),
                   "--before", "idi-methodology-2023", "--edition", "2024", "--economy", "KEN"],
    ),
    "proposal assess": (
        "a.html",
        lambda i: [
            "proposal", "assess", str(PROPOSAL), "--observations", str(PILOT_DATA), "-e", "2024",
        ],
    ),
    "framework inventory": ("i.xlsx", lambda i: ["framework", "inventory", "ECU"]),
    "sdmx structure": ("s.xml", lambda i: ["sdmx", "structure", "PRICES"]),
    "sdmx data": ("d.csv", lambda i: ["sdmx", "data", ANNEX]),
    "sdmx sdg": ("g.csv", lambda i: ["sdmx", "sdg", ANNEX, "--dsd", str(SDG_STRUCTURE)]),
    "training build zip": (
        "t.zip", lambda i: ["training", "build", "--audience", "focal-points"],
    ),
    "round status": (
        "round/s.html", lambda i: ["round", "status", "out/round", "--date", "2026-12-01"],
    ),
    "round archive": (
        "r.zip", lambda i: ["round", "archive", str(i.folder / "round")],
    ),
}  # fmt: skip
# Commands that write a whole folder: it is not there before.
FOLDERS: dict[str, Arguments] = {
    "comments pack": lambda i: [
        "comments", "pack", ANNEX, str(i.folder / "idi-methodology-2099.toml"),
        "--before", "idi-methodology-2023", "--edition", "2024", "--economy", "KEN", "-o", "out/x",
    ],
    "training build": lambda i: [
        "training", "build", "--audience", "focal-points", "-o", "out/x",
    ],
    "demo publish": lambda i: ["demo", "--publish", "out/x"],
    "site new": lambda i: ["site", "new", "out/x"],
    "site build": lambda i: ["site", "build", str(i.folder / "office"), "-o", "out/x"],
    "round new": lambda i: [*NEW_ROUND, "-o", "out/x"],
}  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder and, without content, the folders in it."""
    folders = (path for path in folder.rglob("*") if path.is_dir())
    return contents(folder) | {f"{path.relative_to(folder).as_posix()}/": b"" for path in folders}


# Of a site: its files, and what its pages are kept by.
LISTS = (LIST, FILE)


class Scene:
    """A command in a folder: before it nothing is there, or a file with other content."""

    def __init__(self, folder: Path, arguments: list[str], old: dict[str, bytes]) -> None:
        self.folder, self.arguments, self.old = folder, arguments, old
        self.out = folder / "out"
        # A folder of the user's that is whole is not written again: it is refused.
        self.is_repeated = arguments[:2] == ["site", "build"] or "out/x" not in arguments
        self.reset()
        self.states = [tree(self.out)]
        self.calls = name_calls(self.act, self.out)
        self.new = contents(self.out)
        self.states.append(tree(self.out))
        if self.is_repeated:
            self.act()
            assert tree(self.out) == self.states[1]

    def reset(self) -> None:
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        for name, content in {**self.old, "neighbour.txt": b"mine"}.items():
            (self.out / name).parent.mkdir(parents=True, exist_ok=True)
            (self.out / name).write_bytes(content)

    def act(self) -> None:
        done = run(self.folder, *self.arguments)
        if done.returncode in _DONE:
            return
        if done.returncode == _REFUSED and "Traceback" not in done.stderr:
            raise UsageError("file.exists", file=done.stderr)
        raise AssertionError(done.stderr)

    def parts(self, whole: dict[str, bytes]) -> list[dict[str, bytes]]:
        """Return what may be there of a pair of files, each of which is whole alone.

        An accepted table without its receipt says nothing; a receipt without its table is read
        with the file that it is for. The same command then writes the other one.
        """
        tables = {name for name in self.new if name.endswith(".accepted.csv")}
        if not tables:
            return []
        kept = {name: part for name, part in self.new.items() if name not in tables}
        return [whole | {name: self.new[name] for name in tables}, kept]

    def check(self, at: int, fault: str) -> int:
        self.reset()
        outcome = run_with_fault(self.act, at, fault, self.out)
        point = f"{self.arguments}: call {at}, {fault}, outcome {outcome}"
        assert outcome != RAW, point
        visible = {
            name: content
            for name, content in contents(self.out).items()
            # A draft whose removal failed is hidden; the lists of a site stay.
            if not any(p.startswith(".ictindex-") and p not in LISTS for p in name.split("/"))
        }
        whole = {**self.old, "neighbour.txt": b"mine"}
        assert visible in (whole, self.new, *self.parts(whole)), point
        if outcome == SUCCEEDED:
            assert visible == self.new, point
        # From the state before and the one after it was run already.
        if tree(self.out) not in self.states and (visible != self.new or self.is_repeated):
            self.act()
            assert contents(self.out) == self.new, point
        return outcome


FAULTS = (*ERRORS, KILL)


def check_points(scene: Scene, turn: int, *, is_twice: bool = False) -> None:
    """Let the first call of each kind fail or, in other turns, the last one; or both."""
    assert len(scene.calls) >= 8
    for number, ends in enumerate(first_and_last(scene.calls), turn):
        chosen = sorted(set(ends)) if is_twice else [ends[number // len(FAULTS) % 2]]
        for step, at in enumerate(chosen):
            scene.check(at, FAULTS[(number + 2 * step) % len(FAULTS)])


QUICK = (("register pin", True), ("derive", False))
# Where there is an old file, more can be lost: a new one is tried once a week.
MARKS = {True: [pytest.mark.slow], False: [pytest.mark.slow, pytest.mark.long]}
CASES = [
    pytest.param(
        name,
        is_old,
        id=f"{name}-{'old' if is_old else 'new'}",
        marks=() if (name, is_old) in QUICK else MARKS[is_old],
    )
    for name in FILES
    for is_old in (False, True)
]


@pytest.mark.parametrize(("name", "is_old"), CASES)
def test_a_fault_leaves_the_old_file_or_the_new_one(
    name: str, is_old: bool, inputs: Inputs, tmp_path: Path
) -> None:
    file, arguments = FILES[name]
    asked = [*arguments(inputs), "-o", f"out/{file}", *(["--overwrite"] if is_old else [])]
    old = {file: b"of yesterday"} if is_old else {}
    if name == "round status":  # its page is written into the closed folder, nowhere else
        old |= {f"round/{path}": data for path, data in contents(inputs.folder / "round").items()}
    scene = Scene(tmp_path, asked, old)
    check_points(scene, 2 * list(FILES).index(name) + is_old)


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDERS)
def test_a_fault_leaves_no_folder_or_a_whole_one(
    name: str, inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_plan(monkeypatch)
    # The salt of a round: the same folder can be made again.
    monkeypatch.setattr(commitments.secrets, "token_bytes", bytes)
    scene = Scene(tmp_path, FOLDERS[name](inputs), {})
    check_points(scene, list(FOLDERS).index(name), is_twice=True)


@pytest.mark.slow
def test_a_fault_leaves_the_old_site_or_the_new_one(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_plan(monkeypatch, "Yesterday")
    arguments = FOLDERS["site build"](inputs)
    old = Scene(tmp_path, arguments, {}).new
    del old["neighbour.txt"]
    old |= {"x/.git/HEAD": b"ref", "x/CNAME": b"example.org"}
    short_plan(monkeypatch, "Today")
    scene = Scene(tmp_path, arguments, old)
    assert scene.new[f"x/{LIST}"] != old[f"x/{LIST}"]
    assert scene.new["x/CNAME"] == b"example.org" and "x/.git/HEAD" in scene.new
    check_points(scene, 0, is_twice=True)


def test_every_command_with_an_output_is_in_this_file() -> None:
    """A command that gets ``-o`` gets its row here, and the option that allows overwriting."""
    import typer

    from ictindex.apps.cli.command_tree import app

    def walk(command: Any, path: str) -> Iterator[tuple[str, set[str]]]:
        names = getattr(command, "list_commands", None)
        if names is None:
            options = {option for each in command.params for option in each.opts}
            if "-o" in options:
                yield path, options
            return
        for name in names(None):
            yield from walk(command.get_command(None, name), f"{path} {name}".strip())

    written = dict(walk(typer.main.get_command(app), ""))
    assert len(written) > 15
    for name, options in written.items():
        assert any(case.startswith(name) for case in (*FILES, *FOLDERS, "methodology fit")), name
        assert name == "site build" or "--overwrite" in options, name
