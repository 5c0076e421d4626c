"""ITU's workbook of the IDI, three editions: what is read, its classes, and its scores recomputed.

The tidy tables next to the workbook (``idi_editions_values.csv``, ``idi_editions_scores.csv``) were
made from it by somebody else: they are the oracle of the reader. Prices with two decimals come
from the price baskets. Nothing here lists economies: those at hand are a part of each edition.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
import reference
from real_files import rows_of
from small_cases import small_cases

import ictindex as ict
from ictindex.data.source_classes import classify
from ictindex.definitions import catalogue

pytest.importorskip("openpyxl")
EDITIONS = (2023, 2024, 2025)
PRICES = {"price-mobile-high": "i271mb_high_2GB", "price-fixed-broadband": "i154_FBB5"}
LABELS = Path(__file__).parent / "source_note_labels.csv"
DOCS = Path(__file__).parents[2] / "docs" / "explanation" / "notes-of-sources.md"
NOT_RECOGNISED = "not-recognised"
Cell = tuple[int, str, str]


@lru_cache(maxsize=8)
def table_of(data: Path, edition: int) -> ict.Observations:
    path = data / "idi-editions" / "IDIDataset_open.xlsx"
    return ict.read_observations(path, form="itu-idi", edition=edition)


@lru_cache(maxsize=8)
def result_of(data: Path, edition: int) -> ict.Result:
    return ict.compute(ict.methodology("idi", edition=edition), table_of(data, edition))


@lru_cache(maxsize=2)
def values_of(data: Path) -> dict[Cell, dict[str, str]]:
    rows = rows_of(data / "idi-editions" / "idi_editions_values.csv")
    return {(int(row["edition"]), row["iso3"], row["indicator"]): row for row in rows}


@lru_cache(maxsize=2)
def scores_of(data: Path) -> dict[Cell, str]:
    rows = rows_of(data / "idi-editions" / "idi_editions_scores.csv")
    return {(int(row["edition"]), row["iso3"], row["node"]): row["printed"] for row in rows}


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_value_mark_note_and_score_is_that_of_the_tidy_tables(
    edition: int, data: Path
) -> None:
    table = table_of(data, edition)
    assert not table.findings.errors
    recorded = {key: row for key, row in values_of(data).items() if key[0] == edition}
    frame = table.to_frame()
    collected = set()
    for row in frame.to_dict("records"):
        key = (edition, row["economy"], row["indicator"])
        tidy = recorded[key]
        collected.add(key)
        assert row["source"] == " ".join(tidy["source_note"].split())
        lagged = tidy["mark"] == "lagged"
        assert row["year"] == edition - 2 - lagged
        if tidy["value"] == "":
            assert (row["value"], row["status"], row["note"]) == (None, "Q", "n.a.")
        else:
            assert row["value"] == Decimal(tidy["value"])
            assert row["written"].partition(".")[2] != ""  # one decimal, as printed
            assert row["note"] == ("" if tidy["mark"] == "" else tidy["printed"])
    assert collected == recorded.keys()
    printed = {key: text for key, text in scores_of(data).items() if key[0] == edition}
    values = table.published[edition].values
    for (_, economy, node), text in printed.items():
        if text == "n.p.":
            assert (economy, node) not in values
        else:
            assert abs(values[economy, node] - Decimal(text)) <= Decimal("5e-11")
    assert len(values) == sum(text != "n.p." for text in printed.values())


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_finding_is_a_false_alarm(edition: int, data: Path) -> None:
    """Each warning is a contradiction, or a note that names nobody, that is in the sheet."""
    recorded = {row["source_note"].strip() for row in values_of(data).values()}
    for finding in table_of(data, edition).findings:
        if finding.code == "itu-idi.absent-not-estimated":
            # One line for all of them: each cell has no value, and a note without an estimate.
            notes = [
                row["source_note"].lower()
                for (stated, *_), row in values_of(data).items()
                if stated == edition and row["value"] == "" and row["source_note"].strip()
            ]
            named = [note for note in notes if "estimate" in note or "imputation" in note]
            assert finding.details["count"] == str(len(notes) - len(named))
        elif finding.level != "information":
            assert finding.code.startswith(("itu-idi.", "source-note."))
            assert finding.address is not None and finding.address.cell is not None
            assert str(finding.details["note"]) in {" ".join(note.split()) for note in recorded}


def test_the_sheet_of_2023_has_no_dagger(data: Path) -> None:
    """173 printed values are ITU's estimates by their note alone; one of them is a calculation."""
    findings = {f.code: f for f in table_of(data, 2023).findings}
    counted = sum(
        edition == 2023
        and row["value"] != ""
        and row["source_note"].startswith(("ITU estimate", "ITU calculation"))
        for (edition, *_), row in values_of(data).items()
    )
    assert findings["itu-idi.no-daggers"].details["count"] == str(counted) == "173"
    for edition in (2024, 2025):
        assert "itu-idi.no-daggers" not in {f.code for f in table_of(data, edition).findings}


