"""Small editions of the price basket for the tests of this room, with files and receipts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from offices import office

import ictindex as ict

IPB = ict.methodology("ipb", edition=2025)
RELEASED = "2025-12-15"
PRINT = "ITU price-basket workbook, December 2025"
READERS: Mapping[str, Any] = {
    "prices": ict.read_prices, "economics": ict.read_economics, "tariffs": ict.read_tariffs,
}  # fmt: skip
SAMPLES = {name: ict.sample_data(f"ipb-{name}-2025.csv") for name in ("prices", "economics")}
MARKET = {name: ict.sample_data(f"ipb-{name}-synthetic.csv") for name in ("tariffs", "economics")}
# Kenya: 2 899 shillings; 300 000 a year, 25 000 a month; 130 a dollar; the PPP factor is moved.
PRICES = """economy,basket,year,price,currency,operator,source
KEN,fixed-broadband,2025,2899.00,KES,Alpha,operator's page
KEN,mobile-data-only,2025,1000,KES,Alpha,
LBR,fixed-broadband,2025,93.00,USD,Beta,"survey, ""May"" 2025"
SLV,fixed-broadband,2025,25.00,USD,,survey
UGA,fixed-broadband,2025,200000,KES,,survey
"""
ECONOMICS = """economy,series,year,value,currency,window,source,vintage
KEN,gni-per-capita-local,2024,300000,KES,,World Bank,2025-12
KEN,exchange-rate,2025,130,KES,first-quarter,central bank,2025-04
KEN,ppp-private,2022,42,KES,,World Bank,2025-12
KEN,ppp-gdp,2022,40,KES,,World Bank,2025-12
KEN,ppp-gdp,2024,44,KES,,World Bank,2025-12
LBR,gni-per-capita-atlas,2024,760,USD,,World Bank,2025-12
LBR,exchange-rate,2025,200,LRD,first-quarter,central bank,2025-04
LBR,ppp-private,2024,80,LRD,,World Bank,2025-12
SLV,gni-per-capita-atlas,2023,5120,USD,,World Bank,2025-12
"""


def files(folder: Path, **texts: str) -> dict[str, Path]:
    """Write tables to files: prices and economics by default those of Kenya and others."""
    folder.mkdir(parents=True, exist_ok=True)
    collected = {}
    for name, text in ({"prices": PRICES, "economics": ECONOMICS} | texts).items():
        collected[name] = folder / f"{name}.csv"
        collected[name].write_text(text, encoding="utf-8", newline="")
    return collected


def accepted(
    places: Mapping[str, Path], methodology: Any = IPB, **how: Any
) -> dict[str, ict.data.Receipt]:
    """Judge and accept every table: economics by a compiler, the others as the arguments ask."""
    collected = {}
    for name, position in places.items():
        table = READERS[name](position)
        own = {"role": "compiler"} if name == "economics" else {}
        collected[name] = ict.accept(table, ict.validate(table, methodology), **{**own, **how})
    return collected


def computed(receipts: Mapping[str, ict.data.Receipt], methodology: Any = IPB, **how: Any) -> Any:
    return ict.compute(
        methodology, **{name: receipt.accepted for name, receipt in receipts.items()}, **how
    )


def publish(folder: Path, places: Mapping[str, Path], **other: Any) -> ict.editions.Edition:
    """Publish an official edition that is in order, unless the arguments ask otherwise."""
    how = {key: other.pop(key) for key in ("role", "transcribed") if key in other}
    methodology = other.pop("methodology", IPB)
    kind = {"kind": other.pop("kind")} if "kind" in other else {}
    receipts = accepted(places, methodology, **how)
    arguments: dict[str, Any] = {
        "released": RELEASED, "receipts": receipts.values(),
    }  # fmt: skip
    if "publisher" not in other and not (kind or how.get("transcribed")):
        arguments["publisher"] = office(folder)
    return ict.publish(computed(receipts, methodology, **kind), folder, **{**arguments, **other})


def reconstruction(folder: Path, **other: Any) -> ict.editions.Edition:
    """Publish the printed prices of seven economies under a compiler's receipts."""
    return publish(folder, SAMPLES, role="compiler", transcribed=PRINT, **other)


def alone(folder: Path, script: str = "recompute.py") -> tuple[int, str, str]:
    """Run a script of an edition without the library: exit code, output, errors."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / script)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr
