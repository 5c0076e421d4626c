"""Each command imports what it needs and no more: the large packages that it loads, in a table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_cases import ANNEX, PUBLISHED, SHARES, environment, own_file

import ictindex as ict

LARGE = (
    "cryptography", "numpy", "openpyxl", "pandas", "pydantic", "rich", "scipy", "typer",
    "xarray", "xlsxwriter",
)  # fmt: skip
# Runs the command line, and writes at the end which packages and families are loaded.
REPORT = """
import json, os, sys
def report():
    families = [name for name in sys.modules if name.startswith("ictindex.apps.cli.commands.")]
    with open(os.environ["REPORT"], "w") as stream:
        json.dump([list(sys.modules), sorted(name.rpartition(".")[2] for name in families)], stream)
"""
RUN = f"""{REPORT}
import atexit
atexit.register(report)
from ictindex.apps.cli import main
main()
"""
# The same for many commands, each in a copy of a process that has read the tree of commands.
RUN_EACH = f"""{REPORT}
from ictindex.apps.cli import command_tree, main
answers = []
for words in json.loads(sys.argv[1]):
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv[1:] = words
        try:
            main()
        except SystemExit:
            pass
        report()
        sys.stderr.flush()
        os._exit(0)
    os.waitpid(child, 0)
    with open(os.environ["REPORT"]) as stream:
        answers.append(json.load(stream))
    os.remove(os.environ["REPORT"])
print(json.dumps(answers))
"""
LETTER = "economy,indicator,year,source,value\nBRA,internet-users,2022,World Bank,80.5\n"

# Places in a command, each of which is one word.
PLACES = {
    "annex": ANNEX,
    "published": PUBLISHED,
    "shares": SHARES,
    "prices": str(ict.sample_data("ipb-prices-2025.csv")),
    "economics": str(ict.sample_data("ipb-economics-2025.csv")),
    "tariffs": str(ict.sample_data("ipb-tariffs-synthetic.csv")),
    "synthetic": str(ict.sample_data("ipb-economics-synthetic.csv")),
    "own": "bra.csv",
    "edition": str(Path("editions") / "idi-2024-demonstration"),
}

# Arguments of a command, the families that it imports, and the large packages besides Typer.
# `{own}` is a table of one economy, `{edition}` a published edition of synthetic economies.
COMMANDS: list[tuple[str, str, str]] = [
    ("--help", "", ""),
    ("basket --help", "", ""),
    ("compute --help", "idi", ""),
    ("compute {annex} -e 2024", "idi", ""),
    ("compute {annex} -e 2024 --csv", "idi", ""),
    ("compute {annex} -e 2024 --published {published}", "idi", ""),
    ("explain {annex} BRA -e 2024", "idi", ""),
    ("rank {annex} -e 2024", "idi", ""),
    ("groups {annex} -e 2024", "idi", "numpy"),
    # The sign of a verdict has a width that the terminal library knows.
    ("audit {annex} -e 2024 --draws 20", "idi index_audit", "numpy pandas rich scipy"),
    ("change {annex} {annex} -e 2024 2024", "changes idi", "numpy pydantic"),
    ("change {annex} {annex} -e 2024 2024 --csv", "changes idi", "numpy pandas pydantic"),
    (
        "robustness {annex} -e 2024 --weights 0.25 --draws 32",
        "idi robustness",
        "numpy pandas pydantic scipy",
    ),
    ("chart ceiling {annex} -e 2024", "chart_pictures idi", "numpy pandas"),
    ("template -e 2024", "catalogue", ""),
    ("questionnaire BRA -e 2026 -o q.xlsx", "questionnaire", "pydantic xlsxwriter"),
    # openpyxl imports NumPy itself, where it is there.
    ("check q.xlsx", "questionnaire", "numpy openpyxl pydantic"),
    ("validate {own} -e 2024", "submissions", "pydantic"),
    ("derive {own}", "submissions", ""),
    ("answer {own} D01 withdraw -e 2024", "submissions", "pydantic"),
    ("accept {own} -e 2024", "submissions", "pydantic"),
    ("verify {edition}", "editions", ""),
    ("recompute {edition}", "editions", "numpy pandas pydantic"),
    ("save {edition} -o view.csv", "editions", "numpy pydantic"),
    ("register head editions", "editions", ""),
    ("register pin editions -o pin.json", "editions", ""),
    ("register compare editions pin.json", "editions", ""),
    ("sources bra.receipt.json -e 2024 --cut-off 2024-06-01", "sourcing", "numpy pandas pydantic"),
    ("calendar 2024 bra.receipt.json", "sourcing", "numpy pandas"),
    ("consult BRA letter.csv -e 2024", "sourcing", ""),
    ("basket compute --prices {prices} --economics {economics} -e 2025", "ipb", "numpy"),
    ("basket compute --tariffs {tariffs} --economics {synthetic} -e 2025", "ipb", "numpy"),
    ("basket groups --prices {prices} --economics {economics} -e 2025", "ipb", "numpy"),
    ("basket index {shares}", "ipb", "numpy pandas"),
    ("basket template prices -e 2025", "catalogue", ""),
    ("catalogue indicators", "catalogue", ""),
    ("catalogue groupings", "catalogue", ""),
    ("methodology list", "methodology_documents", ""),
    ("methodology show idi-methodology-2023", "methodology_documents", "rich"),
    ("methodology check", "methodology_documents", ""),
    ("methodology compare idi-methodology-2017 idi-methodology-2023", "methodology_documents", ""),
    ("demo", "demo", "numpy"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an edition, a table of one economy and the values of a letter."""
    folder = tmp_path_factory.mktemp("imports")
    ict.editions.demonstrate(folder / "demonstration")
    (folder / "demonstration" / "editions").rename(folder / "editions")
    own_file(folder / "bra.csv")
    (folder / "letter.csv").write_text(LETTER, encoding="utf-8")
    return folder


