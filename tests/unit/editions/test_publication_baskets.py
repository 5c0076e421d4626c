"""Editions of the price basket: published, verified, opened and computed again."""

from __future__ import annotations

import csv
import json
import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import basket_edition_cases as cases
import numpy as np
import pytest
from basket_edition_cases import IPB, MARKET, RELEASED, SAMPLES, alone, publish, reconstruction
from edition_cases import refused, tree
from offices import office

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import (
    DamagedArchiveError,
    RefusedEditionError,
    TakenIdError,
    UsageError,
    VoidReceiptError,
)
from ictindex.indices.ipb.counterfactual import correct_value
from ictindex.language import i18n

FILES = {
    "README.txt", "catalogue/baskets.json", "catalogue/currencies.json", "catalogue/economies.json",
    "catalogue/groups.json", "datapackage.json", "disclosure.json", "findings.json", "groups.json",
    "index.html", "inputs/economics.csv", "inputs/places.json", "inputs/prices.csv",
    "manifest.json",
    "methodology/evidence.toml", "methodology/ipb-methodology-2025.toml",
    "methodology/validity.json", "receipts.json", "recompute.py", "results.json", "rules/b.toml",
    "rules/c.toml", "rules/d.toml", "rules/detection-2026.toml", "rules/m.toml", "rules/p.toml",
    "rules/patterns-2026.toml", "rules/r.toml",
    "rules/ruleset.json", "rules/s.toml", "rules/t.toml", "rules/x.toml", "table.csv",
    "terms.json", "verify.py",
}  # fmt: skip
IDENTICAL = "identical: groups.json\nidentical: results.json\nidentical: table.csv\n"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    return reconstruction(tmp_path_factory.mktemp("printed"))


