"""The commands on comments: what they write, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX
from comment_cases import decided, read, row

import ictindex as ict
from ictindex.core import package_data

HIDDEN = decided("rejected", "c-2", organisation="Secret Office", proposal="Hush")


@pytest.fixture
def register(tmp_path: Path) -> str:
    path = tmp_path / "comments.csv"
    read(decided("noted", publish="clause proposal answer"), HIDDEN).to_csv(path)
    return str(path)


def test_a_sound_register_is_counted(invoke: Any, register: str) -> None:
    done = invoke("comments", "check", register)
    assert done.exit_code == 0
    assert done.output == (
        "Comments: 2; still to be decided: 0; with a part that may be published: 1.\n"
    )
    assert json.loads(invoke("comments", "check", register, "--json").output)["findings"] == []


def test_findings_name_line_and_column_and_end_with_one(invoke: Any, tmp_path: Path) -> None:
    path = tmp_path / "comments.csv"
    text = read(row()).to_dict()["comments"][0]
    lines = [",".join(text), ",".join({**text, "role": "minister"}.values())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = invoke("comments", "check", str(path))
    assert done.exit_code == 1
    assert "comments.csv, line 2, column role" in done.output
    assert "'minister' is not admitted in the column 'role'" in done.output
    arabic = invoke("comments", "check", str(path), "-l", "ar").output
    assert "التعليقات" in arabic


def test_the_register_is_shown_whole_and_the_public_form_is_not(
    invoke: Any, register: str, tmp_path: Path
) -> None:
    shown = invoke("comments", "show", register)
    assert shown.exit_code == 0 and "Secret Office" in shown.output
    public = invoke("comments", "publish", register)
    assert public.exit_code == 0 and "Count 5G too." in public.output
    for form in ("--json", "--csv"):
        assert "Count 5G too." in invoke("comments", "publish", register, form).output
    outputs = [public.output]
    for name in ("public.csv", "public.html", "public.md"):
        file = tmp_path / name
        done = invoke("comments", "publish", register, "-o", str(file), "-l", "fr")
        assert done.exit_code == 0 and name in done.output
        outputs.append(file.read_text(encoding="utf-8"))
    for text in outputs:
        assert "Secret" not in text and "Hush" not in text and "c-2" not in text
    assert ict.review.read_public_comments(tmp_path / "public.csv").withheld.total is None
    (tmp_path / "public.csv").write_text("mine", encoding="utf-8")
    again = invoke("comments", "publish", register, "-o", str(tmp_path / "public.csv"))
    assert again.exception.code == "file.exists"
    assert (tmp_path / "public.csv").read_text(encoding="utf-8") == "mine"


def test_the_public_form_is_what_the_name_of_its_file_ends_with(
    invoke: Any, register: str, tmp_path: Path
) -> None:
    text = tmp_path / "public.txt"
    assert invoke("comments", "publish", register, "-o", str(text)).exit_code == 0
    words = text.read_text(encoding="utf-8")
    assert "Count 5G too." in words and "number,document,role" not in words
    unknown = invoke("comments", "publish", register, "-o", str(tmp_path / "public.odt"))
    assert unknown.exit_code != 0 and not (tmp_path / "public.odt").exists()


def test_the_public_form_is_written_as_pdf(invoke: Any, register: str, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="a PDF needs the extra 'report'")
    file = tmp_path / "public.pdf"
    assert invoke("comments", "publish", register, "-o", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_a_pack_for_one_economy_and_for_all(invoke: Any, tmp_path: Path) -> None:
    proposal = tmp_path / "idi-methodology-2099.toml"
    source = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
    text = source.read_text(encoding="utf-8").replace("idi-methodology-2023", proposal.stem)
    head, separator, rest = text.partition('indicator = "internet-users"')
    changed = head + separator + rest.replace("full = 95", "full = 100", 1)
    proposal.write_text(changed, encoding="utf-8")
    common = ("comments", "pack", ANNEX, str(proposal), "--before", "idi-methodology-2023")
    common = (*common, "--edition", "2024")
    outcome = invoke(*common, "--economy", "Brazil")
    assert outcome.exit_code == 0, outcome.exception
    assert "Brazil: what idi-methodology-2099 would change" in outcome.output
    assert "value that scores the full scale: 95, then 100" in " ".join(outcome.output.split())
    rows = list(csv.DictReader(io.StringIO(invoke(*common, "--csv").output)))
    assert {line["result_kind"] for line in rows} == {"what-if"} and len(rows) == 24
    folder = tmp_path / "pack"
    options = ("--economy", "KEN", "--economy", "BRA", "-o", str(folder), "--page-language", "ar")
    done = invoke(*common, *options)
    assert done.exit_code == 0
    assert {path.name for path in folder.glob("*.html")} == {
        "BRA.ar.html", "KEN.ar.html", "index.ar.html",
    }  # fmt: skip


def test_freezing_and_checking(invoke: Any, register: str, tmp_path: Path) -> None:
    own = tmp_path / "idi-methodology-2099.toml"
    source = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
    text = source.read_text(encoding="utf-8").replace("idi-methodology-2023", own.stem)
    text = text.replace('"idi-methodology-2017"', '"idi-methodology-2023"', 1)
    own.write_text(text, encoding="utf-8")
    salt = tmp_path / "salt"
    command = (
        "comments",
        "freeze",
        register,
        str(own),
        "--salt",
        str(salt),
        "--date",
        "2031-01-05",
    )
    done = invoke(*command)
    assert done.exit_code == 0, done.exception
    assert len(salt.read_bytes()) >= 16 and "frozen with it since 2031-01-05" in done.output
    assert invoke("methodology", "check", str(own)).exit_code == 0
    file = tmp_path / "comments" / "idi-methodology-2099.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("5G", "6G"), encoding="utf-8")
    refused = invoke("methodology", "check", str(own))
    assert isinstance(refused.exception, ict.errors.FrozenDocumentError)
    assert "is not the public form of comments that was frozen" in str(refused.exception)
