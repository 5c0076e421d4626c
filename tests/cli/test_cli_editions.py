"""The commands on editions, as a new user types them."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import ictindex as ict
from ictindex.apps.cli import main
from ictindex.language import i18n
from ictindex.submissions.closed.commitments import acknowledge, new_master


class Shell:
    """Runs commands in this process and tells exit code, output and messages."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *words: object) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["ictindex", *map(str, words)])
        self._capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        output = self._capsys.readouterr()
        return code, output.out, output.err

    def json(self, *words: object) -> Any:
        code, out, err = self(*words, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsys, monkeypatch)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    ict.editions.demonstrate(folder)
    return folder


@pytest.fixture
def demo(demonstration: Path, tmp_path: Path) -> Path:
    shutil.copytree(demonstration, tmp_path / "demo")
    return tmp_path / "demo" / "editions" / "idi-2024-demonstration"


@pytest.mark.slow
def test_a_new_user_publishes_changes_a_digit_and_reads_the_message(
    shell: Shell, tmp_path: Path
) -> None:
    code, out, err = shell("demo", "--publish", tmp_path / "demo")
    assert code == 0, err
    assert "sha256:" in out and "ictindex verify" in out
    demo = tmp_path / "demo" / "editions" / "idi-2024-demonstration"
    root = ict.verify(demo).root
    code, out, _ = shell("verify", demo, "--root", root)
    assert code == 0 and "Intact, and the one that was meant" in out
    table = demo / "table.csv"
    text = table.read_text()
    table.write_text(text.replace("93.9", "93.8", 1), newline="")
    code, out, _ = shell("verify", demo)
    assert code == 1
    assert "Altered: this is not what was published." in out and "table.csv" in out
    code, _, err = shell("recompute", demo)
    assert code == 1 and "table.csv" in err
    table.write_text(text, newline="")
    code, out, _ = shell("recompute", demo)
    assert code == 0 and "every byte is the same" in out


def test_price_tables_are_accepted_and_published(shell: Shell, tmp_path: Path) -> None:
    places = []
    for table in ("prices", "economics"):
        path = tmp_path / f"ipb-{table}-2025.csv"
        path.write_bytes(ict.sample_data(path.name).read_bytes())
        places.append(path)
        code, out, err = shell(
            "accept", path, "--table", table, "--edition", "2025", "--role", "compiler",
            "--transcribed", "ITU price-basket workbook, December 2025",
        )  # fmt: skip
        assert code == 0, err
        assert "void as soon as a byte of the file changes" in out
    words = ("publish", *places, "--methodology", "ipb", "--edition", "2025", "--released",
             "2025-12-15", "--into", tmp_path / "editions")  # fmt: skip
    result = shell.json(*words)
    assert result["id"] == "ipb-2025-reconstruction"
    assert shell.json("recompute", result["path"])["identical"]
    code, out, _ = shell("editions", tmp_path / "editions")
    assert code == 0 and result["root"] in out
    code, out, _ = shell(
        "erratum", result["path"], "ECU", "fixed-broadband", "25.00", "--reason", "Typing error",
        "--date", "2025-12-20",
    )  # fmt: skip
    assert code == 0 and "24.73 → 25.00" in out
    places[0].write_bytes(places[0].read_bytes().replace(b"24.73", b"24.37"))
    code, _, err = shell(*words[:-1], tmp_path / "again")
    assert code != 0 and "ipb-prices-2025.csv" in err and not (tmp_path / "again").exists()


