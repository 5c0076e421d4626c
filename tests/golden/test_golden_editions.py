"""Editions that were frozen once and for all: every later version reads and recomputes them.

Each archive holds editions of invented figures, as they were published, with their register. None
is ever made again: a version of the library that cannot open it, or that computes another byte
from it, breaks its promise. ``golden-editions.zip`` was published while the mobile price threshold
was taken for 21.33; ``golden-editions-2.zip`` is of the day on which it was corrected,
``golden-editions-3.zip`` of that on which one script came to recompute both indices, and
``golden-editions-4.zip`` of that from which on nothing that members wrote in confidence is in an
edition (``make_golden_editions.py`` made these).
"""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import closed_season
import pytest

import ictindex as ict
from ictindex.definitions import documents

HERE = Path(__file__).parent


class Golden(NamedTuple):
    """An archive: its digest, the head of its register, the roots of its editions.

    Computed with sha256sum over the archive; over the line of the kind and the bytes of
    manifest.json and of the last record: not with this library.
    """

    sha256: str
    head: str
    roots: dict[str, str]


ARCHIVES = {
    "golden-editions": Golden(
        "ad530509f00af822cda94f5c310ff627f6cd453e20e9f59806b271c0d582df8a",
        "sha256:1ba165292faff236e8e6cb9d01177f5841bb8ce97ead153784d292ddde0c8fb9",
        {
            "idi-2024-demonstration": "sha256:"
            "79a8dfc62c6c93ef45dbfe4a0a884cb9a2f249dec23a5cba68376f89c3609bf2",
            "ipb-2025-demonstration": "sha256:"
            "6704cd66d79018819c1c5077f993a93e9dea5d6875c95ffa75431d3c6bc4452a",
        },
    ),
    "golden-editions-2": Golden(
        "aff9503cdbf83c25a818c56a1e102412aab920f1870a609402675e99f30c09cb",
        "sha256:f056a0d3018463f97854902933503e6d8f0292f3e9df7422d4fa684b20787c1f",
        {
            "idi-2024-demonstration": "sha256:"
            "a8c47a9cbd57443b899572467c0144508f92c1f9ece72c97b47d64ded541625e",
            "ipb-2010-demonstration": "sha256:"
            "5b5046c60e860f5f1d37f50a894dabdc1d2437236f2484855672a7ffc74c6c6c",
            "ipb-2025-demonstration": "sha256:"
            "7f56c09020eab581023e79dc97e37be2f4e3de37db413ac7896efad94519b52c",
        },
    ),
    "golden-editions-3": Golden(
        "cf7c5899007755a69be7d74ec5bb65c8fca509de4bf85fe9bd753a032161a4e2",
        "sha256:7db01dfa04696cd4d5e8313f3e8f2f51100ac76ea78eafe2b02df897159fd884",
        {
            "idi-2024-demonstration": "sha256:"
            "3bdf0d5138e5e68c4a08bb7e6c6060d2be76a2be08448cfcd199aa27b31edbde",
            "ipb-2010-demonstration": "sha256:"
            "4a2b21de347262ef3c0744ac360136112cbfc6bc1b8db17c78b46b3e3a18698e",
            "ipb-2025-demonstration": "sha256:"
            "39ee6184317c136d2eee1ac861c3ffa6ae771831de153174c4d95429b696bf56",
        },
    ),
    "golden-editions-4": Golden(
        "6e9b6782a6797cef20f3be0d0a6217a19b73422c22007baf6e227d17d29db756",
        "sha256:c1b533f0063b5f1c3fa95e57fc1ee0612f88c63742cee4c25f318ad6b1b08536",
        {
            "idi-2024-demonstration": "sha256:"
            "95c4521d6bbf2b7ce8213da7ffd8f6ec3080b4559226db53bea3208c7b8f53fa",
            "idi-2025-demonstration": "sha256:"
            "674e3118d365b945704f9d91ded457a3cbc4e79481623167b5bee92a2a8869f6",
            "ipb-2010-demonstration": "sha256:"
            "6c7aa8ca1ce750e8ba1e0b0a3cc3ac9b3ae866c50913ff1ed4fb630c4e07613a",
            "ipb-2025-demonstration": "sha256:"
            "2654409998284e949e8710ba7b388a8d36c039bca1411ce106fa58f0ecfafa9e",
        },
    ),
}
FIRST, SECOND, _, FOURTH = ARCHIVES
EDITIONS = [(name, key) for name, archive in ARCHIVES.items() for key in archive.roots]
THRESHOLD = "leaves.price-mobile-high.goalposts.zero"


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    collected = {}
    for name in ARCHIVES:
        folder = tmp_path_factory.mktemp(name)
        with zipfile.ZipFile(HERE / f"{name}.zip") as frozen:
            frozen.extractall(folder)
        collected[name] = folder / "editions"
    return collected


