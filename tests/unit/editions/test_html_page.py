"""Derived views name the root; the page of an edition is read without script, in six languages."""

from __future__ import annotations

import builtins
import datetime as dt
import json
import re
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import basket_edition_cases
import edition_cases as cases
import pandas as pd
import pytest
from edition_cases import annex, reconstruction
from offices import office

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.PublishedResult:
    made = reconstruction(tmp_path_factory.mktemp("views") / "editions")
    return ict.open_edition(made.path)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.DataRelease:
    made = ict.editions.release_data(
        annex(), tmp_path_factory.mktemp("data"), name="annex", released="2024-06-27",
    )  # fmt: skip
    return ict.open_edition(made.path)  # type: ignore[return-value]


def brazil(frame: pd.DataFrame) -> float:
    row = frame[(frame["economy"] == "BRA") & (frame["node"] == "idi")]
    return float(row["score"].iloc[0])


@pytest.mark.slow
def test_csv_names_the_root_in_every_row(
    edition: ict.editions.PublishedResult, tmp_path: Path
) -> None:
    path = edition.save(tmp_path / "idi.csv")
    assert path.read_bytes().startswith("\ufeff".encode())
    frame = pd.read_csv(path, encoding="utf-8-sig")
    assert set(frame["root"]) == {edition.root} and set(frame["edition"]) == {edition.id}
    assert brazil(frame) == 82.0


def test_every_saved_row_names_source_licence_class_and_kind(
    edition: ict.editions.PublishedResult, release: ict.editions.DataRelease, tmp_path: Path
) -> None:
    """A value has its own source; a score is the publisher's, here of the edition alone."""
    frames = {
        each.id: pd.read_csv(
            each.save(tmp_path / f"{each.id}.csv"), encoding="utf-8-sig", dtype=str,
            keep_default_na=False,
        )
        for each in (edition, release)
    }  # fmt: skip
    for frame in frames.values():
        assert {"source", "licence", "source_class", "result_kind"} <= set(frame.columns)
        assert set(frame["result_kind"]) == {"reconstruction"}
    scores, data = frames[edition.id], frames[release.id]
    assert set(data["licence"]) == {"CC-BY-NC-SA-3.0-IGO"}
    assert set(data["source"]) == {"ITU, IDI 2024, Annex 2"}
    brazil = scores[scores["economy"] == "BRA"].set_index("node")[["score", "source", "licence"]]
    assert list(brazil.loc["idi"]) == ["82.0", edition.id, "CC-BY-NC-SA-3.0-IGO"]
    assert list(brazil.loc["coverage-3g"])[1:] == ["ITU, IDI 2024, Annex 2", "CC-BY-NC-SA-3.0-IGO"]
    assert not {"note", "consultation", "file", "line", "column"} & set(data.columns)


@pytest.mark.slow
def test_a_saved_price_keeps_its_last_zero(tmp_path: Path) -> None:
    """The table of ITU's workbook prints 10.50 dollars for mobile data in Ecuador."""
    made = basket_edition_cases.reconstruction(tmp_path / "editions")
    path = ict.open_edition(made.path).save(tmp_path / "ipb.csv")
    frame = pd.read_csv(path, encoding="utf-8-sig", dtype=str).set_index(["economy", "basket"])
    row = frame.loc[("ECU", "mobile-data-only")]
    assert (row["usd"], row["licence"]) == ("10.50", "CC-BY-NC-SA-3.0-IGO")
    assert row["source"] == "ITU price-basket workbook of December 2025"


@pytest.mark.slow
def test_excel_names_the_root(edition: ict.editions.PublishedResult, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(edition.save(tmp_path / "idi.xlsx"))
    stated = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}
    assert stated["root"] == edition.root and stated["id"] == edition.id
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    frame = pd.DataFrame(rows[1:], columns=list(rows[0]))
    assert brazil(frame) == 82.0
    assert edition.root in (book.properties.description or "")


@pytest.mark.slow
def test_netcdf_names_the_root(edition: ict.editions.PublishedResult, tmp_path: Path) -> None:
    pytest.importorskip("h5py")
    pytest.importorskip("h5netcdf")
    import xarray as xr

    with xr.open_dataset(edition.save(tmp_path / "idi.nc"), engine="h5netcdf") as whole:
        assert whole.attrs["root"] == edition.root
        assert float(whole["score"].sel(economy="BRA", node="idi")) == 82.0
        assert whole["flags"].dtype.kind in "OUST"


