"""Reports on ITU's printed editions: the numbers of the PDFs are those of the workbook."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from report_cases import pdf_of

import ictindex as ict
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES

pytest.importorskip("typst", reason="the extra report is not installed")
pytest.importorskip("vl_convert", reason="the extra charts is not installed")
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not installed"
)


@lru_cache(maxsize=4)
def edition(folder: Path, year: int) -> ict.Result:
    table = ict.read_observations(
        folder / "idi-editions" / "IDIDataset_open.xlsx", form="itu-idi", edition=year
    )
    return ict.compute(ict.methodology("idi", edition=year), table)


def printed(folder: Path, year: int) -> dict[str, Decimal]:
    """The index of each economy as ITU prints it, rounded half up to one decimal."""
    with (folder / "idi-editions" / "idi_editions_scores.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["edition"] == str(year)]
    return {
        row["iso3"]: Decimal(row["printed"]).quantize(Decimal("0.1"), ROUND_HALF_UP)
        for row in rows
        if row["node"] == "idi"
    }


def words_of(pdf: bytes, path: Path) -> str:
    file = path / "report.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return re.sub("[\u2066-\u2069\u202a-\u202e\u200b]", "", done.stdout.decode())


@needs_poppler
@pytest.mark.slow
def test_every_score_of_the_annual_report_is_the_printed_one(data: Path, tmp_path: Path) -> None:
    report = ict.reports.annual_report(edition(data, 2025))
    text = words_of(report.to_pdf("en"), tmp_path)
    scores = text[text.rindex("All scores") :]
    expected = printed(data, 2025)
    assert len(expected) == 118
    for economy, score in expected.items():
        name = re.escape(i18n.economy_name(economy, "en"))
        assert re.search(rf"^ *{name} +{re.escape(str(score))} ", scores, re.MULTILINE), economy


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_on_a_real_economy_has_two_pages(language: str, data: Path) -> None:
    note = ict.reports.country_note(edition(data, 2025), "EGY", previous=edition(data, 2024))
    pdf = pdf_of(note, language)
    assert len(re.findall(rb"/Type/Page[^s]", pdf)) == 2
    assert b"/StructTreeRoot" in pdf and f"/Lang({language}".encode() in pdf


@pytest.mark.slow
def test_the_papers_of_two_years_differ_in_facts_alone(data: Path) -> None:
    """The sections and sentences are the same; lines differ in figures, names and digests only."""
    papers = [
        ict.reports.progress_report([edition(data, year - 1), edition(data, year)])
        for year in (2024, 2025)
    ]
    first, last = (paper.to_markdown("en").splitlines() for paper in papers)
    headings = [[line for line in text if line.startswith("#")] for text in (first, last)]
    plain = [[re.sub(r"\d+", "#", line) for line in own] for own in headings]
    assert plain[0] == plain[1]
    figure = r"[−+]?\d[\d.,]*"
    # A share is a range while the class of some values is not stated.
    forms = ((figure, "#"), (r"#\s%", "#"), ("between # and #", "#"), ("[ -]+", " "))
    outlines = []
    for text in (first, last):
        for pattern, form in forms:
            text = [re.sub(pattern, form, line) for line in text]
        outlines.append(set(text))
    assert outlines[0] == outlines[1]


@pytest.mark.slow
def test_revised_values_are_listed_by_name(data: Path) -> None:
    report = ict.reports.annual_report(edition(data, 2025), previous=edition(data, 2024))
    page = report.to_markdown("en").split("Revised values of the same year: 17")[1]
    rows = [line for line in page.split("Rows not shown: 2")[0].splitlines() if line[:2] == "| "]
    names = [row.split(" | ")[0].strip("| ") for row in rows[2:]]
    assert len(names) == 15 and names == sorted(names)


@pytest.mark.slow
def test_charts_name_the_publication_and_no_file(data: Path) -> None:
    source = ict.reports.annual_report(edition(data, 2025)).edition.figures.plot.bands()
    words = source.to_svg()
    assert "ITU, IDI 2025 (" in words and "IDIDataset" not in words


def test_regions_of_a_part_of_an_edition_are_n_of_the_whole_list(data: Path) -> None:
    page = ict.reports.annual_report(edition(data, 2025)).to_markdown("en")
    row = next(line for line in page.splitlines() if line.startswith("| Africa "))
    assert row.split(" | ")[1].strip() == "26 of 44"
    assert "Sizes of the groups as listed in: ITU, ICT Price Basket workbook" in page


def test_the_report_on_progress_counts_what_the_workbook_prints(data: Path) -> None:
    report = ict.reports.progress_report([edition(data, year) for year in (2023, 2024, 2025)])
    # Printed economies, and those with every input; ITU prints 170 in 2024.
    counts = [(entry["economies"], entry["complete"]) for entry in report.to_dict()["coverage"]]
    assert counts == [(121, 77), (120, 79), (118, 80)]
    shown = {
        row["number"]: {e["code"].removeprefix("council/"): e["figures"] for e in row["evidence"]}
        for row in report.to_dict()["instructions"]
    }
    with_scores = [set(printed(data, year)) for year in (2023, 2024, 2025)]
    assert shown[6]["panel"]["count"] == len(set.intersection(*with_scores)) == 114
    assert shown[1]["edition-read-of"] == {"edition": 2025, "count": 118, "total": 164}
    words = " ".join(report.to_text("en").split())
    assert "120 of 170" in words and "All editions here follow one methodology" in words
    assert "rank" not in words[words.rindex("Annex 1: Coverage") :].lower()