@pytest.mark.parametrize("name", ARCHIVES)
def test_the_archive_itself_is_the_one_of_that_day(name: str) -> None:
    content = (HERE / f"{name}.zip").read_bytes()
    assert hashlib.sha256(content).hexdigest() == ARCHIVES[name].sha256


@pytest.mark.parametrize("name", ARCHIVES)
def test_roots_and_head_follow_from_the_bytes(name: str, archives: dict[str, Path]) -> None:
    def of(kind: str, file: Path) -> str:
        line = f"ictindex:{kind}:1\n".encode()
        return "sha256:" + hashlib.sha256(line + file.read_bytes()).hexdigest()

    folder, archive = archives[name], ARCHIVES[name]
    roots = {key: of("edition", folder / key / "manifest.json") for key in archive.roots}
    assert roots == archive.roots
    assert of("register", max((folder / "register").iterdir())) == archive.head


@pytest.mark.parametrize(("name", "key"), EDITIONS)
def test_it_verifies_against_its_golden_root_and_head(
    name: str, key: str, archives: dict[str, Path]
) -> None:
    path, root, head = archives[name] / key, ARCHIVES[name].roots[key], ARCHIVES[name].head
    report = ict.verify(path, root=root, head=head)
    assert (report.verdict, report.registered) == ("intact-pinned", True)
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "--root", root, "--head", head],
        cwd=path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "intact-pinned")