def test_parquet_names_the_root(edition: ict.editions.PublishedResult, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = edition.save(tmp_path / "idi.parquet")
    assert parquet.read_schema(path).metadata[b"ictindex:root"].decode() == edition.root
    frame = pd.read_parquet(path)
    assert brazil(frame) == 82.0 and set(frame["root"]) == {edition.root}


@pytest.mark.parametrize("form", ["csv", "xlsx", "nc", "parquet"])
def test_a_data_release_has_derived_views_too(
    release: ict.editions.DataRelease, tmp_path: Path, form: str
) -> None:
    needs = {"xlsx": "xlsxwriter", "nc": "h5netcdf", "parquet": "pyarrow"}
    if form in needs:
        pytest.importorskip(needs[form])
    path = release.save(tmp_path / f"data.{form}")
    if form == "csv":
        frame = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False)
        assert len(frame) == 229 and set(frame["root"]) == {release.root}
        mine = frame[(frame["economy"] == "BRA") & (frame["indicator"] == "internet-users")]
        assert float(mine["value"].iloc[0]) == 80.5


@pytest.mark.parametrize(
    ("form", "package", "extra"),
    [("nc", "h5netcdf", "storage"), ("parquet", "pyarrow", "storage"),
     ("xlsx", "xlsxwriter", "excel")],
)  # fmt: skip
def test_a_missing_package_is_named_with_how_to_install_it(
    edition: ict.editions.PublishedResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    form: str, package: str, extra: str,
) -> None:  # fmt: skip
    import importlib

    real = importlib.import_module

    def without(name: str, *rest: Any) -> Any:
        if name == package:
            raise ImportError(name)
        return real(name, *rest) if name != "h5py" else builtins

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(UsageError) as error:
        edition.save(tmp_path / f"idi.{form}")
    assert f'pip install "ictindex[{extra}]"' in str(error.value)
    assert not list(tmp_path.iterdir())


