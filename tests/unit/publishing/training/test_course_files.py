"""The files of a course: complete in six languages, and no solution among those of participants."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from languages_in_turn import each_language

import ictindex as ict
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES

CHEAP = tuple(
    exercise for exercise in ict.training.exercises() if exercise.id not in ("freeze", "robustness")
)


@pytest.mark.slow
@each_language("fr", "zh")
def test_every_exercise_is_whole_in_each_language(language: str) -> None:
    for exercise in ict.training.exercises():
        text = exercise.to_text(language)
        assert "[training" not in text and "[" + exercise.id not in text
        assert text.count(i18n.text("training", "task", language, number="1")) == 1
        assert exercise.title(language) in text


@each_language("en", "ru")
def test_every_solution_is_whole_in_each_language(language: str) -> None:
    for exercise in CHEAP:
        text = exercise.solution(language).to_text()
        assert "[training" not in text and len(text) > 200
        words = i18n.text(f"training/exercises/{exercise.id}", "answer", language)
        assert words.split()[0] in text


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training") / "course"
    ict.training.build(folder, languages=["en"], audience="focal-points")
    return folder


@pytest.mark.slow
def test_participants_have_files_and_no_solutions(course: Path) -> None:
    folder = course / "participants" / "en" / "focal-points"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "index.html", "slips.html", "finding.html", "answer.html", "basket.html",
        "xab-2025.xlsx", "xab-2025-b.xlsx", "tariffs.csv", "income.csv",
    }  # fmt: skip
    guide = (course / "trainers" / "en" / "focal-points.html").read_text(encoding="utf-8")
    assert "Solution" in guide and "C01" in guide and "1.32" in guide
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".csv"):
            text = path.read_text(encoding="utf-8")
            for shown in ("Solution", "C01", "R15", "B02", "71.9", "1.32", "4.80", "1121369"):
                assert shown not in text, (path.name, shown)
    assert not list((course / "participants").rglob("*solution*"))
    for link in re.findall(r'href="([^"]+)"', (folder / "index.html").read_text(encoding="utf-8")):
        assert (folder / link).exists(), link


@pytest.mark.slow
def test_no_number_of_a_solution_is_with_participants(tmp_path: Path) -> None:
    """Numbers of four decimals are of solutions alone, whatever the language."""
    ict.training.build(tmp_path / "course", languages=LANGUAGES)
    for language in LANGUAGES:
        for audience in ("focal-points", "statisticians"):
            guide = (tmp_path / "course" / "trainers" / language / f"{audience}.html").read_text(
                encoding="utf-8"
            )
            numbers = set(re.findall(r"\d+[.,]\d{4,}", guide))
            folder = tmp_path / "course" / "participants" / language / audience
            words = i18n.text("training", "solution", language)
            for path in folder.rglob("*"):
                if path.suffix not in (".html", ".ipynb"):
                    continue
                text = path.read_text(encoding="utf-8")
                assert not numbers & set(re.findall(r"\d+[.,]\d{4,}", text)), path
                assert f">{words}" not in text


def test_a_course_is_not_written_over_another(course: Path) -> None:
    with pytest.raises(ict.errors.UsageError, match="is not empty"):
        ict.training.build(course)
    with pytest.raises(ict.errors.UsageError, match="'teachers' is not an audience"):
        ict.training.build(course.parent / "other", audience="teachers")
    with pytest.raises(ict.errors.CatalogueError):
        ict.training.build(course.parent / "other", languages=["de"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_notebooks_are_sound_and_the_same_in_every_run(language: str) -> None:
    for exercise in ict.training.exercises("statisticians"):
        notebook = exercise.notebook(language)
        assert notebook is not None
        nbformat.validate(nbformat.reads(json.dumps(notebook), as_version=4))
        assert json.dumps(notebook) == json.dumps(exercise.notebook(language))
        assert not any(cell.get("outputs") for cell in notebook["cells"])
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                compile("".join(cell["source"]), exercise.id, "exec")


def test_the_code_of_a_notebook_runs_next_to_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for exercise in CHEAP:
        for name, content in exercise.files("en").items():
            (tmp_path / name).write_bytes(content)
        names: dict[str, object] = {}
        for cell in exercise.code:
            exec(compile(cell, exercise.id, "exec"), names)  # noqa: S102 - our own code


@pytest.mark.slow
def test_a_notebook_runs_in_jupyter(tmp_path: Path) -> None:
    client = pytest.importorskip("nbclient")
    exercise = next(e for e in ict.training.exercises("statisticians") if e.id == "rounding")
    for name, content in exercise.files("en").items():
        (tmp_path / name).write_bytes(content)
    notebook = nbformat.reads(json.dumps(exercise.notebook("en")), as_version=4)
    client.NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert "XAA" in json.dumps(notebook)