@pytest.fixture(scope="module")
def bought(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    return publish(tmp_path_factory.mktemp("bought"), MARKET, kind="demonstration")


def loaded(edition: ict.editions.Edition, name: str) -> Any:
    return json.loads((edition.path / name).read_bytes())


def results(edition: ict.editions.Edition) -> dict[tuple[str, str], dict[str, Any]]:
    content = loaded(edition, "results.json")
    rows = [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]
    return {(row["economy"], row["basket"]): row for row in rows}


# The content of an edition


def test_an_edition_holds_all_that_it_was_made_of(tmp_path: Path) -> None:
    edition = publish(tmp_path / "e", cases.files(tmp_path / "in"))
    assert (edition.id, edition.kind, edition.index) == ("ipb-2025", "official", "ipb")
    assert set(tree(edition.path)) == FILES


@pytest.mark.slow
def test_what_was_printed_comes_out(printed: ict.editions.Edition) -> None:
    assert printed.id == "ipb-2025-reconstruction"
    shares = ict.sample_data("ipb-shares-2025.csv").read_text(encoding="utf-8")
    baskets = {record["definition"]: key for key, record in
               loaded(printed, "catalogue/baskets.json")["baskets"].items()}  # fmt: skip
    actual, count = results(printed), 0
    for row in csv.DictReader(shares.splitlines()):
        own = actual[row["economy"], baskets[row["basket"]]]
        assert Decimal(own["share_rounded"]) == Decimal(row["value"])
        count += 1
    assert count == 28


def test_every_figure_is_at_full_precision_next_to_what_it_was_divided_by(
    tmp_path: Path,
) -> None:
    actual = results(publish(tmp_path / "e", cases.files(tmp_path / "in")))
    kenya = actual["KEN", "fixed-broadband"]
    # 2899 / 25000; 2899 / 130; the factor of 2022 moved by 44 / 40: 46.2.
    assert Decimal(kenya["share"]) == Decimal("11.596")
    assert kenya["usd"] == "22.3"
    assert kenya["factor"] == "46.2" and kenya["ppp"].startswith("62.748917748917748")
    assert (kenya["income"], kenya["income_year"], kenya["rate"]) == ("300000", 2024, "130")
    liberia = actual["LBR", "fixed-broadband"]
    # 93 dollars through 200 Liberian dollars each, over 80 Liberian dollars a PPP$.
    assert (liberia["usd"], liberia["ppp"], liberia["rate"]) == ("93", "232.5", "200")
    assert actual["UGA", "fixed-broadband"]["share"] is None  # shillings of another country


def test_tables_are_there_as_used_with_digits_source_and_receipt(tmp_path: Path) -> None:
    edition = publish(tmp_path / "e", cases.files(tmp_path / "in"))
    lines = list(csv.DictReader((edition.path / "inputs/prices.csv").read_text().splitlines()))
    first = next(line for line in lines if line["price"] == "2899.00")
    receipts = {
        row["receipt"]["kind"]: row["name"] for row in loaded(edition, "receipts.json")["records"]
    }
    assert first["receipt"] == receipts["prices"]
    assert (first["file"], first["line"], first["note"]) == ("", "", "")
    assert b"prices.csv" not in (edition.path / "inputs/places.json").read_bytes()
    rates = (edition.path / "inputs/economics.csv").read_text()
    assert f"first-quarter,central bank,2025-04,,,,0,{receipts['economics']}" in rates


def test_groups_have_the_figures_and_the_vintage_of_the_edition(
    printed: ict.editions.Edition,
) -> None:
    content = loaded(printed, "groups.json")
    assert (content["vintage"], content["statistic"]) == ("ipb-2025", "median")
    rows = {tuple(row[:3]): row[3:] for row in content["groupings"]["itu-region"]["rows"]}
    # Shares of fixed broadband: 0.76 3.48 4.12 4.62 5.10 5.86 146.84.
    assert rows["all", "fixed-broadband", "share"] == [7, "4.62"]


def test_what_is_missing_is_there_with_its_reason(tmp_path: Path) -> None:
    edition = publish(tmp_path / "e", cases.files(tmp_path / "in"))
    reported = {
        (row["economy"], row["basket"], row["measure"]): row["code"]
        for row in loaded(edition, "findings.json")["missing"]
    }
    assert reported["UGA", "fixed-broadband", "share"] == "basket.currency-unusable"
    assert reported["SLV", "fixed-broadband", "ppp"] == "economics.absent"
    assert reported["SLV", "mobile-low", "local"] == "basket.no-price"


def test_the_page_shows_shares_in_six_languages(printed: ict.editions.Edition) -> None:
    page = (printed.path / "index.html").read_text(encoding="utf-8")
    assert page.count("<section") == 6 and 'dir="rtl"' in page and "<script" not in page
    assert page.count(">146.84<") == 3 and page.count(">146,84<") == 3  # and dollars besides
    for words in (
        "Liberia",
        "Либерия",
        "利比里亚",
        i18n.economy_name("LBR", "ar"),
        "inputs/prices.csv",
    ):
        assert words in page


def test_the_methodology_is_the_frozen_document(printed: ict.editions.Edition) -> None:
    name = "ipb-methodology-2025.toml"
    shelf = package_data.folder("methodology")
    assert (printed.path / "methodology" / name).read_bytes() == (shelf / "ipb" / name).read_bytes()


# Verified, opened, computed again


def test_the_verifiers_find_it_intact(printed: ict.editions.Edition) -> None:
    assert ict.verify(printed.path, root=printed.root).verdict == "intact-pinned"
    code, out, _ = alone(printed.path, "verify.py")
    assert code == 0 and printed.root in out


@pytest.mark.slow
def test_any_changed_digit_is_found(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path)
    path = edition.path / "inputs/prices.csv"
    path.write_bytes(path.read_bytes().replace(b"24.73", b"24.74", 1))
    report = ict.verify(edition.path)
    assert [(problem.file, problem.code) for problem in report.problems] == [
        ("inputs/prices.csv", "altered")
    ]
    with pytest.raises(DamagedArchiveError, match=r"inputs/prices\.csv"):
        ict.open_edition(edition.path)
    code, out, _ = alone(edition.path)
    assert code == 1 and "NOT identical: results.json" in out


@pytest.mark.slow
def test_the_library_computes_the_same_bytes(
    printed: ict.editions.Edition, bought: ict.editions.Edition
) -> None:
    for edition, more in ((printed, []), (bought, ["purchases.json"])):
        recomputed = ict.editions.recompute(edition.path)
        assert recomputed.identical and recomputed.root == edition.root
        assert sorted(recomputed.files) == sorted(
            ["groups.json", "results.json", "table.csv", *more]
        )


@pytest.mark.slow
def test_the_script_computes_the_same_bytes(
    printed: ict.editions.Edition, bought: ict.editions.Edition
) -> None:
    for edition in (printed, bought):
        before = tree(edition.path)
        assert alone(edition.path) == (0, IDENTICAL, "")
        assert tree(edition.path) == before  # not even compiled files are left there


@pytest.mark.slow
def test_an_opened_edition_is_the_result_of_the_day(tmp_path: Path) -> None:
    places = cases.files(tmp_path / "in")
    edition = publish(tmp_path / "e", places)
    opened = ict.open_edition(edition.path, root=edition.root)
    assert isinstance(opened, ict.prices.BasketResult)
    result = cases.computed(cases.accepted(places))
    for measure in ("local", "usd", "ppp", "share"):
        mine, day = (item.exact_in(measure)[list(result.baskets)] for item in (opened, result))
        assert mine.equals(day)
    figures = ["group", "basket", "count", "median", "experimental"]
    assert opened.groups("ldc")[figures].equals(result.groups("ldc")[figures])
    assert set(opened.groups("ldc")["result_kind"]) == {"official"}
    for language in ("en", "ar"):
        text = opened.explain("KEN", "fixed-broadband", language=language).to_text()
        assert edition.root in text
        # The same arithmetic; the places in the files are closed.
        plain = result.explain("KEN", "fixed-broadband", language=language).to_text()
        pattern = re.compile("[;\u061b] \u2068?(?:prices|economics)\\.csv[^;)]*")
        assert pattern.search(plain) and not pattern.search(text)
        assert set(pattern.sub("", plain).splitlines()[6:]) <= set(text.splitlines())
    assert "prices.csv" not in opened.explain("KEN", "fixed-broadband").to_text()
    assert pickle.loads(pickle.dumps(opened)).root == edition.root  # noqa: S301


def test_an_opened_edition_cannot_be_changed_and_every_view_names_the_root(
    printed: ict.editions.Edition, tmp_path: Path
) -> None:
    opened = ict.open_edition(printed.path)
    with pytest.raises(ValueError, match="read-only"):
        opened.cells.amounts["share"][:] = Decimal(1)
    with pytest.raises(ict.errors.ReadOnlyError):
        opened.root = "sha256:00"
    assert opened.dataset.attrs["root"] == printed.root
    assert opened.to_frame().attrs["root"] == printed.root
    assert printed.root in opened.to_text("fr")
    assert printed.root in opened.save(tmp_path / "ipb.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(RefusedEditionError, match="is not a result of an edition"):
        ict.publish(opened, tmp_path / "again", released=RELEASED)


def test_what_was_bought_can_be_read_back(bought: ict.editions.Edition) -> None:
    record = next(record for record in loaded(bought, "purchases.json")["records"]
                  if record["basket"] == "mobile-data-only")  # fmt: skip
    own = ict.compute(IPB, **MARKET).purchase("ATA", "mobile-data-only")
    assert own is not None
    assert Decimal(record["price"]) == own.price
    assert [(line["id"], line["count"]) for line in record["lines"]] == [
        (line.id, line.count) for line in own.lines
    ]
    opened = ict.open_edition(bought.path)
    assert opened.purchase("ATA", "mobile-data-only").exact == own.exact


@pytest.mark.slow
def test_the_script_adds_up_what_was_bought(tmp_path: Path) -> None:
    edition = publish(tmp_path, MARKET, kind="demonstration")
    path = edition.path / "purchases.json"
    content = loaded(edition, "purchases.json")
    line = content["records"][0]["lines"][0]
    line["cost"] = str(Decimal(line["cost"]) + 1)
    path.write_text(json.dumps(content), newline="")
    code, _, err = alone(edition.path)
    assert code == 2 and "does not add up: ATA fixed-broadband" in err


@pytest.mark.slow
def test_the_composite_of_the_early_editions(tmp_path: Path) -> None:
    early = ict.methodology("ipb", edition=2010)
    baskets = ("fixed-telephone", "mobile-cellular", "fixed-broadband")
    asked = {"KEN": ("10", "20", "300"), "UGA": ("10", "20.5", "30"), "TZA": ("10", "20.5", "")}
    currency = {"KEN": "KES", "UGA": "UGX", "TZA": "TZS"}
    prices = ["economy,basket,year,price,currency"] + [
        f"{economy},{basket},2010,{price},{currency[economy]}"
        for economy, row in asked.items()
        for basket, price in zip(baskets, row, strict=True)
    ]
    incomes = ["economy,series,year,value"] + [
        f"{economy},{series},2010,{value}"
        for economy in asked
        for series, value in (("gni-per-capita-atlas", "12"), ("exchange-rate", "100"))
    ]
    places = cases.files(
        tmp_path / "in", prices="\n".join(prices) + "\n", economics="\n".join(incomes) + "\n"
    )
    edition = publish(tmp_path / "e", places, methodology=early, released="2011-06-01")
    composite = loaded(edition, "results.json")["composite"]
    rows = {
        tuple(row[:2]): dict(zip(composite["columns"], row, strict=True))
        for row in composite["rows"]
    }
    assert rows["KEN", "ipb"]["rounded"] == "43.3"  # (10 + 20 + 100) / 3
    assert (rows["UGA", "ipb"]["rounded"], rows["UGA", "ipb"]["rank"]) == ("20.2", 1)
    assert rows["KEN", "price-fixed-broadband"]["value"] == "300"
    assert rows["TZA", "ipb"]["score"] is None
    code, out, err = alone(edition.path)
    assert (code, err) == (0, "") and "NOT" not in out
    assert ict.editions.recompute(edition.path).identical
    assert int(ict.open_edition(edition.path).ranks.loc["UGA", "ipb"]) == 1


@pytest.mark.slow
def test_the_same_publication_has_the_same_bytes_everywhere(
    printed: ict.editions.Edition, bought: ict.editions.Edition, tmp_path: Path
) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import basket_edition_cases as c, pathlib, decimal\n"
        "decimal.getcontext().prec = 5\n"
        "print(c.reconstruction(pathlib.Path('e')).root)\n"
        "print(c.publish(pathlib.Path('e'), c.MARKET, kind='demonstration').root)\n"
    )
    surroundings = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONOPTIMIZE": "2"}
    where = tmp_path / "elsewhere"
    where.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parents[2] / "support")],
        cwd=where, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(ict.__file__).parents[1]), **surroundings},
    )  # fmt: skip
    assert done.stdout.split() == [printed.root, bought.root]


