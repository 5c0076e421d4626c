"""The pages of studies: best practice and analysis of the publisher, with charts by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox, make_chart_box
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList
from ictindex.publishing.website.study_charts import StudyFigures, draw_named
from ictindex.publishing.website.study_documents import Study, refuse
from ictindex.publishing.website.study_text import split_text

_SECTION = "studies"


@dataclass(frozen=True, slots=True)
class DrawnStudy:
    """A study with its charts drawn, in its own language."""

    study: Study
    # Text, or a chart and the words that its author wrote below it.
    parts: tuple[tuple[Any, ChartBox | None, str], ...]
    sources: tuple[str, ...]
    has_unofficial_ranks: bool

    @property
    def charts(self) -> list[ChartBox]:
        """The charts in it."""
        return [box for _, box, _ in self.parts if box is not None]


def write_studies(
    studies: Mapping[str, Mapping[str, DrawnStudy]], language: str
) -> Iterator[SitePage]:
    """Yield the list of studies and a page for each."""
    say = Words(language, "site-studies")
    chosen = {key: choose_version(versions, language) for key, versions in studies.items()}
    ordered = sorted(chosen.items(), key=lambda item: (item[1].study.date, item[0]), reverse=True)
    yield SitePage(
        address=addresses.STUDIES,
        template="studies.html.j2",
        title=say("title"),
        description=say("description"),
        context={"say": say, "entries": [_entry(study, language) for _, study in ordered]},
        section=_SECTION,
    )
    for key, study in ordered:
        yield _study_page(key, study, say)


def choose_version(versions: Mapping[str, DrawnStudy], language: str) -> DrawnStudy:
    """Return a study in the language of the page, else in English, else in any that it has."""
    return versions.get(language) or versions.get("en") or next(iter(versions.values()))


def _entry(drawn_study: DrawnStudy, language: str) -> dict[str, str]:
    study = drawn_study.study
    return {
        "title": study.title,
        "summary": study.summary,
        "date": study.date,
        "language": study.language,
        "direction": i18n.direction(study.language),
        "language_name": i18n.text("language", "name", study.language),
        "address": addresses.study_page(study.key),
        "is_other": "yes" if study.language != language else "",
    }


def _study_page(key: str, drawn_study: DrawnStudy, say: Words) -> SitePage:
    study = drawn_study.study
    return SitePage(
        address=addresses.study_page(key),
        template="study.html.j2",
        title=study.title,
        description=study.summary or study.title,
        context={
            "say": say,
            "entry": _entry(drawn_study, say.language),
            "authors": study.authors,
            "parts": drawn_study.parts,
        },
        section=_SECTION,
        charts=drawn_study.charts,
        sources=drawn_study.sources,
        aliases=[study.title],
        has_unofficial_ranks=drawn_study.has_unofficial_ranks,
    )


def draw_studies(
    studies: Mapping[str, Mapping[str, Study]], figures: StudyFigures, sources: SourceList
) -> Mapping[str, Mapping[str, DrawnStudy]]:
    """Draw studies, by key and language; name all their faults."""
    faults: list[Finding] = []
    listed = {
        key: {code: _draw(study, figures, sources, faults) for code, study in versions.items()}
        for key, versions in studies.items()
    }
    refuse(faults)
    return listed


def _draw(
    study: Study, figures: StudyFigures, stated: SourceList, faults: list[Finding]
) -> DrawnStudy:
    texts, wrong = split_text(study, figures.charts)
    faults += wrong
    parts: list[tuple[Any, ChartBox | None, str]] = []
    sources = dict.fromkeys(stated.find(key).id for key in study.sources)
    unofficial = False
    for text in texts:
        if text.chart is None:
            parts.append((text.markup, None, ""))
            continue
        made = draw_named(figures, text.chart, study.language)
        if isinstance(made, Finding):
            faults.append(made)
            continue
        number = sum(box is not None for _, box, _ in parts) + 1
        box = make_chart_box(made.chart, f"{study.key}-{study.language}-{number}")
        parts.append(("", box, text.chart.options.get("caption", "")))
        sources[made.source] = None
        unofficial = unofficial or made.is_ordered
    return DrawnStudy(study, tuple(parts), tuple(sources), unofficial)
