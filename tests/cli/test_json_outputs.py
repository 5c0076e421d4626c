"""Every command with ``--json``, in six languages: one object, valid by the schema that it names.

What judges the objects is in ``conftest.py``, as in every other test of commands.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import questionnaire_cases as cases
import small_round
from cli_cases import ANNEX, LANGUAGES
from comment_cases import decided, read
from page_cases import page_text
from proposal_cases import DATA as PILOT_DATA
from proposal_cases import SAMPLE as PROPOSAL
from round_events import accepted, dispatched, received, write_round
from site_cases import DOCUMENT, short_plan, write_folder
from small_cases import small_cases
from tests.cli.test_cli_baskets import KENYA, NAMED
from tests.cli.test_cli_commands import COMMANDS
from tests.cli.test_exit_codes import COMMANDS as ALL
from typer.testing import Result

import ictindex as ict
from ictindex.apps.cli.command_outputs import COMPILERS_ONLY, OUTPUTS
from ictindex.apps.rounds.retention import Destruction, RetainedFile
from ictindex.apps.rounds.season_operations import RoundStep, RoundSteps
from ictindex.core import package_data
from ictindex.core.declared_tables import record_schema
from ictindex.core.tables.json_schema_writer import ACCESS, write_object_schema
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.commitments import acknowledge, new_master

pytest.importorskip("jsonschema")

STEPS = RoundSteps(
    (RoundStep("XAA", "", "reminded", "done"),),
    dt.date(2027, 3, 17),
    findings=Findings([Finding("number.percent-sign", details={"value": "80%"})]),
)
DAY = ("--date", "2027-03-17")
SURVEY = str(ict.sample_data("survey-synthetic.csv"))
UNTIL = ("--until", "2027-04-17")
FIGURE = ("--indicator", "internet-users", "--corrected", "41.5", "--reason", "A survey")
# Operations on a round: the function that the command calls, and its arguments after the folder.
OPERATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "accept": ("accept_delivery", ("XAA", *DAY)),
    "amend": ("amend_round", (*DAY, "--cause", "Ours")),
    "announce": ("announce_release", DAY),
    "clear": ("clear_release", ("legal", *DAY)),
    "collect": ("collect_table", (ANNEX, *DAY)),
    "consult": ("consult_states", (*DAY, *UNTIL)),
    "dispatch": ("dispatch_round", DAY),
    "embargo": ("embargo_round", ("2027-06-30T10:00:00Z", *DAY)),
    "erratum": ("record_erratum", (".", "XAA", *FIGURE, *DAY)),
    "extend": ("extend_state", ("XAA", *DAY, *UNTIL)),
    "hear": ("hear_state", (".", "XAA", *FIGURE, *DAY, *UNTIL)),
    "object": (
        "record_objection", ("XAA", "--figure", "internet-users", "--text", "No", *DAY, *UNTIL),
    ),
    "preview": ("send_previews", (*DAY, *UNTIL)),
    "receive": ("receive_file", (ANNEX, *DAY)),
    "refuse": ("refuse_state", ("XAA", *DAY)),
    "release": ("release_round", (".", *DAY, "--publisher", "Example office")),
    "remind": ("remind_states", DAY),
    "reply": ("record_reply", ("XAA", "internet-users", "agreed", *DAY)),
    "report-error": (
        "report_error",
        ("idi-2024", "XAA", "--indicator", "internet-users", "--text", "Too low", *DAY),
    ),
    "settle": ("settle_objection", ("XAA", "1", "--text", "Settled", *DAY, *UNTIL)),
}  # fmt: skip
GONE = Destruction(
    dt.date(2029, 7, 1),
    dt.date(2029, 6, 30),
    (RetainedFile("BRA", "received/BRA/0-a.xlsx", "0", "gone"),),
)
OF = ("-e", "2024", "--source", "itu-idi", "--date", "2024-06-27")
TABLES = {
    "counts.csv": (
        "economy,indicator,year,value\nECU,population,2022,18000000\n"
        "ECU,mobile-broadband-subscriptions-count,2022,9000000\n"
    ),
    "kenya.csv": KENYA,
    "prices.csv": "economy,basket,year,value\nNPL,i154_FBB5_GNI,2025,9.00\n",
    "medians.csv": ("Code,Unit,Grouping,Group,annual_2025\ni154_FBB5_GNI,GNIpc,LDC,LDC,13.35\n"),
}


class Scene:
    """A folder with everything that the commands read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ict.editions.demonstrate(folder / "demo")
        for name in ("submissions", "receipts"):  # a receipt is read with the file next to it
            shutil.copytree(folder / "demo" / name, folder / "sources", dirs_exist_ok=True)
        for name, text in TABLES.items():
            (folder / name).write_text(text, "utf-8")
        read(decided("noted", publish="clause proposal answer")).to_csv(folder / "comments.csv")
        cases.filled(folder, {cases.cell_of("individuals", "internet-users"): 72.7})
        write_folder(folder / "office", f'languages = ["en"]\n{DOCUMENT}')
        page = folder / "page.html"
        page.write_text(page_text(), encoding="utf-8", newline="\n")
        self.digest = hashlib.sha256(page.read_bytes()).hexdigest()
        master = new_master(folder / "master")
        receipt = ict.data.read_receipt(folder / "sources" / "xaa.receipt.json")
        self.salt = str(acknowledge(receipt, master)["salt"])
        ict.editions.new_publisher(
            folder / "publishers", name="Office", private=folder / "key", valid_from="2026-01-01"
        )
        small_round.make_round(folder / "round")
        events = [dispatched("BRA"), dispatched("KEN"), received("BRA", "2027-02-01")]
        events.append(accepted("BRA", "2027-02-03"))
        kept = next(iter(received("BRA", "2027-02-01").refs))
        languages = dict.fromkeys(("BRA", "KEN"), "en")
        write_round(folder / "desk", languages, events, {kept: b"workbook"})
        (folder / "public").mkdir()
        source = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
        proposal = folder / "idi-methodology-2099.toml"
        text = source.read_text(encoding="utf-8").replace("idi-methodology-2023", proposal.stem)
        head, separator, rest = text.partition('indicator = "internet-users"')
        changed = head + separator + rest.replace("full = 95", "full = 100", 1)
        proposal.write_text(changed, "utf-8")

    def __getitem__(self, path: str) -> str:
        return str(self.folder / path)

    def fresh(self, path: str, language: str) -> str:
        """Return a copy of a folder that a command changes."""
        copy = self.folder / f"{Path(path).name}-{language}"
        shutil.copytree(self.folder / path, copy, dirs_exist_ok=True)
        return str(copy)

    def corrected(self, language: str) -> str:
        """Return an edition with an erratum."""
        edition = Path(self.fresh("demo/editions", f"erratum-{language}")) / Path(EDITION).name
        ict.editions.publish_erratum(
            edition, economy="XAA", indicator="internet-users", corrected="35.0",
            reason="Typing error", role="publisher", date="2024-09-01",
        )  # fmt: skip
        return str(edition)

    def released(self, language: str) -> str:
        """Return a data release that commits to its receipt."""
        receipt = ict.data.read_receipt(self.folder / "sources" / "xaa.receipt.json")
        table = ict.read_observations(self.folder / "sources" / "xaa.csv")
        made = ict.editions.release_data(
            receipt.join(table), self.folder / f"own-{language}",
            name="own", released="2024-04-30", kind="demonstration",
            salt=(self.folder / "master").read_bytes(),
        )  # fmt: skip
        return str(made.path)


