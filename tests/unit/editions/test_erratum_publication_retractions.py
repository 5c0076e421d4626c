"""Errata that are retracted, dates that order the register, withdrawals by the publisher alone."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from edition_cases import annex, copied, reconstruction, refused, tree
from edition_making import both
from typer.testing import CliRunner

import ictindex as ict
from ictindex.apps.cli.command_tree import app
from ictindex.core.errors import DamagedArchiveError, UsageError
from ictindex.editions import errata, record_fields
from ictindex.editions.errata import Retraction
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.format import record_digest
from ictindex.language import i18n

CORRECTION: dict[str, Any] = {
    "economy": "BRA", "indicator": "internet-users", "corrected": "81.5",
    "reason": "The survey was revised.", "role": "publisher", "date": "2024-09-01",
}  # fmt: skip
RETRACTION: dict[str, Any] = {
    "reason": "The survey was right.", "role": "publisher", "date": "2024-09-08",
}  # fmt: skip
TODAY = dt.date(2026, 11, 27)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    return reconstruction(tmp_path_factory.mktemp("first") / "editions")


@pytest.fixture
def edition(first: ict.editions.Edition, tmp_path: Path) -> ict.editions.Edition:
    return copied(first, tmp_path / "editions")


@pytest.fixture(scope="module")
def first_retracted(
    first: ict.editions.Edition, tmp_path_factory: pytest.TempPathFactory
) -> ict.editions.Edition:
    edition = copied(first, tmp_path_factory.mktemp("retracted") / "editions")
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    ict.editions.retract_erratum(edition.path, 1, **RETRACTION)
    return edition


@pytest.fixture
def retracted(first_retracted: ict.editions.Edition, tmp_path: Path) -> ict.editions.Edition:
    return copied(first_retracted, tmp_path / "editions")


# ---------------------------------------------------------------- what is on record


@pytest.mark.slow
def test_a_retraction_names_the_erratum_and_takes_no_record_away(
    edition: ict.editions.Edition,
) -> None:
    before = tree(edition.path)
    erratum = ict.editions.publish_erratum(edition.path, **CORRECTION)
    register = edition.path.parent / "register"
    first = (register / "00000001.json").read_bytes()
    retraction = ict.editions.retract_erratum(edition.path, erratum.number, **RETRACTION)
    assert tree(edition.path) == before and (register / "00000001.json").read_bytes() == first
    data = json.loads((register / "00000002.json").read_bytes())
    # Its type is that of errata, its schema 1: no published verifier would know another.
    assert (data["type"], data["schema"], data["id"]) == ("erratum", 1, edition.id)
    assert data["details"] == {
        "retracts": 1, "record": record_digest(first), "reason": "The survey was right.",
        "role": "publisher",
    }  # fmt: skip
    assert retraction.retraction == Retraction(
        2, dt.date(2024, 9, 8), "The survey was right.", "publisher"
    )
    assert (retraction.number, retraction.correction) == (erratum.number, erratum.correction)
    assert ict.open_edition(edition.path).errata == (retraction,)


def test_reports_and_lists_count_it_apart(retracted: ict.editions.Edition) -> None:
    ict.editions.publish_erratum(
        retracted.path, **{**CORRECTION, "corrected": "81", "date": "2024-09-09"}
    )
    report = both(retracted.path, root=retracted.root)
    assert (report.verdict, report.errata, report.retracted) == ("intact-pinned", 2, 1)
    assert "Errata on record: 2, of which retracted: 1." in report.to_text("en")
    (listed,) = ict.editions.list_editions(retracted.path.parent)
    assert (listed.errata, listed.retracted) == (2, 1)
    frame = ict.editions.list_editions(retracted.path.parent).to_frame()
    assert frame[["errata", "retracted"]].values.tolist() == [[2, 1]]
    assert "2 (retracted: 1)" in ict.editions.list_editions(retracted.path.parent).to_text("en")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(
    "write",
    [
        lambda opened, language: opened.to_text(language),
        lambda opened, language: opened.to_html(language),
        lambda opened, language: opened.explain("BRA", language=language).to_text(),
        lambda opened, language: ict.analysis.series([opened]).to_text(language),
        lambda opened, language: ict.editions.compare_editions(opened, opened).to_text(language),
        lambda opened, language: opened.errata[0].to_text(language),
    ],
    ids=["text", "page", "explanation", "series", "comparison", "erratum"],
)
def test_every_view_says_that_it_is_retracted(
    retracted: ict.editions.Edition, write: Any, language: str
) -> None:
    opened = ict.open_edition(retracted.path)
    text = write(opened, language)
    words = opened.errata[0].retraction.describe(language)  # type: ignore[union-attr]
    assert i18n.label("errata/roles", "publisher", language) in words
    assert "2024-09-08" in words and "The survey was right." in words
    assert " ".join(words.split()) in " ".join(text.split())
    assert "2024-09-01" in text  # and the erratum stays


@pytest.mark.slow
def test_frames_and_files_count_it(retracted: ict.editions.Edition, tmp_path: Path) -> None:
    opened = ict.open_edition(retracted.path)
    for attrs in (opened.dataset.attrs, opened.values.attrs, opened.groups().attrs):
        assert (attrs["errata"], attrs["errata_retracted"]) == ("1", "1")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(opened.save(tmp_path / "view.xlsx"))
    rows = [row for sheet in book for row in sheet.iter_rows(max_col=2, values_only=True)]
    assert ("errata_retracted", "1") in rows


@pytest.mark.slow
def test_those_that_are_not_shown_are_counted(edition: ict.editions.Edition) -> None:
    for value in range(1, 8):
        ict.editions.publish_erratum(edition.path, **{**CORRECTION, "corrected": str(value)})
    ict.editions.retract_erratum(edition.path, 7, **RETRACTION)
    text = ict.open_edition(edition.path).to_text("en")
    assert "More errata on record: 2, of which retracted: 1." in text


def test_a_data_release_has_retractions_too(tmp_path: Path) -> None:
    released = ict.editions.release_data(
        annex(), tmp_path / "editions", name="annex", released="2024-06-27"
    )
    erratum = ict.editions.publish_erratum(released.path, **CORRECTION)
    ict.editions.retract_erratum(
        released.path, erratum.number, **{**RETRACTION, "role": "publisher"}
    )
    (actual,) = ict.open_edition(released.path).errata
    assert actual.retraction is not None and actual.retraction.role == "publisher"


def test_what_was_retracted_can_be_put_on_record_again(retracted: ict.editions.Edition) -> None:
    with refused("retraction.on-record"):
        ict.editions.retract_erratum(retracted.path, 1, **RETRACTION)
    again = ict.editions.publish_erratum(retracted.path, **{**CORRECTION, "date": "2024-10-01"})
    assert [erratum.retraction is None for erratum in ict.open_edition(retracted.path).errata] == [
        False, True,
    ]  # fmt: skip
    with refused("erratum.on-record"):
        ict.editions.publish_erratum(retracted.path, **{**CORRECTION, "date": "2024-10-02"})
    assert ict.editions.retract_erratum(
        retracted.path, again.number, **{**RETRACTION, "date": "2024-10-03"}
    ).retraction


@pytest.mark.parametrize("number", [0, 2, 3, -1, 99])
def test_only_an_erratum_is_retracted(retracted: ict.editions.Edition, number: int) -> None:
    """Not the publication, not a retraction, not what is not there."""
    with refused("retraction.no-erratum"):
        ict.editions.retract_erratum(retracted.path, number, **RETRACTION)
    assert len(ict.editions.read_register(retracted.path.parent)) == 3


@pytest.mark.slow
def test_an_erratum_to_another_edition_is_not_retracted_here(tmp_path: Path) -> None:
    folder = tmp_path / "editions"
    edition = reconstruction(folder)
    other = ict.editions.release_data(annex(), folder, name="annex", released="2024-06-27")
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    with refused("retraction.no-erratum"):
        ict.editions.retract_erratum(other.path, 2, **RETRACTION)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"role": "user"}, "erratum.not-publisher"),
        ({"role": "compiler"}, "erratum.not-publisher"),
        ({"role": "Mr X"}, "erratum.not-publisher"),
        ({"reason": "two\nlines"}, "erratum.reason-needed"),
        ({"date": "2024-08-31"}, "erratum.before-last"),
        ({"date": "soon"}, "argument.no-date"),
    ],
)
def test_what_is_no_retraction_is_refused(
    edition: ict.editions.Edition, other: dict[str, str], code: str
) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    with pytest.raises(ict.errors.IctindexError) as error:
        ict.editions.retract_erratum(edition.path, 1, **{**RETRACTION, **other})
    assert error.value.code == code and len(ict.editions.read_register(edition.path.parent)) == 2


def test_the_number_is_a_whole_number(edition: ict.editions.Edition) -> None:
    for number in ("1", 1.0, True, None):
        with pytest.raises(UsageError):
            ict.editions.retract_erratum(edition.path, number, **RETRACTION)  # type: ignore[arg-type]


def test_nothing_is_retracted_of_what_was_withdrawn(edition: ict.editions.Edition) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-02")
    with refused("archive.withdrawn"):
        ict.editions.retract_erratum(edition.path, 1, **RETRACTION)


def test_the_folder_may_be_gone(edition: ict.editions.Edition) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    shutil.rmtree(edition.path)
    assert ict.editions.retract_erratum(edition.path, 1, **RETRACTION).retraction


@pytest.mark.parametrize(
    "changed",
    [
        {"retracts": 0}, {"retracts": 2}, {"retracts": "1"}, {"retracts": [1]}, {"role": "Mr X"},
        {"record": "sha256:" + "0" * 64}, {"reason": 5}, {"more": 1},
    ],
)  # fmt: skip
def test_a_retraction_of_nothing_is_reported_and_not_dropped(
    edition: ict.editions.Edition, changed: dict[str, Any]
) -> None:
    """A record that a forger adds: it names no erratum, or another one than it says."""
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    register = ict.editions.read_register(edition.path.parent)
    details = errata.retraction_details(1, register.digests[1], "No reason", "publisher") | changed
    about = {"id": edition.id, "root": edition.root, "date": "2024-09-08"}
    commit(edition.path.parent, {**about, "type": "erratum", "details": details})
    with pytest.raises(DamagedArchiveError) as error:
        _ = ict.open_edition(edition.path).errata
    assert error.value.details["file"] == "00000002.json"


def test_a_retraction_that_is_taken_away_is_missed(retracted: ict.editions.Edition) -> None:
    head = ict.editions.read_register(retracted.path.parent).head
    (retracted.path.parent / "register" / "00000002.json").unlink()
    report = both(retracted.path, head=head)
    assert report.verdict == "register-forked-or-rolled-back"


# ---------------------------------------------------------------- dates


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_fields, "today", lambda: TODAY)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("date", "taken"), [("2026-11-27", True), ("2026-11-28", True), ("2026-11-29", False),
                        ("9999-12-31", False)],
)  # fmt: skip
def test_a_date_lies_a_day_ahead_at_the_most(
    edition: ict.editions.Edition, date: str, taken: bool
) -> None:
    def calls() -> list[Any]:
        return [
            lambda **more: ict.editions.publish_erratum(
                edition.path, **{**CORRECTION, "date": date}, **more
            ),
            lambda **more: ict.editions.retract_erratum(
                edition.path, 1, **{**RETRACTION, "date": date}, **more
            ),
            lambda **more: ict.editions.withdraw(
                edition.path, reason="Wrong file", date=date, **more
            ),
        ]

    for call in calls():
        if not taken:
            with pytest.raises(UsageError, match="the clock of this machine says 2026-11-27"):
                call()
        call(force=not taken)
    assert len(ict.editions.read_register(edition.path.parent)) == 4


@pytest.mark.usefixtures("clock")
def test_what_is_added_later_was_not_stated_earlier(edition: ict.editions.Edition) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    for force in (False, True):
        with pytest.raises(UsageError, match=r"2024-08-31 is before 2024-09-01.*\(number 1\)"):
            ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-08-31", force=force)
        with pytest.raises(UsageError) as error:
            other = {**CORRECTION, "corrected": "81", "date": "2024-08-31"}
            ict.editions.publish_erratum(edition.path, **other, force=force)
        assert error.value.code == "erratum.before-last"
    ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-01")  # the same day


@pytest.mark.usefixtures("clock")
def test_a_record_of_a_day_to_come_does_not_close_the_register(
    edition: ict.editions.Edition,
) -> None:
    ict.editions.publish_erratum(edition.path, **{**CORRECTION, "date": "9999-12-31"}, force=True)
    ict.editions.publish_erratum(
        edition.path, **{**CORRECTION, "corrected": "81", "date": TODAY.isoformat()}
    )
    with pytest.raises(UsageError):  # what was before today is before the last record all the same
        ict.editions.withdraw(edition.path, reason="Wrong file", date="2026-11-26")


# ---------------------------------------------------------------- withdrawals


@pytest.mark.parametrize("role", ["user", "focal-point", "compiler"])
def test_only_the_publisher_withdraws(edition: ict.editions.Edition, role: str) -> None:
    with refused("erratum.not-publisher"):
        ict.editions.withdraw(edition.path, reason="I do not like it", role=role, date="2024-09-01")
    assert len(ict.editions.read_register(edition.path.parent)) == 1
    withdrawal = ict.editions.withdraw(
        edition.path, reason="Wrong file", role="publisher", date="2024-09-01"
    )
    assert withdrawal.role == "publisher"


# ---------------------------------------------------------------- commands


def test_the_commands_retract_and_refuse(edition: ict.editions.Edition) -> None:
    runner = CliRunner()
    ict.editions.publish_erratum(edition.path, **CORRECTION)
    arguments = [
        "--reason",
        "The survey was right.",
        "--role",
        "publisher",
        "--date",
        "2024-09-08",
    ]
    done = runner.invoke(app, ["retract", str(edition.path), "1", *arguments, "--json"])
    assert json.loads(done.stdout)["retraction"]["number"] == 2
    done = runner.invoke(app, ["verify", str(edition.path), "--json"])
    assert (json.loads(done.stdout)["errata"], json.loads(done.stdout)["retracted"]) == (1, 1)
    done = runner.invoke(app, ["editions", str(edition.path.parent), "--json"])
    (listed,) = json.loads(done.stdout)["editions"]
    assert (listed["errata"], listed["retracted"]) == (1, 1)
    done = runner.invoke(app, ["retract", str(edition.path), "1", *arguments])
    assert getattr(done.exception, "code", "") == "retraction.on-record"
