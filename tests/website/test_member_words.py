"""Words that a member types in confidence are on no public page, in no report or saved table.

A marked word is typed in every place where a member can write; then every file of a built site, the
reports and the derived tables are searched for it. The source of a value is published, as the first
sheet says; its note is not.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from edition_cases import CUT_OFF, IDI, VALUES, receipt, rows, written
from site_cases import write_folder

import ictindex as ict
from ictindex.core.tree_writer import replaced_folder
from ictindex.language import i18n
from ictindex.publishing.website.site_build import write_site
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_reader import read_site

# Words of no language: in the note and the source of a focal point, in those of an official
# value that a compiler entered, in the reason of an answer, and in the answers to consultations.
MARKED = tuple(f"qzx{name}qzx" for name in ("note", "own", "typed", "source", "reason", "text"))
NOTE, OWN, TYPED, SOURCE, REASON, TEXT = MARKED
OTHER = "Survey of Households Inc."  # another source, which is named in public
ANSWERED = "2024-02-20"
KEY = "internet-users"
REJECTING = "URY"
SITE = 'synthetic = true\n[publisher]\nname = "Office of trials"\n'


def _receipts(inbox: Path) -> Iterator[tuple[ict.data.Receipt, Path]]:
    """Two focal points, and a compiler who enters the official values of a third economy."""
    answers = [{"key": ["T02", "BRA", KEY, "2022", "", "80.5"], "answer": "confirm",
                "reason": REASON}]  # fmt: skip
    for code, role, note, source in (
        ("BRA", "focal-point", NOTE, OWN),
        ("CHL", "compiler", TYPED, SOURCE),
    ):
        path = written(inbox, rows((code,), note=note, source=source), f"{code}.csv")
        table = ict.read_observations(path)
        more = {"answers": answers, "answers_digest": "x"} if code == "BRA" else {}
        yield receipt(table, role, **more), path
    named = {"source_class": "other", "source": OTHER}
    official = {key: value for key, value in VALUES.items() if key != KEY}
    path = written(inbox, rows(("ECU",), official), "ECU.csv")
    yield receipt(ict.read_observations(path)), path
    path = written(inbox, rows(("ECU",), {KEY: VALUES[KEY]}, **named), "others.csv")
    yield receipt(ict.read_observations(path), "compiler"), path
    path = written(inbox, rows((REJECTING,), **named), "rejected.csv")
    yield receipt(ict.read_observations(path), "compiler"), path


def _consultations() -> ict.sourcing.Consultations:
    frame = pd.DataFrame(
        [
            {
                "economy": economy, "indicator": key, "year": 2022, "source": OTHER, "value": value,
                "notified": "2024-02-01", "deadline": "2024-03-15", "answered": ANSWERED,
                "answer": "rejected" if (economy, key) == (REJECTING, KEY) else "agreed",
                "text": TEXT,
            }
            for economy in ("ECU", REJECTING)
            for key, value in VALUES.items()
        ]
    )  # fmt: skip
    return ict.sourcing.read_consultations(frame)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ict.Result]:
    """The folder of an edition, and the result that it was published from."""
    folder = tmp_path_factory.mktemp("round")
    accepted = [receipt for receipt, _ in _receipts(folder / "inbox")]
    selection = ict.select_sources(accepted, IDI, cut_off=CUT_OFF, consultations=_consultations())
    result = ict.compute(IDI, selection, kind="demonstration")
    edition = ict.publish(
        result, folder / "editions", released="2024-06-27", publisher="Office of trials",
    )  # fmt: skip
    return Path(edition.path), result


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of every file, of the members of archives too."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name).decode("utf-8", "replace")
        else:
            yield path.name, content.decode("utf-8", "replace")


def hits(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, word) for name, text in texts for word in MARKED if word in text]


@pytest.mark.slow
def test_no_file_of_a_site_has_a_word_of_a_member(
    published: tuple[Path, ict.Result], tmp_path: Path
) -> None:
    office = write_folder(tmp_path / "office", SITE)
    site = read_site(office, read_site_document(office), published[0].parent)
    with replaced_folder(tmp_path / "site") as tree:
        assert write_site(site, tree)
    texts = list(_texts(tmp_path / "site"))
    assert {language for language in i18n.LANGUAGES if (tmp_path / "site" / language).is_dir()} == (
        set(i18n.LANGUAGES)
    )
    assert {word for _, word in hits(iter(texts))} <= {OWN, SOURCE}
    # The search reads the pages of values: another source is named there.
    assert sum(OTHER in text for _, text in texts) >= len(i18n.LANGUAGES)
    # Nor does a page say who rejected estimates, or when a focal point answered.
    assert not [name for name, text in texts if ANSWERED in text]


@pytest.mark.parametrize(
    ("opened", "language"),
    [
        pytest.param(
            opened,
            language,
            marks=() if (opened, language) in ((True, "en"), (False, "ar")) else pytest.mark.slow,
        )
        for opened in (True, False)
        for language in i18n.LANGUAGES
    ],
)
def test_no_economy_note_has_a_word_of_a_member(
    published: tuple[Path, ict.Result], language: str, opened: bool
) -> None:
    """Neither that of a published edition nor that of the result before it is published."""
    edition = ict.open_edition(published[0]) if opened else published[1]
    sources = {"BRA": OWN, "CHL": SOURCE}
    for economy in ("BRA", "CHL", "ECU"):
        note = ict.reports.country_note(edition, economy, sources=["itu-idi"])
        page = note.to_html(language)
        named = [(economy, sources[economy])] if opened and economy in sources else []
        assert hits(iter([(economy, page)])) == named
        assert (OTHER in page) == (economy == "ECU")


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not installed"
)
@pytest.mark.parametrize("economy", ["BRA", "CHL"])
def test_no_pdf_has_a_word_of_a_member(
    published: tuple[Path, ict.Result], tmp_path: Path, economy: str
) -> None:
    note = ict.reports.country_note(published[1], economy, sources=["itu-idi"])
    path = tmp_path / "note.pdf"
    path.write_bytes(note.to_pdf("en"))
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    text = re.sub(r"\s+", "", done.stdout.decode("utf-8"))
    assert "IndividualsusingtheInternet" in text
    assert not hits(iter([(economy, text)]))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "nc"])
def test_no_derived_table_has_a_word_of_a_member(
    published: tuple[Path, ict.Result], tmp_path: Path, ending: str
) -> None:
    opened = ict.open_edition(published[0])
    opened.save(tmp_path / f"edition.{ending}")
    assert {word for _, word in hits(_texts(tmp_path))} <= {OWN, SOURCE}
    # Compressed columns are searched by what is read from them.
    assert set(opened.observations.cells["note"]) == {""}
    assert set(opened.observations.cells["source"]) & set(MARKED) == {OWN, SOURCE}


def test_the_page_of_an_edition_does_not_say_who_rejected_estimates(
    published: tuple[Path, ict.Result],
) -> None:
    page = (published[0] / "index.html").read_text(encoding="utf-8")
    assert not hits(iter([("index.html", page)]))
    assert ANSWERED not in page and "reject" not in page
    reason = "Uruguay (URY): no score, because the edition uses no value of this economy."
    assert reason in page
    opened = ict.open_edition(published[0])
    excluded = opened.excluded.set_index("economy")
    assert excluded.loc[REJECTING, "reason"] == "no-admitted-value"
    # The compiler's own result still has the answer.
    before = published[1].excluded.set_index("economy")
    assert before.loc[REJECTING, "reason"] == "estimates-rejected"


def test_what_a_focal_point_wrote_in_a_consultation_is_not_in_the_edition(
    published: tuple[Path, ict.Result],
) -> None:
    """The letter of consultation says so."""
    assert TEXT in {record.text for record in published[1].selection.consultations}
    assert not [name for name, text in _texts(published[0]) if TEXT in text]


@pytest.mark.slow
def test_what_is_public_already_stays_in_view(tmp_path: Path) -> None:
    """The words of a print that a compiler transcribed, and of a published file."""
    path = written(tmp_path / "inbox", rows(source="Table 3", note="as printed"))
    accepted = receipt(ict.read_observations(path), "compiler", "ITU, IDI 2024, Annex 2")
    selection = ict.select_sources([accepted], IDI, cut_off=CUT_OFF)
    edition = ict.publish(
        ict.compute(IDI, selection), tmp_path / "editions", released="2024-06-27",
    )  # fmt: skip
    opened = ict.open_edition(edition.path)
    assert set(opened.observations.cells["source"]) == {"Table 3"}
    assert set(opened.observations.cells["note"]) == {""}  # a note is closed, whoever wrote it
    of_file = ict.compute(IDI, ict.read_observations(path))
    note = ict.reports.country_note(of_file, "BRA", sources=["itu-idi"])
    assert "Table 3" in note.to_html("en")


def test_an_office_may_close_later_what_it_stated_before(tmp_path: Path) -> None:
    """It contradicts nobody: the value is withheld, and is in no file of either publication."""
    places = ("february.csv", "2024-02-01", ""), ("march.csv", "2024-03-01", "C")
    accepted = [
        receipt(
            ict.read_observations(
                written(tmp_path / "inbox", rows(values={KEY: "70.53"}, conf_status=mark), name)
            ),
            submitted=day,
        )
        for name, day, mark in places
    ]
    others = receipt(ict.read_observations(written(tmp_path / "inbox", rows(("KEN",)), "ken.csv")))
    accepted.append(others)  # without an economy that has a score there is no edition
    arguments = {
        "released": "2024-06-27", "publisher": "Office of trials",
        "salt": b"sixteen bytes of salt",
    }  # fmt: skip
    data = ict.editions.release_data(
        accepted, tmp_path / "e", name="trial", kind="demonstration", **arguments
    )
    result = ict.compute(
        IDI, ict.select_sources(accepted, IDI, cut_off=CUT_OFF), kind="demonstration"
    )
    edition = ict.publish(result, tmp_path / "e", **arguments)
    for made in (data, edition):
        assert not [name for name, text in _texts(made.path) if "70.53" in text]


@pytest.mark.parametrize("release", [False, True])
def test_nothing_is_published_that_another_office_closed(tmp_path: Path, release: bool) -> None:
    """Both are of one day: nobody can say which of the two is the last word."""
    first = written(tmp_path / "inbox", rows(), "office-1.csv")
    second = written(
        tmp_path / "inbox", rows(values={KEY: "70.5"}, conf_status="C"), "office-2.csv"
    )
    accepted = [receipt(ict.read_observations(path)) for path in (first, second)]
    arguments = {
        "released": "2024-06-27", "publisher": "Office of trials",
        "salt": b"sixteen bytes of salt",
    }  # fmt: skip

    def publish(receipts: list[ict.data.Receipt]) -> object:
        if release:
            return ict.editions.release_data(
                receipts, tmp_path / "e", name="trial", kind="demonstration", **arguments
            )
        selection = ict.select_sources(receipts, IDI, cut_off=CUT_OFF)
        return ict.publish(
            ict.compute(IDI, selection, kind="demonstration"), tmp_path / "e", **arguments
        )

    with pytest.raises(ict.errors.RefusedEditionError) as refused:
        publish(accepted)
    faults = {fault.code: fault for fault in refused.value.faults}
    assert faults["archive.closed-by-one"].message("en") == (
        "One submission marks “Individuals using the Internet” of Brazil (BRA) for 2022 as "
        "confidential or suppresses it, and another one states the value: the edition would "
        "contain it."
    )