@pytest.mark.slow
def test_order_of_rows_and_receipts_is_no_part_of_what_is_computed(tmp_path: Path) -> None:
    first = publish(tmp_path / "one", cases.files(tmp_path / "in"))
    head, *lines = cases.PRICES.splitlines()
    turned = "\n".join([head, *reversed(lines)]) + "\n"
    second = publish(tmp_path / "two", cases.files(tmp_path / "out", prices=turned))
    for name in ("results.json", "table.csv", "groups.json"):
        assert (first.path / name).read_bytes() == (second.path / name).read_bytes()
    receipts = cases.accepted(cases.files(tmp_path / "in"))
    third = ict.publish(
        cases.computed(receipts), tmp_path / "three", released=RELEASED,
        publisher=office(tmp_path / "three"),
        receipts=list(receipts.values())[::-1],
    )  # fmt: skip
    assert third.root == first.root


@pytest.mark.slow
def test_prices_of_several_focal_points_make_one_edition(tmp_path: Path) -> None:
    head, *lines = cases.PRICES.splitlines()
    places, receipts = [], []
    for line in lines:
        path = tmp_path / f"{line[:3]}.csv"
        with path.open("a", encoding="utf-8", newline="") as stream:
            stream.write(line + "\n" if path.stat().st_size else f"{head}\n{line}\n")
        places = [*dict.fromkeys([*places, path])]
    for path in places:
        table = ict.read_prices(path)
        receipts.append(ict.accept(table, ict.validate(table, IPB)))
    own = cases.files(tmp_path / "in")["economics"]
    receipts += cases.accepted({"economics": own}).values()
    whole = ict.read_prices(places)
    result = ict.compute(IPB, prices=whole, economics=receipts[-1].accepted)
    edition = ict.publish(
        result, tmp_path / "e", released=RELEASED,
        publisher=office(tmp_path / "e"), receipts=receipts,
    )  # fmt: skip
    single = publish(tmp_path / "one", cases.files(tmp_path / "in"))
    assert (edition.path / "results.json").read_bytes() == (
        single.path / "results.json"
    ).read_bytes()
    assert alone(edition.path)[0] == 0
    assert all(b"KEN.csv" not in content for content in tree(edition.path).values())


