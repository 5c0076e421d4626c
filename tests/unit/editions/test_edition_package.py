"""The Data Package of editions and data releases: judged offline, and by their manifests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import basket_edition_cases as of_baskets
import closed_season
import edition_cases as of_scores
import package_readers as readers
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

FILE = "datapackage.json"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An edition of scores, one of price baskets, one of selected sources, a data release."""
    folder = tmp_path_factory.mktemp("packages")
    season = closed_season.play(folder, 2025).result
    made = {
        "scores": of_scores.reconstruction(folder / "scores"),
        "baskets": of_baskets.reconstruction(folder / "baskets"),
        "season": ict.publish(
            season, folder / "selected", released="2026-06-30", publisher="Office of trials",
            salt=closed_season.MASTER,
        ),
        "data": ict.editions.release_data(
            of_scores.annex(), folder / "data", name="annex", released="2024-06-27",
            doi="10.1234/abcd",
        ),
    }  # fmt: skip
    return {name: edition.path for name, edition in made.items()}


CASES = ("scores", "baskets", "season", "data")


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_it_describes_every_table_and_others_find_it_valid(
    name: str, published: dict[str, Path]
) -> None:
    folder = published[name]
    package = readers.read_json(folder / FILE)
    listed = {each["path"]: each for each in package["resources"]}
    assert set(listed) == {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    assert readers.list_package_faults(folder / FILE) == []
    for each in listed.values():
        header = (folder / each["path"]).read_text("utf-8").partition("\n")[0]
        assert header.split(",") == [field["name"] for field in each["schema"]["fields"]]


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_its_digests_are_those_of_the_manifest(name: str, published: dict[str, Path]) -> None:
    folder = published[name]
    manifest = readers.read_json(folder / "manifest.json")
    digests = {file["path"]: (file["size"], file["sha256"]) for file in manifest["files"]}
    for each in readers.read_json(folder / FILE)["resources"]:
        size, digest = digests[each["path"]]
        assert (each["bytes"], each["hash"]) == (size, f"sha256:{digest}")
    assert FILE in digests  # and the manifest lists the package itself


def test_the_day_the_version_and_the_citation_are_those_of_the_publication(
    published: dict[str, Path],
) -> None:
    season, data = (readers.read_json(published[name] / FILE) for name in ("season", "data"))
    assert (season["created"], season["version"]) == ("2026-06-30T00:00:00Z", "2025")
    assert season["citation"].startswith("Office of trials, ICT Development Index 2025, ")
    assert season["citation"].endswith(f", {season['name']}, 2026-06-30")
    assert "id" not in season  # no DOI was reserved
    assert (data["id"], data["version"]) == ("https://doi.org/10.1234/abcd", "2024-06-27")
    assert data["citation"].endswith("https://doi.org/10.1234/abcd")


def test_licences_are_those_of_the_sources(published: dict[str, Path]) -> None:
    scores, season = (readers.read_json(published[name] / FILE) for name in ("scores", "season"))
    table = {each["path"]: each for each in scores["resources"]}["table.csv"]
    assert table["licenses"][0]["title"] == "CC BY-NC-SA 3.0 IGO"
    assert table["notices"] == [
        "This is an adaptation of figures of ITU: not ITU’s own, and not endorsed by ITU."
    ]
    named = [source["title"] for each in season["resources"] for source in each["sources"]]
    assert closed_season.SOURCE in named
    assert "licenses" not in season  # an office stated no licence: none is made up


def test_a_changed_package_is_found_by_both_verifiers(tmp_path: Path) -> None:
    from edition_making import both

    edition = of_scores.reconstruction(tmp_path)
    path = edition.path / FILE
    path.write_bytes(path.read_bytes().replace(b"CC-BY-NC-SA", b"CC-BY-NC-XX", 1))
    report = both(edition.path)
    assert (report.verdict, report.problems[0].file) == ("altered", FILE)


@pytest.mark.slow
def test_published_twice_it_has_the_same_bytes(tmp_path: Path) -> None:
    first, second = (of_baskets.reconstruction(tmp_path / name).path for name in "ab")
    assert (first / FILE).read_bytes() == (second / FILE).read_bytes()


@small_cases("doi", ["https://doi.org/10.1234/a", "10.12/a", "10.1234/", "10.1234/a b", 7])
def test_what_is_no_doi_is_refused(doi: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        ict.editions.release_data(
            of_scores.annex(), tmp_path, name="annex", released="2024-06-27", doi=doi
        )
    assert refused.value.details["argument"] == "doi"
    assert not any(tmp_path.iterdir())
