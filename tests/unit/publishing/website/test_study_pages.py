"""Studies have pages at one address in all languages, and say their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from site_cases import frame_of, write_folder

from ictindex.core.errors import DocumentError, LicenceError
from ictindex.publishing.website.example_folder import STUDY
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site
from ictindex.publishing.website.study_charts import StudyFigures
from ictindex.publishing.website.study_documents import read_studies
from ictindex.publishing.website.study_pages import draw_studies, write_studies


def site_with(folder: Path, **studies: str) -> SiteInputs:
    write_folder(folder)
    (folder / "studies").mkdir()
    for name, text in studies.items():
        path = folder / "studies" / f"{name.replace('_', '.')}.md"
        path.write_text(text, encoding="utf-8")
    return read_site(folder, read_site_document(folder))


def write(inputs: SiteInputs, language: str) -> Iterator[SitePage]:
    figures = StudyFigures(inputs.editions, inputs.first, inputs.quoted_prices)
    drawn = draw_studies(read_studies(inputs.folder), figures, inputs.sources)
    return write_studies(drawn, language)


def test_a_site_without_studies_has_no_page_of_them(tmp_path: Path) -> None:
    write_folder(tmp_path)
    inputs = read_site(tmp_path, read_site_document(tmp_path))
    assert "studies" not in SitePlan(inputs).parts


def test_a_study_is_on_the_page_of_every_language_and_says_its_own(tmp_path: Path) -> None:
    inputs = site_with(tmp_path, use=STUDY)
    for language in ("en", "ar"):
        frame = frame_of(inputs, language)
        overview, page = write(inputs, language)
        assert page.address == "studies/use.html"
        html = frame.write(page)
        assert '<article lang="en" dir="ltr">' in html
        assert (
            "English" in html[html.index('<h1 lang="en" dir="ltr">') : html.index("<article")]
        ) == (language == "ar")
        assert 'data-chart="use-en-1"' in html and "CC BY-NC-SA 3.0 IGO" in html
        assert 'href="use.html"' in frame.write(overview)
        assert 'aria-current="page"' in html  # the navigation leads to it


@pytest.mark.slow
def test_a_version_in_the_language_of_the_page_is_chosen(tmp_path: Path) -> None:
    french = STUDY.replace("language: en", "language: fr").replace("Where coverage", "Couverture")
    inputs = site_with(tmp_path, use=STUDY, use_fr=french)
    titles = {code: list(write(inputs, code))[1].title for code in ("en", "fr", "zh")}
    assert titles["fr"].startswith("Couverture") and titles["zh"] == titles["en"]


def test_all_faults_of_all_studies_are_named_with_file_and_line(tmp_path: Path) -> None:
    wrong = STUDY.replace("{chart} scatter", "{chart} sctter")
    inputs = site_with(tmp_path, one=wrong, two=wrong.replace("idi-2024", "idi-1999"))
    with pytest.raises(DocumentError) as caught:
        list(write(inputs, "en"))
    line = STUDY.splitlines().index("```{chart} scatter") + 1
    words = caught.value.message("en")
    assert f"one.md, line {line}: there is no chart 'sctter'" in words
    assert f"two.md, line {line}" in words


def test_a_source_of_a_study_needs_a_licence(tmp_path: Path) -> None:
    inputs = site_with(tmp_path, use=STUDY.replace("sources: itu-idi", "sources: gsma"))
    with pytest.raises(LicenceError, match="gsma"):
        list(write(inputs, "en"))