# ---------------------------------------------------------------- classes


@pytest.mark.parametrize(("edition", "count", "of", "share"), [
    (2023, 232, 1210, 19.2), (2024, 237, 1200, 19.8), (2025, 228, 1180, 19.3),
])  # fmt: skip
def test_estimated_or_imputed_values_are_counted_from_the_notes(
    edition: int, count: int, of: int, share: float, data: Path
) -> None:
    """Published for all economies: 19.2, 20.4 and 19.5 %; these are the economies at hand."""
    begins = re.compile(r"ITU (?:estimate|imputation|calculation)")
    stated = [
        bool(begins.match(row["source_note"]))
        for (year, *_), row in values_of(data).items()
        if year == edition
    ]
    kinds = Counter(table_of(data, edition).columns["source_class"].tolist())
    print(f"\n{edition}: {kinds['estimate']} of {len(stated)}")
    assert (kinds["estimate"], len(stated)) == (sum(stated), len(stated)) == (count, of)
    assert float(reference.half_up(Fraction(100 * count, of), 1)) == share


def test_itu_research_with_nobody_named_is_collected_by_itu(data: Path) -> None:
    """277 of the 3,590 values given, counted by the words alone."""
    alone = re.compile(r"ITU Research\.?(?:;.*)?")
    rows = values_of(data).values()
    single_rows = [row for row in rows if alone.fullmatch(row["source_note"].strip())]
    assert (len(single_rows), len(rows)) == (277, 3590)
    actual = sum(
        Counter(table_of(data, edition).columns["source_class"].tolist())["collected-by-itu"]
        for edition in EDITIONS
    )
    assert actual == 277
    for edition in EDITIONS:  # never official in a share
        shares = ict.sourcing.official_shares(table_of(data, edition)).iloc[0]
        kinds = table_of(data, edition).to_frame().query("value.notna()")["source_class"]
        assert shares["official"] == (kinds == "official-publication").sum()


def confusion(data: Path) -> Counter[tuple[str, str, str]]:
    """Return how often a note with a label got a class, for each of the draws."""
    collected: Counter[tuple[str, str, str]] = Counter()
    for row in rows_of(LABELS):
        note = values_of(data)[int(row["edition"]), row["economy"], row["indicator"]]["source_note"]
        kind = classify(note)[0] or NOT_RECOGNISED
        for draw in row["draw"].split("+"):
            collected[draw, row["label"], kind] += 1
    return collected


def test_classes_agree_with_labels_set_by_hand(data: Path) -> None:
    actual = confusion(data)
    for key, count in sorted(actual.items()):
        print(f"\n{key}: {count}", end="")
    drawn = Counter()
    for (draw, *_), count in actual.items():
        drawn[draw] += count
    assert drawn == {"drawn": 150, "carried": 92, "hard": 60, "held-out": 80}
    assert {(label, kind) for _, label, kind in actual if label != kind} == set()


def test_the_labels_have_all_notes_of_carried_values(data: Path) -> None:
    labelled = {
        values_of(data)[int(row["edition"]), row["economy"], row["indicator"]]["source_note"]
        for row in rows_of(LABELS)
        if "carried" in row["draw"]
    }
    assert labelled == {
        row["source_note"] for row in values_of(data).values() if row["mark"] == "lagged"
    }


