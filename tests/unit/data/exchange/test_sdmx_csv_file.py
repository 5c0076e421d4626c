"""Every table that is exchanged is written as SDMX-CSV, and read again by us and by others."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex.core.exchanged_tables import EXCHANGED, table_makers
from ictindex.core.tables.table import Table
from ictindex.data.exchange import sdmx_model
from ictindex.data.exchange.sdmx_csv_file import sdmx_text
from ictindex.data.exchange.structure_file import structure_text
from ictindex.data.io import files

ORIGIN = ("file", "line", "column")


def observations() -> ict.Observations:
    return ict.read_observations(ict.sample_data("idi-2024-annex.csv"))


def prices() -> ict.data.Prices:
    return ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))


def economics() -> ict.data.Economics:
    return ict.read_economics(ict.sample_data("ipb-economics-2025.csv"))


def scores() -> ict.Result:
    printed = ict.sample_data("idi-2024-published.csv")
    return ict.compute(ict.methodology("idi", 2024), observations(), published=printed)


def baskets() -> ict.prices.BasketResult:
    ipb = ict.methodology("ipb", edition=2025)
    return ict.compute(ipb, prices=prices(), economics=economics())


def targets() -> Any:
    rows = [
        ("KEN", year, *row)
        for year, share in ((2022, 28.5), (2023, 100 / 3))
        for row in (("internet-users", share), ("population", 1000))
    ]
    columns = ["economy", "year", "indicator", "value"]
    return ict.analysis.track_targets(
        ict.read_observations(pd.DataFrame(rows, columns=columns)), coverage=0
    )


SOURCES: dict[str, Callable[[], Any]] = {
    "OBSERVATIONS": observations,
    "PRICES": prices,
    "ECONOMICS": economics,
    "IDI_SCORES": scores,
    "IDI_RANKS": scores,
    "IDI_COMPARISON": scores,
    "IDI_GROUPS": scores,
    "IPB_PRICES": baskets,
    "IPB_GROUPS": baskets,
    "TARGETS": targets,
}
RESULTS = [flow for flow in SOURCES if flow not in ("OBSERVATIONS", "PRICES", "ECONOMICS")]


@cache
def source_of(flow: str) -> Any:
    made = {name: SOURCES[name] for name in SOURCES}
    first = next(name for name in made if made[name] is made[flow])
    return made[flow]() if first == flow else source_of(first)


@cache
def text_of(flow: str) -> str:
    return sdmx_text(source_of(flow), part=flow)


def table_of(flow: str) -> Any:
    """Return the table that was written, with the decimals of its cells."""
    makers = table_makers(source_of(flow))
    return makers[flow]() if makers else source_of(flow)


def figures_of(flow: str) -> list[str]:
    """Return the figures of a table as they are printed, in the order of its rows."""
    table, structure = table_of(flow), sdmx_model.dataflow(flow).structure
    columns = [table.cells[name] for name in structure.figures]
    return ["" if cell is None else str(cell) for row in zip(*columns, strict=True) for cell in row]


def written(folder: Path, flow: str) -> Path:
    path = folder / f"{flow}.csv"
    path.write_text(text_of(flow), encoding="utf-8")
    return path


def test_every_dataflow_is_written_of_a_source() -> None:
    assert set(SOURCES) == set(sdmx_model.dataflow_ids())
    listed = [flow for flows in EXCHANGED.values() for flow in flows]
    assert sorted(listed) == sorted(RESULTS)
    assert all(figures_of(flow) for flow in SOURCES)


@small_cases("flow", SOURCES)
def test_a_message_names_its_dataflow_and_replaces(flow: str) -> None:
    header, first = text_of(flow).splitlines()[:2]
    assert header.startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,")
    assert first.startswith(f"dataflow,ICTINDEX:{flow}(1.")
    assert first.split("),")[1].startswith("R,A,")


@pytest.mark.parametrize("flow", ["OBSERVATIONS", "PRICES", "ECONOMICS"])
def test_a_table_that_was_sent_is_read_back_in_every_column(tmp_path: Path, flow: str) -> None:
    table = source_of(flow)
    back = ict.data.read_sdmx_csv(written(tmp_path, flow))
    assert type(back) is type(table) and not back.findings
    for name in table.cells:
        if name not in ORIGIN:
            assert list(map(str, back.cells[name])) == list(map(str, table.cells[name])), name
    assert list(back.sources) == [f"{flow}.csv"]


@small_cases("flow", RESULTS)
def test_the_table_of_a_result_is_read_back_in_every_column(tmp_path: Path, flow: str) -> None:
    table: Table = table_of(flow)
    back = ict.data.read_sdmx_csv(written(tmp_path, flow))
    columns = table.schema.data_columns(table.facts)
    assert back.columns.tolist() == [column.name for column in columns]
    for column in columns:
        written_cells = table.cells[column.name]
        own = [";".join(c) if column.form == "list" else c for c in written_cells]
        cells = back[column.name].astype(object)
        assert cells.where(cells.notna(), None).map(str).tolist() == list(map(str, own)), column
    time = sdmx_model.dataflow(flow).structure.time
    period = {time: getattr(source_of(flow), time)} if time else {}
    assert back.attrs == {"dataflow": flow} | period


def test_the_last_digit_stays(tmp_path: Path) -> None:
    back = ict.data.read_sdmx_csv(written(tmp_path, "IDI_SCORES"))
    brazil = back.query("economy == 'BRA'").set_index("node")["score"]
    # Box 2 of the report for 2024 prints 82.0 for Brazil.
    assert brazil["idi"] == Decimal("82.0") and str(brazil["idi"]) == "82.0"
    assert ",BRA,idi,2024,82.0,1," in text_of("IDI_SCORES")


def read_by_sdmx1(flow: str) -> Any:
    sdmx = pytest.importorskip("sdmx", reason="sdmx1 reads messages with their structure")
    logging.getLogger("sdmx").setLevel(logging.ERROR)
    # A path would be left open.
    structure = io.BytesIO(structure_text(flow, version="2.1").encode())
    own = sdmx.read_sdmx(structure).dataflow[flow]
    message = io.BytesIO(text_of(flow).encode())
    return sdmx.read_sdmx(message, format="CSV", structure=own).data[0]


@pytest.mark.slow
@pytest.mark.parametrize("flow", SOURCES)
def test_sdmx1_reads_every_observation_to_the_last_digit(flow: str) -> None:
    data = read_by_sdmx1(flow)
    assert [each.value for each in data.obs] == figures_of(flow)
    keys = {str(each.key) for each in data.obs}
    assert len(keys) == len(data.obs)


@pytest.mark.slow
def test_sdmx1_reads_every_status_note_and_flag() -> None:
    def read(flow: str, concept: str) -> list[str]:
        data = read_by_sdmx1(flow)
        return [str(each.attached_attribute[concept].value) for each in data.obs]

    cells = source_of("OBSERVATIONS").cells
    assert read("OBSERVATIONS", "OBS_STATUS") == list(cells["status"])
    assert read("OBSERVATIONS", "COMMENT_OBS") == list(cells["note"])
    flags = [" ".join(cell) for cell in table_of("IDI_SCORES").cells["flags"]]
    assert read("IDI_SCORES", "FLAGS") == flags and any(" " in flag for flag in flags)


# Figures that pysdmx does not read as they are written, because it makes floats of a column without
# gaps: ``10.50`` becomes ``10.5``, ``6430`` becomes ``6430.0``. Fewer means a better pysdmx.
CHANGED = {
    "OBSERVATIONS": 0,
    "PRICES": 21,
    "ECONOMICS": 3,
    "IDI_SCORES": 0,
    "IDI_RANKS": 0,
    "IDI_COMPARISON": 0,
    "IDI_GROUPS": 0,
    "IPB_PRICES": 0,
    "IPB_GROUPS": 39,
    "TARGETS": 0,
}


@pytest.mark.slow
@pytest.mark.parametrize("flow", SOURCES)
def test_pysdmx_reads_every_number_but_not_every_last_digit(tmp_path: Path, flow: str) -> None:
    pysdmx = pytest.importorskip("pysdmx.io", reason="pysdmx reads messages too")
    frame = pysdmx.read_sdmx(written(tmp_path, flow), validate=False).data[0].data
    read, own = frame["OBS_VALUE"].fillna("").tolist(), figures_of(flow)
    numbers = [
        (Decimal(left or 0), Decimal(right or 0)) for left, right in zip(read, own, strict=True)
    ]
    assert all(left == right for left, right in numbers)
    assert sum(left != right for left, right in zip(read, own, strict=True)) == CHANGED[flow]


def test_a_breakdown_that_is_not_stated_is_empty_again(tmp_path: Path) -> None:
    csv = tmp_path / "parts.csv"
    csv.write_text(
        "economy,indicator,year,value,sex,age,education,status,note\n"
        "KEN,xHH18,2022,48.60,,,,A,\n"
        'KEN,xHH18,2022,46.2,F,Y15T24,,,"a, b"\n'
        "KEN,xHH18,2022,,_T,,ISCED11_2,M,\n",
        encoding="utf-8",
    )
    table = ict.read_observations(csv)
    path = tmp_path / "message.csv"
    ict.data.write_sdmx_csv(table, path)
    assert path.read_text(encoding="utf-8").splitlines()[1].count(",_T") == 6
    back = ict.data.read_sdmx_csv(path)
    for name in ("written", "age", "education", "status", "note"):
        assert back.cells[name] == table.cells[name], name
    # A total that was stated is the same as none.
    assert back.cells["sex"] == ("", "F", "") and table.cells["sex"] == ("", "F", "_T")
    # In the structure of somebody else it stays as they wrote it.
    other = path.read_text(encoding="utf-8").replace("ICTINDEX:OBSERVATIONS(", "KE:ICT(")
    path.write_text(other, encoding="utf-8")
    again = ict.read_observations(path, form="sdmx-csv")
    assert again.cells["sex"] == ("_T", "F", "_T")


ODD_TEXTS = (
    "=1+1",
    "'",
    "' a",
    '"',
    "a, b",
    "a\nb",
    "-1",
    "@x",
    " x ",
    "_T",
    "_Z",
    "a;b",
    "\u00a0",
    "",
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("KEN", "ken", "ZZZ", "")),
            st.sampled_from(("1.50", "80%", "", "-0.0", "1e3", "2,5")),
            st.sampled_from(("A", "M", "?", "")),
            st.sampled_from(("", "F", "f")),
            *[st.sampled_from(ODD_TEXTS)] * 3,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_faulty_rows_and_odd_texts_are_read_back_as_they_were(rows: list[tuple[str, ...]]) -> None:
    """Nothing is corrected on the way: what was refused is refused again, for the same reason."""
    header = ["economy", "value", "status", "sex", "source", "note", "consultation"]
    lines = [
        dict(zip(header, row, strict=True), indicator="xHH18", year=str(2000 + n))
        for n, row in enumerate(rows)
    ]
    table = ict.read_observations(lines)
    back = ict.read_observations(sdmx_text(table).encode(), form="sdmx-csv")
    for name in table.cells:
        if name not in ORIGIN:
            assert back.cells[name] == table.cells[name], name
    codes = [sorted(finding.code for finding in each.findings) for each in (table, back)]
    assert codes[0] == codes[1]


def test_an_agency_of_ones_own_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    ict.data.write_sdmx_csv(prices(), path, dataflow="KE_NSO:PRICES(1.0.0)")
    assert path.read_text(encoding="utf-8").splitlines()[1].startswith("dataflow,KE_NSO:PRICES(1")
    assert ict.data.read_sdmx_csv(path).cells["price"] == prices().cells["price"]


REFUSED_TO_WRITE = [
    ({"part": "IDI_SCORES"}, "sdmx.unknown-dataflow"),
    ({"dataflow": "ITU:OBSERVATIONS(1.0.0)"}, "sdmx.agency-of-others"),
    ({"dataflow": "ICTINDEX"}, "sdmx.dataflow"),
    ({"version": "2.1"}, "sdmx.version"),
]


@pytest.mark.parametrize(("supplied", "code"), REFUSED_TO_WRITE)
def test_what_does_not_fit_is_not_written(supplied: dict[str, str], code: str) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        sdmx_text(source_of("OBSERVATIONS"), **supplied)
    assert caught.value.code == code and "{" not in caught.value.message("en")


def test_version_1_is_of_observations_only() -> None:
    assert sdmx_text(source_of("OBSERVATIONS"), version="1.0").startswith("DATAFLOW,FREQ,REF_AREA,")
    for flow in ("PRICES", "IDI_SCORES"):
        with pytest.raises(ict.errors.UsageError) as caught:
            sdmx_text(source_of(flow), version="1.0")
        assert caught.value.details["argument"] == "table"


REFUSED_TO_READ = {
    "sdmx.other-dataflow": ("ICTINDEX:IDI_RANKS", "ICTINDEX:MEDALS"),
    "sdmx.unknown-concept": (",SCORE,", ",POINTS,"),
    "sdmx.cell": (",2024,1,0,", ",2024,first,0,"),
    "form.not-this-form": (",REF_AREA,", ",SCORE_AREA,"),
}


@pytest.mark.parametrize("code", REFUSED_TO_READ)
def test_what_is_no_message_of_ours_is_refused(tmp_path: Path, code: str) -> None:
    old, new = REFUSED_TO_READ[code]
    path = tmp_path / "message.csv"
    text = text_of("IDI_RANKS").replace(old, new)
    if code == "form.not-this-form":
        text = text_of("IDI_RANKS").replace(",REF_AREA", "").replace(",A,", ",A,", 1)
        lines = [line.split(",") for line in text.splitlines()]
        text = "\n".join(
            ",".join(line[:4] + line[5:] if n else line) for n, line in enumerate(lines)
        )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.data.read_sdmx_csv(path)
    assert caught.value.code == code and "{" not in caught.value.message("en")
    if code == "sdmx.cell":
        assert caught.value.details["line"] == "2" and "first" in caught.value.message("en")


def test_a_message_may_be_as_long_as_the_table_that_it_is_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message repeats its structure in each row: twice as many cells as of a table are read."""
    text = sdmx_text(source_of("OBSERVATIONS"))
    columns = text.partition("\n")[0].count(",") + 1
    monkeypatch.setattr(files, "MOST_CELLS", 229 * columns // 2 + columns)
    assert len(ict.read_observations(text.encode(), form="sdmx-csv")) == 229
    monkeypatch.setattr(files, "MOST_CELLS", 229 * columns // 2 - columns)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(text.encode(), form="sdmx-csv")
    assert caught.value.code == "table.too-many-cells"
