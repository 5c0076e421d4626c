"""The catalogue: codes are unique, groups are what the vintages say, Namibia is not missing."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import pickle
import re
from collections import Counter
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import CatalogueError
from ictindex.definitions import catalogue, documents

# Not `from ... import indicators`: the package gives that name to a function.
indicators_module = import_module("ictindex.definitions.catalogue.indicators")
ECONOMIES = catalogue.economies()
INDICATORS = catalogue.indicators()
GROUPINGS = catalogue.groupings()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def shipped(name: str) -> list[dict[str, str]]:
    return rows(package_data.folder("methodology") / "catalogue" / name)


# ---------------------------------------------------------------- economies


def test_codes_of_economies_are_unique_and_well_formed() -> None:
    listed = shipped("economies.csv")
    assert len(ECONOMIES) == len(listed), "an ISO3 code is there twice"
    for attribute, form in (("iso3", "[A-Z]{3}"), ("iso2", "[A-Z]{2}"), ("m49", "[0-9]{3}")):
        codes = [getattr(economy, attribute) for economy in ECONOMIES.values()]
        supplied = [code for code in codes if code]
        assert len(set(supplied)) == len(supplied), f"a code of {attribute} is given twice"
        assert all(re.fullmatch(form, code) for code in supplied)
    assert all(re.fullmatch("[A-Z]{3}|", economy.currency) for economy in ECONOMIES.values())
    assert list(ECONOMIES) == sorted(ECONOMIES)


def test_namibia_is_not_missing() -> None:
    assert ECONOMIES["NAM"].iso2 == "NA"
    assert catalogue.economy_hint("NA") == "NAM"
    assert "NAM" in catalogue.groups("itu-region", "idi-2024").groups["africa"]


@small_cases(
    ("written", "meant"),
    [
        ("Brésil", "BRA"),
        ("BRAZIL", "BRA"),
        ("巴西", "BRA"),
        ("البرازيل", "BRA"),
        ("Бразилия", "BRA"),
        (" br ", "BRA"),
        ("076", "BRA"),
        ("bra", "BRA"),
        ("Atlantis", None),
        ("", None),
        (" ", None),
    ],
)
def test_names_and_other_codes_get_a_hint(written: str, meant: str | None) -> None:
    assert catalogue.economy_hint(written) == meant


def test_every_name_leads_to_its_economy() -> None:
    wrong = [
        f"{name} ({language}): {row['iso3']}, hint {catalogue.economy_hint(name)}"
        for row in shipped("economy_names.csv")
        for language, name in row.items()
        if language != "iso3" and catalogue.economy_hint(name) != row["iso3"]
    ]
    assert not wrong, "\n".join(wrong)


def test_aliases_are_of_known_economies_and_stand_once() -> None:
    aliases = shipped("economy_aliases.csv")
    assert {row["iso3"] for row in aliases} <= ECONOMIES.keys()
    folded = [row["alias"].casefold() for row in aliases]
    assert len(set(folded)) == len(folded)
    for row in aliases:
        assert catalogue.economy_hint(row["alias"]) == row["iso3"]


def test_economies_agree_with_the_reference(data: Path) -> None:
    for row in rows(data / "reference" / "economies.csv"):
        economy = ECONOMIES[row["iso3"]]
        assert economy.iso2 == row["iso2"]
        assert economy.m49 == row["m49"].zfill(3)


# ---------------------------------------------------------------- groups


def test_every_member_of_a_group_is_an_economy() -> None:
    wrong = [
        f"{key} {group}: {economy}"
        for key, grouping in GROUPINGS.items()
        for group, members in grouping.groups.items()
        for economy in members
        if economy not in ECONOMIES
    ]
    assert not wrong, "\n".join(wrong)


def test_no_membership_is_lost_or_doubled() -> None:
    listed = [tuple(row.values()) for row in shipped("groups.csv")]
    assert len(set(listed)) == len(listed)
    recorded = {
        (*key, group, economy)
        for key, grouping in GROUPINGS.items()
        for group, members in grouping.groups.items()
        for economy in members
    }
    assert recorded == {
        (row["grouping"], row["vintage"], row["group"], row["economy"])
        for row in shipped("groups.csv")
    }


@small_cases("key", GROUPINGS, ids=" ".join)
def test_partitions_are_disjoint(key: tuple[str, str]) -> None:
    grouping = GROUPINGS[key]
    assert (grouping.grouping, grouping.vintage) == key
    assert grouping.source and re.fullmatch(r"20\d\d(-\d\d)?", grouping.date)
    members = Counter(economy for group in grouping.groups.values() for economy in group)
    twice = [economy for economy, count in members.items() if count > 1]
    assert not twice, f"in two groups: {twice}"


def test_remarks_on_lists_are_in_the_language_in_force() -> None:
    assert catalogue.groups("ldc", "m49-2026").note == (
        "Includes Sao Tome and Principe, which left in December 2024; does not include Bhutan."
    )
    with ict.set_options(language="fr"):
        assert catalogue.groups("sids", "m49-2026").note == "Ne comprend pas Bahreïn."
    assert catalogue.groups("lldc", "m49-2026").note == ""
    assert sum(bool(grouping.note) for grouping in GROUPINGS.values()) == 16


def test_the_groups_of_the_idi_2024() -> None:
    def sizes(grouping: str) -> dict[str, int]:
        groups = catalogue.groups(grouping, "idi-2024").groups
        return {group: len(members) for group, members in groups.items()}

    assert sizes("itu-region") == {
        "africa": 38,
        "americas": 30,
        "arab-states": 20,
        "asia-pacific": 30,
        "cis": 7,
        "europe": 45,
    }
    assert sum(sizes("itu-region").values()) == 170
    assert sizes("ldc") == {"ldc": 35}
    assert sizes("lldc") == {"lldc": 26}
    assert sizes("sids") == {"sids": 25}
    # Venezuela has no income group.
    assert sum(sizes("income-group").values()) == 169
    edition = {
        economy
        for group in catalogue.groups("itu-region", "idi-2024").groups.values()
        for economy in group
    }
    for grouping in ("income-group", "ldc", "lldc", "sids"):
        for members in catalogue.groups(grouping, "idi-2024").groups.values():
            assert set(members) <= edition
    assert edition - {
        economy
        for group in catalogue.groups("income-group", "idi-2024").groups.values()
        for economy in group
    } == {"VEN"}


def test_a_vintage_keeps_its_own_memberships() -> None:
    """The published means of 2024 follow only with Bhutan and Sao Tome LDCs, Bahrain SIDS."""
    of = {key[1]: set(grouping.groups.get(key[0], ())) for key, grouping in GROUPINGS.items()
          if key[0] == "ldc"}  # fmt: skip
    assert {"BTN", "STP"} <= of["idi-2024"]
    assert not {"BTN", "STP"} & of["ipb-2025"]
    assert "STP" in of["m49-2026"] and "BTN" not in of["m49-2026"]
    assert "BHR" in catalogue.groups("sids", "idi-2024").groups["sids"]
    assert "BHR" not in catalogue.groups("sids", "m49-2026").groups["sids"]


def test_an_economy_leaves_on_the_day_on_which_it_graduates() -> None:
    """Vanuatu 4 December 2020, Bhutan 13 December 2023, Sao Tome and Principe a year later."""

    def members(*day: int) -> set[str]:
        return set(catalogue.groups("ldc", "m49-2026", dt.date(*day)).groups["ldc"])

    graduates = {"VUT", "BTN", "STP"}
    assert members(2020, 12, 3) & graduates == graduates
    assert members(2020, 12, 4) & graduates == {"BTN", "STP"}
    assert members(2023, 12, 12) & graduates == {"BTN", "STP"}
    assert members(2023, 12, 13) & graduates == {"STP"}
    assert members(2024, 12, 13) & graduates == set()
    # ITU's list of December 2025 has 44, the same.
    printed = set(catalogue.groups("ldc", "ipb-2025").groups["ldc"])
    assert members(2025, 12, 1) == printed and len(printed) == 44
    assert all(departure.source for departure in catalogue.departures())


def test_a_published_list_stays_as_printed() -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue.groups("ldc", "ipb-2025", dt.date(2023, 1, 1))
    assert str(caught.value) == (
        "The list 'ldc ipb-2025' is as printed in its publication: it has no members at another "
        "day. Use one of: ldc m49-2026; or leave out the day."
    )


def test_groups_agree_with_the_reference(data: Path) -> None:
    reference: dict[tuple[str, str], set[str]] = {}
    for row in rows(data / "reference" / "groups.csv"):
        reference.setdefault((row["grouping"], row["vintage"]), set()).add(row["iso3"])
    for (grouping, vintage), members in reference.items():
        ours = catalogue.groups(grouping, vintage).groups.values()
        assert {economy for group in ours for economy in group} == members, (grouping, vintage)


def test_regions_agree_with_the_report(data: Path) -> None:
    regions = catalogue.groups("itu-region", "idi-2024").groups
    where = {economy: group for group, members in regions.items() for economy in members}
    names: dict[str, set[str]] = {}
    for row in rows(data / "idi-2024" / "table1.csv"):
        names.setdefault(row["itu_region"], set()).add(where[row["iso3"]])
    # One region of ours for each of the report's, and the reverse.
    assert all(len(name) == 1 for name in names.values()), names
    assert len(names) == 6


@pytest.mark.parametrize("wanted", [("ldc", "2024"), ("oecd", "idi-2024"), ("", "")])
def test_an_unknown_grouping_is_refused_with_those_there_are(wanted: tuple[str, str]) -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue.groups(*wanted)
    assert caught.value.code == "catalogue.no-grouping"
    assert str(caught.value) == (
        f"The catalogue has no grouping '{wanted[0]} {wanted[1]}'. Use one of: "
        "development m49-2020, income-group idi-2023, income-group idi-2024, "
        "income-group idi-2025, income-group ipb-2025, income-group wdi-2026-04, "
        "itu-region idi-2023, itu-region idi-2024, itu-region idi-2025, itu-region ipb-2025, "
        "ldc idi-2024, "
        "ldc ipb-2025, ldc m49-2026, lldc idi-2024, lldc ipb-2025, lldc m49-2026, sids idi-2024, "
        "sids ipb-2025, sids m49-2026; or give your own mapping of economies to groups."
    )


# ---------------------------------------------------------------- indicators


def test_every_code_leads_to_its_indicator() -> None:
    seen: dict[str, str] = {}
    for key, indicator in INDICATORS.items():
        assert catalogue.indicator_id(key) == key == indicator.id
        for kind, codes in indicator.codes.items():
            assert kind in indicators_module.CODE_KINDS
            for code in codes:
                assert catalogue.indicator_id(code) == key
                assert seen.setdefault(code, key) == key, f"{code} is given to two indicators"
    assert catalogue.indicator_id("telex") is None
    assert catalogue.indicator_id("") is None


@small_cases(
    ("code", "key"),
    [
        ("i99H", "internet-users"),
        ("IT.NET.USER.ZS", "internet-users"),
        ("17.8.1", "internet-users"),
        ("xHH6_IDI", "households-internet"),
        ("i911mw_IDI", "mobile-broadband-subscriptions"),
        ("i271G_IDI", "coverage-3g"),
        ("i271GA_IDI", "coverage-4g"),
        ("i136mwi_subs_IDI", "mobile-broadband-traffic"),
        ("i135tfb_subs_IDI", "fixed-broadband-traffic"),
        ("i271mb_high_ts_GNI_IDI", "price-mobile-high"),
        ("i154_FBB_ts_GNI_IDI", "price-fixed-broadband"),
        ("xHH18_IDI", "mobile-phone-ownership"),
    ],
)
def test_the_codes_of_the_data_hub_are_known(code: str, key: str) -> None:
    assert catalogue.indicator_id(code) == key


def test_a_code_of_two_indicators_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = indicators_module.Indicator(
        "telex", "percent", "", None, None, 1, MappingProxyType({"itu": ("i99H",)}), ()
    )
    monkeypatch.setattr(
        indicators_module, "catalogued_indicators", lambda: {**INDICATORS, "telex": twin}
    )
    with pytest.raises(CatalogueError) as caught:
        indicators_module._index_codes.__wrapped__()
    assert str(caught.value) == (
        "The catalogue gives the code 'i99H' to two indicators. Keep it with one of them in "
        "indicators.toml."
    )


@small_cases(
    ("written", "near"),
    [
        ("internet_users", "internet-users"),
        ("Internet Users", "internet-users"),
        ("I99h", "i99H"),
        ("coverage-4gg", "coverage-4g"),
        ("internetusers", "internet-users"),
        # Another series would be:
        ("SE.PRM.ENRR", None),
        ("IT.CEL.SETS", None),
        ("i99", None),
        ("coverage-6g", None),
        ("mobile-broadband", None),
        ("telex", None),
        ("", None),
    ],
)
def test_the_nearest_indicator_is_named(written: str, near: str | None) -> None:
    assert catalogue.indicator_hint(written) == near


def test_hard_ranges() -> None:
    share = INDICATORS["internet-users"]
    assert share.admits(Decimal(0)) and share.admits(Decimal(100))
    assert not share.admits(Decimal("100.1")) and not share.admits(Decimal("-0.1"))
    assert share.range == "0 … 100"
    price = INDICATORS["price-fixed-broadband"]
    assert price.maximum is None and price.admits(Decimal(1000))
    assert price.range == "≥ 0"
    for key, indicator in INDICATORS.items():
        assert indicator.minimum is not None, key
        if indicator.unit == "percent" and "enrolment" not in key:
            assert indicator.range == "0 … 100", key


def test_every_goalpost_of_a_document_lies_in_the_hard_range() -> None:
    for document in documents.library().values():
        for leaf in document.leaves:
            if leaf.goalposts.on == "raw":
                admits = INDICATORS[leaf.indicator].admits
                assert admits(leaf.goalposts.zero) and admits(leaf.goalposts.full)


def test_every_indicator_and_node_of_a_document_is_in_the_catalogue() -> None:
    for document in documents.library().values():
        assert {node.id for node in document.nodes} <= set(catalogue.node_ids())
        assert {leaf.indicator for leaf in document.leaves} <= INDICATORS.keys()
    assert not set(catalogue.node_ids()) & INDICATORS.keys()


# ---------------------------------------------------------------- code lists


def test_code_lists() -> None:
    missing = {code for code, is_missing in catalogue.status_codes().items() if is_missing}
    assert missing == {"H", "L", "M", "O", "Q"}
    assert {"A", "B", "D", "E", "F", "I", "P", "U"} <= catalogue.status_codes().keys()
    assert catalogue.source_classes()[:2] == ("official-submission", "official-publication")
    assert catalogue.breakdowns()["sex"] == ("_T", "F", "M")
    for indicator in INDICATORS.values():
        assert len(set(indicator.breakdowns)) == len(indicator.breakdowns)


def test_shared_sdg_indicators_are_known_and_no_codes() -> None:
    shared = {key: i.related_sdg for key, i in INDICATORS.items() if i.related_sdg}
    assert shared == {
        "coverage-3g": ("9.c.1",),
        "coverage-4g": ("9.c.1",),
        "coverage-5g": ("9.c.1",),
        "coverage-mobile": ("9.c.1",),
        "fixed-broadband-subscriptions-by-speed": ("17.6.1",),
    }
    assert catalogue.indicator_id("9.c.1") is None


def test_a_share_of_subscriptions_is_in_percent() -> None:
    by_speed = INDICATORS["fixed-broadband-subscriptions-by-speed"]
    assert (by_speed.unit, by_speed.range) == ("percent", "0 … 100")
    assert by_speed.denominator in INDICATORS


@pytest.mark.parametrize(
    "thing", [INDICATORS["internet-users"], GROUPINGS["ldc", "idi-2024"], ECONOMIES["NAM"]]
)
def test_parts_of_the_catalogue_go_to_other_processes(thing: object) -> None:
    for copied in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing)):  # noqa: S301
        assert copied == thing
        mapping = getattr(copied, "codes", getattr(copied, "groups", None))
        assert not hasattr(mapping, "clear")


def test_the_catalogue_cannot_be_changed() -> None:
    for mapping in (ECONOMIES, INDICATORS, GROUPINGS, catalogue.status_codes()):
        with pytest.raises(TypeError):
            mapping["NAM"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        ECONOMIES["NAM"].iso2 = "NM"  # type: ignore[misc]
    with pytest.raises(TypeError):
        catalogue.groups("ldc", "idi-2024").groups["ldc"] = ()  # type: ignore[index]


def test_a_broken_catalogue_file_names_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ictindex.core.errors import DocumentError
    from ictindex.definitions.catalogue import loading

    folder = tmp_path / "methodology" / "catalogue"
    folder.mkdir(parents=True)
    (folder / "codes.toml").write_text("nodes = [\n'idi'\nnodes = 1\n", encoding="utf-8")
    # The words of the message lie in the real folder: it is theirs again when they are read.
    with monkeypatch.context() as patch, pytest.raises(DocumentError) as caught:
        patch.setattr(package_data, "folder", lambda name: tmp_path / name)
        loading.toml("codes.toml")
    assert re.search(r"^codes\.toml is not valid TOML: .*line 3", str(caught.value))


def test_every_auxiliary_series_of_a_document_is_one_of_the_catalogue() -> None:
    """Derivation and data releases exempt without a document what documents list."""
    listed = {
        key
        for document in documents.library().values()
        if document.sourcing is not None
        for key in document.sourcing.auxiliary
    }
    assert {"population", "gni-per-capita", "exchange-rate", "mean-years-schooling"} <= listed
    assert listed <= catalogue.auxiliary_series()
    recorded = {*catalogue.indicators(), *catalogue.economics_series(), "gni-per-capita"}
    assert catalogue.auxiliary_series() <= recorded
    # No rate that is derived, and no count that it is made of, is one.
    rules = catalogue.rate_rules().values()
    assert catalogue.auxiliary_series().isdisjoint(
        name for rule in rules for name in (rule.rate, rule.numerator)
    )


def test_marks_are_free_as_the_code_list_says() -> None:
    codes = {*catalogue.confidentiality_codes(), ""}
    assert {code for code in codes if code in catalogue.free_marks(released=False)} == {"", "F"}
    assert {code for code in codes if code in catalogue.free_marks()} == {"", "F", "E"}
