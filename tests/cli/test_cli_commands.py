"""Every command: its exit code, its forms of output, its languages."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX, BOUGHT, LANGUAGES, PRICED, PUBLISHED, SHARES, own_file
from languages_in_turn import in_turn
from small_cases import small_cases

import ictindex as ict

WIDE = str(ict.sample_data("wide-example.csv"))
LAYOUT = str(ict.sample_data("wide-example.layout.toml"))
INVENTORY = str(ict.sample_data("national-inventory-example.csv"))
OLD, NEW = "idi-methodology-2017", "idi-methodology-2023"
DRAFT = "idi-methodology-2017-draft-14"
FORMATS = ("text", "markdown", "latex", "html", "mathml")

# Each command with --json and --csv, and its exit code: the annex has five economies without score,
# the economics of the price baskets no factor of purchasing power parity.
COMMANDS: dict[str, tuple[list[str], int]] = {
    "demo": (["demo"], 0),
    "compute": (["compute", ANNEX, "--edition", "2024"], 0),
    "compute with print": (["compute", ANNEX, "-e", "2024", "--published", PUBLISHED], 0),
    "compute a wide table": (["compute", WIDE, "--layout", LAYOUT, "-e", "2024"], 0),
    "explain": (["explain", ANNEX, "BRA", "--edition", "2024"], 0),
    "explain a node": (["explain", ANNEX, "BRA", "-e", "2024", "--node", "network-coverage"], 0),
    "explain what has no score": (["explain", ANNEX, "AFG", "-e", "2024"], 0),
    "rank": (["rank", ANNEX, "--edition", "2024"], 0),
    "rank a node": (["rank", ANNEX, "--edition", "2024", "--node", "price-mobile-high"], 0),
    "groups": (["groups", ANNEX, "--edition", "2024"], 0),
    "groups by income": (["groups", ANNEX, "-e", "2024", "--by", "income-group"], 0),
    "groups of print": (["groups", ANNEX, "-e", "2024", "--published", PUBLISHED], 0),
    "robustness": (
        ["robustness", ANNEX, "-e", "2024", "--weights", "0.25", "--draws", "32"],
        0,
    ),
    "chart": (["chart", "ceiling", ANNEX, "-e", "2024"], 0),
    "robustness of a sub-index": (
        [
            "robustness",
            ANNEX,
            "-e",
            "2024",
            "--node",
            "universal-connectivity",
            "--rounding",
            "--draws",
            "32",
        ],
        0,
    ),
    "validate": (["validate", ANNEX, "--edition", "2024"], 1),
    "calendar": (["calendar", "2024", "--dispatched", "2024-12-20"], 0),
    "calendar, late": (["calendar", "2024", "--dispatched", "2025-01-20"], 1),
    "survey indicators": (["survey", "indicators"], 0),
    "framework inventory": (["framework", "inventory", "ECU"], 0),
    "framework check": (["framework", "check", INVENTORY], 1),
    "catalogue indicators": (["catalogue", "indicators"], 0),
    "catalogue economies": (["catalogue", "economies"], 0),
    "catalogue groupings": (["catalogue", "groupings"], 0),
    "methodology list": (["methodology", "list"], 0),
    "methodology show": (["methodology", "show", NEW], 0),
    "methodology show a draft": (["methodology", "show", DRAFT], 0),
    "methodology sources": (["methodology", "sources"], 0),
    "methodology check": (["methodology", "check", "--on", "2024-06-01"], 0),
    "methodology compare": (["methodology", "compare", OLD, NEW], 0),
    "methodology compare with a draft": (["methodology", "compare", DRAFT, NEW], 0),
    "methodology show price baskets": (["methodology", "show", "ipb-methodology-2025"], 0),
    "basket compute": (["basket", "compute", *PRICED], 0),
    "basket compute from tariffs": (["basket", "compute", *BOUGHT], 0),
    "basket explain": (["basket", "explain", "ECU", *PRICED], 0),
    "basket explain a purchase": (
        ["basket", "explain", "ATA", *BOUGHT, "--basket", "mobile-low"],
        0,
    ),
    "basket groups": (["basket", "groups", *PRICED], 0),
    "basket groups in dollars": (
        ["basket", "groups", *PRICED, "--by", "income-group", "--measure", "usd"],
        0,
    ),
    "basket target": (["basket", "target", *PRICED], 0),
    "basket target by group": (["basket", "target", *PRICED, "--by", "income-group"], 0),
    "basket series": (["basket", "series", SHARES, "--vintage", "ipb-2025"], 0),
    "basket index": (["basket", "index", SHARES, "--definition", "fixed-broadband-5gb"], 0),
}


def table(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


@pytest.mark.parametrize("name", COMMANDS)
def test_text(name: str, invoke: Any) -> None:
    arguments, code = COMMANDS[name]
    done = invoke(*arguments)
    assert done.exit_code == code
    assert done.stdout.endswith("\n")
    assert done.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_json_and_nothing_else(name: str, invoke: Any) -> None:
    arguments, code = COMMANDS[name]
    done = invoke(*arguments, "--json")
    assert done.exit_code == code
    assert json.loads(done.stdout, parse_constant=lambda name: pytest.fail(name))
    assert done.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_csv_and_nothing_else(name: str, invoke: Any) -> None:
    arguments, code = COMMANDS[name]
    done = invoke(*arguments, "--csv")
    assert done.exit_code == code
    # A draft has no constants: a header without rows.
    assert bool(table(done.stdout)) is not name.endswith("show a draft")
    assert done.stderr == ""


@pytest.mark.slow
@small_cases("name", COMMANDS)
def test_two_forms_are_refused(name: str, invoke: Any) -> None:
    done = invoke(*COMMANDS[name][0], "--json", "--csv", "--language", "fr")
    assert isinstance(done.exception, ict.errors.UsageError)
    assert done.exception.code == "cli.two-forms"
    assert "une seule forme" in str(done.exception)
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        pytest.param(name, languages, id=f"{name}-{len(languages)}", marks=marks)
        for number, name in enumerate(COMMANDS)
        for languages, marks in (
            (("en", LANGUAGES[1 + number % 5]), ()),
            (LANGUAGES, pytest.mark.slow),
        )
    ],
)
def test_six_languages(name: str, languages: Sequence[str], invoke: Any) -> None:
    arguments, _ = COMMANDS[name]
    texts = {invoke(*arguments, "--language", language).stdout for language in languages}
    assert len(texts) == len(languages)
    # A gap would show its placeholder or the key of the missing words.
    assert not any("{" in text or "[views." in text or "[cli." in text for text in texts)


@pytest.mark.parametrize(("format", "language"), in_turn(FORMATS, LANGUAGES))
def test_methodologies_in_every_format_and_language(
    language: str, format: str, invoke: Any
) -> None:
    for document in ("idi-methodology-2011", OLD, NEW, DRAFT):
        done = invoke("methodology", "show", document, "-l", language, "--format", format)
        assert done.exit_code == 0
        assert document in done.stdout.replace("\\", "")
    mark = {"latex": "\\frac", "markdown": "\\frac", "html": "<mfrac", "mathml": "<mfrac"}
    shown = invoke("methodology", "show", NEW, "-l", language, "--format", format).stdout
    assert mark.get(format, "÷") in shown


def test_demo(invoke: Any) -> None:
    text = invoke("demo").stdout
    assert "Rank among 19" in text
    assert "Brazil: Universal connectivity" in text
    assert "100 × min(max((80.5 − 0) ÷ (95 − 0); 0); 1) = 84.73684… ≈ 84.7" in text
    assert "idi-2024-annex.csv, line 38" in text
    assert "Not explained: 0." in text
    row = next(line.split() for line in text.splitlines() if " Brazil " in line)
    assert row == ["12", "Brazil", "BRA", "82.0", "77.1", "87.0", "82.0", "0.0", "equal"]
    data = json.loads(invoke("demo", "--json").stdout)
    assert len(data["comparison"]) == 277
    assert all(row["explained"] in (True, None) for row in data["comparison"])


@pytest.mark.slow
def test_demo_ends_with_price_baskets(invoke: Any) -> None:
    """The shares of 2025 as printed by ITU: Liberia far above 100 %, on the Atlas income."""
    text = invoke("demo").stdout
    first, _, second = text.partition("The ICT Price Basket 2025")
    assert "82.0" in first
    row = next(line.split() for line in second.splitlines() if line.startswith("Liberia"))
    assert row == ["Liberia", "LBR", "93.00", "146.84", "146.84"]
    assert "compared with the recomputed ones: 28. Equal: 28." in second
    assert "100 × (24.73 ÷ (6430 ÷ 12)) = 4.61524105… ≈ 4.62" in second
    assert "ipb-prices-2025.csv, line 2" in second
    assert second.rstrip().endswith("and the tours in README.md.")
    pairs = json.loads(invoke("demo", "--json").stdout)["price_baskets"]["comparison"]
    assert len(pairs) == 28
    assert all(pair["published"] == pair["recomputed"] for pair in pairs)


def test_compute_as_data(invoke: Any) -> None:
    data = json.loads(invoke("compute", ANNEX, "-e", "2024", "--json").stdout)
    assert data["id"] == "idi-2024-exploration"
    assert data["ranks"] == {
        "published": False,
        "among": 19,
        "of": 170,
        "complete": False,
    }
    assert len(data["rows"]) == 24 * 14
    assert [row["economy"] for row in data["excluded"]] == ["AFG", "FRA", "LSO", "VEN", "YEM"]
    index = {row["economy"]: row for row in data["rows"] if row["node"] == "idi"}
    assert (index["BRA"]["score"], index["BRA"]["rank"]) == ("82.0", 12)
    assert index["AFG"]["score"] is None
    rows = table(invoke("compute", ANNEX, "-e", "2024", "--csv").stdout)
    scores = {(row["economy"], row["node"]): row["score"] for row in rows}
    assert scores["BRA", "idi"] == "82.0"
    assert list(rows[0]) == [
        "economy", "node", "level", "value", "score", "rank", "contribution", "status",
        "source_class", "flags", "among", "of", "result_kind",
    ]  # fmt: skip


def test_kind_and_published(invoke: Any) -> None:
    arguments = ["compute", ANNEX, "-e", "2024", "--kind", "reconstruction"]
    text = invoke(*arguments, "--published", PUBLISHED).stdout
    assert "Reconstruction: recomputed from printed figures" in text
    assert "Published figures compared with the recomputed ones: 277." in text


@pytest.mark.slow
def test_explain_formats(invoke: Any) -> None:
    arguments = ["explain", ANNEX, "BRA", "-e", "2024"]
    assert invoke(*arguments, "--format", "html").stdout.startswith("<!doctype html>")
    assert invoke(*arguments, "--format", "latex").stdout.startswith("\\documentclass")
    assert invoke(*arguments, "--format", "markdown").stdout.startswith("# ")
    record = json.loads(invoke(*arguments, "--json").stdout)
    assert record["rounded"] == "82.0"
    assert {row["economy"] for row in table(invoke(*arguments, "--csv").stdout)} == {"BRA"}


@pytest.mark.slow
def test_rank_says_that_ranks_are_not_published(invoke: Any) -> None:
    data = json.loads(invoke("rank", ANNEX, "-e", "2024", "--json").stdout)
    assert data["ranks"] == {
        "published": False,
        "among": 19,
        "of": 170,
        "complete": False,
    }
    assert data["rows"][0] == {
        "rank": 1, "economy": "KWT", "score": "99.9", "among": 19, "of": 170,
        "result_kind": "exploration",
    }  # fmt: skip
    rows = table(invoke("rank", ANNEX, "-e", "2024", "--csv").stdout)
    assert {(row["published"], row["among"]) for row in rows} == {("false", "19")}


def test_scores_are_shown_with_the_decimals_of_publication(invoke: Any) -> None:
    """Skills of the worked example: (9.79 + 10 + 9.9) / 3 = 9.897, printed as 9.90."""
    example = str(ict.sample_data("worked-example-2011.csv"))
    assert " 9.90\n" in invoke("rank", example, "-e", "2011", "--node", "skills").stdout
    arguments = ["groups", example, "-e", "2011", "--vintage", "idi-2024"]
    assert "9.90    9.90" in invoke(*arguments).stdout


def test_groups_of_published_scores_say_of_how_many_published_scores(
    invoke: Any, tmp_path: Path
) -> None:
    """The result has 19 economies, the published scores are of two of them."""
    published = tmp_path / "published.csv"
    published.write_text("economy,node,value\nBRA,idi,82.0\nCHL,idi,91.7\n", "utf-8")
    asked = ["groups", ANNEX, "-e", "2024", "--published", str(published)]
    text = " ".join(invoke(*asked).stdout.split())
    assert "These are 2 of the 170 economies of the edition" in text
    assert "These are 19" not in text
    assert "All economies with a published score 2 of 170 86.9 86.9" in text
    data = json.loads(invoke(*asked, "--json").stdout)
    assert (data["among"], data["of"], data["complete"]) == (2, 170, False)


def test_groups_name_their_vintage(invoke: Any) -> None:
    data = json.loads(invoke("groups", ANNEX, "-e", "2024", "--json").stdout)
    assert (data["grouping"], data["vintage"]) == ("itu-region", "idi-2024")
    arguments = ["groups", ANNEX, "-e", "2024", "--by", "development", "--vintage", "m49-2020"]
    assert "m49-2020" in invoke(*arguments).stdout


def test_an_old_report_and_a_retrospective_year(tmp_path: Path, invoke: Any) -> None:
    example = ict.sample_data("worked-example-2011.csv")
    text = invoke("compute", str(example), "-e", "2011").stdout
    assert "Korea (Rep. of)" in text
    assert "8.41" in text
    earlier = tmp_path / "earlier.csv"
    earlier.write_text(example.read_text(encoding="utf-8").replace(",2010,", ",2008,"), "utf-8")
    text = invoke("compute", str(earlier), "-e", "2011", "--year", "2008").stdout
    assert "data of 2008" in text


def test_own_methodology_file(tmp_path: Path, invoke: Any) -> None:
    from ictindex.core import package_data

    text = (package_data.folder("methodology") / "idi" / f"{NEW}.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text.replace(f'id = "{NEW}"', 'id = "own"'), encoding="utf-8")
    done = invoke("compute", own_file(tmp_path / "mine.csv"), "-m", str(path), "-e", "2024")
    assert done.exit_code == 0, done.exception
    assert "Methodology own;" in done.stdout
    done = invoke("methodology", "check", str(path))
    assert (done.exit_code, done.stdout[:7]) == (0, "- own: ")


def test_schema_is_a_json_schema(invoke: Any) -> None:
    schema = json.loads(invoke("methodology", "schema").stdout)
    assert {"id", "index", "nodes", "leaves"} <= schema["properties"].keys()


@pytest.mark.usefixtures("library_of_2026")
def test_list_names_drafts_too(invoke: Any) -> None:
    rows = json.loads(invoke("methodology", "list", "--json").stdout)["rows"]
    status = {row["id"]: row["status"] for row in rows}
    assert len(status) == 17
    # Nobody read the reports of 2012 and 2013: released once, and drafts by their standing.
    unread = ["idi-methodology-2012", "idi-methodology-2013"]
    assert [key for key, value in status.items() if value == "draft"] == [*unread, DRAFT]
    assert [key for key, value in status.items() if value == "replaced"] == ["idi-methodology-2014"]


def test_constants_with_their_evidence(invoke: Any) -> None:
    rows = {r["constant"]: r for r in table(invoke("methodology", "show", NEW, "--csv").stdout)}
    assert rows["leaves.internet-users.goalposts.full"]["value"] == "95"
    assert {row["evidence"] for row in rows.values()} <= {
        "printed", "verified", "second-hand", "unverified", "conflicting",
    }  # fmt: skip


def test_compare_shows_before_and_after(invoke: Any) -> None:
    data = json.loads(invoke("methodology", "compare", OLD, NEW, "--json").stdout)
    assert (data["before"], data["after"]) == (OLD, NEW)
    scale = next(row for row in data["changes"] if row["constant"] == "scale")
    assert (str(scale["before"]), str(scale["after"])) == ("10", "100")
    assert "No constant differs." in invoke("methodology", "compare", NEW, NEW).stdout


def test_text_that_a_spreadsheet_would_run_is_escaped(tmp_path: Path, invoke: Any) -> None:
    """Text cells get an apostrophe; numbers, negative ones too, are left alone."""
    import pandas as pd

    from ictindex.apps.cli import output

    frame = pd.DataFrame({"note": ["=1+1", "+2", "-A1", "@a", "\tx", "plain"], "n": [-1.5] * 6})
    written: list[str] = []
    patch = pytest.MonkeyPatch()
    patch.setattr(output, "write", written.append)
    output.write_csv(frame)
    patch.undo()
    rows = table(written[0])
    assert [r["note"] for r in rows] == ["'=1+1", "'+2", "'-A1", "'@a", "'\tx", "plain"]
    assert {r["n"] for r in rows} == {"-1.5"}
    hostile = own_file(tmp_path / "mine.csv", note="=cmd|' /C calc'!A0")
    text = invoke("explain", hostile, "BRA", "-e", "2024", "--csv").stdout
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell]
    assert not any(cell[0] in "=+@" for cell in cells)


def test_the_option_wins_over_the_environment(invoke: Any) -> None:
    text = invoke("rank", ANNEX, "-e", "2024", ICTINDEX_LANGUAGE="es").stdout
    assert "Brasil" in text
    text = invoke("rank", ANNEX, "-e", "2024", "-l", "fr", ICTINDEX_LANGUAGE="es").stdout
    assert "Brésil" in text
    assert "Brazil" in invoke("rank", ANNEX, "-e", "2024", ICTINDEX_LANGUAGE="").stdout


def test_help_of_every_command(invoke: Any) -> None:
    for arguments, _ in COMMANDS.values():
        grouped = arguments[0] in ("methodology", "catalogue", "basket")
        words = arguments[:2] if grouped else arguments[:1]
        done = invoke(*words, "--help")
        assert done.exit_code == 0
        assert "--language" in done.stdout
    assert ict.__version__ in invoke("--version").stdout
