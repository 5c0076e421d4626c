"""Tables of consultations and answers that nobody should send: typed errors or findings only."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_cases import small_cases
from sourcing_cases import consultation, receipt, row, select

import ictindex as ict
from ictindex.core.errors import IctindexError
from ictindex.submissions.sourcing.consultations import COLUMNS
from ictindex.submissions.validation.responses import COLUMNS as ANSWER_COLUMNS

CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.decimals(allow_nan=True),
    st.dates(),
    st.datetimes(),
    st.sampled_from([
        "ECU", "internet-users", "2022", 2022, "74.5", 74.5, "74,5", "1e3", "2024-02-05",
        "2024-03-05", "20240305", "agreed", "rejected", "\ud800", "\x00", "\u202e", "=1+1",
        "9" * 5000, pd.NaT, pd.NA, Decimal("1E+999999"), 10**5000, "T01", "confirm",
        "\u00b2", "٢٠٢٢",
    ]),
)  # fmt: skip
OFTEN = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


def table(names: tuple[str, ...]) -> st.SearchStrategy[pd.DataFrame]:
    rows = st.lists(st.fixed_dictionaries(dict.fromkeys(names, CELLS)), min_size=1, max_size=4)
    return rows.map(lambda held: pd.DataFrame(held, columns=list(names), dtype=object))


@pytest.mark.slow
@OFTEN
@given(table(COLUMNS))
def test_consultations_of_anything(tmp_path: Path, frame: pd.DataFrame) -> None:
    try:
        consultations = ict.sourcing.read_consultations(frame)
    except IctindexError as error:
        assert str(error)
        return
    assert len(consultations) + len(consultations.findings) >= 1
    for finding in consultations.findings:
        assert finding.address is not None and finding.message("en") and finding.remedy("en")
    if len(consultations):
        consultations.to_csv(tmp_path / "c.csv")
        assert (
            ict.sourcing.read_consultations(tmp_path / "c.csv")
            .to_frame()
            .equals(consultations.to_frame())
        )
        assert consultations.to_text("ar")


@OFTEN
@given(table(ANSWER_COLUMNS))
def test_answers_of_anything(frame: pd.DataFrame) -> None:
    try:
        answers = ict.data.read_answers(frame)
    except IctindexError as error:
        assert str(error)
        return
    for finding in answers.findings:
        assert finding.message("en")


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 400))
def test_mutated_files(tmp_path: Path, junk: bytes, start: int, length: int) -> None:
    record = ict.sourcing.read_consultations(pd.DataFrame([consultation("74.5", "X")]))
    path = tmp_path / "consultations.csv"
    path.unlink(missing_ok=True)  # that of the last example
    record.to_csv(path)
    content = path.read_bytes()
    path.write_bytes(content[:start] + junk + content[start + length :])
    for read in (ict.sourcing.read_consultations, ict.data.read_answers):
        try:
            read(path)
        except IctindexError as error:
            assert str(error)


@small_cases("text", ["=HYPERLINK(1)", "+1", "-x", "@a", "\tb", "'=1"])
def test_text_of_a_focal_point_does_not_become_a_formula(tmp_path: Path, text: str) -> None:
    answer = {"answer": "objected", "answered": "2024-02-10", "text": text}
    consultations = ict.sourcing.read_consultations(
        pd.DataFrame([consultation("74.5", "X", **answer)])
    )
    consultations.to_csv(tmp_path / "c.csv")
    written = (tmp_path / "c.csv").read_text("utf-8").rpartition("objected,")[2]
    assert written.lstrip('"').startswith("'")
    assert [
        consultation.text for consultation in ict.sourcing.read_consultations(tmp_path / "c.csv")
    ] == [text]


def test_a_source_with_signs_of_html_is_shown_as_text() -> None:
    nasty = "<script>alert(1)</script>"
    selection = select(receipt([row("74", "other", source=nasty)]), consultation("74", nasty))
    for page in (selection.to_html("en"), selection.explain("ECU", format="html")):
        assert "<script>" not in page and "&lt;script&gt;" in page
    letter = ict.sourcing.consultation_letter(
        "ECU", [consultation("74", nasty)], edition=2024, format="html"
    )
    assert "<script>" not in letter
