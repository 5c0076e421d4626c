"""The commands on SDMX."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli_cases import ANNEX

import ictindex as ict

SDG = Path(__file__).parents[1] / "unit" / "data" / "exchange" / "sdg-structure.xml"


def test_the_structures_are_those_of_the_library(invoke: Any, tmp_path: Path) -> None:
    path, own = tmp_path / "s.xml", tmp_path / "own.xml"
    options = ("--version", "2.1", "--agency", "BR.IBGE")
    done = invoke("sdmx", "structure", "PRICES", str(ANNEX), *options, "-o", str(path))
    assert done.exit_code == 0 and path.name in done.stdout
    table = ict.read_observations(ANNEX)
    ict.data.write_structure(own, "PRICES", table, version="2.1", agency="BR.IBGE")
    assert path.read_bytes() == own.read_bytes()


def test_the_structures_are_written_to_the_terminal(invoke: Any) -> None:
    done = invoke("sdmx", "structure", "PRICES", "-l", "fr")
    assert done.exit_code == 0
    assert done.stdout.startswith("<?xml") and done.stdout.endswith("</mes:Structure>\n")


def test_what_is_not_there_or_of_others_is_refused(invoke: Any) -> None:
    for arguments, code in (
        (["PRICE"], "sdmx.unknown-dataflow"),
        (["nofile.csv"], "file.not-found"),
        (["--agency", "ITU.D"], "sdmx.agency-of-others"),
        (["--version", "2.0"], "sdmx.structure-version"),
    ):
        done = invoke("sdmx", "structure", *arguments)
        assert isinstance(done.exception, ict.errors.IctindexError)
        assert done.exception.code == code


def test_the_tables_of_a_file_are_those_of_the_library(invoke: Any, tmp_path: Path) -> None:
    path, own = tmp_path / "d.csv", tmp_path / "own.csv"
    done = invoke("sdmx", "data", str(ANNEX), "--agency", "BR.IBGE", "-o", str(path))
    assert done.exit_code == 0 and path.name in done.stdout
    table = ict.read_observations(ANNEX)
    ict.data.write_sdmx_csv(table, own, dataflow="BR.IBGE:OBSERVATIONS(1.0.1)")
    assert path.read_bytes() == own.read_bytes()
    ranks = invoke("sdmx", "data", str(ANNEX), "--dataflow", "IDI_RANKS", "-e", "2024")
    ict.data.write_sdmx_csv(ict.compute(ict.methodology("idi", 2024), table), tmp_path / "r.csv",
                            part="IDI_RANKS")  # fmt: skip
    assert ranks.stdout == (tmp_path / "r.csv").read_text(encoding="utf-8")
    prices = str(ict.sample_data("ipb-prices-2025.csv"))
    assert ":PRICES(" in invoke("sdmx", "data", prices, "--dataflow", "PRICES").stdout
    economics = str(ict.sample_data("ipb-economics-2025.csv"))
    options = ("--dataflow", "IPB_PRICES", "-e", "2025", "--economics", economics)
    assert ",R,A,ECU,fixed-broadband,share,2025," in invoke("sdmx", "data", prices, *options).stdout
    # Too few economies for the figure of any target.
    targets = invoke("sdmx", "data", str(ANNEX), "--dataflow", "TARGETS").exception
    assert targets.code == "observations.nothing-to-write"
    wrong = invoke("sdmx", "data", str(ANNEX), "--dataflow", "MEDALS").exception
    assert wrong.code == "sdmx.unknown-dataflow" and "IDI_RANKS" in wrong.message("en")


def test_rows_for_the_sdg_database_say_what_is_missing(invoke: Any) -> None:
    done = invoke("sdmx", "sdg", str(ANNEX), "--dsd", str(SDG), "--custodian")
    assert done.exit_code == 0
    assert done.stdout.count("\n") == 92 and ",A,G,IT_USE_II99,76," in done.stdout
    assert "NATURE is empty" in done.stderr
