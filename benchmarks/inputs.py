"""Synthetic inputs of the benchmarks: the same on every machine, and no economy's figures."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

ECONOMIES = 200
LARGE = 100_000
YEARS = 20
DRAWS = 10_000
PRICED = (15, 18, 221)  # baskets, years, economies
MARKETS = 220
PLANS = 40
RECORDS = 3_000
EDITIONS = 100
ROWS = (10_000, 100_000, 1_000_000)
RANKED_DRAWS = 16_384
# Two samples of so many points, and one more for each of ten factors: 12,288 runs.
BASE = 1_024
PARALLEL = 500  # tables drawn for the parallel analysis of an audit
CHARTED = 40
GROWN = (500, 2_000)  # the two sizes between which growth is measured
# Sizes with which each case runs in a moment: they show that it runs, and measure nothing.
TINY = {
    "ECONOMIES": 24, "LARGE": 200, "YEARS": 2, "DRAWS": 64, "PRICED": (2, 2, 221), "MARKETS": 2,
    "PLANS": 4, "RECORDS": 8, "EDITIONS": 2, "ROWS": (100, 200), "RANKED_DRAWS": 64, "BASE": 64,
    "PARALLEL": 10, "CHARTED": 4, "GROWN": (30, 60),
}  # fmt: skip

# Largest value drawn for each indicator of the methodology of 2023, a little beyond its goalpost.
_MOST = {
    "internet-users": 100,
    "households-internet": 100,
    "mobile-broadband-subscriptions": 180,
    "coverage-3g": 100,
    "coverage-4g": 100,
    "mobile-broadband-traffic": 600,
    "fixed-broadband-traffic": 12_000,
    "price-mobile-high": 25,
    "price-fixed-broadband": 40,
    "mobile-phone-ownership": 100,
}


def decimals(indicators: tuple[str, ...], count: int | None = None) -> np.ndarray:
    """Return values of many economies with one decimal, shape (count, indicators)."""
    draw = random.Random(131)
    array = np.empty((count or ECONOMIES, len(indicators)), dtype=object)
    for row in array:
        row[:] = [Decimal(draw.randint(1, 10 * _MOST[key])) / 10 for key in indicators]
    return array


def floats(indicators: tuple[str, ...], *shape: int) -> np.ndarray:
    """Return values in float64, shape (..., indicators)."""
    generator = np.random.default_rng(131)
    most = np.array([_MOST[key] for key in indicators], dtype=np.float64)
    return generator.uniform(0, most, size=(*shape, len(indicators)))


def edition(path: Path) -> Path:
    """Write a tidy CSV file of a whole edition: 200 economies, 10 indicators."""
    from ictindex import methodology
    from ictindex.definitions import catalogue

    indicators = methodology("idi", edition=2024).indicators
    economies = sorted(catalogue.economies())[:ECONOMIES]
    units = {key: catalogue.indicators()[key].unit for key in indicators}
    lines = ["economy,indicator,year,value,unit,status,source_class,source,note"]
    for economy, row in zip(economies, decimals(indicators), strict=True):
        lines += [
            f'{economy},{key},2022,{value},{units[key]},A,official-submission,"Made up, table 1",'
            for key, value in zip(indicators, row, strict=True)
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def panel(path: Path, rows: int) -> Path:
    """Write a tidy CSV file of many rows and eleven columns."""
    from ictindex.definitions import catalogue

    draw = random.Random(131)
    economies = sorted(catalogue.economies())
    indicators = [
        key for key, indicator in catalogue.indicators().items() if indicator.unit == "percent"
    ]
    names = "economy,indicator,year,value,unit,status,source_class,source,vintage,sex,note"
    lines = [names]
    keys = itertools.product(range(1, rows), economies, indicators, range(2000, 2025))
    for wave, economy, indicator, year in itertools.islice(keys, rows):
        note = f"note {draw.randint(1, 5000)}" if draw.random() < 0.1 else ""
        lines.append(
            f"{economy},{indicator},{year},{draw.randint(0, 10**6) / 10**4},percent,A,"
            f"official-submission,Survey {wave}.{draw.randint(1, 300)},2024-{wave:02d},,{note}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def prices() -> tuple[np.ndarray, ...]:
    """Return prices, where they are missing, and income, rate and factor, as decimals.

    Prices have an axis of baskets, one of years and one of economies; the others the last two.
    """
    generator = np.random.default_rng(133)

    def drawn(least: int, most: int, places: int, shape: tuple[int, ...]) -> np.ndarray:
        whole = generator.integers(least, most, shape)
        out = np.empty(shape, dtype=object)
        out.reshape(-1)[:] = [Decimal(int(n)).scaleb(-places) for n in whole.reshape(-1)]
        return out

    return (
        drawn(100, 10**6, 2, PRICED),
        generator.random(PRICED) < 1 / 3,
        drawn(10**5, 10**9, 2, PRICED[1:]),
        drawn(10**4, 10**9, 6, PRICED[1:]),
        drawn(10**4, 10**9, 6, PRICED[1:]),
    )


# Value of each indicator in an economy where next to nobody, and where everybody is connected.
_SPAN = {
    "internet-users": (15, 98),
    "households-internet": (10, 97),
    "mobile-broadband-subscriptions": (20, 140),
    "coverage-3g": (60, 100),
    "coverage-4g": (45, 100),
    "mobile-broadband-traffic": (10, 250),
    "fixed-broadband-traffic": (600, 4_500),
    "price-mobile-high": (20, 0.6),
    "price-fixed-broadband": (25, 0.8),
    "mobile-phone-ownership": (35, 98),
}


def plausible(year: int, count: int | None = None) -> pd.DataFrame:
    """Return a table of economies whose figures go together, and grow a little by the year."""
    import pandas as pd

    from ictindex.definitions import catalogue

    draw = random.Random(131)
    rows = []
    for economy in sorted(catalogue.economies())[: count or ECONOMIES]:
        level = draw.uniform(0.05, 0.95) + 0.02 * (year - 2022)
        for indicator, (low, high) in _SPAN.items():
            grown = low * (high / low) ** min(max(level + draw.uniform(-0.05, 0.05), 0), 1)
            rows.append((economy, indicator, year, f"{grown:.1f}"))
    return pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])


def tariffs() -> pd.DataFrame:
    """Return the tariffs of one operator in each of many economies, as a file would have them.

    So many mobile plans and add-ons (one of them pay as you go, the others packs of a day to a
    month with data alone, or with minutes and messages), and as many of fixed broadband.
    """
    import pandas as pd

    from ictindex.definitions import catalogue

    draw = random.Random(134)
    rows: list[dict[str, object]] = []
    for economy in sorted(catalogue.economies())[:MARKETS]:
        level = draw.uniform(0.5, 4)  # prices of a market are alike
        base = {"economy": economy, "operator": "One", "currency": "USD", "tax_included": "yes"}
        mobile = base | {"service": "mobile", "payment": "prepaid", "generation": "4g"}
        rows.append(
            mobile
            | {"id": "payg", "price": 0, "price_mb": 0.02, "price_sms": 0.05, "price_minute": 0.1}
        )
        for n in range(1, PLANS):
            days = draw.choice((1, 3, 7, 15, 30))
            data = draw.choice((100, 250, 500, 1000, 2000, 3000, 5000)) * (1 + days // 10)
            voice = draw.choice((0, 0, 20, 60, 120))
            price = level * (0.3 + data**0.7 / 60 + voice / 40 + days / 20) * draw.uniform(0.8, 1.3)
            pack = {"kind": "add-on", "requires": "payg"} if n % 3 else {"price_minute": 0.15}
            rows.append(
                mobile
                | {"id": f"m{n:02}", "validity_days": days, "data_mb": data, "minutes": voice}
                | {"sms": voice // 2, "price": f"{price:.2f}"}
                | pack
            )
        for n in range(PLANS):
            data = draw.choice(("2000", "4000", "10000", "50000", "unlimited"))
            rows.append(
                base
                | {"service": "fixed-broadband", "payment": "postpaid", "id": f"f{n:02}"}
                | {"data_mb": data, "speed_mbits": draw.choice((1, 10, 100)), "price_mb": 0.01}
                | {"generation": "fixed", "price": f"{level * draw.uniform(8, 60):.2f}"}
            )
    return pd.DataFrame(rows, dtype=object).fillna("").astype(str)


def register(folder: Path, count: int) -> list[str]:
    """Write a register of so many editions at once, a sound chain; return their ids."""
    from ictindex.editions.storage.format import encode_record, record_digest

    target = folder / "register"
    target.mkdir(parents=True)
    previous, keys = "", []
    for number in range(count):
        keys.append(f"idi-2024-{number}")
        record = {
            "schema": 1, "number": number, "previous": previous, "type": "edition",
            "id": keys[-1], "root": f"sha256:{number:064x}", "date": "2024-06-27",
            "index": "idi", "edition": 2024, "kind": "demonstration", "year": 2022,
            "publisher": "",
        }  # fmt: skip
        content = encode_record(record)
        (target / f"{number:08d}.json").write_bytes(content)
        previous = record_digest(content)
    return keys


def edition_of_a_file(folder: Path, year: int) -> Path:
    """Commit an edition of one small file; return its folder."""
    from ictindex.editions.storage.commit import commit
    from ictindex.editions.storage.format import manifest, root_of

    key = f"idi-{year}-demonstration"
    head = {
        "id": key, "index": "idi", "edition": year, "kind": "demonstration", "year": year - 2,
        "released": f"{year}-06-27", "publisher": "",
    }  # fmt: skip
    files = {"table.csv": b"economy,idi\nBRA,82\n"}
    content = manifest(head, files)
    record = {"type": "edition", "date": head["released"], "root": root_of(content)}
    record |= {name: head[name] for name in ("id", "index", "edition", "kind", "year", "publisher")}
    commit(folder, record, {**files, "manifest.json": content})
    return folder / key
