"""Two programs that share no line: the library and the script of an edition, on odd tables.

Currencies at par, replaced, foreign or not stated; incomes of other years; rates of other windows;
factors that stop: what one converts, or leaves out, the other has to convert or leave out.
"""

from __future__ import annotations

import random
import runpy
from pathlib import Path
from types import SimpleNamespace

import basket_edition_cases as cases
import pytest

import ictindex as ict
from ictindex.definitions import catalogue

ECONOMIES = ("KEN", "LBR", "ECU", "SLV", "USA", "PAN", "HRV", "BLR", "EST", "VEN", "MRT", "PLW",
             "ZWE", "TLS", "AFG", "BGR", "CUB")  # fmt: skip
SEEDS = 6
EDITIONS = (2008, 2010, 2014, 2017, 2018, 2019, 2020, 2022, 2023, 2025)
WINDOWS = ("", "annual", "first-quarter", "second-quarter", "second-and-third-quarters")
VINTAGES = ("", "2021-06", "wdi-2023-05")


def loaded(path: Path) -> SimpleNamespace:
    """Load the script of an edition, without the library and without a trace in its folder."""
    return SimpleNamespace(**runpy.run_path(str(path)))


def tables(edition: int, seed: int) -> tuple[str, str]:
    """Return prices and economics as files, drawn so that every rule of conversion is met."""
    draw = random.Random(f"{edition}-{seed}")
    document = ict.methodology("ipb", edition=edition).document
    definitions = [*(basket.definition for basket in document.baskets), "fixed-broadband-1gb"]
    prices, economics = ["economy,basket,year,price,currency"], []
    for economy in draw.sample(ECONOMIES, 9):
        own = [*catalogue.price_currencies(economy, edition), "USD", "EUR"]
        own += [period.currency for period in catalogue.currency_periods().get(economy, ())]
        for definition in dict.fromkeys(definitions):
            year = draw.choice([edition] * 6 + [edition - 1])
            some = f"{draw.randint(1, 9999)}.{draw.randint(0, 99):02}"
            price = draw.choice([some, some, some, "", "0"])
            prices.append(f"{economy},{definition},{year},{price},{draw.choice(own)}")
        for series in ("gni-per-capita-local", "gni-per-capita-atlas", "ppp-private", "ppp-gdp",
                       "exchange-rate"):  # fmt: skip
            for year in range(edition - 4, edition + 1):
                if draw.random() < 0.45:
                    windows = [""]
                    if series == "exchange-rate" or draw.random() < 0.1:
                        windows = draw.sample(WINDOWS[1:], 2)
                        months = [f"{year}-01/{year}-03"]
                        windows = draw.choice([windows, windows[:1], months, [""]])
                    for window in windows:
                        value = f"{draw.randint(1, 99999)}.{draw.randint(0, 999)}"
                        stated = draw.choice(["", *own])
                        vintage = draw.choice(VINTAGES)
                        economics.append(
                            f"{economy},{series},{year},{value},{stated},{window},{vintage}"
                        )
    head = "economy,series,year,value,currency,window,vintage"
    return "\n".join(prices) + "\n", "\n".join([head, *economics]) + "\n"


@pytest.fixture(scope="module")
def met() -> set[str]:
    """The draws cover this over all editions: else agreement would say nothing of it."""
    return set()


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_library_and_script_agree_on_every_conversion(
    edition: int, met: set[str], tmp_path: Path
) -> None:
    methodology = ict.methodology("ipb", edition=edition)
    released = str(methodology.document.valid_until)
    for seed in range(SEEDS):
        prices, economics = tables(edition, seed)
        places = cases.files(tmp_path / f"in-{seed}", prices=prices, economics=economics)
        made = cases.publish(
            tmp_path / f"e-{seed}", places, methodology=methodology, released=released,
            role="compiler", transcribed="a print",
        )  # fmt: skip
        script = loaded(made.path / "recompute.py")
        for path, content in script.recompute(str(made.path)).items():
            assert content == (made.path / path).read_bytes(), (seed, path)
        opened = ict.open_edition(made.path)
        met |= {m for m, missing in opened.cells.missing.items() if not missing.all()}
        met |= {finding.code for _, _, finding in opened.missing_reasons()}
        met |= {"moved"} if (opened.cells.ppp_rows[..., 2] >= 0).any() else set()


@pytest.mark.slow
def test_what_was_drawn_has_met_every_reason(met: set[str]) -> None:
    assert met == {
        "local", "usd", "ppp", "share", "moved", "basket.no-price", "basket.price-of-other-year",
        "basket.price-of-other-definition",
        "basket.currency-unusable", "basket.currency-unlike-income",
        "economics.absent", "economics.of-other-year", "economics.of-other-window",
        "economics.of-other-currency", "economics.of-other-unit", "economics.currency-not-stated",
    }  # fmt: skip
