"""The command on the structures of SDMX."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli_cases import ANNEX

import ictindex as ict


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
