"""A workbook that was dispatched is read by its own plan, whatever the questions are later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pytest
from questionnaire_cases import cell_name, cell_of, fill, filled, label, state, tariff, title

import ictindex as ict
from ictindex.core.errors import UnusableFileError
from ictindex.definitions.documents import kept_documents
from ictindex.language import i18n
from ictindex.submissions.questionnaires import layout, sheet_plan, workbook_language
from ictindex.submissions.questionnaires.labels import list_options, name_of, sheet_titles
from ictindex.submissions.questionnaires.sheet_plan import Line, Plan, find_plan, load_plan

TODAY = load_plan()
CELLS = {
    cell_of("households", "households-internet"): 60.25,
    cell_of("coverage", "coverage-4g"): 93.5,
    cell_of("coverage", "coverage-4g", category="U"): 99,
    tariff("tariffs-mobile", 0, "operator"): "Operator",
}


@pytest.fixture
def dispatched(tmp_path: Path) -> Path:
    """Write a questionnaire by today's plan, and fill it in."""
    filled(tmp_path, CELLS)
    (path,) = tmp_path.glob("*.xlsx")
    return path


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    """Put another plan in the place of today's: fewer and other questions, other lists."""
    sheets = dict(TODAY.sheets)
    coverage = sheets["coverage"]
    lines = tuple(line for line in coverage.lines if line.indicator != "coverage-4g")
    sheets["coverage"] = coverage.model_copy(
        update={"lines": (Line(indicator="internet-users"), *lines)}
    )
    del sheets["tariffs-mobile"]
    later = replace(
        TODAY,
        version=TODAY.version + 1,
        revised_years=0,
        sheets=MappingProxyType(sheets),
        contact=("institution", "address"),
        statuses=("A", "B", "E"),
        added_statuses=(),
        confidentiality=("F", "C"),
        categories=MappingProxyType({"sex": ("F", "M")}),
        digest="sha256:" + "3" * 64,
    )
    find_plan.cache_clear()
    for module in (sheet_plan, layout, workbook_language):
        monkeypatch.setattr(module, "load_plan", lambda: later)
    yield later
    find_plan.cache_clear()


def test_the_plan_of_today_is_kept_as_it_is() -> None:
    digest = TODAY.digest.removeprefix("sha256:")
    files = kept_documents.read_kept(kept_documents.QUESTIONNAIRES, digest)
    assert files is not None
    kept = sheet_plan.parse_plan(files)
    assert replace(kept, labels={}) == TODAY
    assert kept.labels["es"]["status"]["E"] == "Estimación"


@pytest.mark.parametrize("digest", kept_documents.list_kept(kept_documents.QUESTIONNAIRES))
def test_a_kept_plan_has_its_digest_and_all_its_words(digest: str) -> None:
    files = kept_documents.read_kept(kept_documents.QUESTIONNAIRES, digest)
    assert files is not None
    plan = sheet_plan.parse_plan(files)
    assert plan.digest == f"sha256:{digest}"
    for index in ("idi", "ipb"):
        form = layout.make_form("ECU", 2025, index=index, plan=plan)
        for language in i18n.LANGUAGES:
            assert all(sheet_titles(form, language, answers=True).values())
            assert all(
                label for pairs in list_options(form, language).values() for _, label in pairs
            )
            assert all(name_of(ask, language) for page in form.pages.values() for ask in page.asks)


@pytest.mark.slow
def test_a_workbook_of_the_version_before_is_read_as_before(
    dispatched: Path, request: pytest.FixtureRequest
) -> None:
    before = ict.read_questionnaire(dispatched)
    later = request.getfixturevalue("next_version")
    assert layout.make_form("ECU", 2025).plan.version == later.version
    submission = ict.read_questionnaire(dispatched)
    assert submission.form.plan.version == TODAY.version
    assert submission.observations.to_frame().equals(before.observations.to_frame())
    assert submission.tariffs is not None and before.tariffs is not None
    assert submission.tariffs.to_frame().equals(before.tariffs.to_frame())
    assert submission.unanswered == before.unanswered
    assert list(submission.findings) == list(before.findings)


@pytest.mark.slow
def test_it_is_handed_back_as_the_version_that_it_is(
    dispatched: Path, tmp_path: Path, next_version: Plan
) -> None:
    submission = ict.read_questionnaire(dispatched)
    submission.hand_back(submission.findings, tmp_path / "back.xlsx")
    again = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert again.form.plan.digest == TODAY.digest != next_version.digest
    assert set(again.observations.cells["written"]) == {"60.25", "93.5", "99"}


@pytest.mark.slow
@pytest.mark.usefixtures("next_version")
def test_labels_without_the_hidden_list_are_those_of_that_version(
    dispatched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs may drop the hidden sheet; a word may have been changed since then."""
    spot = cell_of("households", "households-internet", "status")
    fill(dispatched, {spot: label("status", "E")})
    book = openpyxl.load_workbook(dispatched)
    del book["lists"]
    book.save(dispatched)
    words = i18n.label
    monkeypatch.setattr(
        "ictindex.submissions.questionnaires.labels.i18n.label",
        lambda section, key, language: (
            f"changed {key}" if section.endswith("/status") else words(section, key, language)
        ),
    )
    submission = ict.read_questionnaire(dispatched)
    marked = submission.observations.where(indicator="households-internet")
    assert marked.cells["status"] == ("E",)


@pytest.mark.slow
def test_the_currency_of_an_economy_may_change(
    dispatched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spot = tariff("tariffs-mobile", 0, "currency")
    fill(dispatched, {spot: "USD"})
    places = dict(ict.data.economies())
    places["ECU"] = replace(places["ECU"], currency="ECS")
    monkeypatch.setattr(
        "ictindex.submissions.questionnaires.labels.catalogue.economies", lambda: places
    )
    submission = ict.read_questionnaire(dispatched)
    assert submission.tariffs is not None
    assert submission.tariffs.cells["currency"] == ("USD",)


@pytest.mark.slow
@pytest.mark.usefixtures("next_version")
def test_a_version_that_was_never_released_is_refused(dispatched: Path) -> None:
    state(dispatched, "digest", "sha256:" + "9" * 64)
    with pytest.raises(UnusableFileError) as caught:
        ict.read_questionnaire(dispatched)
    assert caught.value.code == "questionnaire.version"


def test_a_new_questionnaire_takes_the_values_of_the_version_before(
    dispatched: Path, tmp_path: Path, next_version: Plan
) -> None:
    """A value or sheet that the new version does not have is reported."""
    fill(dispatched, {("start", layout.FIRST_CONTACT, 2): "Office"})
    gone = [cell_name(spot) for spot in CELLS if spot[0] == "coverage"]
    fresh = ict.data.renew_questionnaire(dispatched)
    assert fresh.form.plan is next_version
    lost = {(finding.code, finding.where("en")) for finding in fresh.findings}
    assert lost == {
        *(("questionnaire.row-gone", f"ecu-en.xlsx!Coverage, cell {cell}") for cell in gone),
        ("questionnaire.sheet-unread", f"ecu-en.xlsx!{title('tariffs-mobile')}"),
    }
    column = fresh.form.column_of("value")
    (held,) = [cell for cell in fresh.contents.cells if cell[0] == "households"]
    assert held[2] == column == cell_of("households", "households-internet")[2] - 1
    assert fresh.contents.cells["start", layout.FIRST_CONTACT, 2] == "Office"
    fresh.save(tmp_path / "new.xlsx")
