"""Opening: the result of the day, from nothing but the folder, and nothing of it can be changed."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import statistics
from pathlib import Path

import basket_edition_cases
import edition_cases as cases
import numpy as np
import pandas as pd
import pytest
from edition_making import RECOMPUTATION, tiny
from offices import office
from small_cases import small_cases

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.editions import opening
from ictindex.editions.publish_common import vintage_of
from ictindex.editions.storage import disk
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.format import STAGE, decode_record, manifest
from ictindex.indices.idi import edition_files
from ictindex.indices.results.edition_observations import read_observations_file

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@pytest.fixture(scope="module")
def annex(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    return cases.reconstruction(tmp_path_factory.mktemp("open") / "editions", publisher="Us")


@pytest.fixture(scope="module")
def opened(annex: ict.editions.Edition) -> ict.editions.PublishedResult:
    return ict.open_edition(annex.path, root=annex.root)


@pytest.fixture(scope="module")
def of_the_day() -> ict.Result:
    return ict.compute(cases.IDI, cases.annex().observations, kind="reconstruction")


def test_it_says_what_it_is(annex, opened):
    assert (opened.id, opened.kind) == ("idi-2024-reconstruction", "reconstruction")
    assert (opened.root, opened.path) == (annex.root, annex.path)
    assert (opened.released.isoformat(), opened.publisher) == (cases.RELEASED, "Us")
    assert opened.report.verdict == "intact-pinned"
    assert opened.manifest["id"] == opened.id
    assert opened.vintage == "idi-2024"


@pytest.mark.slow
@small_cases(
    "view",
    [
        "scores", "exact", "ranks", "excluded", "values",
        lambda r: r.to_frame(), lambda r: r.to_frame(rounded=False), lambda r: r.ranking(),
        lambda r: r.groups("itu-region"), lambda r: r.groups("ldc", vintage="idi-2024"),
        lambda r: r.groups({"BRA": "ours", "KEN": "ours"}),
    ],
)  # fmt: skip
def test_every_frame_is_the_one_of_the_day(opened, of_the_day, view):
    if isinstance(view, str):
        other = "scores" if view == "values" else view
        pd.testing.assert_frame_equal(getattr(opened, view), getattr(of_the_day, other))
    else:
        pd.testing.assert_frame_equal(view(opened), view(of_the_day))


def without_closed(text: str, notes: set[str]) -> str:
    """Leave out of an explanation what no edition has: the file, its cell, and notes."""
    named = "|".join(["idi-2024-annex\\.csv", *map(re.escape, sorted(notes))])
    return re.sub(rf"\s*[;；؛][^;；؛()（）]*(?:{named})[^;；؛()（）]*(?=[;；؛)）])", "", text)


@pytest.mark.slow
def test_arrays_explanations_and_pages_are_those_of_the_day(opened, of_the_day):
    assert opened.dataset.drop_attrs().identical(of_the_day.dataset.drop_attrs())
    # 100.0 was printed with a decimal: the intervals of rounding rest on it.
    for name in ("values", "carried", "supplied"):
        mine, other = getattr(opened.input_rows, name), getattr(of_the_day.input_rows, name)
        assert [[str(cell) for cell in row] for row in mine] == [
            [str(cell) for cell in row] for row in other
        ]
    assert opened.bound_rows == of_the_day.bound_rows
    notes = set(of_the_day.observations.cells["note"]) - {""}
    for language in LANGUAGES:
        for economy in of_the_day.economies:
            there = of_the_day.explain(economy, language=language).to_text()
            mine = opened.explain(economy, language=language).to_text()
            # The one thing more that an opened edition says: which one it is.
            parts = [part for part in mine.split("\n\n") if opened.root not in part]
            assert parts == without_closed(there, notes).split("\n\n")
    assert [(f.code, f.details) for f in opened.exclusions] == [
        (f.code, f.details) for f in of_the_day.exclusions
    ]
    assert dict(opened.flags) == dict(of_the_day.flags)


def test_the_source_of_every_value_is_still_known_and_its_place_is_closed(opened, of_the_day):
    for economy in of_the_day.economies:
        for node in of_the_day.nodes:
            mine, other = (r.observation(economy, node) for r in (opened, of_the_day))
            assert (mine is None) == (other is None)
            if mine is not None:
                cells, day = opened.observations.cells, of_the_day.observations.cells
                for name in ("source", "source_class", "value", "year"):
                    assert cells[name][mine] == day[name][other]
                assert opened.observations.address(mine).line is None


@pytest.mark.slow
def test_an_official_edition_has_no_kind_in_its_id_and_names_who_was_left_out(tmp_path):
    lines = cases.rows(("BRA", "CHL"))
    lines += cases.rows(("KEN",), source_class="estimate")  # nobody was consulted: none is used
    edition = cases.publish(tmp_path / "editions", tmp_path / "inbox", lines)
    opened = ict.open_edition(edition.path)
    day = cases.official(tmp_path / "inbox" / "bra.csv")
    assert (opened.id, opened.kind) == ("idi-2024", "official")
    assert opened.scores.index.name == "economy (official)"  # of the day: an exploration

    def figures(frame):
        return frame.rename_axis("economy")

    # In public one reason serves whatever kept an economy out; the compiler's result has the other.
    assert opened.excluded["reason"].tolist() == ["no-admitted-value"]
    assert day.excluded["reason"].tolist() == ["missing-inputs"]
    assert opened.extent.complete and opened.groups()["of"].equals(
        opened.groups()["count"].astype("Int64").rename("of")
    )
    assert opened.excluded["economy"].tolist() == ["KEN"]
    pd.testing.assert_frame_equal(figures(opened.scores), figures(day.scores))
    assert ict.editions.recompute(edition.path).identical


def test_the_cell_of_a_workbook_is_not_named(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    lines = cases.rows()
    book.active.append(list(lines[0]))
    for line in lines:
        book.active.append(list(line.values()))
    path = tmp_path / "bra.xlsx"
    book.save(path)
    table = ict.read_observations(path)
    accepted = cases.receipt(table)
    result = ict.compute(
        cases.IDI, ict.select_sources([accepted], cases.IDI, cut_off=cases.CUT_OFF)
    )
    edition = ict.publish(
        result,
        tmp_path / "editions",
        released=cases.RELEASED,
        publisher=office(tmp_path / "editions"),
    )
    opened = ict.open_edition(edition.path)
    row = opened.observation("BRA", "internet-users")
    assert opened.observations.address(row).cell is None
    text = opened.explain("BRA", language="en").to_text()
    assert "G2" not in text and "bra.xlsx" not in text and "\u2013)" not in text


@pytest.mark.slow
def test_texts_come_back_as_they_were(tmp_path):
    texts = ['a "quoted", text', "back\\slash and \\n", "line\nbreak", "Côte d’Ivoire", " x "]
    lines = [
        {**line, "source": text.strip() if text == " x " else text}
        for line, text in zip(cases.rows(), texts * 2, strict=True)
    ]
    # The words of a print are public; those of a member would be left out.
    path = cases.written(tmp_path / "inbox", lines)
    edition = ict.publish(
        cases.official(path, role="compiler", transcribed="Annex"), tmp_path / "editions",
        released=cases.RELEASED,
    )  # fmt: skip
    columns = ict.open_edition(edition.path).observations.columns
    there = ict.read_observations(tmp_path / "inbox" / "bra.csv").columns
    by_key = dict(zip(there["indicator"], there["source"], strict=True))
    assert {key: by_key[key] for key in columns["indicator"]} == dict(
        zip(columns["indicator"], columns["source"], strict=True)
    )
    assert ict.editions.recompute(edition.path).identical


def test_nothing_of_it_can_be_changed(opened):
    before = opened.scores
    frame = opened.values
    frame.loc["BRA", "idi"] = 99.0
    opened.dataset["score"][:] = 0
    opened.manifest["id"] = "other"
    pd.testing.assert_frame_equal(opened.values, before)
    with pytest.raises(ValueError, match="read-only"):
        opened.rounded[0, 0] = None
    with pytest.raises(ValueError, match="WRITEABLE"):
        opened.rounded.flags.writeable = True
    for name in ("values", "root", "kind", "report", "anything"):
        with pytest.raises(ict.errors.ReadOnlyError):
            setattr(opened, name, None)
    with pytest.raises(TypeError):
        opened.report.files["table.csv"] = "intact"
    for array in (opened.missing, *opened.observations.columns.values()):
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


def test_what_happens_to_the_folder_afterwards_changes_nothing(annex, tmp_path):
    folder = tmp_path / "editions"
    shutil.copytree(annex.path.parent, folder)
    opened = ict.open_edition(folder / annex.id)
    before = opened.values
    shutil.rmtree(folder)
    pd.testing.assert_frame_equal(opened.values, before)
    assert b"BRA" in opened.read("table.csv")
    assert ict.editions.recompute(opened).identical
    assert opened.groups("itu-region")["count"].sum() > 0


def test_an_opened_edition_travels_between_processes(opened):
    again = pickle.loads(pickle.dumps(opened))  # noqa: S301
    assert (again.id, again.root) == (opened.id, opened.root)
    pd.testing.assert_frame_equal(again.values, opened.values)


def test_an_opened_edition_is_not_published_again(opened, tmp_path):
    with pytest.raises(ict.errors.RefusedEditionError) as raised:
        ict.publish(opened, tmp_path / "editions", released=cases.RELEASED, receipts=cases.annex())
    assert raised.value.code == "archive.not-a-result"


def test_an_altered_edition_is_not_opened_and_the_message_says_why(annex, tmp_path):
    folder = tmp_path / "editions"
    shutil.copytree(annex.path.parent, folder)
    (folder / annex.id / "table.csv").write_text("economy,idi\nBRA,99\n")
    with pytest.raises(ict.errors.DamagedArchiveError) as raised:
        ict.open_edition(folder / annex.id)
    message = raised.value.message("en")
    assert "is not what was published: table.csv." in message
    assert "Restore it from a copy that verifies." in message
    with pytest.raises(ict.errors.DamagedArchiveError, match=r"table\.csv"):
        ict.editions.list_editions(folder)[annex.id].open()


def test_a_wrong_root_or_head_keeps_it_closed(annex):
    other = "sha256:" + "0" * 64
    for pins in ({"root": other}, {"head": other}):
        with pytest.raises(ict.errors.DamagedArchiveError):
            ict.open_edition(annex.path, **pins)


def test_a_library_that_computes_otherwise_shows_nothing(annex, monkeypatch):
    monkeypatch.setattr(edition_files, "score_record", lambda result, key: {"schema": 1})
    with pytest.raises(ict.errors.DamagedArchiveError, match="not the bytes that were published"):
        ict.open_edition(annex.path)


def test_a_file_that_is_not_there_is_named(opened):
    with pytest.raises(ict.errors.UsageError, match=r"no file 'x'.*table\.csv"):
        opened.read("x")


@small_cases(
    "content",
    [
        b"", b"economy\n", b"\xff", b"economy,value\nBRA,1\n",
        b'economy,"value\n', b"economy,value\nBRA\n",
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused(content):
    with pytest.raises(ict.errors.DamagedArchiveError) as raised:
        read_observations_file({
            "inputs/observations.csv": content, "receipts.json": b'{"records":[],"schema":1}\n',
        })  # fmt: skip
    assert raised.value.code == "archive.unsound"


def test_a_document_that_is_none_is_refused():
    for content in (b"", b"\xff", b"schema = 1\n"):
        with pytest.raises(ict.errors.DamagedArchiveError, match="does not have the content"):
            opening.read_document(content, "methodology/x.toml")


def test_a_data_release_opens_as_its_observations(tmp_path):
    path = cases.written(tmp_path / "inbox", cases.rows())
    receipt = cases.receipt(ict.read_observations(path))
    edition = ict.editions.release_data(
        receipt, tmp_path / "editions", name="early", released="2024-03-01",
        publisher=office(tmp_path / "editions"),
    )  # fmt: skip
    release = ict.open_edition(edition.path, root=edition.root)
    assert isinstance(release, ict.editions.DataRelease)
    assert (release.id, release.kind) == ("data-2024-early", "official")
    assert (release.root, release.publisher) == (edition.root, "Example office")
    mine, there = release.observations.columns, receipt.observations.columns
    order = np.argsort(there["indicator"])
    assert mine["indicator"].tolist() == there["indicator"][order].tolist()
    assert mine["value"].tolist() == there["value"][order].tolist()
    assert repr(release) == "<DataRelease data-2024-early>"
    assert b"early" in release.read("manifest.json")
    assert pickle.loads(pickle.dumps(release)).root == release.root  # noqa: S301
    with pytest.raises(ict.errors.ReadOnlyError):
        release.root = ""
    with pytest.raises(ict.errors.UsageError, match="data release"):
        ict.editions.recompute(edition.path)


def test_the_list_is_that_of_the_register(tmp_path):
    folder = tmp_path / "editions"
    roots = {year: tiny(folder, year) for year in (2023, 2024, 2025)}
    keys = [f"idi-{year}-demonstration" for year in roots]
    about = {"id": keys[0], "root": roots[2023], "date": "2026-01-01"}
    commit(folder, {**about, "type": "erratum"})
    commit(folder, {**about, "type": "withdrawal"})
    shutil.rmtree(folder / keys[1])
    listed = ict.editions.list_editions(folder)
    assert [edition.id for edition in listed] == keys
    assert [edition.state for edition in listed] == ["withdrawn", "folder-missing", "published"]
    assert [edition.errata for edition in listed] == [1, 0, 0]
    assert [edition.root for edition in listed] == list(roots.values())
    assert listed[keys[2]].released.isoformat() == "2025-06-27"
    assert len(listed[:2]) == 2 and listed[-1].id == keys[2]
    assert listed.head == ict.editions.read_register(folder).head
    frame = listed.to_frame()
    assert frame["state"].tolist() == ["withdrawn", "folder-missing", "published"]
    assert frame.attrs["head"] == listed.head
    text = listed.to_text("en")
    assert "its folder is missing" in text and roots[2025] in text and listed.head in text
    assert "<table" in listed._repr_html_() and repr(listed).startswith("Editions")
    with pytest.raises(ict.errors.CatalogueError, match="There are: idi-2023-demonstration"):
        listed["idi-2023"]


def test_all_are_verified_at_once(tmp_path):
    folder = tmp_path / "editions"
    for year in (2023, 2024, 2025):
        tiny(folder, year)
    head = ict.editions.read_register(folder).head
    (folder / "idi-2024-demonstration" / "table.csv").write_bytes(b"x")
    shutil.rmtree(folder / "idi-2025-demonstration")
    verdicts = [
        edition.verdict for edition in ict.editions.list_editions(folder).verify(head).values()
    ]
    assert verdicts == ["intact-pinned", "altered", "incomplete"]
    with pytest.raises(ict.errors.UsageError):
        ict.editions.list_editions(folder).verify("7")


def test_a_damaged_register_is_not_listed(tmp_path):
    folder = tmp_path / "editions"
    tiny(folder, 2023)
    (folder / "register" / "00000000.json").write_bytes(b"{}\n")
    with pytest.raises(ict.errors.DamagedArchiveError, match=r"00000000\.json"):
        ict.editions.list_editions(folder)


def test_a_folder_that_is_none_is_reported(tmp_path):
    with pytest.raises(ict.errors.UsageError, match="not a folder of editions"):
        ict.editions.list_editions(tmp_path / "nothing")
    assert len(ict.editions.list_editions(tmp_path)) == 0


def unfinished(folder: Path, edition: Path) -> Path:
    """Leave an edition as a publisher leaves it who dies after the commit."""
    stage = folder / f"{STAGE}0123"
    os.rename(edition, stage)  # noqa: PTH104
    assert disk.is_whole(stage)
    return stage


def test_what_a_dead_publisher_committed_gets_its_name(annex, tmp_path):
    for look in (lambda f: ict.open_edition(f / annex.id), ict.editions.list_editions):
        folder = tmp_path / f"editions-{id(look)}"
        shutil.copytree(annex.path.parent, folder)
        stage = unfinished(folder, folder / annex.id)
        look(folder)
        assert not stage.exists()
        assert ict.verify(folder / annex.id, root=annex.root).verdict == "intact-pinned"


def test_a_stage_that_is_not_whole_is_never_served(annex, tmp_path):
    folder = tmp_path / "editions"
    shutil.copytree(annex.path.parent, folder)
    stage = unfinished(folder, folder / annex.id)
    (stage / "table.csv").write_bytes(b"economy")
    with pytest.raises(ict.errors.DamagedArchiveError, match=r"published: manifest\.json\."):
        ict.open_edition(folder / annex.id)
    assert ict.editions.list_editions(folder)[0].state == "folder-missing"


def test_an_edition_has_the_groupings_of_its_year_where_the_list_has_all_economies(tmp_path):
    path = cases.written(tmp_path / "inbox", cases.rows(year="2023"))
    accepted = cases.receipt(ict.read_observations(path), year=2023)
    idi = ict.methodology("idi", edition=2025)
    result = ict.compute(idi, ict.select_sources([accepted], idi, cut_off="2025-04-30"))
    assert not catalogue.not_listed("itu-region", "idi-2025", result.economies)
    edition = ict.publish(
        result,
        tmp_path / "editions",
        released="2025-06-27",
        publisher=office(tmp_path / "editions"),
    )
    opened = ict.open_edition(edition.path)
    assert (opened.id, opened.vintage) == ("idi-2025", "idi-2025")
    # No group figure is published for an economy that an incomplete list lacks.
    assert vintage_of(None, "idi-2025", result.economies) == "idi-2025"
    assert vintage_of(None, "idi-2025", ["AIA"]) == ""


def test_an_edition_whose_year_has_no_groupings_opens_without(tmp_path):
    path = cases.written(tmp_path / "inbox", cases.rows(year="2024"))
    accepted = cases.receipt(ict.read_observations(path), year=2024)
    idi = ict.methodology("idi", edition=2026)
    result = ict.compute(idi, ict.select_sources([accepted], idi, cut_off="2026-04-30"))
    edition = ict.publish(
        result,
        tmp_path / "editions",
        released="2026-06-27",
        publisher=office(tmp_path / "editions"),
    )
    opened = ict.open_edition(edition.path)
    assert (opened.id, opened.vintage) == ("idi-2026", "")
    figures = opened.groups("ldc", vintage="idi-2024").query("node == 'idi'")
    assert figures["count"].tolist() == [0, 1]
    with pytest.raises(ict.errors.UsageError, match="vintage"):
        opened.groups("ldc")
    assert sorted(ict.editions.recompute(opened).files) == ["results.json", "table.csv"]
    assert "groups.json" not in RECOMPUTATION.recompute(str(edition.path))


def test_a_confidential_value_of_a_data_release_is_missing_with_its_status(tmp_path):
    lines = cases.rows()
    lines[0]["conf_status"] = "C"
    path = cases.written(tmp_path / "inbox", lines)
    receipt = cases.receipt(ict.read_observations(path))
    edition = ict.editions.release_data(
        receipt, tmp_path / "editions", name="early", released="2024-03-01",
        publisher=office(tmp_path / "editions"),
        salt=cases.SALT,
    )  # fmt: skip
    observations = ict.open_edition(edition.path).observations
    row = observations.columns["indicator"].tolist().index(lines[0]["indicator"])
    assert observations.columns["value"][row] is None and observations.columns["status"][row] == "Q"
    assert int(observations.missing.sum()) == 1
    assert lines[0]["value"].encode() not in b"".join(cases.tree(edition.path / "inputs").values())


@pytest.mark.parametrize("file", ["results.json", "findings.json"])
@pytest.mark.parametrize(
    "content", [b"", b"[]\n", b"\xff", b"[" * 100_000, b"{}\n", b'{"exclusions":[1]}\n']
)
def test_an_edition_that_was_forged_whole_is_reported_where_it_says_nothing(
    annex, tmp_path, file, content
):
    """It agrees with its manifest, and nobody pinned a root: what is in it is still no edition."""
    files = {**cases.tree(annex.path), file: content}
    head = decode_record(files.pop("manifest.json"), "manifest.json")
    parts = ("id", "index", "edition", "kind", "year", "released", "publisher")
    files["manifest.json"] = manifest({part: head[part] for part in parts}, files)
    for path, message in files.items():
        folder = tmp_path / "forged" / path
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.write_bytes(message)
    assert ict.verify(tmp_path / "forged").verdict == "intact"
    with pytest.raises(ict.errors.DamagedArchiveError, match=file):
        ict.open_edition(tmp_path / "forged")


@pytest.fixture(scope="module")
def baskets(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.PublishedBaskets:
    folder = tmp_path_factory.mktemp("baskets") / "editions"
    return ict.open_edition(basket_edition_cases.reconstruction(folder).path)


def test_baskets_are_grouped_by_the_lists_frozen_in_the_edition(baskets):
    frozen = baskets.groups("ldc")
    assert frozen.attrs["vintage"] == baskets.vintage == "ipb-2025"
    pd.testing.assert_frame_equal(baskets.groups("ldc", vintage="ipb-2025"), frozen)


def test_baskets_are_grouped_by_another_list_that_is_asked_for(baskets):
    # The medians of the members of that list, counted once more.
    asked = baskets.groups("ldc", vintage="m49-2026")
    assert asked.attrs["vintage"] == "m49-2026"
    members = catalogue.groups("ldc", "m49-2026").groups["ldc"]
    rows = asked[asked["group"] == "ldc"].set_index("basket")
    for basket in baskets.baskets:
        shares = baskets.shares[basket].dropna()
        held = [share for economy, share in shares.items() if economy in members]
        assert rows.loc[basket, "count"] == len(held)
        assert rows.loc[basket, "median"] == statistics.median(held)


def test_baskets_are_grouped_by_groups_of_ones_own(baskets):
    own = {"ECU": "ours", "SLV": "ours"}
    frame = baskets.groups(own)
    row = frame[(frame["group"] == "ours") & (frame["basket"] == "fixed-broadband")].iloc[0]
    assert (row["count"], row["median"]) == (
        2,
        statistics.median(baskets.shares.loc[list(own), "fixed-broadband"]),
    )