# Refused


@pytest.mark.slow
def test_what_nothing_vouches_for_is_refused(tmp_path: Path) -> None:
    receipts = cases.accepted(cases.files(tmp_path / "in"))
    result = cases.computed(receipts)
    arguments = {
        "released": RELEASED,
        "publisher": office(tmp_path / "e"),
    }
    with refused("archive.no-receipt", "archive.table-not-vouched", "archive.table-not-vouched"):
        ict.publish(result, tmp_path / "e", released=RELEASED, publisher=office(tmp_path / "e"))
    with refused("archive.table-not-vouched"):
        ict.publish(
            result, tmp_path / "e", released=RELEASED, publisher=office(tmp_path / "e"),
            receipts=receipts["prices"],
        )  # fmt: skip
    assert not (tmp_path / "e" / "register").exists()
    ict.publish(result, tmp_path / "e", receipts=receipts.values(), **arguments)
    with pytest.raises(TakenIdError, match="A published id is taken for ever"):
        ict.publish(result, tmp_path / "e", receipts=receipts.values(), **arguments)


def test_an_edition_without_a_figure_does_not_take_its_id(tmp_path: Path) -> None:
    """Kenyan prices, economics of Liberia: shillings become neither dollars nor shares."""
    prices = "\n".join(cases.PRICES.splitlines()[:3]) + "\n"
    head, *lines = cases.ECONOMICS.splitlines()
    economics = "\n".join([head, *(line for line in lines if line.startswith("LBR"))]) + "\n"
    places = cases.files(tmp_path / "in", prices=prices, economics=economics)
    with pytest.raises(ict.errors.RefusedEditionError) as caught:
        cases.publish(tmp_path / "e", places)
    first, *why = caught.value.faults
    assert first.message("en") == (
        "ipb-2025 has no figure: no basket of any economy has a price in dollars, in PPP$ or in "
        "income."
    )
    assert [(finding.code, finding.economy) for finding in why] == [("economics.absent", "KEN")] * 2
    assert not (tmp_path / "e" / "register").exists()
    head, line = cases.PRICES.splitlines()[0], cases.PRICES.splitlines()[4]
    assert line.startswith("SLV,fixed-broadband,2025,25.00,USD")  # a price in dollars is a figure
    none = cases.PRICES.splitlines()[0] + "\nSLV,fixed-broadband,2025,,USD,,survey\n"
    with refused("archive.nothing-priced", *["basket.no-price"] * 4):
        cases.publish(tmp_path / "e", cases.files(tmp_path / "in", prices=none))
    places = cases.files(tmp_path / "in", prices=f"{prices}{line}\n", economics=economics)
    assert cases.publish(tmp_path / "e", places).id == "ipb-2025"


