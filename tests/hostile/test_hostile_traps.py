"""The traps of files and readers that were measured, each with its test.

A comment names what a common reader does with it; what this library does is asserted. Traps whose
test is elsewhere: the grammar of numbers (``tests/unit/core/test_decimals_grammar.py``), workbooks
(``tests/unit/data/io/test_excel.py``: bombs, formulas never computed, error cells, entities),
archives (``tests/unit/data/io/test_files_bounds.py``), ``python -O``, decimal contexts, locales and
working folders (``tests/unit/package/test_import.py``), escapes of exports
(``tests/unit/data/test_observations.py``).
"""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import IctindexError, UnusableFileError, VoidReceiptError

SOURCE = Path(ict.__file__).resolve().parent
HEADER = "economy,indicator,year,value,note\n"


def written(folder: Path, text: str | bytes, name: str = "annex.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def findings(table: ict.Observations) -> list[tuple[str, object]]:
    return [(finding.code, finding.details.get("hint")) for finding in table.findings]


# ---------------------------------------------------------------- codes that look like others


def test_na_is_never_missing(tmp_path: Path) -> None:
    """pandas reads NA as missing, even with dtype=str."""
    text = HEADER + "NA,i99H,2022,62.2,NA\nNAM,i99H,2022,NA,\n"
    assert pd.read_csv(io.StringIO(text), dtype=str).isna().sum().sum() == 4
    table = ict.read_observations(written(tmp_path, text))
    assert findings(table)[0] == ("economy.unknown-near", "NAM")
    assert table.columns["note"][0] == "NA"
    assert table.findings[1].code == "number.not-a-number"
    # Through a data frame that was read as it should be, the same.
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    assert [code for code, _ in findings(ict.read_observations(frame))] == [
        code for code, _ in findings(table)
    ]


@pytest.mark.parametrize(("code", "hint"), [("004", "AFG"), ("4", None)])
def test_a_numeric_code_is_text(tmp_path: Path, code: str, hint: str | None) -> None:
    """pandas reads 004 as 4."""
    text = HEADER + f"{code},i99H,2022,18.4,\n"
    assert pd.read_csv(io.StringIO(text))["economy"][0] == 4
    table = ict.read_observations(written(tmp_path, text))
    assert table.columns["economy"].tolist() == [code]
    assert findings(table) == [
        ("economy.unknown-near" if hint else "economy.unknown", hint or "\u2013")
    ]


@small_cases("text", ["NO", "012", "true", "null", "~", "1:30", "0o7", "2022-01-01"])
def test_no_text_becomes_something_else(tmp_path: Path, text: str) -> None:
    """YAML reads NO as false, 012 as 10, 1:30 as 90."""
    table = ict.read_observations(written(tmp_path, HEADER + f"NOR,i99H,2022,1,{text}\n"))
    assert table.columns["note"].tolist() == [text] and not table.findings


@pytest.mark.lint
def test_yaml_is_not_used() -> None:
    assert not [path for path, names in _imports() if "yaml" in names]


# ---------------------------------------------------------------- numbers


@small_cases(
    "text",
    ["1_000", "\u0967\u0968", "nan", "NaN", "inf", "Infinity", " 1 ",
     "1e400", "1,234", "1.234.567", "1\u00a0234", "+1", "0x1F", "1d", "1f", "--1"],
)  # fmt: skip
def test_what_float_takes_is_no_number(tmp_path: Path, text: str) -> None:
    """float() and Decimal() take most of these; a CSV reader leaves 1,234 next to 1.234."""
    table = ict.read_observations(written(tmp_path, HEADER + f'KEN,population,2022,"{text}",\n'))
    assert table.columns["value"].tolist() == [None]
    finding = table.findings[0]
    assert (
        finding.level == "error" and finding.address.show("en") == "annex.csv, line 2, column value"
    )
    assert table.columns["written"].tolist() == [text]


def test_a_decimal_comma_shows_both_readings(tmp_path: Path) -> None:
    table = ict.read_observations(written(tmp_path, HEADER + 'KEN,i99H,2022,"1,234",\n'))
    assert "1.234" in table.findings[0].message("en") and "1234" in table.findings[0].message("en")


# ---------------------------------------------------------------- JSON


@pytest.fixture(scope="module")
def receipt(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
    made = ict.accept(table, ict.validate(table, year=2022), role="compiler", transcribed="IDI")
    return made.to_json().encode()


JSON_TRAPS = {
    "NaN": lambda text: text.replace(b'"year":2022', b'"year":NaN'),
    "Infinity": lambda text: text.replace(b'"year":2022', b'"year":Infinity'),
    "a key twice": lambda text: text.replace(b'"year":2022', b'"year":2021,"year":2022'),
    "the same key and value twice": lambda text: text.replace(
        b'"year":2022', b'"year":2022,"year":2022'
    ),
    "a float": lambda text: text.replace(b'"year":2022', b'"year":2022.0'),
    "another order": lambda text: json.dumps(
        dict(reversed(json.loads(text).items())), separators=(",", ":")
    ).encode(),
    "a space": lambda text: text.replace(b":", b": ", 1),
    "deep nesting": lambda text: b"[" * 200_000,
    "deep nesting of objects": lambda text: b'{"a":' * 100_000,
    "a lone surrogate": lambda text: text.replace(b'"IDI"', b'"\\ud800"'),
    "a number of many digits": lambda text: text.replace(b'"year":2022', b'"year":' + b"9" * 9000),
}


@small_cases("trap", JSON_TRAPS)
def test_json_is_taken_only_in_its_one_form(tmp_path: Path, receipt: bytes, trap: str) -> None:
    """json takes NaN, the last of two keys, and breaks on deep nesting."""
    changed = JSON_TRAPS[trap](receipt)
    assert changed != receipt
    with pytest.raises((UnusableFileError, VoidReceiptError)) as caught:
        ict.data.read_receipt(written(tmp_path, changed, "receipt.json"))
    assert caught.value.message("en")
    ict.data.read_receipt(written(tmp_path, receipt, "receipt.json"))


# ---------------------------------------------------------------- workbooks


def _sheet(rows: str, folder: Path) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("defusedxml")
    book = openpyxl.Workbook()
    book.active.append(["economy", "indicator", "year", "value"])
    book.active.append(["KEN", "i99H", 2022, 30])
    path = folder / "annex.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "rows",
    [
        "".join(f'<row r="{n}"/>' for n in range(3, 400_003)),
        "<row/>" * 400_000,
        '<row r="99999999"/>',
    ],
    ids=["numbered", "without numbers", "only the last"],
)
def test_many_rows_in_few_bytes_cost_little(tmp_path: Path, rows: str) -> None:
    """openpyxl needed 6.8 s and 229 MB for 400 000 rows in 29 kB."""
    path = _sheet(rows, tmp_path)
    assert path.stat().st_size < 2_000_000
    before = time.process_time()
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path)
    assert time.process_time() - before < 2
    assert caught.value.message("en") == (
        "annex.xlsx: the sheet has rows below row 100,000. Delete the rows below the table "
        "(select them and delete the whole rows), or split it into several files."
    )


