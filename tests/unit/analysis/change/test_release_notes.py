"""The release note: what changed since the last edition."""

from __future__ import annotations

import pytest
from change_cases import ESTIMATE, OFFICIAL, edition, rows_of
from indices_cases import LANGUAGES, frame, sample

import ictindex as ict
from ictindex.analysis.change.release_notes import ReleaseNote


@pytest.fixture(scope="module")
def note() -> ReleaseNote:
    before = rows_of("BRA", 2022, {"mobile-phone-ownership": ("80.0", 2022, ESTIMATE)})
    before += rows_of("KEN", 2022, {"internet-users": ("50.0", 2022, ESTIMATE)})
    before += rows_of("PER", 2022) + rows_of("ARG", 2022)
    after = rows_of("BRA", 2023, {"mobile-phone-ownership": ("81.9", 2022, OFFICIAL)})
    after += rows_of("KEN", 2023, {"internet-users": ("60.0", 2023, OFFICIAL)})
    after += rows_of("CHL", 2023) + rows_of("ARG", 2023)[1:]
    return ict.analysis.release_note(edition(before, 2024), edition(after, 2025))


def test_coverage_has_its_reasons(note: ReleaseNote) -> None:
    assert note.coverage()[["economy", "what", "reason", "edition", "missing"]].values.tolist() == [
        ["CHL", "joined", "absent", "2024", ""],
        ["ARG", "left", "no-index", "2025", "internet-users"],
        ["PER", "left", "absent", "2025", ""],
    ]
    text = note.to_text("en")
    assert "Economies with the index: 4 before, 3 now." in text
    assert "Argentina: 2025 has no value for: “Individuals using the Internet”" in text
    assert "Chile: not among the economies of 2024" in text


def test_a_revised_value_is_reported_with_its_points(note: ReleaseNote) -> None:
    revised = note.inputs(kind="revised")
    assert revised[["economy", "indicator", "value_from", "value_to"]].values.tolist() == [
        ["BRA", "mobile-phone-ownership", 80.0, 81.9]
    ]
    # 1.9 of 95, a twelfth of the index.
    assert revised["points"].item() == pytest.approx(1.9 / 95 * 100 / 12, abs=0.1)
    assert "Revised values of the same year: 1" in note.to_text("en")


def test_a_source_that_changed_is_counted(note: ReleaseNote) -> None:
    assert note.inputs(kind="source")[["economy", "indicator"]].values.tolist() == [
        ["KEN", "internet-users"]
    ]
    # Both replace an estimate by an official value, one of them of the same year.
    text = note.to_text("en")
    assert "Inputs with another source or status: 2" in text
    assert "official, carried" in text


def test_inputs_of_economies_without_index_are_compared_too(note: ReleaseNote) -> None:
    own = note.inputs()
    argentina = own[own["economy"] == "ARG"]
    assert len(argentina) == 9 and argentina["points"].isna().all()


def test_the_largest_step_explains_a_score_that_moved(note: ReleaseNote) -> None:
    moved = note.list_changes()
    assert moved[["economy", "indicator", "kind"]].values.tolist() == [
        ["KEN", "internet-users", "source"], ["BRA", "mobile-phone-ownership", "revised"],
    ]  # fmt: skip
    assert moved["change"].abs().is_monotonic_decreasing


def test_ranks_are_not_named_where_none_are_published(note: ReleaseNote) -> None:
    assert note.to_dict()["ranks"] is None
    assert "No ranks are shown" in note.to_text("en")


def test_another_methodology_is_named_constant_by_constant() -> None:
    korea = frame(sample("worked-example-2011.csv"))
    first = ict.compute(ict.methodology("idi-methodology-2011", edition=2011), korea)
    last = ict.what_if(
        ict.read_observations(korea), methodology="idi-methodology-2014", edition=2011,
        year=first.year,
    )  # fmt: skip
    note = ict.analysis.release_note(first, last)
    paths = {change.path for change in note.methodology_changes}
    assert "leaves.mobile-cellular-subscriptions.goalposts.full" in paths
    text = note.to_text("en")
    assert "leaves.mobile-cellular-subscriptions.goalposts.full" in text
    assert "The methodologies differ, so that scores are not compared." in text
    assert note.list_changes().empty


def test_every_language_has_the_note(note: ReleaseNote) -> None:
    texts = [note.to_text(language) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)
    record = note.to_dict()
    assert record["methodology"] == [] and len(record["inputs"]) == 2


def test_without_published_ranks_those_that_moved_most_are_listed_by_name() -> None:
    """Kenya rises by more than Brazil, and Brazil comes first, also where names are Arabic."""
    before = rows_of("BRA", 2022, {"internet-users": ("70.0", 2022, OFFICIAL)})
    before += rows_of("KEN", 2022, {"internet-users": ("50.0", 2022, OFFICIAL)})
    after = rows_of("BRA", 2023, {"internet-users": ("72.0", 2023, OFFICIAL)})
    after += rows_of("KEN", 2023, {"internet-users": ("60.0", 2023, OFFICIAL)})
    note = ict.analysis.release_note(edition(before, 2024), edition(after, 2025))
    assert note.list_changes()["economy"].tolist() == ["KEN", "BRA"]
    for language, (first, second) in {
        "en": ("Brazil", "Kenya"),
        "ar": ("البرازيل", "كينيا"),
    }.items():
        text = note.to_text(language)
        moved = text[text.index(note_heading(language)) :]
        assert moved.index(first) < moved.index(second)


def note_heading(language: str) -> str:
    """Return the heading of the scores that moved."""
    from ictindex.language import i18n

    return i18n.text("release-note", "moved", language, count="2")