def test_tables_that_cannot_be_accepted_are_named(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(ict.sample_data("ipb-prices-2025.csv").read_bytes())
    code, _, err = shell("accept", path, "--table", "price", "--edition", "2025")
    assert code == 2 and "'price' is not a table of the price basket." in err
    code, _, err = shell("accept", path, "--table", "prices")
    assert code == 2 and "--edition" in err
    text = path.read_text().replace("currency,source", "currency,operator,source")
    text = text.replace(",USD,", ",USD,Alpha,").replace(",10.50,", ",99,")
    path.write_text(text, newline="")
    answers = tmp_path / "answers.csv"
    code, _, _ = shell(
        "accept", path, "--table", "prices", "--edition", "2025", "--answers", answers
    )
    assert code == 1 and "X09,ECU,mobile-data-only,2025,mobile-data-only-5gb,99" in (
        answers.read_text()
    )


def test_the_sample_data_are_copied_into_a_folder(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "sample_data"
    code, out, err = shell("demo", "--files", folder)
    assert code == 0, err
    assert "The files of the sample data are in the folder" in out
    source = ict.sample_data("idi-2024-annex.csv").parent
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        p.name: p.read_bytes() for p in source.iterdir()
    }
    listed = shell.json("demo", "--files", folder)  # nothing changes: the files are the same
    assert str(folder / "README.md") in [row["file"] for row in listed["rows"]]
    (folder / "idi-2024-annex.csv").write_text("mine")
    code, out, err = shell("demo", "--files", folder)
    assert code == 2 and "idi-2024-annex.csv already exists" in err and not out
    assert (folder / "idi-2024-annex.csv").read_text() == "mine"


@pytest.mark.slow
def test_verify_gives_data(shell: Shell, demo: Path) -> None:
    result = shell.json("verify", demo)
    assert result["verdict"] == "intact" and result["problems"] == [] and result["registered"]
    (demo / "more.txt").write_text("more")
    code, out, _ = shell("verify", demo, "--json")
    assert code == 1
    assert json.loads(out)["problems"] == [{"file": "more.txt", "code": "added"}]
    code, out, _ = shell("verify", demo, "--csv")
    assert code == 1 and "more.txt,added" in out


def test_the_files_of_the_demonstration_can_be_published_by_hand(
    shell: Shell, demo: Path, tmp_path: Path
) -> None:
    home = demo.parent.parent
    words = [
        "publish", *sorted((home / "submissions").glob("*.csv")), "--edition", 2024,
        "--released", "2024-06-27", "--publisher", "Demonstration", "--kind", "demonstration",
        "--receipts", home / "receipts", "--consultations", home / "consultations.csv",
        "--cut-off", "2024-04-30", "--into", tmp_path / "again",
    ]  # fmt: skip
    result = shell.json(*words)
    assert result["root"] == ict.verify(demo).root
    code, _, err = shell(*words)
    assert code == 1 and "idi-2024-demonstration" in err


def test_publishing_needs_receipts_and_a_day(shell: Shell, demo: Path, tmp_path: Path) -> None:
    home = demo.parent.parent
    file = home / "submissions" / "xaa.csv"
    words = ["publish", file, "-e", 2024, "--released", "2024-06-27", "--into", tmp_path / "e"]
    code, _, err = shell(*words)
    assert code == 2 and "has no receipt" in err
    code, _, err = shell(*words, "--receipts", home / "receipts")
    assert code == 2 and "--cut-off" in err
    file.write_text(file.read_text().replace("31.4", "31.5"))
    code, _, err = shell(*words, "--receipts", home / "receipts", "--cut-off", "2024-04-30")
    assert code == 1 and "xaa.csv" in err


def test_a_printed_annex_is_published_as_a_reconstruction(shell: Shell, tmp_path: Path) -> None:
    annex = tmp_path / "annex.csv"
    annex.write_bytes(ict.sample_data("idi-2024-annex.csv").read_bytes())
    code, _, err = shell(
        "accept", annex, "-e", 2024, "--role", "compiler", "--transcribed", "IDI 2024, Annex 2"
    )
    assert code == 0, err
    result = shell.json(
        "publish", annex, "-e", 2024, "--released", "2024-06-27", "--into", tmp_path / "editions"
    )
    assert result["id"] == "idi-2024-reconstruction"


@pytest.mark.slow
def test_a_sheet_of_a_workbook_is_published_as_it_was_accepted(
    shell: Shell, tmp_path: Path
) -> None:
    """A receipt is of the sheet that was named; publishing reads its accepted table alone."""
    book = openpyxl.Workbook()
    book.active.title = "notes"
    sheet = book.create_sheet("data")
    with ict.sample_data("idi-2024-annex.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream):
            sheet.append(row)
    annex = tmp_path / "annex.xlsx"
    book.save(annex)
    code, _, err = shell("accept", annex, "-e", 2024, "--role", "compiler", "--transcribed",
                         "IDI 2024, Annex 2", "--sheet", "data")  # fmt: skip
    assert code == 0, err
    words = ("publish", annex, "-e", 2024, "--released", "2024-06-27", "--kind", "reconstruction",
             "--into", tmp_path / "editions")  # fmt: skip
    annex.unlink()
    code, _, err = shell(*words)
    assert code == 0, err
    published = ict.open_edition(next((tmp_path / "editions").glob("idi-2024-*")))
    assert str(published.explain("BRA").tree.rounded) == "82.0"  # as printed


def test_data_are_released_without_an_index(shell: Shell, demo: Path, tmp_path: Path) -> None:
    home = demo.parent.parent
    words = [
        "release", home / "submissions" / "xaa.csv", home / "submissions" / "xab.csv",
        "--name", "first-quarter", "--released", "2024-04-30", "--kind", "demonstration",
        "--publisher", "Demonstration", "--receipts", home / "receipts", "--into", tmp_path / "e",
        "--doi", "10.1234/abcd",
    ]  # fmt: skip
    result = shell.json(*words)
    assert result["id"] == "data-2024-first-quarter-demonstration"
    package = json.loads((Path(result["path"]) / "datapackage.json").read_text("utf-8"))
    assert package["id"] == "https://doi.org/10.1234/abcd"
    release = ict.open_edition(result["path"])
    assert set(release.observations.columns["economy"]) == {"XAA", "XAB"}
    code, _, err = shell(*words)
    assert code == 1 and result["id"] in err
    words[4] = "First quarter"
    code, _, err = shell(*words)
    assert code == 2 and "small letters, digits and single hyphens" in err
    words[4], words[-1] = "second-quarter", "abcd"
    code, _, err = shell(*words)
    assert code == 2 and "a DOI, such as 10.1234/abcd" in err


def test_a_state_proves_its_figures_with_its_receipt_and_its_salt(
    shell: Shell, demo: Path, tmp_path: Path
) -> None:
    for folder, name in (("submissions", "xaa.csv"), ("receipts", "xaa.receipt.json")):
        shutil.copy(demo.parent.parent / folder / name, tmp_path / name)
    master = tmp_path / "master"
    made = new_master(master)
    release = shell.json(
        "release", tmp_path / "xaa.csv", "--name", "first", "--released", "2024-04-30",
        "--kind", "demonstration", "--salt", master, "--into", tmp_path / "e",
    )  # fmt: skip
    path = tmp_path / "xaa.receipt.json"
    own = acknowledge(ict.data.read_receipt(path), made)
    code, out, _ = shell("prove", release["path"], path, own["salt"])
    assert code == 0 and "are those that were accepted (10)" in out and "as accepted" in out
    proof = shell.json("prove", release["path"], path, own["salt"])
    assert proof["proved"] and proof["commitment"] == own["commitment"]
    code, out, _ = shell("prove", release["path"], path, made.hex())
    assert code == 1 and "does not commit to the receipt" in out


def test_an_erratum_is_put_on_record_and_shown(shell: Shell, demo: Path) -> None:
    words = ["erratum", demo, "XAA", "internet-users", "35.0", "--reason", "Typing error",
             "--date", "2024-09-01"]  # fmt: skip
    code, out, _ = shell(*words)
    assert code == 0 and "31.4 → 35.0" in out and "As a what-if" in out
    code, _, err = shell(*words)
    assert code == 1 and "on record since 2024-09-01" in err
    code, out, _ = shell("verify", demo)
    assert code == 0 and "Errata on record: 1." in out
    result = shell.json(*words[:3], "households-internet", "none", *words[5:])
    assert result["corrected"] is None and result["number"] == 2


def test_a_withdrawal_is_listed(shell: Shell, demo: Path) -> None:
    code, out, _ = shell("withdraw", demo, "--reason", "A test", "--date", "2024-09-01")
    assert code == 0 and "Withdrawn on 2024-09-01" in out
    result = shell.json("editions", demo.parent)
    assert [edition["state"] for edition in result["editions"]] == ["withdrawn"]
    code, out, _ = shell("editions", demo.parent)
    assert "Withdrawn" in out and result["head"] in out
    code, out, _ = shell("editions", demo.parent, "--csv")
    assert out.splitlines()[1].startswith("idi-2024-demonstration,")


def test_a_head_is_pinned_and_compared(shell: Shell, demo: Path, tmp_path: Path) -> None:
    home, file = demo.parent, tmp_path / "pin.json"
    head = shell.json("register", "head", home)["head"]
    code, out, _ = shell("register", "pin", home, "-o", file)
    assert code == 0 and head in out
    assert json.loads(file.read_text()) == {"head": head, "number": 0, "schema": 1}
    assert shell.json("register", "compare", home, file)["state"] == "same"
    shell("withdraw", demo, "--reason", "A test", "--date", "2024-09-01")
    result = shell.json("register", "compare", home, head)
    assert (result["state"], result["new"]) == ("grown", 1)
    code, _, err = shell("register", "pin", home, "-o", file)
    assert code == 2 and "already exists with other content" in err  # an earlier pin is kept
    assert shell("register", "pin", home, "-o", file, "--overwrite")[0] == 0
    (home / "register" / "00000001.json").unlink()
    code, out, _ = shell("register", "compare", home, file, "--json")
    assert code == 1 and json.loads(out)["state"] == "rolled-back"
    code, out, _ = shell("register", "compare", home, "sha256:" + 64 * "0")
    assert code == 1 and "does not have the pinned head" in out
    code, out, _ = shell("verify", demo, "--head", file)
    assert code == 1 and "does not have the head that was given" in out


def test_what_is_no_head_is_reported(shell: Shell, demo: Path, tmp_path: Path) -> None:
    code, _, err = shell("register", "compare", demo.parent, "sha256:00")
    assert code == 2 and "neither a digest nor a file" in err
    for verb, *more in (["head"], ["pin"], ["compare", "sha256:" + 64 * "0"]):
        code, out, err = shell("register", verb, tmp_path / "nowhere", *more)
        assert (code, out) == (2, "") and "There is no register of editions in" in err
    (tmp_path / "new" / "register").mkdir(parents=True)
    code, _, err = shell("register", "pin", tmp_path / "new")
    assert code == 2 and "The register is empty" in err
    code, out, _ = shell("register", "head", tmp_path / "new")
    assert code == 0 and "The register is empty." in out
    code, out, _ = shell("register", "head", tmp_path / "new", "--language", "fr")
    assert code == 0 and i18n.text("editions/pins", "empty", "fr") in out


def test_who_signed_is_named(shell: Shell, demo: Path, tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    private, keys = tmp_path / "office.pem", tmp_path / "keys.json"
    code, _, err = shell("key", private, "--name", "Office", "--from", "2024-01-01",
                         "--keys", keys)  # fmt: skip
    assert code == 0, err
    code, _, err = shell("sign", demo, "--key", private, "--date", "2024-06-28")
    assert code == 0, err
    code, out, _ = shell("verify", demo, "--keys", keys)
    assert code == 0 and "Signed by Office on 2024-06-28." in out
    code, out, _ = shell("verify", demo)
    assert code == 0 and "not on the list" in out
    result = shell.json("verify", demo, "--keys", keys)
    assert [signature["signer"] for signature in result["signatures"]] == ["Office"]


def test_a_derived_view_is_written(shell: Shell, demo: Path, tmp_path: Path) -> None:
    code, out, _ = shell("save", demo, "-o", tmp_path / "idi.csv")
    root = ict.verify(demo).root
    assert code == 0 and root in out and root in (tmp_path / "idi.csv").read_text()


def test_methodologies_are_compared_on_an_edition(shell: Shell, demo: Path) -> None:
    words = ["methodology", "compare", "idi-methodology-2023", "idi-methodology-2023", "--on", demo]
    code, out, _ = shell(*words)
    assert code == 0 and "0 of 11 economies have another rank." in out
    assert shell.json(*words)["what_if"] is True
    code, out, _ = shell(*words, "--csv")
    assert out.splitlines()[0].startswith("economy,before,after,rank_before,rank_after,moves")


@pytest.mark.parametrize(
    "words", [["publish"], ["verify"], ["erratum"], ["register"], ["register", "pin"], ["sign"]]
)
def test_help_is_in_words(shell: Shell, words: list[str]) -> None:
    code, out, _ = shell(*words, "--help")
    assert code == 0
    assert "[help-" not in out and not any(
        line.split()[-1:] == ["folder"] for line in out.splitlines()
    )


@pytest.mark.parametrize("command", ["verify", "recompute"])
def test_a_path_of_no_edition_is_unusable_input_and_no_damaged_edition(
    shell: Shell, tmp_path: Path, command: str
) -> None:
    (tmp_path / "table.txt").write_text("a")
    for name, message in (
        ("nowhere", "There is no file or folder"),
        ("table.txt", "not an edition"),
    ):
        code, out, err = shell(command, tmp_path / name)
        assert (code, out) == (2, "") and message in err