def test_a_byte_changed_after_the_receipt_is_refused(tmp_path: Path) -> None:
    places = cases.files(tmp_path / "in")
    receipts = cases.accepted(places)
    places["prices"].write_text(cases.PRICES.replace("2899.00", "2899.01"), newline="")
    arguments = {
        "released": RELEASED,
        "publisher": office(tmp_path / "e"),
        "receipts": list(receipts.values()),
    }
    # Computed from the changed file, with the receipts of the one before.
    changed = ict.compute(IPB, **places)
    with refused("archive.table-not-vouched"):
        ict.publish(changed, tmp_path / "e", **arguments)
    with pytest.raises(VoidReceiptError, match=r"prices\.csv"):
        receipts["prices"].join(ict.read_prices(cases.files(
            tmp_path / "more", prices=cases.PRICES.replace("1000", "1001"))["prices"]))  # fmt: skip
    assert not (tmp_path / "e" / "register").exists()


def test_a_receipt_whose_table_is_another_is_void(tmp_path: Path) -> None:
    receipts = cases.accepted(cases.files(tmp_path / "in"))
    record = receipts["prices"].record
    other = ict.read_prices(SAMPLES["prices"])
    forged = ict.data.Receipt(record, other)
    with pytest.raises(VoidReceiptError):
        ict.publish(
            cases.computed(receipts), tmp_path / "e", released=RELEASED,
            publisher=office(tmp_path / "e"),
            receipts=[forged, receipts["economics"]],
        )  # fmt: skip