INVENTORY = str(ict.sample_data("national-inventory-example.csv"))
Arguments = Callable[[Scene, str], list[str]]
EDITION = "demo/editions/idi-2024-demonstration"
CASES: dict[str, Arguments] = {
    "audit": lambda s, _: [ANNEX, "-e", "2024", "--draws", "20"],
    "basket link": lambda s, _: [
        s["kenya.csv"], "mobile-data-only-2gb", "mobile-data-only-5gb", "--on", "2023", *NAMED,
    ],
    "basket medians": lambda s, _: [s["prices.csv"], "--published", s["medians.csv"]],
    "calendar": lambda s, _: ["2024", "--dispatched", "2025-01-20"],
    "catalogue baskets": lambda s, _: [],
    "catalogue core-list": lambda s, _: [],
    "change": lambda s, _: [s[EDITION], s[EDITION]],
    "check": lambda s, _: [s["ecu-en.xlsx"]],
    "comments check": lambda s, _: [s["comments.csv"]],
    "comments pack": lambda s, _: [
        ANNEX, s["idi-methodology-2099.toml"], "--before", "idi-methodology-2023",
        "--edition", "2024",
    ],
    "comments publish": lambda s, _: [s["comments.csv"]],
    "comments show": lambda s, _: [s["comments.csv"]],
    "corrections": lambda s, _: [s["ecu-en.xlsx"]],
    "demo": lambda s, _: [],
    "derive": lambda s, _: [s["counts.csv"]],
    "editions": lambda s, _: [s["demo/editions"]],
    "erratum": lambda s, language: [
        s.fresh("demo/editions", language) + "/idi-2024-demonstration", "XAA", "internet-users",
        "35.0", "--reason", "Typing error", "--date", "2024-09-01",
    ],
    "framework check": lambda s, _: [INVENTORY],
    "framework inventory": lambda s, _: ["ECU"],
    "mandate": lambda s, _: [],
    "page verify": lambda s, _: [s["page.html"], "--sha256", s.digest],
    "proposal assess": lambda s, _: [
        str(PROPOSAL), "--observations", str(PILOT_DATA), "-e", "2024"
    ],
    "proposal check": lambda s, _: [str(PROPOSAL)],
    "proposal list": lambda s, _: [str(PROPOSAL.parent)],
    "proposal show": lambda s, _: [str(PROPOSAL)],
    "prove": lambda s, language: [
        s.released(language), s["sources/xaa.receipt.json"], s.salt,
    ],
    "publish": lambda s, language: [
        s["sources/xaa.csv"], s["sources/xab.csv"], "-e", "2024", "--released", "2024-06-27",
        "--kind", "demonstration", "--cut-off", "2024-04-30", "--into", s[f"into-{language}"],
    ],
    "publisher show": lambda s, _: [s["publishers"]],
    "recompute": lambda s, _: [s[EDITION]],
    "register compare": lambda s, _: [s["demo/editions"], "sha256:" + 64 * "0"],
    "register head": lambda s, _: [s["demo/editions"]],
    "release": lambda s, language: [
        s["sources/xaa.csv"], "--name", "first", "--released", "2024-04-30", "--kind",
        "demonstration", "--into", s[f"data-{language}"],
    ],
    "report economy": lambda s, _: [ANNEX, "Brazil", *OF],
    "report edition": lambda s, _: [ANNEX, *OF],
    "report framework": lambda s, _: [INVENTORY, "--date", "2026-12-01"],
    "report methodology-review": lambda s, _: [
        ANNEX, *OF, "--draws", "0", "-m", "idi-methodology-2023",
        "-m", s["idi-methodology-2099.toml"],
    ],
    "report national-sources": lambda s, _: [ANNEX, "internet-users", *OF],
    "report progress": lambda s, _: [ANNEX, *OF],
    "retract": lambda s, language: [
        s.corrected(language), "1", "--reason", "No error", "--date", "2024-09-02",
    ],
    "round check": lambda s, _: [s["desk"]],
    "round destroy": lambda s, _: [s["desk"], "--date", "2029-01-01", "--dry-run"],
    "round due": lambda s, _: [s["desk"], "--date", "2027-03-20"],
    "round handover": lambda s, _: [
        s["desk"], "--date", "2027-03-20", "--from", "Unit A", "--to", "Unit B", "--dry-run",
    ],
    "round queries": lambda s, _: [s["round"]],
    "round search": lambda s, _: [s["round"], s["public"], "--cut-off", "2026-04-30"],
    "round status": lambda s, _: [s["desk"], "--date", "2027-03-20"],
    "site build": lambda s, language: [s["office"], "-o", s[f"site-{language}"]],
    "site new": lambda s, language: [s[f"office-{language}"]],
    "schema": lambda s, _: [],
    "sources": lambda s, _: [
        *sorted(map(str, (s.folder / "sources").glob("*.receipt.json"))), "-e", "2024",
        "--cut-off", "2024-04-30",
    ],
    "survey check": lambda s, _: [SURVEY.replace(".csv", ".mapping.toml"), SURVEY],
    "survey estimate": lambda s, _: [
        SURVEY.replace(".csv", ".mapping.toml"), SURVEY, "--by", "location",
    ],
    "survey release": lambda s, _: [
        SURVEY.replace(".csv", ".mapping.toml"), SURVEY, "--by", "location",
    ],
    "targets": lambda s, _: [ANNEX],
    "training list": lambda s, _: [],
    "verify": lambda s, _: [s[EDITION]],
}  # fmt: skip