@pytest.mark.parametrize("tag", ["<row ", "<c ", "<a:row ", "<row", "<" + "a" * 50])
def test_tags_that_never_end_cost_little(tmp_path: Path, tag: str) -> None:
    """A search that runs to the end of the file from every tag takes the square of its size."""
    path = _sheet(tag * (7_000_000 // len(tag)), tmp_path)
    before = time.process_time()
    with pytest.raises(UnusableFileError):
        ict.read_observations(path)
    assert time.process_time() - before < 4


@pytest.mark.slow
def test_a_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    """A workbook of 497 kB inflates to 198 MB."""
    path = _sheet("<row/>" * 4_000_000, tmp_path)
    before = time.process_time()
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path)
    assert caught.value.code == "workbook.too-large" and time.process_time() - before < 1


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c r="D3"><f>1+1</f></c>', "workbook.formula"),
        ('<c r="D3" t="e"><v>#N/A</v></c>', "workbook.error-cell"),
    ],
)
def test_what_other_readers_show_as_blank_is_refused(tmp_path: Path, cell: str, code: str) -> None:
    """calamine reads both as an empty cell, openpyxl the first as None."""
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(_sheet(f'<row r="3">{cell}</row>', tmp_path))
    assert caught.value.code == code


# ---------------------------------------------------------------- exports

