"""Sources have licences; what has none is refused, and what excludes one another is not joined."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_cases import small_cases

from ictindex.core import package_data
from ictindex.core.errors import LicenceError
from ictindex.definitions.catalogue import licences
from ictindex.language import i18n

# The terms of the publishers, read by hand: share-alike, not for commercial use.
TERMS = {
    "itu-idi": (True, True),
    "itu-mis": (True, True),
    "itu-ipb": (True, True),
    "itu-datahub": (True, True),
    "uis": (True, False),
    "world-bank-wdi": (False, False),
    "undp-hdr": (False, False),
    "un-sdg": (False, False),
    "un-national-accounts": (False, False),
    "natural-earth": (False, False),
    "invented": (False, False),
}
OWN = {
    "id": "survey", "title": "Household survey", "publisher": "Statistics Office",
    "edition": "2025", "address": "https://example.org/", "licence": "cc-by-4.0",
}  # fmt: skip
TERMS_OF_OFFICE = {
    "name": "Terms of the Office", "address": "https://example.org/terms",
    "share_alike": False, "non_commercial": False,
}  # fmt: skip


def test_every_source_is_under_the_terms_of_its_publisher() -> None:
    stated = {
        key: (licence.share_alike, licence.non_commercial)
        for key in licences.data_sources()
        for licence in [licences.licence_of(key)]
    }
    assert stated == TERMS


def test_licences_of_creative_commons_say_in_their_address_what_they_are() -> None:
    for licence in licences.licences().values():
        if licence.id.startswith("cc-"):
            parts = licence.address.removeprefix("https://creativecommons.org/licenses/").split("/")
            assert ("sa" in parts[0].split("-")) == licence.share_alike
            assert ("nc" in parts[0].split("-")) == licence.non_commercial
            assert licence.name.startswith(f"CC {parts[0].upper()} {parts[1]}")


def test_every_source_named_in_the_sample_data_has_a_licence() -> None:
    folder = package_data.folder("sample_data")
    named = set()
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            named |= {row["source"] for row in csv.DictReader(stream) if row.get("source")}
    assert len(named) >= 6
    assert licences.require_licence(named)


def test_a_source_without_a_licence_is_refused_with_the_place_to_state_it() -> None:
    with pytest.raises(LicenceError) as caught:
        licences.require_licence(["uis", "gsma", "ookla"])
    assert caught.value.message("en") == (
        "No licence is on record for: gsma, ookla. State id, title, publisher, edition, address "
        "and licence of each under [[source]] in site.toml; an id of the register needs no "
        "statement."
    )


@pytest.mark.parametrize("pair", [
    ("itu-idi", "uis"), ("uis", "itu-ipb"), ("itu-datahub", "uis"),
])  # fmt: skip
def test_two_share_alike_licences_exclude_one_another(pair: tuple[str, str]) -> None:
    with pytest.raises(LicenceError, match="cannot be in one table"):
        licences.require_joinable(pair)


@small_cases("shared", ["itu-idi", "uis"])
@small_cases("other", ["world-bank-wdi", "undp-hdr", "un-sdg", "natural-earth"])
def test_a_share_alike_licence_takes_in_attribution_only(shared: str, other: str) -> None:
    for pair in ([shared, other], [other, shared]):
        assert licences.require_joinable(pair) == licences.licence_of(shared)


def test_joined_figures_of_attribution_only_stay_under_their_own_licences() -> None:
    assert licences.require_joinable(["world-bank-wdi", "undp-hdr"]) is None
    joint = licences.require_joinable(["undp-hdr"])
    assert joint is not None and joint.name == "CC BY 3.0 IGO"
    assert licences.require_joinable(["invented"]) is None
    assert licences.require_joinable(["invented", "uis"]) == licences.licence_of("uis")


def test_figures_not_for_commercial_use_do_not_go_under_a_licence_that_allows_it() -> None:
    own = {**OWN, "own_licence": {**TERMS_OF_OFFICE, "non_commercial": True}}
    del own["licence"]
    source = licences.own_source(own, "site.toml")
    with pytest.raises(LicenceError, match="cannot be in one table"):
        licences.require_joinable([source, "uis"])
    assert licences.require_joinable([source, "itu-idi"]) == licences.licence_of("itu-idi")


def test_a_source_is_known_by_its_id_and_by_the_name_that_files_give_it() -> None:
    assert licences.data_source("World Bank WDI (Atlas method)").id == "world-bank-wdi"
    assert licences.data_source(" uis ").id == "uis"
    with pytest.raises(LicenceError):
        licences.data_source("World Bank WD")  # never guessed


def test_a_publisher_states_a_source_and_its_licence() -> None:
    source = licences.own_source(OWN, "site.toml")
    assert licences.licence_of(source).name == "CC BY 4.0"
    assert (source.copy, source.location) == ("stated", "site.toml")
    assert licences.own_source({"id": "uis", "edition": "2026"}, "site.toml").edition == "2026"


@small_cases(("change", "words"), [
    ({"licence": "cc-by"}, "names the licence 'cc-by', which is not on record"),
    ({"own_licence": {"name": "T"}}, "keys of source 'survey' are not those that are needed"),
    ({"own_licence": "T"}, "keys of source 'survey'"),
    ({"own_licence": {**TERMS_OF_OFFICE, "share_alike": "no"}}, "keys of source 'survey'"),
    ({"own_licence": {**TERMS_OF_OFFICE, "name": " "}}, "keys of source 'survey'"),
    ({"licence": "cc-by-4.0", "colour": "red"}, "keys of source 'survey'"),
    ({"licence": "cc-by-4.0", "id": ""}, "keys of source ''"),
    ({"licence": "cc-by-4.0", "id": "uis"}, "keys of source 'uis'"),
])  # fmt: skip
def test_a_source_stated_wrongly_is_refused(change: dict[str, object], words: str) -> None:
    own = {key: value for key, value in OWN.items() if key != "licence"}
    with pytest.raises(LicenceError) as caught:
        licences.own_source({**own, **change}, "site.toml")
    assert words in caught.value.message("en") and "site.toml" in caught.value.message("en")


def test_publishers_and_terms_have_names_in_every_language() -> None:
    for source in licences.data_sources().values():
        assert i18n.has_label("publishers", source.publisher)
    for licence in licences.licences().values():
        assert licence.name or i18n.has_label("licence-names", licence.id)