def run(folder: Path, code: str, *arguments: str) -> str:
    """Run code with arguments in a process; what it writes to standard output."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        cwd=folder,
        env=environment(REPORT=str(folder / "report.json")),
        check=False,
        timeout=240,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout.decode("utf-8", "replace")


def imported(folder: Path, *arguments: str) -> tuple[set[str], list[str]]:
    """The modules that a command has loaded when it ends, and the families of commands."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    run(folder, RUN, *arguments)
    modules, families = json.loads(report.read_text(encoding="utf-8"))
    return set(modules), families


def imported_by_each(folder: Path, commands: list[list[str]]) -> list[tuple[set[str], list[str]]]:
    """The same for several commands, one after the other."""
    if not hasattr(os, "fork"):
        return [imported(folder, *words) for words in commands]
    answers = json.loads(run(folder, RUN_EACH, json.dumps(commands)))
    return [(set(modules), families) for modules, families in answers]


def check_commands(folder: Path, commands: list[tuple[str, str, str]]) -> None:
    words = [[word.format_map(PLACES) for word in command.split()] for command, _, _ in commands]
    loaded = []
    for (command, _, _), (modules, families) in zip(
        commands, imported_by_each(folder, words), strict=True
    ):
        assert "typer" in modules
        # Where dask is installed xarray imports it, and dask imports SciPy.
        others = {"typer", *(["scipy"] if "dask" in modules else [])}
        large = [name for name in LARGE if name in modules and name not in others]
        loaded.append((command, " ".join(families), " ".join(large)))
    assert loaded == commands


@pytest.mark.slow
@pytest.mark.every_room
def test_commands_without_tables_load_the_packages_of_the_table(folder: Path) -> None:
    check_commands(folder, [row for row in COMMANDS if "pandas" not in row[2]])


@pytest.mark.slow
def test_each_command_loads_the_packages_of_the_table(folder: Path) -> None:
    check_commands(folder, COMMANDS)


@pytest.mark.slow
def test_the_version_is_printed_without_typer_words_and_documents(folder: Path) -> None:
    modules, families = imported(folder, "--version")
    assert not families
    assert not modules & {*LARGE, "click", "tomllib"}
    assert (
        not {
            "ictindex.language.i18n",
            "ictindex.definitions.catalogue",
            "ictindex.definitions.documents",
        }
        & modules
    )


def test_the_help_reads_words_and_nothing_else(folder: Path) -> None:
    modules, _ = imported(folder, "--help")
    assert "ictindex.language.i18n" in modules
    assert (
        not {"ictindex.definitions.catalogue", "ictindex.definitions.documents", "ictindex.data"}
        & modules
    )
    assert not {"ictindex.indices.idi", "ictindex.indices.ipb", "ictindex.editions"} & modules


def test_a_key_is_made_with_cryptography_alone(folder: Path) -> None:
    pytest.importorskip("cryptography")
    modules, families = imported(folder, "key", "k.pem", "--name", "Office", "--from", "2024-01-01")
    assert families == ["editions"]
    assert {*LARGE} & modules == {"cryptography", "typer"}
