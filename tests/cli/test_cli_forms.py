"""The option ``--form``: files of publishers at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_cases import ANNEX
from typer.testing import Result

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError

Invoke = Callable[..., Result]


@pytest.fixture
def message(tmp_path: Path) -> str:
    path = tmp_path / "annex.csv"
    ict.data.write_sdmx_csv(ict.read_observations(ANNEX), path)
    return str(path)


@pytest.mark.slow
def test_an_edition_is_computed_from_sdmx_csv(message: str, invoke: Invoke) -> None:
    plain = invoke("compute", ANNEX, "-e", "2024", "--json")
    outcome = invoke("compute", message, "-e", "2024", "--form", "sdmx-csv", "--json")
    assert outcome.exit_code == plain.exit_code
    assert json.loads(outcome.stdout)["rows"] == json.loads(plain.stdout)["rows"]


def test_an_unknown_form_is_refused_in_words(message: str, invoke: Invoke) -> None:
    error = invoke("rank", message, "-e", "2024", "--form", "sdmx").exception
    assert isinstance(error, UsageError)
    assert error.message("en") == (
        "The form 'sdmx' is unknown. Use one of: sdmx-csv, datahub, wdi, itu-idi; leave it out "
        "for tidy files and files with a layout."
    )


def test_the_wrong_form_is_refused_with_what_the_file_has(message: str, invoke: Invoke) -> None:
    error = invoke("explain", message, "BRA", "-e", "2024", "--form", "wdi").exception
    assert isinstance(error, UnusableFileError)
    assert error.message("en").startswith(
        "annex.csv is not of the form wdi: it has no Country Code. Its first cells are: STRUCTURE"
    )


def test_an_encoding_is_named_behind_the_dialect(tmp_path: Path, invoke: Invoke) -> None:
    path = tmp_path / "annexe.csv"
    text = Path(ANNEX).read_text(encoding="utf-8")
    path.write_bytes(text.replace("ITU,", "UIT – São,").encode("cp1252"))
    arguments = ("compute", str(path), "-e", "2024", "--json")
    assert isinstance(invoke(*arguments).exception, UnusableFileError)
    outcome = invoke(*arguments, "--dialect", "comma-point:windows-1252")
    assert len(json.loads(outcome.stdout)["rows"]) > 20


def test_the_price_workbook_of_itu(tmp_path: Path, invoke: Invoke) -> None:
    """Wide, with NA where there is no price; as it is published."""
    path = tmp_path / "prices.csv"
    path.write_text(
        "IsoCode,Economy,Code,Basket name,Unit,2016,2017,ITURegion,LDC,LLDC,SIDS,Income_2025\n"
        "ECU,Ecuador,i154_FBB_GNI,Fixed,GNIpc,2.81,2.75,Americas,,,,Upper middle\n"
        "BRA,Brazil,i154_FBB_GNI,Fixed,GNIpc,NA,3.11,Americas,,,,Upper middle\n",
        encoding="utf-8",
    )
    arguments = ("basket", "series", str(path), "--vintage", "ipb-2025", "--json")
    data = json.loads(invoke(*arguments, "--form", "price-workbook").stdout)
    americas = {r["year"]: r["value"] for r in data["rows"] if r["group"] == "americas"}
    assert americas == {2016: "2.81", 2017: "2.93"}
    assert isinstance(invoke(*arguments, "--form", "wdi").exception, UsageError)