def test_the_table_of_confusion_in_the_documentation_is_this_one(data: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    for (draw, label, kind), count in confusion(data).items():
        assert f"| {draw} | `{label}` | `{kind}` | {count} |" in text


# ---------------------------------------------------------------- scores


@pytest.mark.parametrize(("edition", "complete"), [(2023, 77), (2024, 79), (2025, 80)])
def test_every_complete_economy_has_its_index_and_no_figure_is_outside_its_interval(
    edition: int, complete: int, data: Path
) -> None:
    printed: dict[str, bool] = defaultdict(lambda: True)
    for (year, economy, _), row in values_of(data).items():
        if year == edition:
            printed[economy] &= row["value"] != ""
    result = result_of(data, edition)
    there = set(result.scores["idi"].dropna().index)
    assert there == {economy for economy, whole in printed.items() if whole}
    compared = result.comparison()
    compared = compared[compared["recomputed"].notna()]
    outside = compared[~compared["explained"].astype(bool)]
    print(f"\n{edition}: {len(compared)} figures compared, {len(outside)} outside")
    assert outside.empty
    if len(printed) < 160:
        assert len(there) == complete
    index = compared[compared["node"] == "idi"]
    assert set(index["economy"]) == there
    assert index["difference"].abs().max() <= 0.11


def test_the_oracle_gives_the_same_scores(data: Path) -> None:
    """An independent computation in fractions, from the tidy table."""
    from ictindex.core import package_data

    document = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
    for edition in EDITIONS:
        result = result_of(data, edition)
        inputs: dict[str, dict[str, Fraction]] = defaultdict(dict)
        for (year, economy, indicator), row in values_of(data).items():
            if year == edition and row["value"]:
                inputs[economy][indicator] = Fraction(row["value"])
        for economy in result.scores["idi"].dropna().index:
            expected = reference.score(document, inputs[economy])
            values = {k: Fraction(v) for k, v in result.unrounded(economy).items()}
            assert values == expected, (edition, economy)


@pytest.mark.parametrize("edition", EDITIONS)
def test_price_scores_are_itus_wherever_the_price_is_known_with_two_decimals(
    edition: int, data: Path
) -> None:
    """Full precision in 2023, two decimals after; the price of Palestine of 2025 was revised."""
    codes = {code: indicator for indicator, code in PRICES.items()}
    priced = {
        (row["iso3"], codes[row["code_prefix"]]): row["value"]
        for row in rows_of(data / "ipb" / "baskets_2008_2025.csv")
        if row["code_prefix"] in codes and row["unit"] == "GNIpc"
        and row["year"] == str(edition - 2) and row["value"] != ""
    }  # fmt: skip
    table = table_of(data, edition)
    frame = table.to_frame()
    # A price that is carried is of the year before: its basket is another one.
    carried = set(
        map(tuple, frame[frame["year"] != edition - 2][["economy", "indicator"]].to_numpy())
    )
    values = {key: price for key, price in priced.items() if key not in carried}
    frame = pd.DataFrame([
        {"economy": economy, "indicator": indicator, "year": edition - 2, "value": price}
        for (economy, indicator), price in values.items()
    ]).astype(object)  # fmt: skip
    result = ict.compute(ict.methodology("idi", edition=edition), ict.read_observations(frame))
    published = table.published[edition].values
    exact = result.exact
    compared, other = 0, set()
    for economy, indicator in values:
        figure = published.get((economy, indicator))
        if figure is None:
            continue
        compared += 1
        score = exact.loc[economy, indicator]
        if edition == 2023:
            equal = abs(score - figure) <= Decimal("1e-9")
        else:
            equal = reference.half_up(Fraction(score), 2) == figure
        if not equal:
            other.add((economy, indicator))
    print(f"\n{edition}: {compared} price scores compared, {len(other)} other: {sorted(other)}")
    assert compared > 200
    revised = {("PSE", indicator) for indicator in PRICES} if edition == 2025 else set()
    assert other <= revised


# ---------------------------------------------------------------- groups


def test_the_lists_of_the_catalogue_are_those_of_the_sheets(data: Path) -> None:
    for edition in (2023, 2025):
        stated = table_of(data, edition).published[edition].groupings
        for grouping in ("itu-region", "income-group"):
            dated = catalogue.groups(grouping, f"idi-{edition}")
            listed = {e: group for group, members in dated.groups.items() for e in members}
            assert {e: g for e, g in stated[grouping].items() if e in listed} == listed
            assert not dated.complete


@small_cases("edition", EDITIONS)
@small_cases("grouping", ["itu-region", "income-group"])
def test_group_means_of_the_published_scores(edition: int, grouping: str, data: Path) -> None:
    """Plain means in fractions, with the groups that are in the tidy table."""
    column = {"itu-region": "itu_region", "income-group": "income_group"}[grouping]
    ids = {"the-americas": "americas"}
    members: dict[str, set[str]] = defaultdict(set)
    for (year, economy, _), row in values_of(data).items():
        if year == edition and row[column].strip() != "n.a.":
            name = re.sub("[ -]income", "", row[column].strip().lower()).replace(" ", "-")
            members[ids.get(name, name)].add(economy)
    frame = result_of(data, edition).groups(grouping, on="published")
    assert frame.attrs["vintage"] == f"idi-{edition}"
    actual = frame[frame["node"] == "idi"].set_index("group")
    printed = {key[1]: Fraction(text) for key, text in scores_of(data).items()
               if key[0] == edition and key[2] == "idi"}  # fmt: skip
    assert set(members) == set(actual.index) - {"all"}
    for group, economies in members.items():
        mean = sum((printed[e] for e in economies), Fraction(0)) / len(economies)
        assert actual.loc[group, "count"] == len(economies)
        assert actual.loc[group, "mean"] == float(reference.half_up(mean, 1))
