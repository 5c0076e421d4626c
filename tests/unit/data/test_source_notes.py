"""Notes of sources: what their words show, and no more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.data.source_classes import classify
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES

# Real notes of ITU's figures, and the class that a reader would give each.
NOTES = {
    "estimate": [
        "ITU estimate.", "ITU estimate", "itu  estimate. ", "ITU estimate based on GSMA",
        "ITU calculations based on OECD Broadband Portal statistics", "ITU calculation. \n\n",
        "ITU imputation.", "ITU imputation (not published).", "ITU estimate (not published).",
    ],
    "collected-by-itu": [
        "ITU Research based on Sure's website", "ITU.", "ITU", "ITU Research", "ITU Research.",
        "ITU Research; World Bank WDI", "ITU Research; UN DESA National Accounts",
        "ITU research based on operators", "itu  RESEARCH ; world bank wdi",
    ],
    "other": [
        "OECD.", "Point Topic.", "European Commission", "OECD; World Bank WDI",
        "Wireless Intelligence.", "Belize Telemedia Limited", "Tele Greenland A/S",
        "Andorra Telecom SAU", "Saudi Telecommunications Company.", "Lithuanian Telecom.",
        "La Société Anonyme de Télécommunications de la République de",
        "Cable & Wireless plc. (C&W).",
        "Iraqi Telecommunications and Post Company",
    ],
    "official-publication": [
        "National Telecommunications Regulatory Commission", "Ministry of Communications",
        "Autorité de Régulation des Communications Electroniques et d",
        "Agência Nacional de Telecomunicaçőes", "Superintendencia de Telecomunicaciones",
        "Subsecretaría de Telecomunicaciones (Subtel).", "Bundesnetzagentur (BNetzA) / Federal "
        "Network Agency", "Office of Communications", "ARCEP", "ECTEL.", "Anatel",
        "Puerto Rico Institute of Statistics", "Post and Telecom Administration",
        "Rundfunk und Telekom Regulierungs-GmbH", "Instance Nationale des Télécommunications",
        "ITU research based on ARCEP", "ITU based on Nepal Telecommunications Authority",
        "ITU Research, based on Conatel, Plan Nacional", "ARCEP and ITU Research; World Bank WDI",
        "Ministry of Communications; World Bank WDI", "BTRC estimate.",
        "Ministry of Communications and UN Population Division World Population Prospects 2024",
        "MICS 2022-2023", "DHS 2019-20", "Integrated Household Survey", "Enquête ménages 2021",
        "Statistisk sentralbyrå", "Statistični urad Republike Slovenije", "Tilastokeskus",
        "Główny Urząd Statystyczny", "Türkiye İstatistik Kurumu", "Státní statistický úřad",
        "Hagstofa Íslands", "Instituto Nacional de Estatística", "Direcția de statistică",
        "Государственный комитет по статистике", "Министерство связи", "国家统计局",
        "工业和信息化部", "هيئة تنظيم الاتصالات", "الجهاز المركزي للإحصاء",
        "دائرة الإحصاءات العامة",
        "통계청", "National Statistical Service", "INSEE", "Statbel Directorate of Statistics",
    ],
    "": [
        "", "  ", "Wimax and fixed.", "Estimate.", "ABS.", "TELECOMMUNICATION SECTOR",
        "NULL", "Gallup World Poll (estimate).", "ITU Research based on TELECOMMUNICATION SECTOR",
        "World Population Prospects", "; ;",
        "Service des Postes et Télécommunications",
    ],
}  # fmt: skip


@small_cases("kind", NOTES)
def test_real_notes_are_classed_as_a_reader_would(kind: str) -> None:
    wrong = {note: classify(note) for note in NOTES[kind] if classify(note)[0] != kind}
    assert wrong == {}


def test_only_estimates_of_the_compiler_get_a_status() -> None:
    for kind, notes in NOTES.items():
        status = {classify(note)[1] for note in notes if "BTRC" not in note}
        assert status == {"I" if kind == "estimate" else ""}
    # An authority's own estimate is the country's: official, and an estimate.
    assert classify("BTRC estimate.") == ("official-publication", "E")


def test_classes_are_those_of_the_catalogue() -> None:
    rules = catalogue.source_note_rules()
    assert {rule["class"] for rule in rules} <= {"", *catalogue.source_classes()}
    assert {rule.get("status", "") for rule in rules} <= {"", *catalogue.status_codes()}
    # Nothing in a note shows that a figure was submitted.
    assert "official-submission" not in {rule["class"] for rule in rules}
    assert len({rule["id"] for rule in rules}) == len(rules)


# What no note shows: who published a value.
PUBLISHED = {
    "en": "publish", "fr": "publi", "es": "public", "ar": "نشر", "ru": "публик", "zh": "发布",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_class_say_no_more_than_a_note(language: str) -> None:
    for kind in {rule["class"] for rule in catalogue.source_note_rules()} - {""}:
        words = i18n.label("source-class", kind, language)
        assert PUBLISHED[language] not in words.casefold(), words
    # Surveys of international programmes are named where the class is explained.
    for section, key in (("site-profile", "classified"), ("reports", "quality-reading")):
        words = i18n.text(section, key, language)
        assert "MICS" in words and "DHS" in words, words


def test_words_are_whole_and_already_plain() -> None:
    for rule in catalogue.source_note_rules():
        for key in ("begins", "words", "stems", "unless"):
            for word in rule.get(key, ()):
                assert word == word.casefold().strip() and word.isascii(), word
        for acronym in rule.get("acronyms", ()):
            assert acronym == acronym.strip() and " " not in acronym and acronym[0].isupper()
        for part in rule.get("parts", ()):
            assert part and not part.isascii()


def frame(**more: object) -> pd.DataFrame:
    row = {"economy": "ABW", "indicator": "i271mw", "year": 2012, "value": 21000}
    return pd.DataFrame([{**row, **more}])


def test_what_is_stated_stays() -> None:
    stated = ict.read_observations(
        frame(source="ITU estimate.", source_class="official-submission", status="E")
    )
    classes = ict.data.classify_sources(stated)
    assert classes.columns["source_class"].tolist() == ["official-submission"]
    assert classes.columns["status"].tolist() == ["E"]


def test_classes_tell_figures_apart_that_were_the_same_before() -> None:
    rows = pd.concat([frame(note="ITU estimate."), frame(note="ARCEP")], ignore_index=True)
    before = ict.read_observations(rows)
    assert [finding.code for finding in before.findings] == ["key.duplicate"]
    after = ict.data.classify_sources(before, "note")
    assert after.columns["source_class"].tolist() == ["estimate", "official-publication"]
    assert not after.findings
    with pytest.raises(UsageError):
        ict.data.classify_sources(before, "written")


def test_shares_of_a_year_add_up_to_a_hundred() -> None:
    rows = pd.concat(
        [frame(source="ITU estimate."), frame(source="ARCEP", economy="BEN"),
         frame(source="", economy="KEN"), frame(source="ITU.", economy="NAM", year=2013)],
        ignore_index=True,
    )  # fmt: skip
    shares = ict.data.class_shares(ict.data.classify_sources(ict.read_observations(rows)))
    assert shares.groupby("year")["share"].sum().round(9).tolist() == [100, 100]
    assert shares["source_class"].tolist() == [
        "official-publication",
        "estimate",
        "",
        "collected-by-itu",
    ]


def test_the_notes_of_itus_own_series(data: Path) -> None:
    """All rows of the file: which share has a class, and that few notes stay without one."""
    table = ict.data.classify_sources(
        ict.read_observations(
            data / "series" / "itu_datahub.csv",
            columns={
                "iso3": "economy", "series_code": "indicator", "year": "year", "value": "value",
                "source_note": "source",
            },
        )
    )  # fmt: skip
    kinds = Counter(table.columns["source_class"].tolist())
    noted = [
        (note, kind)
        for note, kind in zip(
            table.columns["source"].tolist(), table.columns["source_class"].tolist(), strict=True
        )
        if note.strip()
    ]
    assert len(noted) > 7900
    assert sum(kind == "" for _, kind in noted) < 0.04 * len(noted)
    assert kinds["estimate"] > 850 and kinds["official-publication"] > 6000
    assert "source-note.several-unknown" in {finding.code for finding in table.findings}
    begins = [kind for note, kind in noted if note.startswith("ITU estimate")]
    assert set(begins) == {"estimate"}
    shares = ict.data.class_shares(table).pivot(
        index="year", columns="source_class", values="share"
    )
    # Estimates became rarer: a sixth of the figures of 2010, a twentieth ten years later.
    assert shares.loc[2010, "estimate"] > 15 and shares.loc[2020, "estimate"] < 7