def test_an_unknown_ending_is_refused(
    edition: ict.editions.PublishedResult, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as error:
        edition.save(tmp_path / "idi.odt")
    assert ".parquet" in str(error.value)


@pytest.mark.parametrize("name", ["idi.xlsx", "idi.csv", "idi.nc", "idi.parquet"])
def test_a_folder_that_is_not_there_is_reported_whatever_the_form(
    edition: ict.editions.PublishedResult, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ict.errors.UnusableFileError, match="cannot be written"):
        edition.save(tmp_path / "nowhere" / name)


def test_what_cannot_be_written_leaves_nothing(
    edition: ict.editions.PublishedResult, tmp_path: Path
) -> None:
    with pytest.raises(UnusableFileError):
        edition.save(tmp_path / "absent" / "idi.csv")
    (tmp_path / "idi.csv").mkdir()
    with pytest.raises(UnusableFileError):
        edition.save(tmp_path / "idi.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["idi.csv"]


@pytest.mark.slow
def test_a_workbook_needs_no_temporary_folder_and_has_the_same_bytes(
    edition: ict.editions.PublishedResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path / "full"))  # nothing can be written there
        first = edition.save(tmp_path / "one.xlsx").read_bytes()
    assert edition.save(tmp_path / "two.xlsx").read_bytes() == first
    # Not the second in which it was written: that would be the same only in a test.
    openpyxl = pytest.importorskip("openpyxl")
    created = openpyxl.load_workbook(tmp_path / "one.xlsx").properties.created
    assert created == dt.datetime(2000, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx", "nc", "parquet"])
def test_a_view_over_another_file_is_refused_and_over_itself_is_not(
    edition: ict.editions.PublishedResult, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"idi.{form}"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        edition.save(path)
    assert error.value.code == "file.exists"
    assert path.read_text(encoding="utf-8") == "mine"
    with ict.set_options(overwrite=True):
        written = edition.save(path).read_bytes()
    assert edition.save(path).read_bytes() == written
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_text_that_a_spreadsheet_would_run_is_shown_instead(tmp_path: Path) -> None:
    lines = [{**row, "source": "=HYPERLINK(1)"} for row in cases.rows()]
    made = cases.publish(tmp_path / "editions", tmp_path / "inbox", lines)
    table = ict.read_observations(tmp_path / "inbox" / "bra.csv")
    accepted = cases.receipt(table, "compiler", "Annex")
    data = ict.editions.release_data(
        accepted, tmp_path / "editions", name="bra", released="2024-06-27",
        publisher=office(tmp_path / "editions"),
    )  # fmt: skip
    assert made.id == "idi-2024"
    text = ict.open_edition(data.path).save(tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text


class Page(HTMLParser):
    """Reads a page as a browser does, and notes what is in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


@pytest.fixture(scope="module")
def page(edition: ict.editions.PublishedResult) -> str:
    return edition.read("index.html").decode()


def test_the_page_is_whole_and_needs_no_script_and_no_network(page: str) -> None:
    read = Page(page)
    assert not read.faults and not read.open
    names = {tag for tag, _ in read.tags}
    assert not names & {"script", "iframe", "img", "link", "object", "form"}
    assert not re.search(r"https?:|@import|url\(", page)
    assert not [key for _, attrs in read.tags for key in attrs if key.startswith("on")]


def test_it_has_a_section_in_each_of_the_six_languages(page: str) -> None:
    sections = [attrs for tag, attrs in Page(page).tags if tag == "section"]
    assert [section["lang"] for section in sections] == list(i18n.LANGUAGES)
    assert [section["dir"] for section in sections] == ["ltr", "ltr", "ltr", "rtl", "ltr", "ltr"]
    links = [attrs["href"] for tag, attrs in Page(page).tags if tag == "a"]
    assert {f"#{record['id']}" for record in sections} <= set(links)
    for name in ("ICT Development Index 2024", "الرقم القياسي", "Бразилия", "巴西", "Brésil"):
        assert name in page


def test_its_links_lead_to_files_of_the_edition(
    edition: ict.editions.PublishedResult, page: str
) -> None:
    there = {file["path"] for file in edition.manifest["files"]} | {"manifest.json"}
    links = [str(attrs["href"]) for tag, attrs in Page(page).tags if tag == "a"]
    files = {link for link in links if not link.startswith("#")}
    assert files and files <= there


def test_it_shows_the_published_figures_with_the_decimal_mark_of_each_language(page: str) -> None:
    assert page.count(">82.0<") >= 3 and page.count(">82,0<") >= 2


def test_without_published_ranks_economies_are_in_the_order_of_their_names(page: str) -> None:
    for language in ("en", "ru"):
        section = page.split(f'<section id="{language}"', 1)[1].split("</section>", 1)[0]
        codes = re.findall(r"<tr><td>[^<]*</td><td[^>]*>(?:<[^>]*>)?([A-Z]{3})", section)
        names = {code: i18n.economy_name(code, language) for code in codes}
        assert len(codes) == 19
        assert codes == sorted(codes, key=lambda code: sort_key(names[code], language))
    assert "in the order of their names" in page and "order of their scores" not in page


def test_every_kind_is_named_in_its_page(
    edition: ict.editions.PublishedResult,
    page: str,
    release: ict.editions.DataRelease,
    tmp_path: Path,
) -> None:
    assert "Reconstruction" in page and edition.id in page
    assert "Data release" in release.read("index.html").decode()
    made = cases.publish(tmp_path / "editions", tmp_path / "inbox")
    assert "Official edition" in (made.path / "index.html").read_text()


def test_what_comes_from_outside_is_escaped(tmp_path: Path) -> None:
    key = office(tmp_path / "editions", "<script>alert(1)</script>")
    made = cases.publish(tmp_path / "editions", tmp_path / "inbox", publisher=key)
    text = (made.path / "index.html").read_text()
    assert "<script" not in text and "&lt;script&gt;" in text


def test_it_names_no_root_which_it_is_part_of(
    edition: ict.editions.PublishedResult, page: str
) -> None:
    assert "sha256:" not in page
    assert edition.root == ict.verify(edition.path).root
    assert json.loads(edition.read("manifest.json"))["id"] in page


def test_importing_the_library_loads_none_of_the_optional_packages() -> None:
    import subprocess

    code = (
        "import ictindex.editions, sys;"
        "print(sorted({'cryptography', 'pyarrow', 'h5py', 'xlsxwriter'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
