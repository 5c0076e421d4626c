"""The questions: the plan as data, and its words in six languages."""

from __future__ import annotations

import re

import pytest
import questionnaire_cases as cases
from small_cases import small_cases

import ictindex as ict
from ictindex.core import errors
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.submissions.questionnaires import sheet_plan as plans
from ictindex.submissions.questionnaires.labels import code_of, list_options, name_of, sheet_titles
from ictindex.submissions.questionnaires.layout import make_form

PLAN = plans.load_plan()
# A change of what is asked makes older workbooks unreadable: it needs a new version, and then
# its digest is here.
DIGESTS = {
    1: "sha256:a3a0ad7a2eec913e4632cb4b0463939668687fca63c39ba3ff2ee53ede44fcb6",
    2: "sha256:2c99ba688f1afa20d441d8c521476352909995af2e1d6eb9c04d50bcac68069f",
}


def test_a_change_of_what_is_asked_has_a_new_version() -> None:
    assert DIGESTS[PLAN.version] == PLAN.digest, (
        f"What is asked has changed. Raise `version` in questionnaire.toml and add "
        f'{PLAN.version + 1}: "{PLAN.digest}" (made again with the new version) to DIGESTS.'
    )


def test_every_count_behind_a_rate_of_the_index_is_asked_for() -> None:
    """Sources of the ten indicators of the index, by what a focal point holds."""
    asked = {ask.indicator for page in cases.ECUADOR.pages.values() for ask in page.asks}
    assert asked >= {
        "population", "households", "internet-users", "households-internet",
        "mobile-broadband-subscriptions-count", "fixed-broadband-subscriptions-count",
        "mobile-broadband-traffic-total", "fixed-broadband-traffic-total",
        "coverage-3g", "coverage-4g", "mobile-phone-ownership",
    }  # fmt: skip
    assert {"tariffs-mobile", "tariffs-fixed-broadband"} <= cases.ECUADOR.pages.keys()


def test_breakdowns_are_those_of_the_catalogue() -> None:
    page = cases.ECUADOR.pages["individuals"]
    asked = [a.breakdown for a in page.asks if a.indicator == "internet-users"]
    assert list(dict.fromkeys(asked)) == [
        "", "sex", "location", "age", "disability", "education", "income",
    ]  # fmt: skip
    for item in cases.ECUADOR.pages.values():
        for ask in item.asks:
            breakdowns = catalogue.indicators()[ask.indicator].breakdowns
            assert ask.breakdown in ("", *breakdowns)


def test_the_year_of_reference_is_that_of_the_methodology() -> None:
    """The IDI of 2025 is made of data of 2023 (reference year = edition - 2)."""
    assert (make_form("ECU", 2025).year, make_form("ECU", 2025).previous) == (2023, (2021, 2022))
    assert make_form("KOR", 2011).year == 2010
    assert make_form("ECU", 2025, year=2022).previous == (2020, 2021)


def test_an_unknown_economy_is_refused_with_the_nearest() -> None:
    with pytest.raises(errors.CatalogueError, match="ECU"):
        make_form("Ecuador", 2025)


def test_an_edition_without_methodology_is_refused() -> None:
    with pytest.raises(errors.UnknownMethodologyError, match="1999"):
        ict.questionnaire("ECU", edition=1999)


@pytest.mark.parametrize("edition", ["2025", 2025.0, True])
def test_an_edition_is_a_whole_number(edition: object) -> None:
    with pytest.raises(errors.UsageError, match="edition"):
        make_form("ECU", edition)  # type: ignore[arg-type]


def test_a_row_is_distinguished_from_every_other_by_its_code() -> None:
    for page in cases.ECUADOR.pages.values():
        codes = [code_of(ask) for ask in page.asks]
        assert len(set(codes)) == len(codes)


@small_cases("language", i18n.LANGUAGES)
def test_titles_can_be_titles_of_sheets(language: str) -> None:
    """A spreadsheet takes 31 characters, not []:*?/\\ and no title twice, whatever its case."""
    actual = sheet_titles(cases.ECUADOR, language, answers=True)
    for key, title in actual.items():
        assert 0 < len(title) <= 31, f"{language}: {key}: '{title}' is too long for a sheet"
        assert not re.search(r"[\[\]:*?/\\!']", title), f"{language}: {key}: {title}"
    assert len({title.casefold() for title in actual.values()}) == len(actual)


@small_cases("language", i18n.LANGUAGES)
def test_no_two_choices_of_a_list_have_one_label(language: str) -> None:
    for key, pairs in list_options(cases.ECUADOR, language).items():
        labels = [label for _, label in pairs]
        assert len(set(labels)) == len(labels), f"{language}: {key}"
        codes = {code for code, _ in pairs}
        for code, label in pairs:
            assert label == code or label not in codes, f"{language}: {key}: {label}"


@small_cases("language", i18n.LANGUAGES)
def test_everything_asked_has_words(language: str) -> None:
    for key, page in cases.ECUADOR.pages.items():
        texts = [i18n.text(f"questionnaire/sheets/{key}", "introduction", language)]
        texts += [name_of(ask, language) for ask in page.asks]
        for column in page.columns:
            section = f"questionnaire/tariffs/{column.name}"
            texts += [i18n.text(section, part, language) for part in ("name", "hint")]
            if column.starts:
                texts.append(i18n.text("questionnaire/parts", column.starts, language))
        gaps = [words for words in texts if words.startswith("[")]
        assert not gaps


def test_a_fault_in_the_plan_names_file_and_key() -> None:
    with pytest.raises(errors.DocumentError) as caught:
        plans._check_model(plans.Sheet, {"kind": "value", "indices": ["idi"]}, "mobile.toml")
    assert "mobile.toml: the key 'kind' does not fit ('values', 'tariffs')" in str(caught.value)
    broken = {"kind": "values", "indices": ["idi"], "lines": [{"indicator": "telex"}]}
    with pytest.raises(errors.DocumentError, match=r"'telex' at 'lines\.0' is not an indicator"):
        plans._check_model(plans.Sheet, broken, "mobile.toml")