@pytest.mark.parametrize(("name", "key"), EDITIONS)
def test_every_byte_comes_out_again(name: str, key: str, archives: dict[str, Path]) -> None:
    again = ict.editions.recompute(archives[name] / key)
    assert again.identical and {"results.json", "table.csv"} <= set(again.files)
    done = subprocess.run(
        [sys.executable, "-I", "recompute.py"],
        cwd=archives[name] / key, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NOT" not in done.stdout


@pytest.mark.slow
def test_the_figures_are_those_of_that_day(archives: dict[str, Path]) -> None:
    """XAK by hand: the mean of its two pillars, 93.8 and 93.9 unrounded, is 93.9."""
    for name in ARCHIVES:
        idi = ict.open_edition(archives[name] / "idi-2024-demonstration")
        assert idi.values.loc["XAK"].iloc[0] == 93.9
        assert idi.values.loc["XAA", "idi"] == 49.2
        baskets = ict.open_edition(archives[name] / "ipb-2025-demonstration")
        # Two half-month packs at 4.50 USD, and an income of 12,000 USD a year: 9 of 1,000 a month.
        assert baskets.shares.loc["ATA", "mobile-data-only"] == 0.9
    # 800, 1 600 and 24 000 at 80 to the dollar are 10, 20 and 300 dollars, of 100 a month.
    early = ict.open_edition(archives[SECOND] / "ipb-2010-demonstration")
    shares = early.shares.loc["KEN", list(early.baskets)]
    assert shares.tolist() == [10.0, 20.0, 300.0]
    assert early.composite.scores.loc["KEN", "ipb"] == 43.3  # (10 + 20 + 100) / 3
    assert early.composite.scores.loc["UGA", "ipb"] == 20.2  # (10 + 20.5 + 30) / 3


def test_those_of_one_register_are_listed(archives: dict[str, Path]) -> None:
    for name, archive in ARCHIVES.items():
        assert ict.editions.list_editions(archives[name]).head == archive.head
        listed = [edition.id for edition in ict.editions.list_editions(archives[name])]
        assert sorted(listed) == sorted(archive.roots)


# ---------------------------------------------------------------- judged by what lies in them


def test_an_opened_edition_shows_the_marks_of_its_own_day(archives: dict[str, Path]) -> None:
    """The library has corrected the threshold since: here it stays 21.33, and verified."""
    idi = ict.open_edition(archives[FIRST] / "idi-2024-demonstration")
    entry = idi.methodology.evidence.constants[THRESHOLD]
    assert (entry.value, entry.mark, entry.confirmed) == ("21.33", "verified", None)
    assert documents.load_evidence("idi-methodology-2023").constants[THRESHOLD].value == "21.3295"
    # As the file in the edition counts them: 46 verified, 9 printed, 5 unverified.
    text = idi.read("methodology/evidence.toml").decode()
    wanted = {
        mark: text.count(f'mark = "{mark}"') for mark in ("verified", "printed", "unverified")
    }
    assert wanted == {"verified": 46, "printed": 9, "unverified": 5}
    assert Counter(idi.methodology.marks.values()) == wanted
    assert dict(idi.unconfirmed) == {}
    assert not any("constant" in flag for flags in idi.flags.values() for flag in flags)
    explanation = idi.explain("XAK", node="price-mobile-high")
    assert "unverified" not in explanation.to_text("en")
    constants = explanation.to_dict()["constants"]
    assert constants[THRESHOLD]["value"] == "21.33"
    assert constants[THRESHOLD]["mark"] == "verified"
    shown = idi.methodology.show("en").splitlines()
    row = next(
        line for line in shown if line.startswith("Mobile data and voice high") and "linear" in line
    )
    assert row.split()[-3:] == ["21.33", "1", "verified"]


def test_the_basket_of_that_day_keeps_its_marks_too(archives: dict[str, Path]) -> None:
    """The purchasing rules of 2025 were called printed then, and are second-hand now."""
    old = ict.open_edition(archives[FIRST] / "ipb-2025-demonstration")
    new = ict.open_edition(archives[SECOND] / "ipb-2025-demonstration")
    path = "purchasing.combinations"
    assert (old.methodology.marks[path], new.methodology.marks[path]) == ("printed", "second-hand")
    assert path not in old.unconfirmed and new.unconfirmed[path] == "second-hand"
    assert "second-hand-purchase" not in old.flags["ATA", "mobile-data-only"]
    assert "second-hand-purchase" in new.flags["ATA", "mobile-data-only"]


def test_what_is_made_of_an_opened_edition_keeps_its_marks(archives: dict[str, Path]) -> None:
    idi = ict.open_edition(archives[FIRST] / "idi-2024-demonstration")
    other = ict.what_if(idi, {("XAK", "internet-users"): "90"})
    assert other.methodology.marks == idi.methodology.marks
    copied = pickle.loads(pickle.dumps(idi.methodology))  # noqa: S301
    assert copied.marks == idi.methodology.marks
    by_today = ict.what_if(idi, methodology="idi-methodology-2023")
    assert by_today.methodology.evidence.constants[THRESHOLD].value == "21.3295"


def test_the_second_archive_has_intervals_and_population(archives: dict[str, Path]) -> None:
    idi = ict.open_edition(archives[SECOND] / "idi-2024-demonstration")
    confirmed = idi.methodology.evidence.constants[THRESHOLD].confirmed
    assert confirmed is not None and confirmed.editions == (2023, 2024, 2025)
    assert idi.methodology.population is not None
    assert idi.methodology.population.vintage == "2022"


def test_the_fourth_archive_has_layout_2_and_the_others_have_none(
    archives: dict[str, Path],
) -> None:
    """Closed words are not there; a withheld value stays withheld, and gets no erratum."""
    for name, folder in archives.items():
        marked = {path.parent.name for path in folder.glob("*/disclosure.json")}
        assert marked == (set(ARCHIVES[FOURTH].roots) if name == FOURTH else set())
    edition = archives[FOURTH] / "idi-2025-demonstration"
    closed = {word.encode() for word in closed_season.CLOSED}
    content = b"".join(path.read_bytes() for path in edition.rglob("*") if path.is_file())
    assert not [word for word in closed if word in content]
    opened = ict.open_edition(edition)
    assert sorted(opened.scores.index) == sorted(opened.economies)
    assert set(opened.observations.cells["source"]) >= {closed_season.SOURCE}
    with pytest.raises(ict.errors.RefusedEditionError) as refused:
        ict.editions.publish_erratum(
            edition, economy="XAB", indicator=closed_season.WITHHELD, corrected="50",
            reason="a digit", date="2026-07-01",
        )  # fmt: skip
    assert refused.value.code == "erratum.withheld"
