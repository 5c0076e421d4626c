"""The demonstration: an edition of economies that do not exist, made in the real way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import edition_cases as cases
import pytest
from edition_cases import refused, tree
from offices import office

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.language import i18n


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Demonstration:
    return ict.editions.demonstrate(tmp_path_factory.mktemp("demo") / "fresh")


@pytest.mark.slow
def test_it_publishes_a_demonstration_of_economies_that_do_not_exist(
    made: ict.editions.Demonstration,
) -> None:
    opened = ict.open_edition(made.edition.path, root=made.edition.root)
    assert opened.id == "idi-2024-demonstration" and opened.kind == "demonstration"
    assert isinstance(opened, ict.editions.PublishedResult)
    assert not set(opened.economies) & set(catalogue.economies())
    for view in (opened.to_text("en"), opened.read("index.html").decode()):
        assert "Demonstration: synthetic data" in view


def test_every_economy_has_its_own_submission_and_receipt(made: ict.editions.Demonstration) -> None:
    submissions = made.folder / "submissions"
    for economy in made.economies:
        table = ict.read_observations(submissions / f"{economy.lower()}.csv")
        name = f"{economy.lower()}.receipt.json"
        receipt = ict.data.read_receipt(made.folder / "receipts" / name).join(table)
        assert receipt.role == "focal-point" and receipt.economies == (economy,)
    files = tree(made.edition.path)
    assert not [path for path in files if "submissions" in path or "answers" in path]
    assert all(b".csv" not in files[path] for path in ("receipts.json", "sourcing.json"))


def test_consultations_decide_which_estimates_are_used(made: ict.editions.Demonstration) -> None:
    """Silence and agreement admit an estimate; an objection leaves the economy without one."""
    opened = ict.open_edition(made.edition.path)
    silent, agreed, objected = made.economies[-3:]
    for economy in (silent, agreed):
        assert "estimate" in opened.flags[economy, "mobile-phone-ownership"]
    assert opened.excluded["economy"].tolist() == [objected]
    records = json.loads(opened.read("consultations.json"))["records"]
    # Whether a focal point agreed or was silent is not published, nor that one objected.
    assert [set(row) for row in records] == [{"economy", "indicator", "year", "notified"}] * 2
    assert [row["economy"] for row in records] == [silent, agreed]
    listed = json.loads(opened.read("receipts.json"))["records"]
    estimates = [row["receipt"] for row in listed if row["receipt"]["role"] == "compiler"]
    assert [receipt["economies"] for receipt in estimates] == [[silent, agreed]]


@pytest.mark.slow
def test_it_is_the_same_bytes_everywhere_and_always(
    made: ict.editions.Demonstration, tmp_path: Path
) -> None:
    again = ict.editions.demonstrate(tmp_path / "other folder")
    assert again.edition.root == made.edition.root and again.edition.head == made.edition.head
    assert tree(again.folder) == tree(made.folder)


@pytest.mark.slow
def test_it_can_be_recomputed_and_verified_alone(made: ict.editions.Demonstration) -> None:
    assert ict.editions.recompute(made.edition.path).identical
    for script in ("verify.py", "recompute.py"):
        done = subprocess.run(
            [sys.executable, "-I", made.edition.path / script], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError) as error:
        ict.editions.demonstrate(tmp_path)
    assert error.value.code == "folder.not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_an_empty_folder_is_fresh(tmp_path: Path) -> None:
    assert ict.editions.demonstrate(tmp_path).edition.path.is_dir()


@pytest.mark.parametrize("kind", ["exploration", "reconstruction"])
def test_what_does_not_exist_is_published_in_demonstrations_only(tmp_path: Path, kind: str) -> None:
    path = cases.written(tmp_path / "inbox", cases.rows(["XAA"]))
    accepted = cases.receipt(
        ict.read_observations(path), role="compiler" if kind == "reconstruction" else "focal-point"
    )
    chosen = ict.select_sources([accepted], cases.IDI, cut_off=cases.CUT_OFF)
    with refused("archive.synthetic-economy"):
        ict.publish(
            ict.compute(cases.IDI, chosen, kind=kind), tmp_path / "editions",
            released=cases.RELEASED, publisher=office(tmp_path / "editions"),
        )  # fmt: skip
    with refused("archive.synthetic-economy"):
        ict.editions.release_data(
            accepted, tmp_path / "editions", name="a", released=cases.RELEASED,
            publisher=office(tmp_path / "editions"),
            kind=None if kind == "exploration" else kind,
        )  # fmt: skip


def test_synthetic_economies_are_reported_as_such_and_are_in_no_list() -> None:
    codes = catalogue.synthetic_economies()
    assert len(codes) == 208 and not set(codes) & set(catalogue.economies())
    assert i18n.economy_name("XAC", "en") == "Synthetic economy C"
    assert i18n.economy_name("XBA", "en") == "Synthetic economy BA"
    assert len({i18n.economy_name(code, "ar") for code in codes}) == len(codes)
    assert not any(
        set(members) & set(codes)
        for dated in catalogue.groupings().values()
        for members in dated.groups.values()
    )
