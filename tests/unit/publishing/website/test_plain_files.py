"""Plain files: any program reads them, and their addresses name an economy, indicator or group."""

from __future__ import annotations

import io
from pathlib import Path

import package_readers as readers
import pandas as pd
import pytest
from site_cases import Written, sample_plan, sample_site

from ictindex.language.i18n import LANGUAGES
from ictindex.publishing.website.plain_files import write_plain_files

STATED = ("edition", "methodology", "unit", "source_class_name", "source", "citation", "licence",
          "result_kind")  # fmt: skip


@pytest.fixture(scope="module")
def files() -> Written:
    """The plain files of the sample site."""
    plan, files = sample_plan(), Written()
    write_plain_files(plan.list_plain_files(), plan.sources, plan.imprint, files, {})
    return files


def test_pandas_reads_each_without_options(files: Written) -> None:
    by_kind: dict[str, list[str]] = {}
    for name in files:
        if name.endswith(".csv"):
            by_kind.setdefault(name.split("/")[1], []).append(name)
    assert by_kind.keys() == {"economies", "indicators", "groups", "baskets", "index.csv"}
    # A slow test reads all files of the published figures.
    tables = [name for names in by_kind.values() for name in names[:3]]
    for name in tables:
        read = pd.read_csv(io.BytesIO(files[name]))
        texts = pd.read_csv(io.BytesIO(files[name]), dtype=str, keep_default_na=False)
        # A text is lost if a reader takes it for an empty cell; an empty cell is one.
        assert not (read.isna() & (texts != "")).any(axis=None), name
        if name == "data/index.csv":
            continue
        assert (read["year"].dtype, read["value"].dtype) == ("int64", "float64"), name
        for column in STATED:
            assert column not in texts or (texts[column] != "").all(), (name, column)


def test_each_subject_has_a_file_and_what_describes_it(files: Written, tmp_path: Path) -> None:
    (edition,) = sample_site().editions
    listed = pd.read_csv(io.BytesIO(files["data/index.csv"]))
    columns = {f"data/{name}-figures.columns.json" for name in ("plain", "group")}
    assert {f"data/{name}" for name in (*listed["file"], *listed["metadata"])} == {*files} - {
        "data/index.csv", *columns
    }  # fmt: skip
    own = listed[listed["kind"] == "economies"].set_index("key")
    assert {*edition.economies} <= {*own.index} and own.loc["BRA", "name"] == "Brazil"
    assert {"idi", "internet-users"} <= {*listed["key"]} and "africa" in {*listed["key"]}
    for name in ("economies/BRA.csv", "economies/BRA.metadata.json", "plain-figures.columns.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(files[f"data/{name}"])
    described = tmp_path / "economies" / "BRA.metadata.json"
    assert readers.is_valid_csvw(described)
    metadata = readers.read_json(described)
    assert metadata["url"] == "BRA.csv" and metadata["dc:license"]
    # Files with the same columns share their description, as CSV on the Web has it.
    shared = readers.read_json(described.parent / metadata["tableSchema"])
    assert [each["name"] for each in shared["columns"]] == [
        *pd.read_csv(io.BytesIO(files["data/economies/BRA.csv"]))
    ]
    for column in shared["columns"]:
        assert set(column["titles"]) == {"und", *LANGUAGES}
        assert {*column["titles"].values()} > {column["name"]}


def test_the_files_of_economies_and_indicators_have_the_same_figures(files: Written) -> None:
    def rows(kind: str) -> pd.DataFrame:
        read = [pd.read_csv(io.BytesIO(content)) for name, content in files.items()
                if name.startswith(f"data/{kind}/") and name.endswith(".csv")]  # fmt: skip
        whole = pd.concat(read, ignore_index=True)
        return whole.sort_values(["economy", "edition", "measure", "series", "year"])

    economies = rows("economies")
    parts = pd.concat([rows("indicators"), rows("baskets")])
    key = ["economy", "edition", "measure", "series", "year", "value", "status", "note"]
    expected = economies[key].sort_values(key[:5]).reset_index(drop=True)
    pd.testing.assert_frame_equal(
        parts[key].sort_values(key[:5]).reset_index(drop=True), expected, check_dtype=False
    )
