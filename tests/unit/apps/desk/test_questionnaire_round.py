"""A round of questionnaires: one workbook for each economy, and no value of another one in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.apps.desk import questionnaire_round
from ictindex.apps.desk.questionnaire_round import (
    Round,
    read_languages,
    round_economies,
    usual_languages,
    write_round,
)
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.definitions import catalogue
from ictindex.submissions.questionnaires.layout import Form

pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

ASKED = ("ECU", "EGY", "FRA", "KAZ", "CHN", "NGA")
PLAN = Round(edition=2025)


def distinctive(n: int) -> dict[str, str]:
    """Values that no other cell of any workbook can hold, by indicator and year."""
    return {
        f"{indicator} {year}": f"{base}.{7_310_000 + 1000 * n + 10 * k + year % 10}"
        for k, (indicator, base) in enumerate(
            [("internet-users", 61), ("coverage-3g", 83), ("coverage-4g", 82), ("population", 0)]
        )
        for year in (2021, 2022)
    } | {f"population {year}": f"{98_765_000 + 1000 * n + year}" for year in (2021, 2022)}


def accepted() -> ict.Observations:
    rows = [
        (economy, *key.split(), value)
        for n, economy in enumerate(ASKED)
        for key, value in distinctive(n).items()
    ]
    frame = pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])
    frame["year"] = frame["year"].astype(int)
    return ict.read_observations(frame)


def parts_of(path: Path) -> bytes:
    """Every part of a workbook unpacked: sheets, hidden ones too, shared strings, properties."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
        assert not any("cache" in name.lower() for name in book.namelist())
        return b"\n".join(book.read(name) for name in book.namelist())


@pytest.mark.filterwarnings("error:.*fork:DeprecationWarning")
@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_each_workbook_holds_the_values_of_its_own_economy_and_no_other(
    tmp_path: Path, processes: int
) -> None:
    seen: list[tuple[int, int]] = []
    written = write_round(
        PLAN, tmp_path / "out", accepted(), economies=ASKED, processes=processes,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert [path.name for path in written.files] == [f"{e.lower()}-2025.xlsx" for e in ASKED]
    assert not written.without_history
    assert seen[0] == (0, len(ASKED)) and seen[-1] == (len(ASKED), len(ASKED))
    for n, path in enumerate(written.files):
        content = parts_of(path) + path.read_bytes()
        for m, _ in enumerate(ASKED):
            for key, value in distinctive(m).items():
                assert (value.encode() in content) == (m == n), (path.name, key)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]  # nothing is left next to it


@pytest.mark.slow
def test_each_economy_is_asked_in_its_language(tmp_path: Path) -> None:
    written = write_round(PLAN, tmp_path / "out", economies=ASKED)
    languages = [ict.read_questionnaire(path).language for path in written.files]
    assert languages == ["es", "ar", "fr", "ru", "zh", "en"]
    assert written.without_history == ASKED
    french = Round(edition=2025, language="fr", languages={"ECU": "es"})
    assert [french.language_of(economy) for economy in ASKED[:3]] == ["es", "fr", "fr"]


def test_the_list_of_languages_has_each_member_of_the_regions_once() -> None:
    groups = catalogue.groups("itu-region", "ipb-2025").groups
    members = {e for name, each in groups.items() if name != "other-economies" for e in each}
    assert len(round_economies()) == 195
    assert set(round_economies()) == set(usual_languages()) == members
    assert set(groups["cis"]) == {e for e, code in usual_languages().items() if code == "ru"}


@pytest.mark.slow
def test_a_file_that_is_there_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "fra-2025.xlsx").write_text("filled in", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        write_round(PLAN, folder, economies=ASKED)
    assert refused.value.message("en") == (
        f"{folder / 'fra-2025.xlsx'} already exists with other content, and is not overwritten. "
        "Name another file, or allow it: `--overwrite` at the command line, "
        "`ict.set_options(overwrite=True)` in Python."
    )
    assert sorted(path.name for path in folder.iterdir()) == ["fra-2025.xlsx", "notes.txt"]
    (folder / "fra-2025.xlsx").unlink()
    write_round(PLAN, folder, economies=ASKED[:2])
    assert len(list(folder.iterdir())) == 3 and (folder / "notes.txt").exists()


def test_what_fails_is_named_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_form = questionnaire_round.fill_form

    def broken(form: Form, *more: Any) -> ict.data.Questionnaire:
        if form.economy in ("FRA", "NGA"):
            raise UnusableFileError("file.unwritable", file=f"{form.economy}.xlsx")
        return fill_form(form, *more)

    monkeypatch.setattr(questionnaire_round, "fill_form", broken)
    with pytest.raises(UnusableFileError) as refused:
        write_round(PLAN, tmp_path / "out", economies=ASKED, processes=1)
    assert refused.value.message("en").splitlines() == [
        "Questionnaires could not be written for some economies (2): FRA, NGA. No file was left "
        "behind. Correct what is named below, and run the command again.",
        "  - FRA: 'FRA.xlsx' cannot be written. Give a path in a folder that exists and that you "
        "may write to.",
        "  - NGA: 'NGA.xlsx' cannot be written. Give a path in a folder that exists and that you "
        "may write to.",
    ]
    assert refused.value.message("es").startswith(
        "No se pudieron escribir los cuestionarios de algunas economías (2): FRA, NGA."
    )
    assert [fault.economy for fault in refused.value.faults] == ["FRA", "NGA"]
    assert not list(tmp_path.iterdir())


def test_a_fault_of_all_is_stated_once_and_first(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_round(Round(edition=2025, deadline="soon"), tmp_path / "out", economies=ASKED)
    assert not list(tmp_path.iterdir())


@small_cases(
    ("text", "code"),
    [
        ("economy;language\nECU;es\n", ""),
        ("country,language\nECU,es\n", "round.languages-columns"),
        ("economy,language\nECU,it\n", "round.language-unusable"),
        ("economy,language\nECU,es\nECU,fr\n", "round.language-unusable"),
        ("economy,language\nXYZ,es\n", "round.language-unusable"),
    ],
)
def test_a_file_of_languages_is_read_or_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "languages.csv"
    path.write_text(text, encoding="utf-8")
    if not code:
        assert read_languages(path, "semicolon-comma") == {"ECU": "es"}
        return
    with pytest.raises(UsageError) as refused:
        read_languages(path)
    assert refused.value.code == code
    assert "languages.csv" in refused.value.message("zh")


@pytest.mark.slow
@pytest.mark.usefixtures("words_missing")
def test_no_round_is_written_in_a_language_whose_words_are_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_round(PLAN, tmp_path / "round", economies=["ECU", "EGY"])
    assert caught.value.code == "language.pending"
    assert not (tmp_path / "round").exists()
    written = write_round(PLAN, tmp_path / "round", economies=["ECU"])  # in Spanish
    assert len(written.files) == 1