def test_a_figure_that_the_tables_do_not_give_is_refused(tmp_path: Path) -> None:
    receipts = cases.accepted(cases.files(tmp_path / "in"))
    result = cases.computed(receipts)
    amounts = {name: array.copy() for name, array in result.cells.amounts.items()}
    amounts["share"][0, 0] += Decimal("1e-20")
    better = replace(result, cells=replace(result.cells, amounts=amounts))
    with refused("archive.result-changed"):
        ict.publish(
            better, tmp_path / "e", released=RELEASED, publisher=office(tmp_path / "e"),
            receipts=receipts.values(),
        )  # fmt: skip


@pytest.mark.slow
def test_what_decides_the_kind_is_held_to_it(tmp_path: Path) -> None:
    places = cases.files(tmp_path / "in")
    with refused("archive.signature-needed"):
        publish(tmp_path / "e", places, publisher="")
    with refused("archive.prices-by-compiler"):
        publish(tmp_path / "e", places, role="compiler")
    with refused("archive.not-valid"):
        publish(tmp_path / "e", places, released="2029-01-01")
    with refused("archive.reconstruction-by-compiler"):
        focal = cases.accepted({"prices": places["prices"], "economics": places["economics"]},
                               role="focal-point")  # fmt: skip
        ict.publish(
            cases.computed(focal, kind="reconstruction"), tmp_path / "e", released=RELEASED,
            receipts=focal.values(),
        )  # fmt: skip
    edition = publish(tmp_path / "e", places, kind="reconstruction", role="compiler")
    assert edition.id == "ipb-2025-reconstruction"


