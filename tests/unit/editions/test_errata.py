"""Errata and withdrawals: next to the edition, never in it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import edition_cases as cases
import pytest
from edition_cases import ANNEX, annex, copied, reconstruction, refused, tree
from offices import office

import ictindex as ict
from ictindex.core.errors import DamagedArchiveError, UsageError
from ictindex.editions import errata as records

CORRECTION = {
    "economy": "BRA", "indicator": "internet-users", "corrected": "81.5",
    "reason": "The survey was revised.", "role": "publisher", "date": "2024-09-01",
}  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    return reconstruction(tmp_path_factory.mktemp("first") / "editions")


@pytest.fixture
def edition(first: ict.editions.Edition, tmp_path: Path) -> ict.editions.Edition:
    return copied(first, tmp_path / "editions")


@pytest.mark.slow
def test_an_erratum_touches_no_byte_of_the_edition(edition: ict.editions.Edition) -> None:
    before = tree(edition.path)
    values = ict.open_edition(edition.path).values
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    assert tree(edition.path) == before
    assert ict.open_edition(edition.path).values.equals(values)
    report = ict.verify(edition.path, root=edition.root)
    assert report.verdict == "intact-pinned" and report.errata == 1


def test_its_record_names_cell_values_effect_reason_date_and_role(
    edition: ict.editions.Edition,
) -> None:
    erratum = ict.editions.publish_erratum(edition.path, **CORRECTION)
    path = edition.path.parent / "register" / "00000001.json"
    record = json.loads(path.read_bytes())
    assert (record["type"], record["id"], record["root"]) == ("erratum", edition.id, edition.root)
    assert record["date"] == "2024-09-01" and record["number"] == erratum.number == 1
    details = record["details"]
    assert (details["economy"], details["indicator"], details["year"]) == (
        "BRA",
        "internet-users",
        2022,
    )
    assert (details["published"], details["corrected"]) == ("80.5", "81.5")
    assert (details["role"], details["reason"]) == ("publisher", "The survey was revised.")
    assert ict.open_edition(edition.path).errata == (erratum,)


def test_its_effect_is_what_the_corrected_file_gives(edition: ict.editions.Edition) -> None:
    erratum = ict.editions.publish_erratum(edition.path, **CORRECTION)
    text = ANNEX.read_text()
    line = next(line for line in text.splitlines() if line.startswith("BRA,internet-users"))
    mended = edition.path.parent.parent / "mended.csv"
    mended.write_text(text.replace(line, line.replace(",80.5", ",81.5")))
    was = ict.compute(cases.IDI, ANNEX)
    will = ict.compute(cases.IDI, mended)
    effect = {(change.economy, change.node): change for change in erratum.effect or ()}
    for node in was.nodes:
        old, new = was.exact.loc["BRA", node], will.exact.loc["BRA", node]
        if old == new:
            assert effect.get(("BRA", node)) is None or effect["BRA", node].moved
        else:
            item = effect["BRA", node]
            assert (item.score_before, item.score_after) == (old, new)
            assert item.rank_after == will.rank("BRA", node)


@pytest.mark.parametrize(
    "write",
    [
        lambda opened: opened.to_text("en"),
        lambda opened: opened.to_html("en"),
        lambda opened: opened.explain("BRA", language="en").to_text(),
        lambda opened: ict.analysis.series([opened]).to_text("en"),
        lambda opened: ict.editions.compare_editions(opened, opened).to_text("en"),
    ],
    ids=["text", "html", "explanation", "series", "comparison"],
)
def test_views_show_that_an_erratum_exists(edition: ict.editions.Edition, write: object) -> None:
    assert "Erratum of" not in write(ict.open_edition(edition.path))  # type: ignore[operator]
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    assert "Erratum of 2024-09-01" in write(ict.open_edition(edition.path))  # type: ignore[operator]


def test_frames_say_how_many_errata_there_are(edition: ict.editions.Edition) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    opened = ict.open_edition(edition.path)
    for attrs in (opened.dataset.attrs, opened.values.attrs, opened.groups().attrs):
        assert (attrs["root"], attrs["errata"]) == (edition.root, "1")


def test_a_value_can_be_wrong_without_a_right_one_being_known(
    edition: ict.editions.Edition,
) -> None:
    erratum = ict.editions.publish_erratum(edition.path, **{**CORRECTION, "corrected": None})
    index = next(
        change for change in erratum.effect or () if (change.economy, change.node) == ("BRA", "idi")
    )
    assert erratum.corrected is None and index.rounded_before == Decimal("82.0")
    assert index.rounded_after is None and index.rank_after is None
    # Chile is ahead of Brazil and stays; everyone behind it moves up by one.
    others = {change.economy: change for change in erratum.effect or () if change.economy != "BRA"}
    assert "CHL" not in others
    assert all(move.rank_after == (move.rank_before or 0) - 1 for move in others.values())


def test_a_value_left_out_can_be_put_on_record(edition: ict.editions.Edition) -> None:
    erratum = ict.editions.publish_erratum(
        edition.path,
        **{**CORRECTION, "economy": "FRA", "indicator": "fixed-broadband-traffic",
           "corrected": "2500"},
    )  # fmt: skip
    index = next(
        change for change in erratum.effect or () if (change.economy, change.node) == ("FRA", "idi")
    )
    assert (
        erratum.published is None and index.score_before is None and index.score_after is not None
    )


@pytest.mark.slow
def test_the_same_erratum_is_on_record_once(edition: ict.editions.Edition) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    with refused("erratum.on-record"):
        ict.editions.publish_erratum(edition.path, **{**CORRECTION, "date": "2024-10-01"})
    ict.editions.publish_erratum(edition.path, **{**CORRECTION, "corrected": "81.7"})
    assert len(ict.open_edition(edition.path).errata) == 2


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"corrected": "80.5"}, "whatif.same-value"),
        ({"reason": " "}, "erratum.reason-needed"),
        ({"reason": "two\nlines"}, "erratum.reason-needed"),
        ({"role": "Mr X"}, "erratum.not-publisher"),
        ({"date": "2024-06-26"}, "erratum.before-release"),
        ({"corrected": "181.5"}, "compute.errors-in-cells"),
        ({"corrected": "81,5"}, "value.of-cell"),
        ({"corrected": ""}, "value.of-cell"),
        ({"economy": "ATL"}, "compute.errors-in-cells"),
        ({"indicator": "idi"}, "explain.node-unknown"),
    ],
)
def test_what_is_no_erratum_is_refused(
    edition: ict.editions.Edition, other: dict[str, str], code: str
) -> None:
    with pytest.raises(ict.errors.IctindexError) as error:
        ict.editions.publish_erratum(edition.path, **{**CORRECTION, **other})
    assert error.value.code == code
    assert len(ict.editions.read_register(edition.path.parent)) == 1


def test_an_altered_edition_gets_no_erratum(edition: ict.editions.Edition) -> None:
    path = edition.path / "table.csv"
    path.write_bytes(path.read_bytes().replace(b"82.0", b"82.1"))
    with pytest.raises(DamagedArchiveError):
        ict.editions.publish_erratum(edition.path, **CORRECTION)


def test_a_copy_next_to_no_register_gets_no_erratum(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere" / edition.id
    elsewhere.parent.mkdir()
    edition.path.rename(elsewhere)
    with refused("archive.never-published"):
        ict.editions.publish_erratum(elsewhere, **CORRECTION)


def test_a_withheld_value_gets_no_erratum(tmp_path: Path) -> None:
    lines = [
        {**row, "conf_status": "C"} if row["indicator"] == "coverage-3g" else row
        for row in cases.rows()
    ]
    lines += cases.rows(["KEN"])
    edition = cases.publish(tmp_path / "editions", tmp_path / "inbox", lines, salt=cases.SALT)
    correction = {**CORRECTION, "indicator": "coverage-3g", "corrected": "99"}
    with refused("erratum.withheld"):
        key = office(tmp_path / "editions")
        ict.editions.publish_erratum(edition.path, **{**correction, "role": key})


def test_a_data_release_has_errata_without_effect(tmp_path: Path) -> None:
    released = ict.editions.release_data(
        annex(), tmp_path / "editions", name="annex", released="2024-06-27"
    )
    erratum = ict.editions.publish_erratum(released.path, **CORRECTION)
    assert erratum.effect is None and (str(erratum.published), str(erratum.corrected)) == (
        "80.5",
        "81.5",
    )
    opened = ict.open_edition(released.path)
    assert opened.errata == (erratum,)
    assert "no index" in erratum.to_text("en")


@pytest.mark.parametrize("value", ["8000", -5])
def test_an_erratum_of_a_data_release_is_checked_as_any_value(
    tmp_path: Path, value: object
) -> None:
    released = ict.editions.release_data(
        annex(), tmp_path / "editions", name="annex", released="2024-06-27"
    )
    with pytest.raises(
        ict.errors.RefusedObservationsError, match="is impossible; it must be between 0 and 100"
    ):
        ict.editions.publish_erratum(released.path, **{**CORRECTION, "corrected": value})
    assert len(ict.editions.read_register(released.path.parent)) == 1


def test_an_indicator_of_an_erratum_goes_by_any_of_its_codes(edition: ict.editions.Edition) -> None:
    erratum = ict.editions.publish_erratum(edition, **{**CORRECTION, "indicator": "i99H"})
    assert erratum.indicator == "internet-users"


def test_an_arabic_erratum_reads_from_right_to_left_between_its_numbers(
    edition: ict.editions.Edition,
) -> None:
    text = ict.editions.publish_erratum(edition.path, **CORRECTION).to_text("ar")
    # The first strong direction inside is that of the isolate, as numbers have none of their own.
    assert "\u2067\u206880.5\u2069 ← \u206881.5\u2069\u2069" in text


def test_a_withdrawal_leaves_a_tombstone(edition: ict.editions.Edition) -> None:
    withdrawal = ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-01")
    assert (withdrawal.id, withdrawal.root, withdrawal.number) == (edition.id, edition.root, 1)
    opened = ict.open_edition(edition.path)
    assert opened.withdrawal == withdrawal
    assert "Withdrawn on 2024-09-01" in opened.to_text("en")
    assert opened.dataset.attrs["withdrawn"] == "2024-09-01"
    assert ict.editions.list_editions(edition.path.parent)[edition.id].state == "withdrawn"


def test_a_withdrawn_id_stays_taken_also_without_its_folder(edition: ict.editions.Edition) -> None:
    import shutil

    shutil.rmtree(edition.path)
    ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-01")
    with pytest.raises(ict.errors.TakenIdError):
        reconstruction(edition.path.parent)
    assert ict.editions.list_editions(edition.path.parent)[edition.id].state == "withdrawn"


def test_nothing_more_is_stated_of_what_was_withdrawn(edition: ict.editions.Edition) -> None:
    ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-01")
    with refused("archive.withdrawn"):
        ict.editions.withdraw(edition.path, reason="Again", date="2024-09-02")
    with refused("archive.withdrawn"):
        ict.editions.publish_erratum(edition.path, **CORRECTION)


def test_an_erratum_reads_in_words(edition: ict.editions.Edition) -> None:
    text = ict.editions.publish_erratum(edition.path, **CORRECTION).to_text("en")
    assert "Brazil, Individuals using the Internet, 2022: 80.5 → 81.5" in text
    assert "found by the publisher" in text and "What was published stays as it is" in text


def test_numbers_keep_the_decimals_with_which_they_were_supplied(
    edition: ict.editions.Edition,
) -> None:
    erratum = ict.editions.publish_erratum(edition.path, **{**CORRECTION, "corrected": "81.0"})
    assert (str(erratum.published), str(erratum.corrected)) == ("80.5", "81.0")
    index = next(
        change for change in erratum.effect or () if (change.economy, change.node) == ("BRA", "idi")
    )
    assert str(index.rounded_before) == "82.0"
    assert "80.5 → 81.0" in erratum.to_text("en")


def test_a_record_that_is_no_erratum_is_reported(edition: ict.editions.Edition) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    whole = dict(ict.editions.read_register(edition.path.parent).records[1])
    for spoiled in ({}, {**whole["details"], "year": "2022"}, {**whole["details"], "more": 1}):
        with pytest.raises(DamagedArchiveError) as error:
            records.read_errata([{**whole, "details": spoiled}])
        assert error.value.details["file"] == "00000001.json"


def test_a_date_is_needed(edition: ict.editions.Edition) -> None:
    with pytest.raises(UsageError):
        ict.editions.withdraw(edition.path, reason="Wrong file", date=None)  # type: ignore[arg-type]