def read_only() -> Iterator[tuple[str, Arguments]]:
    """Yield the commands that need no folder, with arguments of other tests."""
    for arguments, _ in COMMANDS.values():
        for size in (1, 2):
            if (command := " ".join(arguments[:size])) in ALL:
                yield command, lambda s, _, rest=tuple(arguments[size:]): [*rest]


def operations() -> Iterator[tuple[str, Arguments]]:
    for command, (_, arguments) in OPERATIONS.items():
        yield f"round {command}", lambda s, _, rest=arguments: [s["round"], *rest]


EVERY: dict[str, Arguments] = {**dict(read_only()), **dict(operations()), **CASES}
WITH_JSON = sorted(
    name
    for name, command in ALL.items()
    if any("--json" in parameter.opts for parameter in command.params)
)


def test_every_command_with_json_is_declared_and_in_this_file() -> None:
    assert sorted(OUTPUTS) == WITH_JSON
    assert set(WITH_JSON) - EVERY.keys() == set()


@small_cases("command", OUTPUTS)
def test_no_public_output_has_a_closed_field(command: str) -> None:
    """Words that somebody wrote in confidence are in the objects of compilers alone."""
    schemas = [write_object_schema(record_schema(name), closed=True) for name in OUTPUTS[command]]
    closed = [f'"{ACCESS}": "closed"' in json.dumps(schema) for schema in schemas]
    assert command in COMPILERS_ONLY or not any(closed)


def test_a_closed_field_is_seen() -> None:
    schema = write_object_schema(record_schema("comment-register"), closed=True)
    assert f'"{ACCESS}": "closed"' in json.dumps(schema)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.mark.slow
@pytest.mark.parametrize("command", WITH_JSON)
def test_json_of_every_command_in_six_languages(
    command: str,
    scene: Scene,
    invoke: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    json_faults: list[str],
) -> None:
    short_plan(monkeypatch)
    monkeypatch.setattr(ict.rounds, "destroy_workbooks", lambda *_, **__: GONE)
    if (operation := OPERATIONS.get(command.removeprefix("round "))) and "round" in command:
        monkeypatch.setattr(ict.rounds, operation[0], lambda *_, **__: STEPS)
    for language in LANGUAGES:
        arguments = EVERY[command](scene, language)
        done = invoke(*command.split(), *arguments, "--json", "-l", language)
        assert done.exit_code in (0, 1) and done.stdout, done.exception or done.output
        data = json.loads(done.stdout)
        assert data["schema"] in [f"ictindex/{name}/0" for name in OUTPUTS[command]]
        assert not json_faults, language