def test_tariffs_without_economics_and_receipts_of_observations_are_refused(
    tmp_path: Path,
) -> None:
    market = cases.accepted({"tariffs": MARKET["tariffs"]})
    with refused("archive.no-economics"):
        ict.publish(
            cases.computed(market), tmp_path / "e", released=RELEASED,
            publisher=office(tmp_path / "e"),
            receipts=market.values(),
        )  # fmt: skip
    annex = ict.sample_data("idi-2024-annex.csv")
    table = ict.read_observations(annex)
    print_ = ict.accept(table, ict.validate(table, year=2022), role="compiler", transcribed="p")
    receipts = cases.accepted(SAMPLES, role="compiler", transcribed=cases.PRINT)
    with refused("archive.receipt-not-of-baskets"):
        ict.publish(
            cases.computed(receipts), tmp_path / "e", released=RELEASED,
            receipts=[*receipts.values(), print_],
        )  # fmt: skip
    with pytest.raises(UsageError, match="is of prices, not of observations"):
        ict.editions.release_data(
            receipts["prices"], tmp_path / "e", name="a", released=RELEASED,
        )  # fmt: skip


# Errata, withdrawal, lists


@pytest.mark.slow
def test_an_erratum_says_what_the_price_believed_right_would_do(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path)
    before = tree(edition.path)
    erratum = ict.editions.publish_erratum(
        edition.path, economy="ECU", indicator="fixed-broadband", corrected="25.00",
        reason="Typing error.", date="2025-12-20",
    )  # fmt: skip
    assert (erratum.published, erratum.corrected, erratum.year) == (
        Decimal("24.73"),
        Decimal(25),
        2025,
    )
    # 25 / (6430 / 12) = 4.6656...
    assert {
        change.node: (str(change.rounded_before), str(change.rounded_after))
        for change in erratum.effect
    } == {
        "fixed-broadband/usd": ("24.73", "25.00"),
        "fixed-broadband/share": ("4.62", "4.67"),
    }
    assert tree(edition.path) == before
    opened = ict.open_edition(edition.path)
    assert opened.figure("ECU", "fixed-broadband") == Decimal("4.62")
    words = "Erratum of 2025-12-20, found by the publisher. Ecuador, Fixed-broadband basket, 2025"
    assert words in opened.to_text("en")
    with pytest.raises(RefusedEditionError, match="on record"):
        ict.editions.publish_erratum(
            edition.path, economy="ECU", indicator="fixed-broadband", corrected="25.00",
            reason="Typing error.", date="2025-12-20",
        )  # fmt: skip


def test_errata_of_what_was_bought_and_of_what_is_not_there(bought: ict.editions.Edition) -> None:
    opened = ict.open_edition(bought.path)
    reported, effect = correct_value(opened, {}, "ATA", "mobile-low", "6")
    assert reported.before == opened.purchase("ATA", "mobile-low").price
    share = next(change for change in effect if change.node == "mobile-low/share")
    assert share.rounded_after == Decimal("0.60")  # 6 / (12000 / 12)
    with pytest.raises(ict.errors.CatalogueError, match="mobile-lo"):
        correct_value(opened, {}, "ATA", "mobile-lo", "6")
    with pytest.raises(UsageError):
        correct_value(opened, {}, "ATA", "mobile-low", reported.before)
    with pytest.raises(ict.errors.RefusedObservationsError):
        correct_value(opened, {}, "ATA", "mobile-low", "-6")


@pytest.mark.slow
def test_a_withdrawn_edition_says_so_and_stays_listed(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path)
    listed = ict.editions.list_editions(tmp_path)
    assert [(edition.id, edition.index, edition.state) for edition in listed] == [
        ("ipb-2025-reconstruction", "ipb", "published")
    ]
    assert np.isclose(listed[0].open().shares.loc["ECU", "fixed-broadband"], 4.62)
    ict.editions.withdraw(edition.path, reason="Wrong file", date="2026-01-10")
    assert "Withdrawn on 2026-01-10" in ict.open_edition(edition.path).to_text("en")
    assert ict.editions.list_editions(tmp_path)[0].state == "withdrawn"


def test_a_series_over_editions_names_the_root_of_each(printed: ict.editions.Edition) -> None:
    opened: Any = ict.open_edition(printed.path)
    series = ict.analysis.series([opened])
    assert printed.root in series.origins.sources[0]
