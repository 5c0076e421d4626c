"""The commands on price baskets: what they show, what they refuse, what their templates become."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import BOUGHT, PRICED, SHARES, run
from command_runs import run_here
from small_cases import small_cases

import ictindex as ict

# Shares of Kenya, data-only mobile broadband. ITU, ICT Price Basket workbook, December 2025.
KENYA = """iso3,code,unit,year,value
KEN,i271mb_2GB,GNIpc,2021,3.12
KEN,i271mb_2GB,GNIpc,2022,2.77
KEN,i271mb_2GB,GNIpc,2023,1.97
KEN,i271mb_5GB,GNIpc,2023,4.93
KEN,i271mb_5GB,GNIpc,2024,4.47
"""
NAMED = ["--column", "iso3=economy", "--column", "code=basket", "--column", "unit=measure"]
# Invented: three sub-baskets of 2010, one above 100 % of monthly income.
EARLY_PRICES = """economy,basket,year,price,currency
KEN,fixed-telephone,2010,10,USD
KEN,mobile-cellular,2010,20,USD
KEN,fixed-broadband,2010,300,USD
UGA,fixed-telephone,2010,10,USD
"""
EARLY_INCOME = "economy,series,year,value\nKEN,gni-per-capita-atlas,2009,1200\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


@pytest.fixture
def kenya(tmp_path: Path) -> str:
    path = tmp_path / "kenya.csv"
    path.write_text(KENYA, encoding="utf-8")
    return str(path)


@pytest.fixture
def early(tmp_path: Path) -> list[str]:
    """Options for the prices of 2010."""
    prices, economics = tmp_path / "prices.csv", tmp_path / "economics.csv"
    prices.write_text(EARLY_PRICES, encoding="utf-8")
    economics.write_text(EARLY_INCOME, encoding="utf-8")
    return ["--prices", str(prices), "--economics", str(economics), "-e", "2010"]


def test_shares_as_published(invoke: Any) -> None:
    values = {
        (row["economy"], row["basket"]): row
        for row in rows(invoke("basket", "compute", *PRICED, "--csv").stdout)
    }
    shares = rows(Path(SHARES).read_text("utf-8"))
    printed = {(row["economy"], row["basket"]): row["value"] for row in shares}
    assert len(printed) == len(values) == 28
    for (economy, definition), share in printed.items():
        basket = definition.rpartition("-")[0]
        assert float(values[economy, basket]["share"]) == float(share), (economy, basket)
    data = json.loads(invoke("basket", "compute", *PRICED, "--json").stdout)
    assert data["id"] == "ipb-2025-exploration"
    assert len(data["rows"]) == 28
    assert {row["reason"] for row in data["missing"]} == {"economics.absent"}
    assert {row["measure"] for row in data["missing"]} == {"ppp"}
    assert data["findings"] == []
    assert "composite" not in data


def test_a_purchase_can_be_checked_by_hand(invoke: Any) -> None:
    """2 x 3 GB for 15 days at 4.50 is 9.00; of 12000 a year that is 0.90 %."""
    asked = ["basket", "explain", "ATA", *BOUGHT, "--basket", "mobile-data-only"]
    text = invoke(*asked).stdout
    assert "2 × Half-month pack 3 GB at 4.50 USD" in text
    assert "2 × 4.5 + 1 × 0 = 9.00" in text
    assert "9.00 USD" in text
    assert "9 USD" not in text  # cents are written out
    assert "100 × (9 ÷ (12000 ÷ 12)) = 0.9" in text
    record = json.loads(invoke(*asked, "--json").stdout)
    assert record["rounded"]["share"] == "0.90"
    assert [(line["count"], line["id"]) for line in record["purchase"]["lines"]] == [
        (2, "half-month-3"),
        (1, "payg"),
    ]
    flat = {row["key"]: row["value"] for row in rows(invoke(*asked, "--csv").stdout)}
    assert flat["rounded.share"] == "0.90"
    assert flat["purchase.lines.1.id"] == "half-month-3"


def test_explain_in_every_format(invoke: Any) -> None:
    asked = ["basket", "explain", "ECU", *PRICED, "--format"]
    assert invoke(*asked, "html").stdout.startswith("<!doctype html>")
    assert invoke(*asked, "latex").stdout.startswith("\\documentclass")
    assert invoke(*asked, "markdown").stdout.startswith("# Ecuador")
    every = json.loads(invoke("basket", "explain", "ECU", *PRICED, "--json").stdout)
    assert len(every["baskets"]) == 4


def test_an_economy_by_name(invoke: Any) -> None:
    asked = [*PRICED, "--basket", "fixed-broadband"]
    exact = invoke("basket", "explain", "ECU", *asked)
    named = invoke("basket", "explain", "ecuador", *asked)
    assert named.stdout == exact.stdout
    assert named.stderr == "ictindex: ECU was taken for 'ecuador'.\n"


def test_groups_and_target(invoke: Any, tmp_path: Path) -> None:
    """The median of 1.96 (Ecuador) and 2.81 (El Salvador) is 2.385, half up 2.39."""
    asked = ["basket", "groups", *PRICED, "--by", "income-group"]
    data = json.loads(invoke(*asked, "--json").stdout)
    assert (data["grouping"], data["vintage"], data["measure"]) == (
        "income-group", "ipb-2025", "share",
    )  # fmt: skip
    values = {(row["group"], row["basket"]): row for row in data["rows"]}
    assert values["upper-middle", "mobile-data-only"]["median"] == "2.39"
    own = tmp_path / "own.csv"
    own.write_text("economy,group\nECU,Andes\nPLW,Pacific\n", encoding="utf-8")
    text = invoke("basket", "groups", *PRICED, "--grouping", str(own)).stdout
    assert "Andes" in text
    status = {
        (row["economy"], row["basket"]): row
        for row in rows(invoke("basket", "target", *PRICED, "--csv").stdout)
    }
    assert status["ECU", "mobile-data-only"]["met"] == "true"  # 1.96 is below 2
    assert status["ECU", "fixed-broadband"]["met"] == "false"
    assert status["USA", "fixed-broadband"]["subject"] == "false"  # not a target of high incomes
    assert status["USA", "fixed-broadband"]["met"] == ""  # it is not met or missed there either
    page = invoke("basket", "target", *PRICED).stdout
    names = ["British Virgin Islands", "Ecuador", "El Salvador", "Liberia", "Palau"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)


def test_the_composite_of_early_editions(invoke: Any, early: list[str]) -> None:
    """(10 + 20 + min(300, 100)) / 3 = 43.3; all three are needed."""
    text = invoke("basket", "compute", *early).stdout
    row = next(line.split() for line in text.splitlines() if line.split()[:2] == ["1", "Kenya"])
    assert row[3:] == ["43.3", "10.0", "20.0", "100.0"]
    assert "possibly not all of the edition" in " ".join(text.split())
    assert "Uganda (UGA): no score" in text
    data = json.loads(invoke("basket", "compute", *early, "--json").stdout)
    assert data["composite"]["ranks"] == {
        "published": True, "among": 1, "of": None, "complete": False,
    }  # fmt: skip
    asked = ["basket", "explain", "KEN", *early, "--basket", "ipb"]
    done = invoke(*asked)
    assert done.exit_code == 0
    assert "(10 + 20 + 100) ÷ 3 = 43.33333… ≈ 43.3" in done.stdout
    assert json.loads(invoke(*asked, "--json").stdout)["rounded"] == "43.3"
    lacking = invoke("basket", "explain", "UGA", *early, "--basket", "ipb")
    assert lacking.exit_code == 0
    lacking = invoke("basket", "explain", "UGA", *early, "--basket", "ipb", "--strict")
    assert lacking.exit_code == 1
    refused = invoke("basket", "explain", "ECU", *PRICED, "--basket", "ipb").exception
    assert isinstance(refused, ict.errors.UsageError)
    assert refused.code == "basket.no-composite"


def test_the_composite_keeps_the_places_of_its_prices(invoke: Any, tmp_path: Path) -> None:
    """27 of an income of 1200 a month is 2.25 %, from line 3 of the prices."""
    prices, economics = tmp_path / "p10.csv", tmp_path / "e10.csv"
    prices.write_text(
        "economy,basket,year,price,currency,source\nBRA,fixed-telephone,2010,10.50,USD,Anatel\n"
        "BRA,mobile-cellular,2010,27,USD,\nBRA,fixed-broadband,2010,30,USD,\n", "utf-8",
    )  # fmt: skip
    economics.write_text(
        "economy,series,year,value\nBRA,gni-per-capita-atlas,2009,14400\n", "utf-8"
    )
    files = ["--prices", str(prices), "--economics", str(economics), "-e", "2010"]
    text = invoke("basket", "explain", "BRA", *files, "--basket", "ipb", "-l", "es").stdout
    assert "Valor: 2,25 % " in text
    assert "p10.csv, línea 3, columna price" in text
    assert "Anatel; p10.csv, línea 2" in text
    assert "DataFrame" not in text
    assert "ipb-2010" not in text.partition("Valor")[2]


def test_what_is_doubtful_is_reported_next_to_every_output(invoke: Any, tmp_path: Path) -> None:
    """A plan without volumes is a warning, and the reason why there is no purchase."""
    path = tmp_path / "my.csv"
    path.write_text(
        "economy,operator,id,service,payment,price,currency,tax_included,validity_days,data_gb\n"
        "MUS,A,one,mobile,prepaid,199,MUR,yes,30,\n", "utf-8",
    )  # fmt: skip
    files = ["--tariffs", str(path), "-e", "2025"]
    shown = "my.csv, line 2, column price"
    assert shown in invoke("basket", "compute", *files).stdout
    for command in (["compute", "--csv"], ["explain", "MUS"], ["target"], ["groups"]):
        done = invoke("basket", command[0], *command[1:], *files, "--strict")
        assert shown in done.stderr, command
        assert shown not in done.stdout
        assert done.exit_code == 1


def test_computed_prices_are_read_again(invoke: Any, tmp_path: Path) -> None:
    """1.96, 2.60 and 4.62 are the printed shares of Ecuador; the median of one is itself."""
    path = tmp_path / "mine.csv"
    path.write_text(invoke("basket", "compute", *PRICED, "--csv").stdout, "utf-8")
    written = rows(path.read_text("utf-8"))
    assert (written[0]["local"], written[0]["share"], written[0]["ppp"]) == ("10.50", "1.96", "")
    series = ict.prices.read_baskets(path)
    assert not series.findings
    assert series.measures == ("local", "usd", "share")
    assert str(series.value("ECU", "mobile-data-only-5gb", 2025)) == "1.96"
    assert str(series.value("ECU", "mobile-data-only-5gb", 2025, "usd")) == "10.50"
    assert series.unread == ("currency", "flags")
    assert set(series.frame["result_kind"]) == {"exploration"}  # and not "published"
    done = invoke("basket", "series", str(path), "--vintage", "ipb-2025", "--csv")
    assert done.exit_code == 0, done.exception
    medians = {(row["group"], row["definition"]): row["value"] for row in rows(done.stdout)}
    assert medians["africa", "fixed-broadband-5gb"] == "146.84"
    # A computed result is no official publication.
    path.write_text(path.read_text("utf-8").replace(",2025,", ",2023,"), "utf-8")
    text = path.read_text("utf-8").replace("mobile-high-5gb", "mobile-high-2gb")
    path.write_text(text, "utf-8")
    actual = rows(invoke("basket", "observations", str(path), "--edition", "2025").stdout)
    assert {row["source_class"] for row in actual} == {"other"}


def test_a_wide_file_says_which_definition_its_prices_have(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(
        "economy,basket,year,usd,share,definition\nECU,fixed-broadband,2025,9,1,\n"
        "ECU,mobile-low,2025,9,1,fixed-broadband-5gb\n", "utf-8",
    )  # fmt: skip
    findings = ict.prices.read_baskets(path).findings
    assert [finding.code for finding in findings] == ["definition.needed"] * 2
    assert [finding.address.line for finding in findings if finding.address] == [2, 3]


def test_columns_and_constants_of_own_files(invoke: Any, tmp_path: Path) -> None:
    """24.73 x 12 / 6420 is 4.62 %, whatever the columns are called."""
    prices, economics = tmp_path / "p.csv", tmp_path / "e.csv"
    prices.write_text("iso3,basket,price\nECU,fixed-broadband,24.73\n", "utf-8")
    economics.write_text("code;series;year;value\nECU;gni-per-capita-atlas;2024;6420,00\n", "utf-8")
    done = invoke(
        "basket", "compute", "-e", "2025", "--prices", str(prices), "--economics", str(economics),
        "--column", "iso3=economy", "--constant", "year=2025", "--constant", "currency=USD",
        "--economics-dialect", "semicolon-comma", "--economics-column", "code=economy",
        "--economics-constant", "vintage=2025-07", "--csv",
    )  # fmt: skip
    values = {row["basket"]: row for row in rows(done.stdout)}
    assert values["fixed-broadband"]["share"] == "4.62"


def test_the_catalogue_lists_baskets(invoke: Any) -> None:
    values = {
        row["definition"]: row for row in rows(invoke("catalogue", "baskets", "--csv").stdout)
    }
    row = values["mobile-data-only-5gb"]
    assert (row["code"], row["data_mb"], row["official"]) == ("i271mb_5GB", "5000", "2025-")
    assert row["experimental"] == "2021-2024"
    assert "i154_FBB5" in invoke("catalogue", "baskets").stdout


def test_baskets_that_lack_the_same_share_a_row(invoke: Any) -> None:
    page = invoke("basket", "compute", *PRICED).stdout
    assert page.count("Give one of 2024.") == 1


def test_economies_of_an_index_by_name(invoke: Any, kenya: str) -> None:
    asked = ["basket", "index", kenya, "--definition", "i271mb_2GB", *NAMED, "--csv", "--economy"]
    named = invoke(*asked, "Kenya")
    assert named.exit_code == 0, named.exception
    assert named.stdout == invoke(*asked, "KEN").stdout


def test_printed_medians_are_compared_and_shown(invoke: Any, tmp_path: Path) -> None:
    prices, medians = tmp_path / "prices.csv", tmp_path / "medians.csv"
    prices.write_text("economy,basket,year,value\nNPL,i154_FBB5_GNI,2025,9.00\n", "utf-8")
    medians.write_text(
        "Code,Unit,Grouping,Group,annual_2025\ni154_FBB5_GNI,GNIpc,LDC,LDC,13.35\n", "utf-8"
    )
    asked = ["basket", "medians", str(prices), "--published", str(medians)]
    done = invoke(*asked)
    assert done.exit_code == 1  # one is only in the file
    assert "Only from the file: 1" in done.stdout
    data = json.loads(invoke(*asked, "--json").stdout)
    assert data["counts"] == {"own": 0, "bound": 0, "file": 1}
    (row,) = rows(invoke(*asked, "--csv").stdout)
    assert (row["published"], row["basis"], row["reason"]) == ("13.35", "file", "part-of-table")
    shown = ["basket", "series", str(prices), "--by", "ldc", "--vintage", "ipb-2025"]
    assert "13.35*" in invoke(*shown, "--medians", str(medians)).stdout
    medians.write_text(
        "Code,Unit,Grouping,Group,annual_2025\ni154_FBB5_GNI,GNIpc,LDC,LDCs,13.35\n", "utf-8"
    )
    assert invoke(*asked).exception.code == "basket.errors-in-tables"


def test_series_panels_and_links(invoke: Any, kenya: str) -> None:
    asked = ["basket", "series", kenya, *NAMED, "--vintage", "ipb-2025"]
    actual = {
        (row["group"], row["definition"], row["year"]): row["value"]
        for row in rows(invoke(*asked, "--csv").stdout)
    }
    assert actual["africa", "mobile-data-only-2gb", "2022"] == "2.77"
    item = [*asked, "--definition", "i271mb_5GB", "--years", "2023-2024", "--balanced"]
    data = json.loads(invoke(*item, "--json").stdout)
    assert {row["definition"] for row in data["rows"]} == {"mobile-data-only-5gb"}
    none = invoke(*asked, "--definition", "i271mb_5GB", "--years", "2022,2023", "--balanced")
    assert none.exit_code == 0  # no economy has both years
    linked = invoke(
        "basket", "link", kenya, "mobile-data-only-2gb", "mobile-data-only-5gb", "--on", "2023",
        *NAMED, "--csv",
    )  # fmt: skip
    assert linked.exit_code == 0
    values = {row["year"]: row for row in rows(linked.stdout)}
    assert float(values["2022"]["value"]) == pytest.approx(2.77 * 4.93 / 1.97)
    assert [row["spliced"] for row in values.values()] == ["true", "true", "false", "false"]
    index = invoke("basket", "index", kenya, "--definition", "i271mb_2GB", *NAMED, "--csv")
    assert float(rows(index.stdout)[-1]["index"]) == pytest.approx(100 * 1.97 / 3.12)


def test_prices_for_the_idi(invoke: Any, tmp_path: Path) -> None:
    """Written files are read again as observations, and the edition takes them."""
    path = tmp_path / "published.csv"
    lines = ["economy,basket,year,measure,value", "CHE,i271mb_high_2GB,2022,share,0.42",
             "CHE,i154_FBB5,2022,share,0.80"]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = invoke("basket", "observations", str(path), "--edition", "2024").stdout
    written = tmp_path / "prices.csv"
    written.write_text(text, encoding="utf-8")
    observations = ict.read_observations(written)
    assert not observations.findings
    assert [str(value) for value in observations.columns["value"]] == ["0.42", "0.80"]
    assert set(observations.columns["indicator"]) == {"price-mobile-high", "price-fixed-broadband"}


@pytest.mark.parametrize("table", ["prices", "economics", "tariffs"])
def test_a_template_has_the_columns_of_its_table(table: str, invoke: Any, tmp_path: Path) -> None:
    text = invoke("basket", "template", table, "-e", "2025", "--economy", "Kenya").stdout
    actual = rows(text)
    assert {row["economy"] for row in actual} == {"KEN"}
    filled = tmp_path / f"{table}.csv"
    arguments = {
        "prices": {"price": "10", "currency": "KES"},
        "economics": {"value": "1200"},
        "tariffs": {
            "id": "one", "operator": "A", "payment": "prepaid", "price": "10", "currency": "KES",
            "validity_days": "30", "data_gb": "5", "generation": "4g", "tax_included": "yes",
        },
    }[table]  # fmt: skip
    with filled.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(actual[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            row | arguments | ({"id": f"offer-{n}"} if table == "tariffs" else {})
            for n, row in enumerate(actual)
        )
    read = getattr(ict, f"read_{table}")(filled)
    assert len(read) == len(actual)
    assert not read.findings, read.findings
    if table == "economics":
        windows = dict(zip(read.columns["series"], read.columns["window"], strict=True))
        assert windows["exchange-rate"] == "first-quarter"
    if table == "prices":
        assert set(read.columns["definition"]) == {
            "mobile-data-only-5gb", "mobile-low-1gb", "mobile-high-5gb", "fixed-broadband-5gb",
        }  # fmt: skip
        assert [row["basket"] for row in actual] == [
            "mobile-data-only", "mobile-low", "mobile-high", "fixed-broadband",
        ]  # fmt: skip


@pytest.mark.slow
def test_a_workbook_with_several_sheets(invoke: Any, tmp_path: Path) -> None:
    import pandas as pd

    book = tmp_path / "prices.xlsx"
    frame = pd.read_csv(ict.sample_data("ipb-prices-2025.csv"))
    with pd.ExcelWriter(book) as writer:
        frame.to_excel(writer, sheet_name="Prices", index=False)
        incomes = pd.read_csv(ict.sample_data("ipb-economics-2025.csv"))
        incomes.to_excel(writer, sheet_name="Income", index=False)
    economics = PRICED[2:]
    asked = ["basket", "compute", "--prices", str(book), *economics]
    fault = invoke(*asked).exception
    assert isinstance(fault, ict.errors.UsageError | ict.errors.UnusableFileError)
    assert "Prices, Income" in str(fault)
    both = ["--sheet", "Prices", "--economics-sheet", "Income"]
    whole = invoke(*asked[:4], "--economics", str(book), "-e", "2025", *both, "--csv")
    done = invoke(*asked, "--sheet", "Prices", "--csv")
    assert whole.stdout == done.stdout
    assert done.exit_code == 0, done.exception
    assert rows(done.stdout) == rows(invoke("basket", "compute", *PRICED, "--csv").stdout)


NEITHER = (
    "Baskets are priced from one file of prices or from one file of tariffs; prices need a file of "
    "economics too. Give --prices FILE with --economics FILE, or --tariffs FILE, with --economics "
    "FILE for shares of income, US dollars and international dollars."
)
REFUSED = {
    "no file": (["compute", "-e", "2025"], NEITHER),
    "both files": (["compute", *PRICED, *BOUGHT[:2]], NEITHER),
    "prices alone": (["compute", *PRICED[:2], "-e", "2025"], NEITHER),
    "a composite index": (
        ["compute", *PRICED[:4], "-e", "2024", "-m", "idi"],
        "idi-methodology-2023 has no price baskets: it is computed from observations. Use ictindex "
        "compute, or name a methodology of price baskets with --methodology.",
    ),
    "an unknown basket": (
        ["explain", "ECU", *PRICED, "--basket", "coffee"],
        "'coffee' is not a basket of this result. Baskets: mobile-data-only, "
        "mobile-low, mobile-high, "
        "fixed-broadband.",
    ),
    "an economy that is not there": (
        ["explain", "FRA", *PRICED],
        "'FRA' is not an economy of ipb-2025-exploration. Use a code that is in the result.",
    ),
    "local prices by group": (
        ["groups", *PRICED, "--measure", "local"],
        "Prices in different currencies have no common figure. Ask for the groups of share, usd or "
        "ppp.",
    ),
    "an unknown template": (
        ["template", "coffee", "-e", "2025"],
        "There is no template 'coffee'. Use one of: prices, economics, tariffs.",
    ),
    "a column without a name": (
        ["series", SHARES, "--column", "iso3"],
        "'iso3' does not say which column of the file is which. Write --column FILE=TABLE, such as "
        "--column iso3=economy.",
    ),
    "years that are none": (
        ["series", SHARES, "--years", "20a", "--vintage", "ipb-2025"],
        "'20a' is not a list of years. Write 2021-2025, or 2018,2021.",
    ),
    "years that end before they begin": (
        ["series", SHARES, "--years", "2025-2021", "--vintage", "ipb-2025"],
        "The years '2025-2021' end before they begin. Write the earlier year first, such as "
        "2021-2025.",
    ),
    "a constant without a name": (
        ["compute", *PRICED, "--constant", "yes"],
        "'yes' does not say which column holds what. Write --constant COLUMN=VALUE, such as "
        "--constant tax_included=yes.",
    ),
    "definitions of two baskets": (
        ["link", SHARES, "fixed-broadband-5gb", "mobile-low-1gb", "--on", "2025"],
        "The definitions fixed-broadband-5gb and mobile-low-1gb are of different baskets. Link "
        "only two definitions of one basket.",
    ),
    "groups of no vintage": (
        ["series", SHARES],
        "The vintage of the grouping “ITU region” is not named. Name one of: idi-2023, "
        "idi-2024, idi-2025, ipb-2025; with vintage=... in Python, with --vintage on the command "
        "line.",
    ),
}


@small_cases("name", REFUSED)
def test_what_is_refused_by_text(name: str, invoke: Any) -> None:
    arguments, shown = REFUSED[name]
    done = invoke("basket", *arguments)
    assert isinstance(done.exception, ict.errors.IctindexError), done.exception
    assert str(done.exception) == shown
    assert done.stdout == ""


@pytest.mark.parametrize("form", ["", "--json", "--csv"])
def test_bad_cells_are_findings(tmp_path: Path, form: str) -> None:
    """Exit code 2: the file can be read, but this cell stops the computation."""
    path = tmp_path / "prices.csv"
    path.write_text(
        'economy,basket,year,price,currency\nECU,fixed-broadband,2025,"24,73",USD\n', "utf-8"
    )
    done = run_here("basket", "compute", "--prices", str(path), *PRICED[2:], *filter(None, [form]))
    assert done.returncode == 2
    if form == "--json":
        error = json.loads(done.stderr)["error"]
        assert (error["code"], done.stdout) == ("basket.errors-in-tables", b"")
        codes = [fault["code"] for fault in error["faults"]]
    else:
        codes = [finding["rule"] for finding in rows(done.stdout.decode("utf-8"))]
    assert codes == (["number.decimal-comma"] if form else [])
    assert b"prices.csv, line 2, column price" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_nothing_of_the_solver_is_written() -> None:
    """A process whose output is a pipe gets the data and nothing else."""
    done = run("basket", "compute", *BOUGHT, "--json")
    assert done.returncode == 0  # without a factor of purchasing power parity
    assert done.stderr == b""
    assert {row["currency"] for row in json.loads(done.stdout)["rows"]} == {"USD"}
