"""Publishing: what goes into an edition, under which id, and what is refused."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import edition_cases as cases
import numpy as np
import pandas as pd
import pytest
from edition_cases import ANNEX, IDI, RELEASED, SALT, publish, receipt, refused, rows, tree, written
from offices import office
from small_cases import small_cases

import ictindex as ict
from ictindex.core import canonical, package_data
from ictindex.core.errors import (
    CatalogueError,
    DocumentError,
    DraftMethodologyError,
    FrozenDocumentError,
    RefusedEditionError,
    TakenIdError,
    UnusableFileError,
    UsageError,
    VoidReceiptError,
)
from ictindex.editions import contents
from ictindex.editions.demonstration import demonstrate
from ictindex.indices.results.edition_parts import finding_record
from ictindex.submissions.closed.commitments import acknowledge

# Not `from ... import validity`: the package gives that name to a function.
validity = import_module("ictindex.definitions.documents.validity")

FILES = {
    "README.txt", "catalogue/economies.json", "catalogue/groups.json",
    "catalogue/indicators.json", "catalogue/nodes.json", "consultations.json", "datapackage.json",
    "disclosure.json", "findings.json", "groups.json", "index.html", "inputs/accepted.csv",
    "inputs/observations.csv",
    "manifest.json", "methodology/evidence.toml", "methodology/idi-methodology-2023.toml",
    "methodology/validity.json", "receipts.json", "recompute.py", "results.json",
    "rules/b.toml", "rules/c.toml", "rules/d.toml", "rules/detection-2026.toml", "rules/m.toml",
    "rules/p.toml", "rules/patterns-2026.toml",
    "rules/r.toml", "rules/ruleset.json", "rules/s.toml", "rules/t.toml", "rules/x.toml",
    "sourcing.json", "table.csv", "terms.json", "verify.py",
}  # fmt: skip


def loaded(edition: ict.editions.Edition, name: str) -> Any:
    return json.loads((edition.path / name).read_bytes())


def test_an_edition_holds_all_that_it_was_made_of(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    assert set(tree(edition.path)) == FILES
    assert sorted(path.name for path in (tmp_path / "editions").iterdir()) == [
        "idi-2024",
        "publisher",
        "register",
        "signatures",
    ]
    assert (edition.id, edition.kind, edition.released) == (
        "idi-2024", "official", dt.date(2024, 6, 27),
    )  # fmt: skip


def test_the_root_is_the_digest_of_the_manifest_which_lists_every_file(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    content = (edition.path / "manifest.json").read_bytes()
    digest = hashlib.sha256(b"ictindex:edition:1\n" + content).hexdigest()
    assert edition.root == f"sha256:{digest}"
    listed = {file["path"]: (file["size"], file["sha256"]) for file in json.loads(content)["files"]}
    there = {
        path: (len(data), hashlib.sha256(data).hexdigest())
        for path, data in tree(edition.path).items()
        if path != "manifest.json"
    }
    assert listed == there


def test_the_register_holds_the_root(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    content = (tmp_path / "editions" / "register" / "00000000.json").read_bytes()
    assert json.loads(content) == {
        "date": "2024-06-27", "edition": 2024, "id": "idi-2024", "index": "idi",
        "kind": "official", "number": 0, "previous": "", "publisher": "Example office",
        "root": edition.root, "schema": 1, "type": "edition", "year": 2022,
    }  # fmt: skip
    head = hashlib.sha256(b"ictindex:register:1\n" + content).hexdigest()
    assert (
        edition.head == f"sha256:{head}" == ict.editions.read_register(tmp_path / "editions").head
    )


def test_files_of_one_name_are_no_hindrance_and_are_not_named(tmp_path: Path) -> None:
    places = [
        written(tmp_path / economy, rows([economy]), "submission.csv") for economy in ("BRA", "KEN")
    ]
    receipts = [receipt(ict.read_observations(path)) for path in places]
    result = ict.compute(IDI, ict.select_sources(receipts, IDI, cut_off=cases.CUT_OFF))
    edition = ict.publish(
        result,
        tmp_path / "editions",
        released=RELEASED,
        publisher=office(tmp_path / "editions"),
    )
    files = tree(edition.path)
    assert not [path for path in files if "submissions" in path]
    assert all(b"submission.csv" not in content for content in files.values())
    assert len(loaded(edition, "receipts.json")["records"]) == 2


def test_no_gap_in_the_names_says_that_a_submission_was_replaced(tmp_path: Path) -> None:
    """Whichever of two submissions was replaced, the other one is the first and only receipt."""
    path = written(tmp_path / "inbox", rows())
    table = ict.read_observations(path)
    for n, days in enumerate((("2024-02-01", "2024-02-02"), ("2024-02-02", "2024-02-01"))):
        receipts = [receipt(table, submitted=day, as_printed=k) for k, day in enumerate(days)]
        result = ict.compute(IDI, ict.select_sources(receipts, IDI, cut_off=cases.CUT_OFF))
        folder = tmp_path / str(n)
        edition = ict.publish(result, folder, released=RELEASED, publisher=office(folder))
        (record,) = loaded(edition, "receipts.json")["records"]
        assert (record["name"], record["receipt"]["submitted"]) == ("receipt-1", "2024-02-02")


def test_results_have_every_figure_at_full_precision(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    content = loaded(edition, "results.json")
    row = {row[1]: dict(zip(content["columns"], row, strict=True)) for row in content["rows"]}
    # 100 * ln(1 + x) / ln(1 + full), as the document says, with 40 digits of Python's decimal.
    assert row["internet-users"]["value"] == "80.5"
    parts = [Decimal(row[key]["score"]) for key in ("universal-connectivity",
                                                    "meaningful-connectivity")]  # fmt: skip
    assert abs(sum(parts) / 2 - Decimal(row["idi"]["score"])) < Decimal("1e-18")
    assert row["idi"]["rank"] == 1 and row["idi"]["value"] is None
    assert len(row["idi"]["score"].partition(".")[2]) > 15
    assert Decimal(row["idi"]["rounded"]) == round(Decimal(row["idi"]["score"]), 1)
    table = (edition.path / "table.csv").read_text().splitlines()
    assert table[0].startswith("economy,idi,universal-connectivity,")
    assert Decimal(table[1].split(",")[1]) == Decimal(row["idi"]["rounded"])


def test_observations_are_there_as_used(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    frame = pd.read_csv(edition.path / "inputs/observations.csv", dtype=str, keep_default_na=False)
    assert dict(zip(frame["indicator"], frame["value"], strict=True)) == cases.VALUES
    name = loaded(edition, "receipts.json")["records"][0]["name"]
    assert set(frame["receipt"]) == {name}
    assert frame["written"].tolist() == frame["value"].tolist()
    for closed in ("file", "line", "column", "letter", "note", "consultation"):
        assert set(frame[closed]) == {""}


def test_the_methodology_is_the_frozen_document(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    contents = package_data.folder("methodology")
    name = "idi-methodology-2023.toml"
    assert (edition.path / "methodology" / name).read_bytes() == (
        contents / "idi" / name
    ).read_bytes()
    evidence = (contents / "evidence" / name).read_bytes()
    assert (edition.path / "methodology/evidence.toml").read_bytes() == evidence


def test_groups_have_the_vintage_of_the_edition(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    assert loaded(edition, "groups.json")["vintage"] == "idi-2024"
    members = loaded(edition, "catalogue/groups.json")["groups"]["groupings"]["itu-region"]
    assert "BRA" in members["groups"]["americas"]
    figures = loaded(edition, "groups.json")["groupings"]["itu-region"]["rows"]
    idi = [figure for figure in figures if figure[:2] == ["americas", "idi"]]
    rounded = loaded(edition, "results.json")["rows"][0][5]
    assert idi == [["americas", "idi", 1, rounded, rounded]]


def test_another_vintage_can_be_named(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox", vintage="m49-2020")
    assert list(loaded(edition, "groups.json")["groupings"]) == ["development"]
    with pytest.raises(CatalogueError, match=r"No grouping has the vintage 'idi-1999'"):
        publish(tmp_path / "other", tmp_path / "inbox", vintage="idi-1999")


def test_terms_are_there_in_six_languages(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    languages = loaded(edition, "terms.json")["languages"]
    assert languages["es"]["economies"]["BRA"] == "Brasil"
    assert languages["zh"]["economies"]["BRA"] == "巴西"
    page = (edition.path / "index.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in page and "Brasil" in page and "<script" not in page


@pytest.mark.slow
def test_the_same_publication_has_the_same_bytes_everywhere(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import edition_cases as c, pathlib, decimal\n"
        "decimal.getcontext().prec = 5\n"
        "print(c.publish(pathlib.Path('e'), pathlib.Path('i')).root)\n"
    )
    surroundings = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONOPTIMIZE": "2"}
    where = tmp_path / "elsewhere"
    where.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parents[2] / "support")],
        cwd=where, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(ict.__file__).parents[1]), **surroundings},
    )  # fmt: skip
    assert done.stdout.strip() == edition.root


def test_nothing_of_the_run_is_in_an_edition(tmp_path: Path) -> None:
    edition = publish(tmp_path / "editions", tmp_path / "inbox")
    # The numbers of detection are dated by whoever fitted them.
    own = tree(edition.path).items()
    text = b"\n".join(content for name, content in own if not name.startswith("rules/"))
    assert str(tmp_path).encode() not in text
    assert str(Path.home()).encode() + b"/" not in text
    assert dt.datetime.now(tz=dt.UTC).date().isoformat().encode() not in text
    assert np.__version__.encode() not in text


def test_order_of_receipts_is_no_part_of_the_content(tmp_path: Path) -> None:
    places = [
        written(tmp_path / "in", rows([economy]), f"{economy}.csv")
        for economy in ("BRA", "KEN", "FRA")
    ]
    receipts = [receipt(ict.read_observations(path)) for path in places]
    roots = set()
    for n, several in enumerate((receipts, receipts[::-1])):
        result = ict.compute(IDI, ict.select_sources(several, IDI, cut_off=cases.CUT_OFF))
        roots.add(
            ict.publish(
                result,
                tmp_path / str(n),
                released=RELEASED,
                publisher=office(tmp_path / str(n)),
            ).root
        )
    assert len(roots) == 1


def test_what_was_handed_out_cannot_change_what_is_published(tmp_path: Path) -> None:
    root = publish(tmp_path / "one", tmp_path / "inbox").root
    path = written(tmp_path / "inbox", rows())
    result = cases.official(path)
    for frame in (result.scores, result.exact):
        frame.iloc[0, 0] = 99
    table = result.observations.to_frame()
    table["value"] = Decimal(99)
    result.dataset["score"][:] = 99.0
    for array in (
        result.rounded,
        result.observations.columns["value"],
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = Decimal(99)
    edition = ict.publish(
        result,
        tmp_path / "two",
        released=RELEASED,
        publisher=office(tmp_path / "two"),
    )
    assert edition.root == root


# Kinds


def test_a_transcribed_print_is_a_reconstruction(tmp_path: Path) -> None:
    edition = cases.reconstruction(tmp_path)
    assert (edition.id, edition.kind) == ("idi-2024-reconstruction", "reconstruction")
    assert loaded(edition, "sourcing.json") == {"schema": 1, "selection": None}
    assert loaded(edition, "manifest.json")["kind"] == "reconstruction"


def test_a_transcribed_print_is_a_reconstruction_also_through_a_selection(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    result = cases.official(path, role="compiler", transcribed="an annex")
    edition = ict.publish(result, tmp_path / "e", released=RELEASED)
    assert edition.id == "idi-2024-reconstruction"


def test_a_demonstration_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    accepted = receipt(ict.read_observations(path))
    selection = ict.select_sources(accepted, IDI, cut_off=cases.CUT_OFF)
    result = ict.compute(IDI, selection, kind="demonstration")
    edition = ict.publish(result, tmp_path / "e", released=RELEASED)
    assert (edition.id, edition.kind) == ("idi-2024-demonstration", "demonstration")
    assert "Demonstration: synthetic data" in (edition.path / "index.html").read_text()


@pytest.mark.slow
def test_kinds_stand_side_by_side(tmp_path: Path) -> None:
    publish(tmp_path / "editions", tmp_path / "inbox")
    second = cases.reconstruction(tmp_path / "editions")
    assert second.number == 1
    assert [record["id"] for record in ict.editions.read_register(tmp_path / "editions")] == [
        "idi-2024", "idi-2024-reconstruction",
    ]  # fmt: skip


def test_a_retrospective_year_is_in_the_id(tmp_path: Path) -> None:
    report = ict.methodology("idi", edition=2011)
    lines = pd.DataFrame(
        [
            {"economy": "KOR", "indicator": key, "year": "2008", "value": "50"}
            for key in report.indicators
        ]
    )
    table = ict.read_observations(lines)
    accepted = receipt(table, role="compiler", transcribed="MIS 2011")
    result = ict.compute(report, accepted.observations, year=2008)
    edition = ict.publish(result, tmp_path, released="2011-09-15", receipts=accepted)
    assert edition.id == "idi-2011-data-of-2008-reconstruction"
    assert not (edition.path / "groups.json").exists()  # no vintage of that edition


# Refusals


def test_plain_observations_cannot_be_published(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    with refused("archive.no-selection", "archive.no-receipt"):
        ict.publish(
            ict.compute(IDI, path),
            tmp_path / "e",
            released=RELEASED,
            publisher=office(tmp_path / "e"),
        )
    assert not (tmp_path / "e" / "register").exists()
    with refused("archive.no-receipt"):
        result = ict.compute(IDI, ANNEX, kind="reconstruction")
        ict.publish(result, tmp_path / "e", released=RELEASED)
    with refused("archive.no-receipt"):
        result = ict.compute(IDI, ANNEX, kind="demonstration")
        ict.publish(result, tmp_path / "e", released=RELEASED)


def test_an_official_edition_needs_a_selection(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    accepted = receipt(ict.read_observations(path))
    result = ict.compute(IDI, accepted.observations)
    with refused("archive.no-selection"):
        ict.publish(
            result, tmp_path / "e", released=RELEASED,
            publisher=office(tmp_path / "e"), receipts=accepted,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("released", "valid"),
    [("2023-10-31", False), ("2023-11-01", True), ("2027-10-31", True), ("2027-11-01", False)],
)
def test_validity_is_judged_by_the_release_date(tmp_path: Path, released: str, valid: bool) -> None:
    if valid:
        assert cases.reconstruction(tmp_path, released=released).released.isoformat() == released
    else:
        with pytest.raises(RefusedEditionError) as caught:
            cases.reconstruction(tmp_path, released=released)
        assert str(caught.value) == (
            "idi-2024-reconstruction may not be published:\n"
            f"  - idi-methodology-2023 is not valid on {released}: it is valid from 2023-11-01 "
            "until 2027-10-31. Outside the validity of a methodology only a what-if can be "
            "computed. An extension decided by an expert group is put on record in "
            "methodology/extensions.toml."
        )


def test_an_extension_prolongs_the_validity(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extension = validity.Extension(
        "idi-methodology-2023", dt.date(2028, 10, 31), "EGTI decision", "report of EGTI"
    )
    monkeypatch.setattr(validity, "extensions", lambda: (extension,))
    edition = cases.reconstruction(tmp_path, released="2028-10-31")
    assert loaded(edition, "methodology/validity.json")["extensions"] == [
        {"decision": "EGTI decision", "source": "report of EGTI", "until": "2028-10-31"}
    ]
    with refused("archive.not-valid"):
        cases.reconstruction(tmp_path / "later", released="2028-11-01")


def test_a_draft_or_a_document_of_ones_own_is_refused(tmp_path: Path) -> None:
    result = ict.compute(IDI, cases.annex().observations)
    draft = ict.methodology("idi-methodology-2017-draft-14")
    with pytest.raises(DraftMethodologyError):
        ict.publish(replace(result, methodology=draft), tmp_path, released=RELEASED)
    own = replace(IDI.document, id="idi-methodology-2099")
    changed = replace(IDI.document, valid_until=dt.date(2099, 1, 1))
    for document in (own, changed):
        other = replace(result, methodology=type(IDI)(document, 2024))
        with pytest.raises(FrozenDocumentError, match="is not one of the frozen documents"):
            ict.publish(other, tmp_path, released=RELEASED, receipts=cases.annex())


@pytest.mark.parametrize("year", ["2022", "2021"])
def test_only_a_focal_point_vouches_for_an_official_submission(tmp_path: Path, year: str) -> None:
    """The year of reference, and the one before it, whose values the IDI 2024 carries."""
    lines = rows(year=year)
    for line in lines[2:]:
        line["source_class"] = "official-publication"
    path = written(tmp_path / "inbox", lines)
    result = cases.official(path, role="compiler")
    with pytest.raises(RefusedEditionError) as caught:
        ict.publish(
            result,
            tmp_path / "e",
            released=RELEASED,
            publisher=office(tmp_path / "e"),
        )
    faults = [
        (finding.code, finding.economy, finding.indicator, finding.year)
        for finding in caught.value.faults
    ]
    assert faults == [
        ("archive.submission-by-compiler", "BRA", key, int(year))
        for key in ("internet-users", "households-internet")
    ]
    digest = receipt(ict.read_observations(path), role="compiler").digest[:12]
    assert str(caught.value).splitlines()[1] == (
        "  - bra.csv, line 2, column value: Brazil (BRA), “Individuals using the Internet”: "
        f"no focal point accepted this official submission: the receipt {digest} is a "
        "compiler's. Have the focal point accept it. What the Member State "
        "published itself is an official-publication; another source needs a consultation."
    )
    assert not (tmp_path / "e" / "register").exists()


def test_a_compiler_vouches_for_what_is_no_submission(tmp_path: Path) -> None:
    own = written(tmp_path / "inbox", rows(values=dict(list(cases.VALUES.items())[:9])))
    estimated = rows(values={"mobile-phone-ownership": "88.4"}, source="ITU", status="I")
    path = written(tmp_path / "inbox", estimated, "other.csv")
    consultations = pd.DataFrame([{
        "economy": "BRA", "indicator": "mobile-phone-ownership", "year": 2022, "source": "ITU",
        "value": "88.4", "notified": "2024-03-01", "deadline": "2024-04-15",
    }])  # fmt: skip
    recorded = [
        receipt(ict.read_observations(own)),
        receipt(ict.read_observations(path), role="compiler"),
    ]
    selection = ict.select_sources(
        recorded, IDI, consultations=consultations, cut_off=cases.CUT_OFF
    )
    edition = ict.publish(
        ict.compute(IDI, selection), tmp_path / "e", released=RELEASED,
        publisher=office(tmp_path / "e"),
    )  # fmt: skip
    assert edition.id == "idi-2024"


def test_what_is_not_official_may_stand_under_a_compiler(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    accepted = receipt(ict.read_observations(path), role="compiler")
    selection = ict.select_sources(accepted, IDI, cut_off=cases.CUT_OFF)
    for kind in ("reconstruction", "demonstration"):
        result = ict.compute(IDI, selection, kind=kind)
        edition = ict.publish(result, tmp_path / "e", released=RELEASED)
        assert edition.kind == kind


def test_an_official_data_release_rests_on_focal_points_too(tmp_path: Path) -> None:
    lines = rows()
    lines[0]["conf_status"] = "C"  # the digest in its place would be called a submission
    lines[1]["value"] = ""
    lines[2]["source_class"] = "auxiliary"  # which the indicator is not
    accepted = receipt(ict.read_observations(written(tmp_path / "in", lines)), role="compiler")
    arguments = {
        "name": "q",
        "released": RELEASED,
        "publisher": office(tmp_path / "e"),
        "salt": SALT,
    }
    with refused("archive.not-cleared", *["archive.submission-by-compiler"] * 8):
        ict.editions.release_data(accepted, tmp_path / "e", **arguments)
    reported = ict.editions.release_data(
        accepted, tmp_path / "e", **{**arguments, "kind": "reconstruction"}
    )
    assert reported.id == "data-2024-q-reconstruction"


def test_an_edition_without_a_score_does_not_take_its_id(tmp_path: Path) -> None:
    """The only economy lacks one indicator: there is no partial index."""
    values = {key: value for key, value in cases.VALUES.items() if key != "coverage-4g"}
    with pytest.raises(RefusedEditionError) as caught:
        publish(tmp_path / "e", tmp_path / "inbox", rows(values=values))
    assert str(caught.value) == (
        "idi-2024 may not be published:\n"
        "  - idi-2024 has no score: the index cannot be computed for any of its economies. "
        "Its id would be taken for ever: supply what is missing, and publish it then.\n"
        "  - BRA: Brazil (BRA): no score, because there is no value for: “Population covered by at "
        "least a 4G/LTE mobile network”. Give the missing values; nothing is imputed."
    )
    assert not (tmp_path / "e" / "register").exists()
    both = rows(values=values) + rows(["KEN"])
    assert publish(tmp_path / "e", tmp_path / "inbox", both).id == "idi-2024"


def test_folders_are_made_down_to_that_of_editions(tmp_path: Path) -> None:
    edition = publish(tmp_path / "a" / "b" / "editions", tmp_path / "inbox")
    assert ict.verify(edition.path).intact
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["b"]
    (tmp_path / "file").write_text("")
    with pytest.raises(ict.errors.ArchiveError, match="Not a directory"):
        publish(tmp_path / "file" / "b" / "editions", tmp_path / "inbox")


def test_a_void_receipt_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    table = ict.read_observations(path)
    accepted = receipt(table)
    result = ict.compute(IDI, ict.select_sources(accepted, IDI, cut_off=cases.CUT_OFF))
    first, *rest = table.cells["value"]
    object.__setattr__(table, "cells", {**table.cells, "value": (first + 1, *rest)})
    with pytest.raises(VoidReceiptError, match="is void: the table is not the one"):
        ict.publish(
            result,
            tmp_path / "e",
            released=RELEASED,
            publisher=office(tmp_path / "e"),
        )


@pytest.mark.slow
def test_a_receipt_of_rules_that_are_not_known_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    with refused("archive.rules-changed"):
        ict.publish(
            cases.official(path, rules="0" * 64), tmp_path / "e", released=RELEASED,
            publisher=office(tmp_path / "e"),
        )  # fmt: skip


def test_a_result_that_its_inputs_do_not_give_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    result = cases.official(path)
    first, *others = result.exact_scores.scores
    index = first[-1]
    assert index is not None
    raised = (*first[:-1], index + Decimal("0.00000000000000000001"))
    better = replace(result.exact_scores, scores=(raised, *others))
    arguments: dict[str, Any] = {
        "released": RELEASED, "publisher": office(tmp_path / "e"),
    }  # fmt: skip
    with refused("archive.result-changed"):
        ict.publish(replace(result, exact_scores=better), tmp_path / "e", **arguments)
    with refused("archive.not-vouched"):  # another table under the same selection
        other = cases.official(
            written(tmp_path / "other", rows(values={**cases.VALUES, "internet-users": "90"}))
        )
        ict.publish(replace(other, selection=result.selection), tmp_path / "e", **arguments)
    with refused("archive.not-vouched"):  # decisions that the receipts do not give
        result = cases.official(path)
        chosen = result.selection
        assert chosen is not None
        candidates = chosen.candidates
        values = (Decimal(99), *candidates.values[1:])
        object.__setattr__(candidates, "values", values)
        ict.publish(result, tmp_path / "e", **arguments)


def test_a_reconstruction_is_exactly_of_its_receipts(tmp_path: Path) -> None:
    result = ict.compute(IDI, cases.annex().observations.where(economy="BRA"))
    with refused("archive.not-vouched"):
        ict.publish(result, tmp_path, released=RELEASED, receipts=cases.annex())


@small_cases(
    ("other", "code"),
    [
        ({"source_class": ""}, "archive.not-cleared"),
        ({"source_class": "estimate"}, "archive.not-cleared"),
        ({"source_class": "other"}, "archive.not-cleared"),
        ({"source_class": "auxiliary"}, "archive.not-cleared"),
        ({"conf_status": "N"}, "archive.confidential-used"),
    ],
)
def test_a_value_that_is_not_cleared_is_refused(
    tmp_path: Path, other: dict[str, str], code: str
) -> None:
    lines = rows()
    lines[3] |= other
    path = written(tmp_path / "inbox", lines)
    accepted = receipt(ict.read_observations(path), role="compiler")
    result = ict.compute(IDI, accepted.observations, kind="reconstruction")
    with refused(code):
        ict.publish(
            result,
            tmp_path / "e",
            released=RELEASED,
            receipts=accepted,
            salt=SALT,
        )


def test_an_edition_is_decided_before_it_is_released(tmp_path: Path) -> None:
    with refused("archive.cut-off-after-release"):
        publish(tmp_path / "e", tmp_path / "inbox", released="2024-04-29")
    assert publish(tmp_path / "e", tmp_path / "inbox", released="2024-04-30").number == 0


def test_every_reason_is_named_at_once(tmp_path: Path) -> None:
    with refused("archive.not-valid", "archive.signature-needed"):
        publish(
            tmp_path / "e", tmp_path / "inbox", released="2030-01-01", publisher="",
        )  # fmt: skip


def test_a_published_id_is_taken_for_ever(tmp_path: Path) -> None:
    edition = publish(tmp_path / "e", tmp_path / "inbox")
    before = tree(tmp_path / "e")
    with pytest.raises(TakenIdError) as caught:
        publish(tmp_path / "e", tmp_path / "inbox")
    assert str(caught.value) == (
        f"idi-2024 was published on 2024-06-27 with the root {edition.root}. A published id "
        "is taken for ever, also when its folder no longer exists. Put on record an erratum "
        "to the edition, or publish another edition."
    )
    assert tree(tmp_path / "e") == before
    for path in sorted(edition.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    edition.path.rmdir()
    with pytest.raises(TakenIdError):
        publish(tmp_path / "e", tmp_path / "inbox")
    assert not edition.path.exists()


def test_arguments_that_do_not_fit_are_named(tmp_path: Path) -> None:
    result = ict.compute(IDI, cases.annex().observations)
    recorded: dict[str, Any] = {
        "released": RELEASED, "receipts": cases.annex(),
    }  # fmt: skip

    class Counterfactual(ict.Result):
        pass

    for supplied, folder, other, words in (
        ("idi-2024", tmp_path, {}, "'result' must be a result of ict.compute"),
        (result, 7, {}, "'folder' must be a path"),
        (result, tmp_path, {"released": None}, "The date of release is not stated"),
        (result, tmp_path, {"released": "27 June"}, "'27 June'"),
        (
            result,
            tmp_path,
            {"publisher": 7},
            "'publisher' must be a name, or the key of a publisher",
        ),
        (result, tmp_path, {"publisher": "a\nb"}, "has a line break"),
        (result, tmp_path, {"receipts": 7}, "'receipts' must be receipts"),
        (result, tmp_path, {"receipts": [7]}, "'receipts' must be receipts"),
        (result, tmp_path, {"salt": b"short"}, "16"),
        (result, tmp_path, {"vintage": 7}, "'vintage' must be text"),
    ):
        with pytest.raises(UsageError) as caught:
            ict.publish(supplied, folder, **{**recorded, **other})  # type: ignore[arg-type]
        assert words in str(caught.value)
    with pytest.raises(RefusedEditionError, match="is not a result of an edition"):
        ict.publish(Counterfactual(**result.parts()), tmp_path, **recorded)
    selected = cases.official(written(tmp_path / "inbox", rows()))
    with pytest.raises(UsageError, match="Leave 'receipts' out"):
        ict.publish(selected, tmp_path, **recorded)


def test_a_reconstruction_needs_a_compiler(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    accepted = receipt(ict.read_observations(path))
    result = ict.compute(IDI, accepted.observations, kind="reconstruction")
    with refused("archive.reconstruction-by-compiler"):
        ict.publish(result, tmp_path / "e", released=RELEASED, receipts=accepted)


def test_the_composite_of_the_early_baskets_is_published_like_any_other(tmp_path: Path) -> None:
    ipb = ict.methodology("ipb", edition=2009)
    lines = pd.DataFrame(
        [
            {"economy": "KEN", "indicator": key, "year": "2009", "value": value}
            for key, value in zip(ipb.indicators, ("10", "20", "30"), strict=True)
        ]
    )
    accepted = receipt(ict.read_observations(lines), role="compiler", transcribed="MIS 2010")
    result = ict.compute(ipb, accepted.observations)
    edition = ict.publish(result, tmp_path, released="2009-12-31", receipts=accepted)
    assert (edition.id, edition.index) == ("ipb-2009-reconstruction", "ipb")
    assert loaded(edition, "results.json")["rows"][0][4:6] == ["20", "20"]


def test_an_edition_is_not_published_a_second_time_as_another_kind(tmp_path: Path) -> None:
    result = ict.compute(IDI, cases.annex().observations)
    for kind in ("official", "counterfactual", "what-if"):
        with pytest.raises(RefusedEditionError) as caught:
            ict.publish(
                replace(result, kind=kind), tmp_path, released=RELEASED, receipts=cases.annex(),
            )  # fmt: skip
        assert caught.value.code == "archive.not-a-result"


def test_an_edition_shows_its_root_and_can_be_copied(tmp_path: Path) -> None:
    edition = publish(tmp_path / "e", tmp_path / "inbox")
    assert repr(edition) == f"<Edition idi-2024 {edition.root[:19]}>"
    assert copy.deepcopy(edition).root == edition.root
    with pytest.raises(ict.errors.ReadOnlyError):
        edition.root = "sha256:00"


@pytest.mark.parametrize(
    "text",
    [
        "[[extensions]]\ndocument = 'a'\nuntil = 2028-01-01\ndecision = 'b'\n",
        "[[extensions]]\ndocument = 'a'\nuntil = '2028'\ndecision = 'b'\nsource = 'c'\n",
        "[[extensions]]\ndocument = 'a'\nuntil = 2028-01-01\ndecision = ''\nsource = 'c'\n",
        "extensions = 7\n", "other = 1\n", "[[",
    ],
)  # fmt: skip
def test_an_unusable_record_of_extensions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "extensions.toml").write_text(text)
    monkeypatch.setattr(package_data, "folder", lambda name: tmp_path)
    with pytest.raises(DocumentError):
        validity.extensions()


def test_extensions_are_read_with_their_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "extensions.toml").write_text(
        "[[extensions]]\ndocument = 'idi-methodology-2023'\nuntil = 2028-01-01\n"
        "decision = 'b'\nsource = 'c'\n"
    )
    monkeypatch.setattr(package_data, "folder", lambda name: tmp_path)
    extensions = validity.extensions()
    assert [item.until for item in extensions] == [dt.date(2028, 1, 1)]
    assert validity.validity(IDI.document, extensions)[1] == dt.date(2028, 1, 1)
    other = validity.Extension("ipb-methodology-2025", dt.date(2029, 1, 1), "b", "c")
    assert validity.validity(IDI.document, [other])[1] == dt.date(2027, 10, 31)


def test_what_cannot_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "_STANDALONE", tmp_path)
    with pytest.raises(UnusableFileError, match=r"'verify\.py' cannot be read"):
        publish(tmp_path / "e", tmp_path / "inbox")
    assert not (tmp_path / "e" / "register").exists()


def test_scores_of_another_shape_are_refused(tmp_path: Path) -> None:
    result = ict.compute(IDI, cases.annex().observations)
    scores = result.exact_scores
    fewer = replace(scores, transformed=tuple(row[:-1] for row in scores.transformed))
    with refused("archive.result-changed"):
        ict.publish(
            replace(result, exact_scores=fewer), tmp_path, released=RELEASED,
            receipts=cases.annex(),
        )  # fmt: skip


def test_what_a_finding_names_has_a_canonical_form() -> None:
    finding = ict.Finding(
        "a", details={"several": ("b", Decimal("1.0")), "set": {"d", "c"}, "other": dt.date.min}
    )
    stated = finding_record(finding)["given"]
    assert canonical.text(stated) == '{"other":"0001-01-01","set":["c","d"],"several":["b","1"]}'


def test_a_consultation_on_a_used_value_is_on_record_without_its_answer(tmp_path: Path) -> None:
    lines = rows()
    lines[0] |= {"source_class": "other", "source": "Survey of X"}
    path = written(tmp_path / "inbox", lines)
    consultations = pd.DataFrame([{
        "economy": "BRA", "indicator": "internet-users", "year": 2022, "source": "Survey of X",
        "value": "80.5", "notified": "2024-02-01", "deadline": "2024-03-01",
        "answered": "2024-02-20", "answer": "agreed", "text": "",
    }])  # fmt: skip
    selection = ict.select_sources(
        receipt(ict.read_observations(path)),
        IDI,
        consultations=consultations,
        cut_off=cases.CUT_OFF,
    )
    edition = ict.publish(
        ict.compute(IDI, selection), tmp_path / "e", released=RELEASED,
        publisher=office(tmp_path / "e"),
    )  # fmt: skip
    assert loaded(edition, "consultations.json")["records"] == [{
        "economy": "BRA", "indicator": "internet-users", "notified": "2024-02-01", "year": 2022,
    }]  # fmt: skip


# Confidential cells


@pytest.mark.parametrize(
    "leave_out",
    [
        lambda table: table.exclude(conf_status="C"),
        lambda table: table.where(economy="KEN"),
    ],
)
def test_a_file_stays_closed_where_its_confidential_rows_were_left_out(
    leave_out: Callable[[ict.Observations], ict.Observations], tmp_path: Path
) -> None:
    """The file as received still holds them: it is no part of the edition, whatever was read."""
    lines = rows(["KEN"]) + rows(["BRA"])
    lines[10] |= {"conf_status": "C", "value": "71.37"}
    path = written(tmp_path / "inbox", lines)
    table = leave_out(pickle.loads(pickle.dumps(ict.read_observations(path))))  # noqa: S301
    accepted = receipt(table, confidential=1)
    accepted.verify()
    assert ict.data.Receipt({**accepted.record, "confidential": 0}, table).covers(table) is False
    result = ict.compute(IDI, ict.select_sources([accepted], IDI, cut_off=cases.CUT_OFF))
    arguments: dict[str, Any] = {
        "released": RELEASED,
        "publisher": office(tmp_path / "e"),
    }
    with refused("archive.salt-needed"):
        ict.publish(result, tmp_path / "e", **arguments)
    edition = ict.publish(result, tmp_path / "e", salt=SALT, **arguments)
    assert all(b"71.37" not in content for content in tree(edition.path).values())


def test_nothing_of_a_confidential_table_gives_its_values_away(tmp_path: Path) -> None:
    """The value, its file and its receipt are nowhere in the edition, and no digest of them is."""
    lines = rows()
    lines[0] |= {"conf_status": "N", "value": "71.37"}
    open_ = written(tmp_path / "inbox", rows(["KEN"]), "ken.csv")
    closed = written(tmp_path / "inbox", lines)
    receipts = [receipt(ict.read_observations(path)) for path in (open_, closed)]
    result = ict.compute(IDI, ict.select_sources(receipts, IDI, cut_off=cases.CUT_OFF))
    arguments: dict[str, Any] = {
        "released": RELEASED, "publisher": office(tmp_path / "e"),
    }  # fmt: skip
    with refused("archive.salt-needed"):
        ict.publish(result, tmp_path / "e", **arguments)
    edition = ict.publish(result, tmp_path / "e", salt=SALT, **arguments)
    files = tree(edition.path)
    secrets_ = [
        "71.37", receipts[1].digest, receipts[1].table, receipts[1].files["bra.csv"],
        hashlib.sha256(closed.read_bytes()).hexdigest(),
    ]  # fmt: skip
    for path, content in files.items():
        for secret in secrets_:
            assert secret.encode() not in content, (path, secret)
    withheld = [
        candidate for candidate in loaded(edition, "sourcing.json")["selection"]["candidates"]
        if "salted" in candidate
    ]  # fmt: skip
    promised = acknowledge(receipts[1], SALT)
    name, salt = promised["commitment"], bytes.fromhex(promised["salt"])
    plain = canonical.text(
        ["BRA", "internet-users", 2022, Decimal("71.37"), "official-submission", "", name]
    )
    salted = canonical.salt_digest("observation", plain, salt)
    assert [record["salted"] for record in withheld] == [salted]
    frame = pd.read_csv(edition.path / "inputs/accepted.csv", dtype=str, keep_default_na=False)
    row = frame[frame["use"] == "withheld"].to_dict("records")
    assert [(each["salted"], each["value"], each["status"]) for each in row] == [(salted, "", "Q")]


def test_a_consultation_on_a_confidential_value_is_not_published(tmp_path: Path) -> None:
    lines = rows()
    lines[0] |= {
        "conf_status": "C", "value": "71.37", "source_class": "other", "source": "Survey of X",
    }  # fmt: skip
    table = ict.read_observations(written(tmp_path / "inbox", lines + rows(["KEN"])))
    consultations = pd.DataFrame([{
        "economy": "BRA", "indicator": "internet-users", "year": 2022, "source": "Survey of X",
        "value": "71.37", "notified": "2024-02-01", "deadline": "2024-03-01", "answered": "",
        "answer": "", "text": "it is 71.37",
    }])  # fmt: skip
    selection = ict.select_sources(
        receipt(table), IDI, consultations=consultations, cut_off=cases.CUT_OFF
    )
    edition = ict.publish(
        ict.compute(IDI, selection),
        tmp_path / "e",
        released=RELEASED,
        publisher=office(tmp_path / "e"),
        salt=SALT,
    )
    assert all(b"71.37" not in content for content in tree(edition.path).values())
    assert loaded(edition, "consultations.json")["records"] == []


def test_equal_values_have_no_equal_digests(tmp_path: Path) -> None:
    """The digests of another source do not reveal a confidential value that equals its value."""
    lines = rows() + rows(["KEN"])
    lines[0] |= {"conf_status": "C", "value": "71.37"}
    lines.append({**lines[0], "conf_status": "", "source_class": "other", "source": "Survey of X"})
    table = ict.read_observations(written(tmp_path / "inbox", lines))
    consultations = pd.DataFrame([{
        "economy": "BRA", "indicator": "internet-users", "year": 2022, "source": "Survey of X",
        "value": "71.37", "notified": "2024-02-01", "deadline": "2024-03-01",
    }])  # fmt: skip
    selection = ict.select_sources(
        receipt(table), IDI, consultations=consultations, cut_off=cases.CUT_OFF
    )
    edition = ict.publish(
        ict.compute(IDI, selection),
        tmp_path / "e",
        released=RELEASED,
        publisher=office(tmp_path / "e"),
        salt=SALT,
    )
    assert loaded(edition, "consultations.json")["records"] == []
    cells = loaded(edition, "sourcing.json")["selection"]["candidates"]
    (hidden,) = (record["salted"] for record in cells if "salted" in record)
    assert all(
        path in ("sourcing.json", "inputs/accepted.csv") or hidden.encode() not in content
        for path, content in tree(edition.path).items()
    )
    assert all(b"71.37" not in content for content in tree(edition.path).values())


def test_what_is_under_embargo_is_free_in_the_whole_edition(tmp_path: Path) -> None:
    lines = rows()
    lines[0] |= {"conf_status": "E", "value": "71.37"}
    edition = publish(tmp_path / "e", tmp_path / "inbox", lines)  # without a salt
    files = tree(edition.path)
    assert b"71.37" in files["inputs/observations.csv"]
    (cell,) = (
        row for row in loaded(edition, "sourcing.json")["selection"]["candidates"]
        if row["indicator"] == "internet-users"
    )  # fmt: skip
    assert (cell["value"], "salted" in cell) == ("71.37", False)


@pytest.mark.slow
def test_what_is_published_is_what_was_selected_whatever_the_order(tmp_path: Path) -> None:
    places = [
        written(tmp_path / "inbox", rows(source=name), f"{name[0]}.csv")
        for name in ("Regulator", "Statistical office")
    ]
    receipts = [receipt(ict.read_observations(path)) for path in places]
    sources = set()
    for n, order in enumerate((receipts, receipts[::-1])):
        selection = ict.select_sources(order, IDI, cut_off=cases.CUT_OFF)
        edition = ict.publish(
            ict.compute(IDI, selection), tmp_path / str(n), released=RELEASED,
            publisher=office(tmp_path / str(n)),
        )  # fmt: skip
        used = pd.read_csv(edition.path / "inputs/observations.csv")["source"].tolist()
        assert used == selection.observations.columns["source"].tolist()
        sources |= set(used)
    assert len(sources) == 1


# Data releases


def test_a_data_release_is_frozen_like_an_edition(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    accepted = receipt(ict.read_observations(path))
    release = ict.editions.release_data(
        accepted, tmp_path / "e", name="bra", released="2024-03-01",
        publisher=office(tmp_path / "e"),
    )  # fmt: skip
    assert (release.id, release.index, release.year) == ("data-2024-bra", "", 2022)
    files = tree(release.path)
    assert {"inputs/observations.csv", "receipts.json", "verify.py", "README.txt"} <= set(files)
    assert not {"results.json", "table.csv", "recompute.py"} & set(files)
    record = ict.editions.read_register(tmp_path / "e").find("data-2024-bra")
    assert record is not None
    assert (record["type"], record["root"], record["kind"]) == (
        "data-release", release.root, "official",
    )  # fmt: skip
    assert (loaded(release, "manifest.json")["kind"], loaded(release, "manifest.json")["of"]) == (
        "data", "official",
    )  # fmt: skip
    with pytest.raises(TakenIdError):
        ict.editions.release_data(
            accepted, tmp_path / "e", name="bra", released="2024-09-01",
            publisher=office(tmp_path / "e"),
        )  # fmt: skip
    # The index may follow, in the same register.
    assert publish(tmp_path / "e", tmp_path / "inbox").number == 1


def test_a_confidential_cell_of_a_data_release_is_a_salted_digest(tmp_path: Path) -> None:
    lines = rows()
    lines[0] |= {"conf_status": "N", "value": "71.37"}
    path = written(tmp_path / "inbox", lines)
    accepted = receipt(ict.read_observations(path))
    arguments: dict[str, Any] = {
        "name": "bra",
        "released": "2024-03-01",
        "publisher": office(tmp_path / "e"),
    }
    with refused("archive.salt-needed"):
        ict.editions.release_data(accepted, tmp_path / "e", **arguments)
    release = ict.editions.release_data(accepted, tmp_path / "e", salt=SALT, **arguments)
    assert all(b"71.37" not in content for content in tree(release.path).values())
    frame = pd.read_csv(release.path / "inputs/observations.csv", dtype=str, keep_default_na=False)
    row = frame[frame["indicator"] == "internet-users"].iloc[0]
    promised = acknowledge(accepted, SALT)
    name, salt = promised["commitment"], bytes.fromhex(promised["salt"])
    plain = canonical.text(
        ["BRA", "internet-users", 2022, Decimal("71.37"), "official-submission", "", name]
    )
    assert (row["value"], row["status"], row["conf_status"]) == ("", "Q", "N")
    assert row["salted"] == canonical.salt_digest("observation", plain, salt)
    assert (frame["salted"] != "").sum() == 1


def test_a_missing_value_has_a_status(tmp_path: Path) -> None:
    table = ict.read_observations(
        pd.DataFrame([{**rows()[0], "value": ""}, {**rows()[1], "value": "", "status": "M"}])
    )
    release = ict.editions.release_data(
        receipt(table), tmp_path, name="a", released="2024-03-01", publisher=office(tmp_path)
    )
    frame = pd.read_csv(release.path / "inputs/observations.csv", dtype=str, keep_default_na=False)
    assert dict(zip(frame["indicator"], frame["status"], strict=True)) == {
        "internet-users": "O", "households-internet": "M",
    }  # fmt: skip
    opened: Any = ict.open_edition(release.path)
    assert len(opened.figures) == 0  # no figure is or was public: the table has no row


@pytest.mark.parametrize(
    ("series", "refusal"), [("population", ()), ("internet-users", ("archive.not-cleared",))]
)
def test_only_auxiliary_series_are_released_as_such(
    tmp_path: Path, series: str, refusal: tuple[str, ...]
) -> None:
    lines = [*rows(), {**rows()[0], "indicator": series, "source": "UN", "year": "2021"}]
    lines[-1]["source_class"] = "auxiliary"
    path = written(tmp_path / "inbox", lines)
    arguments: dict[str, Any] = {
        "name": "a", "released": "2024-03-01", "publisher": office(tmp_path / "e"),
    }  # fmt: skip
    accepted = receipt(ict.read_observations(path))
    if refusal:
        with refused(*refusal):
            ict.editions.release_data(accepted, tmp_path / "e", **arguments)
    else:
        assert ict.editions.release_data(accepted, tmp_path / "e", **arguments).kind == "official"


def test_data_of_other_sources_are_no_official_release(tmp_path: Path) -> None:
    lines = rows()
    lines[2] |= {"source_class": "estimate"}
    path = written(tmp_path / "inbox", lines)
    accepted = receipt(ict.read_observations(path))
    arguments: dict[str, Any] = {"name": "a", "released": "2024-03-01"}
    with refused("archive.signature-needed", "archive.not-cleared"):
        ict.editions.release_data(accepted, tmp_path / "e", **arguments)
    release = ict.editions.release_data(accepted, tmp_path / "e", kind="demonstration", **arguments)
    assert release.id == "data-2024-a-demonstration"


def test_a_data_release_needs_receipts_a_name_and_no_table_twice(tmp_path: Path) -> None:
    path = written(tmp_path / "inbox", rows())
    table = ict.read_observations(path)
    accepted = receipt(table)
    arguments: dict[str, Any] = {"released": "2024-03-01", "publisher": office(tmp_path)}
    with refused("archive.no-receipt"):
        ict.editions.release_data([], tmp_path, name="a", **arguments)
    for name in ("", "A", "a/b", "../a", "a--b", 7):
        with pytest.raises(UsageError, match="'name' must be small letters"):
            ict.editions.release_data(accepted, tmp_path, name=name, **arguments)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="The kind 'official' is not one"):
        ict.editions.release_data(accepted, tmp_path, name="a", kind="official", **arguments)
    twice = receipt(table, as_printed=1)  # another receipt of the same day
    with refused(*["key.duplicate"] * 10):
        ict.editions.release_data([accepted, twice], tmp_path, name="a", **arguments)


@pytest.mark.usefixtures("words_missing")
def test_nothing_is_published_while_words_of_a_language_are_missing(tmp_path: Path) -> None:
    for publish_one in (
        lambda folder: publish(folder, tmp_path / "inbox"),
        lambda folder: cases.reconstruction(folder),
        lambda folder: ict.editions.release_data(
            cases.annex(), folder, name="annex", released=RELEASED
        ),
    ):
        with pytest.raises(UsageError) as caught:
            publish_one(tmp_path / "editions")
        assert (caught.value.code, caught.value.details["languages"]) == (
            "language.pending", ["ar"]
        )  # fmt: skip
        assert "views/economy" in str(caught.value)
    assert not (tmp_path / "editions" / "register").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("words_missing")
def test_a_demonstration_is_made_while_words_are_missing(tmp_path: Path) -> None:
    made = demonstrate(tmp_path / "demo")
    assert made.edition.kind == "demonstration"