FORMULAS = ["=1+1", "+1", "-1+cmd", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("x")']


@small_cases("text", FORMULAS)
def test_text_becomes_no_formula_and_numbers_stay(tmp_path: Path, text: str) -> None:
    frame = pd.DataFrame(
        [{"economy": "KEN", "indicator": "i99H", "year": 2022, "value": "-5", "note": text}]
    )
    table = ict.read_observations(frame)
    table.to_csv(tmp_path / "out.csv")
    line = (tmp_path / "out.csv").read_bytes().decode().split("\n", 1)[1]
    assert ",-5," in line  # a number is never touched
    cell = line.split(",-5,", 1)[1].strip().strip('"')
    assert cell.startswith("'")
    assert ict.read_observations(tmp_path / "out.csv").columns["note"].tolist() == [text]


# ---------------------------------------------------------------- the code itself


@lru_cache(maxsize=1)
def _trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCE.rglob("*.py")]


def _imports() -> list[tuple[Path, set[str]]]:
    collected = []
    for path, tree in _trees():
        names: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
        collected.append((path, names))
    return collected


@pytest.mark.lint
def test_nothing_is_evaluated_as_code() -> None:
    banned = {"eval", "exec", "compile", "__import__"}
    called = [
        (path.name, node.func.id)
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id in banned
    ]  # fmt: skip
    # As the standard library writes the methods of data classes: of the names of their fields.
    assert called == [("data_classes.py", "exec")]
    modules = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "ctypes"}
    used = [(path.name, names & modules) for path, names in _imports() if names & modules]
    # Two folders are exchanged by a call of the C library that the code names, not a file.
    assert used == [("tree_writer.py", {"ctypes"})]


@pytest.mark.lint
def test_modules_are_named_in_the_code_not_in_files() -> None:
    """importlib only where the package loads its own rooms, or looks whether an extra is there."""
    users = sorted(path.name for path, names in _imports() if "importlib" in names)
    for path, tree in _trees():
        if path.name not in users:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "import_module":
                assert len(path.relative_to(SOURCE).parts) <= 3, path  # a room, or a room in it


DIGEST = """
import hashlib, sys, warnings
import ictindex as ict
table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
found = ict.data.derive(table)
ict.data.write_sdmx_csv(table, "annex.csv")
notes = ict.data.classify_sources(table).columns["source_class"].tolist()
data = open("annex.csv", "rb").read()
print(hashlib.sha256(data + repr(notes).encode()).hexdigest())
"""


@pytest.mark.slow
def test_nothing_depends_on_the_host(tmp_path: Path) -> None:
    """Hash seed, time zone, locale, umask, working folder."""
    digests = set()
    for seed, zone, locale, umask in (
        ("0", "UTC", "C", "022"), ("4711", "Asia/Kathmandu", "tr_TR.UTF-8", "077"),
    ):  # fmt: skip
        folder = tmp_path / seed
        folder.mkdir()
        code = f"import os\nos.umask(0o{umask})\n" + DIGEST
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale,
                 "PYTHONPATH": str(SOURCE.parent)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        digests.add(done.stdout)
    assert len(digests) == 1


# ---------------------------------------------------------------- floods


def test_a_file_of_errors_is_refused_and_the_first_are_named(tmp_path: Path) -> None:
    rows = "".join(f"x{n},y{n},z{n},q{n},\n" for n in range(30_000))
    before = time.process_time()
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(written(tmp_path, HEADER + rows))
    assert caught.value.code == "table.too-many-faults"
    message = caught.value.message("en")
    assert "annex.csv has more than" in message and "line 2" in message
    assert time.process_time() - before < 5


@pytest.mark.slow
def test_the_same_row_over_and_over_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IctindexError) as caught:
        ict.read_observations(written(tmp_path, HEADER + "KEN,i99H,2022,30,\n" * 52_000))
    assert caught.value.code == "table.too-many-faults"


def test_a_large_sound_table_is_read(tmp_path: Path) -> None:
    """37 000 values of the World Bank are no flood."""
    economies = sorted(ict.data.economies())
    rows = "".join(
        f"{economy},{code},{year},{Decimal(year % 97)}.5,\n"
        for economy in economies
        for code in ("i99H", "i911", "i992b", "i91")
        for year in range(1988, 2025)
    )
    table = ict.read_observations(written(tmp_path, HEADER + rows))
    assert len(table) > 36_000 and not table.findings


def test_the_catalogue_files_are_text_with_one_kind_of_line_end() -> None:
    folder = package_data.folder("methodology")
    for path in (folder / "catalogue").glob("*.toml"):
        assert b"\r" not in path.read_bytes()
