"""Fit the peer regressions of the validation rules and write ``methodology/rules/peers.toml``.

    ICTINDEX_DATA=... python benchmarks/peers.py            # print what would be written
    ICTINDEX_DATA=... python benchmarks/peers.py --write

The only edition whose values by indicator are at hand is the IDI 2024 (120 economies of its
Annex 2). How well the regressions do on economies that they have not seen is measured by
``benchmarks/validation.py``, which fits them anew without each fold of economies.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = {
    "internet_users": "internet-users",
    "hh_internet": "households-internet",
    "mbb_subs": "mobile-broadband-subscriptions",
    "cov3g": "coverage-3g",
    "cov4g": "coverage-4g",
    "mbb_traffic": "mobile-broadband-traffic",
    "fbb_traffic": "fixed-broadband-traffic",
    "price_mobile": "price-mobile-high",
    "price_fbb": "price-fixed-broadband",
    "mobile_owner": "mobile-phone-ownership",
}
# Below these a value says no more than "next to nothing".
LOGS = {
    "mobile-broadband-subscriptions": 0.1,
    "mobile-broadband-traffic": 0.05,
    "fixed-broadband-traffic": 5.0,
    "price-mobile-high": 0.01,
    "price-fixed-broadband": 0.01,
}
# Limits of the residuals, in natural logarithms: about half the distance of a factor of 100.
LIMITS = {
    "mobile-broadband-subscriptions": (-2.3, 2.3),
    "mobile-broadband-traffic": (-2.3, 2.3),
    "fixed-broadband-traffic": (-2.3, 1.8),
    "price-mobile-high": (-2.3, 2.3),
    "price-fixed-broadband": (-2.3, 2.3),
}
# Percentages are not judged by peers: what is expected of them serves factors and consequences.
FAR = (-99.0, 99.0)
VINTAGE, LEAST, RIDGE = "ipb-2025", 3, 3.0


def annex(folder: Path) -> list[dict[str, str]]:
    """Return the rows of Annex 2 of the IDI 2024 report."""
    with (folder / "idi-2024" / "annex2.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def matrix(rows: Sequence[Mapping[str, str]]) -> np.ndarray:
    """Return the values, economies x indicators; NaN where nothing is printed."""
    return np.array([[float(row[c] or "nan") for c in COLUMNS] for row in rows])


def fit(economies: Sequence[str], values: np.ndarray) -> dict[str, Any]:
    """Fit the regressions: ridge, robust by Tukey's biweight; return the content of the file."""
    from ictindex import catalogue
    from ictindex.validation.peers import middle, transform

    names = list(COLUMNS.values())
    scales: dict[str, dict[str, Any]] = {}
    plain = np.empty_like(values)
    scaled = np.empty_like(values)
    for n, name in enumerate(names):
        how, floor = ("log", LOGS[name]) if name in LOGS else ("logit", 0.0)
        plain[:, n] = transform(values[:, n], how, floor)
        centre = float(np.nanmedian(plain[:, n]))
        spread = 1.4826 * float(np.nanmedian(abs(plain[:, n] - centre)))
        sign = -1 if name.startswith("price") else 1
        scales[name] = {"transformation": how, "floor": floor, "centre": round(centre, 4),
                        "spread": round(spread, 4), "sign": sign}  # fmt: skip
        scaled[:, n] = sign * (plain[:, n] - round(centre, 4)) / round(spread, 4)
    income = catalogue.groups("income-group", VINTAGE).groups
    region = catalogue.groups("itu-region", VINTAGE).groups
    groups = [*income.values(), *region.values()]
    members = np.array([[float(e in m) for m in groups] for e in economies])
    models = {}
    for name in names:
        n = names.index(name)
        m, known = middle(np.delete(scaled, n, axis=1))
        use = ~np.isnan(plain[:, n]) & (known >= LEAST)
        design = np.column_stack([np.ones(use.sum()), m[use], members[use]])
        beta = robust(design, plain[use, n])
        models[name] = {
            "intercept": round(float(beta[0]), 4),
            "slope": round(float(beta[1]), 4),
            "lower": LIMITS.get(name, FAR)[0],
            "upper": LIMITS.get(name, FAR)[1],
            "income": dict(zip(income, beta[2 : 2 + len(income)].round(4).tolist(), strict=True)),
            "region": dict(zip(region, beta[2 + len(income) :].round(4).tolist(), strict=True)),
        }
    return {"vintage": VINTAGE, "least": LEAST, "scales": scales, "models": models}


def robust(design: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the coefficients; a far residual keeps a twentieth of its weight."""
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0], penalty[1, 1] = 0, 0.1
    weight = np.ones(len(y))
    for _ in range(30):
        beta = np.linalg.solve(
            design.T @ (design * weight[:, None]) + penalty, design.T @ (weight * y)
        )
        residual = y - design @ beta
        u = residual / (4.685 * 1.4826 * np.median(abs(residual)))
        weight = np.maximum(np.where(abs(u) < 1, (1 - u**2) ** 2, 0), 0.05)
    return beta


def toml(content: Mapping[str, Any], count: int) -> str:
    """Write the file."""
    lines = [
        "# Peer regressions of rule M01. Fitted by benchmarks/peers.py, not by hand; the limits",
        "# of the residuals stand there. Natural logarithms; see ictindex.validation.peers.",
        "",
        f'vintage = "{content["vintage"]}"  # groups of economies',
        f"least = {content['least']}  # other indicators that must be known",
        "",
        "[provenance]",
        'edition = "idi-2024"',
        'source = "ITU, Measuring digital development: The ICT Development Index 2024, Annex 2"',
        f"economies = {count}",
        "",
    ]

    def number(value: object) -> str:
        return f'"{value}"' if isinstance(value, str) else str(Decimal(str(value)))

    for name, entry in content["scales"].items():
        lines += [f"[scales.{name}]", *(f"{k} = {number(v)}" for k, v in entry.items()), ""]
    for name, entry in content["models"].items():
        lines.append(f"[models.{name}]")
        lines += [f"{k} = {number(v)}" for k, v in entry.items() if not isinstance(v, dict)]
        for key in ("income", "region"):
            inner = ", ".join(f'"{g}" = {number(v)}' for g, v in entry[key].items())
            lines.append(f"{key} = {{ {inner} }}")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Fit, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = annex(Path(os.environ["ICTINDEX_DATA"]))
    content = fit([row["iso3"] for row in rows], matrix(rows))
    text = toml(content, len(rows))
    print(text)
    if arguments.write:
        target = ROOT / "methodology" / "rules" / "peers.toml"
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
