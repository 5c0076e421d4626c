"""The head of a study is read or refused, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_cases import small_cases

from ictindex.core.errors import DocumentError
from ictindex.publishing.website.study_documents import has_studies, read_studies

GOOD = "---\ntitle: Prices\nlanguage: en\nsources: uis, itu-idi\ndate: 2026-11\n---\nText\n"


def write(folder: Path, **files: str) -> Path:
    (folder / "studies").mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / "studies" / f"{name.replace('_', '.')}.md"
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_study_has_what_its_head_states(tmp_path: Path) -> None:
    assert not has_studies(tmp_path)
    write(tmp_path, prices=GOOD, prices_fr=GOOD.replace("language: en\n", ""))
    assert has_studies(tmp_path)
    versions = read_studies(tmp_path)["prices"]
    assert set(versions) == {"en", "fr"}
    study = versions["en"]
    assert (study.title, study.sources, study.date) == ("Prices", ("uis", "itu-idi"), "2026-11")
    assert (study.text, study.first) == ("Text", 7)


@small_cases(("text", "words"), [
    ("Text alone\n", "prices.md: the file does not begin with a head"),
    ("---\ntitle: A\n", "the head does not end"),
    (GOOD.replace("date", "dat"), "prices.md, line 5: 'dat: 2026-11' is not a key of the head"),
    (GOOD.replace("date: 2026-11", "title: B"), "line 5: 'title: B' is not a key of the head"),
    (GOOD.replace("language: en", "language: de"), "prices.md: 'de' does not fit 'language'"),
    (GOOD.replace("title: Prices\n", ""), "prices.md: '-' does not fit 'title'"),
    (GOOD.replace("2026-11", "soon"), "prices.md: 'soon' does not fit 'date'"),
])  # fmt: skip
def test_a_head_that_is_wrong_is_refused_with_its_place(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read_studies(write(tmp_path, prices=text))
    assert words in caught.value.message("en")


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, one="x", two="y", prices=GOOD, prices_en=GOOD)
    write(tmp_path, **{"Bad name": GOOD})
    with pytest.raises(DocumentError) as caught:
        read_studies(tmp_path)
    words = caught.value.message("en")
    assert len(caught.value.faults) == 4
    assert "The study 'prices' exists twice in one language" in words
    assert "'Bad name' does not fit 'file'" in words
    other = GOOD.replace("language: en", "language: ru")
    (tmp_path / "b").mkdir()
    with pytest.raises(DocumentError, match="'ru' does not fit 'language'"):
        read_studies(write(tmp_path / "b", a_fr=other))
