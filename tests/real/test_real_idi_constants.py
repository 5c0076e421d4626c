"""Published figures and the constants of the IDI of 2023, compared without the library's code.

Each published score allows a constant an interval, for what is printed means a range of
values; the figures of three editions together leave a narrow one. The evidence states it, rounded
outwards. With more economies than were at hand it can only be narrower.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal as D
from decimal import localcontext
from pathlib import Path
from typing import Any

import pytest
from real_files import rows_of
from small_cases import small_cases

from ictindex.core import package_data

DOCUMENT = "idi-methodology-2023"
EVIDENCE = package_data.folder("methodology") / "evidence" / f"{DOCUMENT}.toml"
ENTRIES: dict[str, Any] = tomllib.loads(EVIDENCE.read_text(encoding="utf-8"))["constants"]
VERIFIED = [key for key, entry in ENTRIES.items() if entry["mark"] == "verified" and "." in key]
HALF = D("0.05")  # values and pillars are printed with one decimal
BASKETS = {"price-mobile-high": "i271mb_high_2GB", "price-fixed-broadband": "i154_FBB5"}
# The price of Palestine of the edition of 2025 was revised after its score had been published.
REVISED = {(2025, "PSE", "price-mobile-high"), (2025, "PSE", "price-fixed-broadband")}
UNIVERSAL = ("internet-users", "households-internet", "mobile-broadband-subscriptions")
MEANINGFUL = (
    "network-coverage", "mobile-broadband-traffic", "fixed-broadband-traffic", "price-mobile-high",
    "price-fixed-broadband", "mobile-phone-ownership",
)  # fmt: skip
CHILDREN = {
    "universal-connectivity": UNIVERSAL,
    "meaningful-connectivity": MEANINGFUL,
    "idi": ("universal-connectivity", "meaningful-connectivity"),
}
PILLARS = frozenset(CHILDREN)
Range = tuple[D, D]


@dataclass
class Figures:
    """The values and scores of the workbook, each with the range that its print means."""

    values: dict[tuple[int, str, str], Range] = field(default_factory=dict)
    scores: dict[tuple[int, str, str], Range] = field(default_factory=dict)

    def economies(self, node: str) -> Iterator[tuple[int, str, Range]]:
        for (edition, economy, key), score in self.scores.items():
            if key == node:
                yield edition, economy, score

    def mean(self, edition: int, economy: str, nodes: tuple[str, ...]) -> Range | None:
        """The range of the mean of scores; none where one is not published."""
        actual = [self.scores.get((edition, economy, node)) for node in nodes]
        if None in actual:
            return None
        low, high = zip(*actual, strict=True)  # type: ignore[arg-type]
        return sum(low, D(0)) / len(nodes), sum(high, D(0)) / len(nodes)


@pytest.fixture(scope="module")
def figures(data: Path) -> Figures:
    actual = Figures()
    for row in rows_of(data / "idi-editions" / "idi_editions_values.csv"):
        key = row["indicator"]
        if row["value"] and key not in BASKETS:
            value = D(row["value"])
            most = D(10**9) if "subscriptions" in key or "traffic" in key else D(100)
            address = int(row["edition"]), row["iso3"], key
            actual.values[address] = max(value - HALF, D(0)), min(value + HALF, most)
    prices = {
        (row["code_prefix"], row["iso3"], int(row["year"])): D(row["value"])
        for row in rows_of(data / "ipb" / "baskets_2008_2025.csv")
        if row["unit"] == "GNIpc" and row["code_prefix"] in BASKETS.values() and row["value"]
    }
    for row in rows_of(data / "idi-editions" / "idi_editions_scores.csv"):
        edition, economy, node = int(row["edition"]), row["iso3"], row["node"]
        try:
            score = D(row["printed"])
        except ArithmeticError:
            continue
        # Indices and pillars: one decimal; scores: full precision in 2023, then two decimals.
        width = HALF if node in PILLARS else D("0.005") if edition > 2023 else abs(score) / 10**12
        actual.scores[edition, economy, node] = score - width, score + width
        price = prices.get((BASKETS.get(node, ""), economy, edition - 2))
        if price is not None and (edition, economy, node) not in REVISED:
            actual.values[edition, economy, node] = price, price  # scored as the basket prints it
    return actual


def plain(x: D) -> D:
    return x


def log(x: D) -> D:
    return (1 + x).ln()


def of_leaf(figures: Figures, indicator: str, post: str) -> Iterator[Range]:
    """Solve s = (f(x) - f(a)) / (f(b) - f(a)) for one of the goalposts, at every corner."""
    f = log if "traffic" in indicator else plain
    goal = f"leaves.{indicator}.goalposts"
    other = f(D(ENTRIES[f"{goal}.{'full' if post == 'zero' else 'zero'}"]["value"]))
    for edition, economy, printed in figures.economies(indicator):
        value = figures.values.get((edition, economy, indicator))
        low, high = printed[0] / 100, printed[1] / 100
        if value is None or not 0 < low < high < 1:
            continue
        corners = [
            other + (f(x) - other) / s if post == "full" else (f(x) - s * other) / (1 - s)
            for x in value
            for s in (low, high)
        ]
        back = (lambda y: y.exp() - 1) if f is log else plain
        yield back(min(corners)), back(max(corners))


def of_coverage(figures: Figures, indicator: str, post: str) -> Iterator[Range]:
    """The same within network coverage, 0.4 of 3G and 0.6 of 4G."""
    weight = D("0.4") if indicator == "coverage-3g" else D("0.6")
    rest = {"coverage-3g": "coverage-4g", "coverage-4g": "coverage-3g"}[indicator]
    for edition, economy, score in figures.economies("network-coverage"):
        own, other = (figures.values.get((edition, economy, key)) for key in (indicator, rest))
        if own is None or other is None:
            continue
        low = (score[0] - (1 - weight) * other[1]) / (100 * weight)
        high = (score[1] - (1 - weight) * other[0]) / (100 * weight)
        if not 0 < low < high < 1:
            continue
        corners = [
            x / s if post == "full" else (x - 100 * s) / (1 - s) for x in own for s in (low, high)
        ]
        yield min(corners), max(corners)


def weighed(own: Range, others: Range, count: int, printed: Range) -> Range:
    """Return the weights w for which (w own + others) / (w + count) can be what is printed."""
    low, high = D(0), D(10**9)
    for slope, least in (
        (own[1] - printed[0], count * printed[0] - others[1]),  # not below the lower end
        (printed[1] - own[0], others[0] - count * printed[1]),  # not above the upper end
    ):
        if slope > 0:
            low = max(low, least / slope)
        elif slope < 0:
            high = min(high, least / slope)
    return low, high


def of_weight(figures: Figures, parent: str, child: str) -> Iterator[Range]:
    if parent == "network-coverage":
        rest, count = ("coverage-4g", 3) if child == "coverage-3g" else ("coverage-3g", 2)
        for edition, economy, score in figures.economies(parent):
            own, other = (figures.values.get((edition, economy, key)) for key in (child, rest))
            if own is not None and other is not None:
                yield weighed(own, (count * other[0], count * other[1]), count, score)
        return
    for edition, economy, printed in figures.economies(parent):
        if parent == "idi":  # from unrounded pillars
            values = {
                node: figures.mean(edition, economy, CHILDREN[node]) for node in CHILDREN[parent]
            }
        else:
            values = {
                node: figures.scores.get((edition, economy, node)) for node in CHILDREN[parent]
            }
        own = values.pop(child)
        rest = [entry for entry in values.values() if entry is not None]
        if own is None or len(rest) < len(values):
            continue
        low, high = (sum((bounds[n] for bounds in rest), D(0)) for n in (0, 1))
        yield weighed(own, (low, high), len(rest), printed)


def ranges(figures: Figures, path: str) -> Iterator[Range]:
    match path.split("."):
        case ["leaves", ("coverage-3g" | "coverage-4g") as indicator, "goalposts", post]:
            return of_coverage(figures, indicator, post)
        case ["leaves", indicator, "goalposts", post]:
            return of_leaf(figures, indicator, post)
        case ["nodes", parent, "weights", child]:
            return of_weight(figures, parent, child)
    raise AssertionError(path)


NUMBERS = [path for path in VERIFIED if "low" in ENTRIES[path]["confirmed"]]


@pytest.mark.slow
@small_cases("path", NUMBERS)
def test_the_interval_is_what_the_figures_leave(path: str, figures: Figures) -> None:
    stated, value = ENTRIES[path]["confirmed"], D(ENTRIES[path]["value"])
    with localcontext() as context:
        context.prec = 40
        actual = list(ranges(figures, path))
        low, high = max(bounds[0] for bounds in actual), min(bounds[1] for bounds in actual)
    print(f"\n{path}: {low:.15f} to {high:.15f} by {len(actual)} figures")
    assert low <= value <= high
    assert len(actual) >= stated["figures"] - stated.get("deviating", 0)
    assert D(stated["low"]) <= low and high <= D(stated["high"])
    if len(actual) == stated["figures"] - stated.get("deviating", 0):  # rounded, and not widened
        assert D(stated["high"]) - D(stated["low"]) <= (high - low) * D("1.25")


def test_every_verified_number_has_its_interval_measured_here() -> None:
    assert len(NUMBERS) == 33
    assert [path for path in VERIFIED if path not in NUMBERS] == [
        "rounding.mode",
        "inclusion.counted_whoever_collected",
    ]


def test_the_mobile_threshold_follows_from_each_economy_alone(figures: Figures) -> None:
    """Full-precision scores of 2023: 21.3295 to 12 digits and more, where the price is scored."""
    count = 0
    with localcontext() as context:
        context.prec = 40
        for edition, economy, score in figures.economies("price-mobile-high"):
            price = figures.values.get((edition, economy, "price-mobile-high"))
            share = (score[0] + score[1]) / 200
            if edition == 2023 and price is not None and 0 < share < 1:
                threshold = (price[0] - share) / (1 - share)
                assert abs(threshold - D("21.3295")) < D("1e-11"), economy
                count += 1
    print(f"\neconomies that give 21.3295: {count}")
    assert count >= 79


@pytest.mark.parametrize(("threshold", "wrong"), [("21.3295", (0, 0, 0)), ("21.33", (79, 7, 1))])
def test_published_price_scores(threshold: str, wrong: tuple[int, ...], figures: Figures) -> None:
    """With 21.33, as Box A1.1 prints it, scores of every edition come out otherwise."""
    actual = {2023: 0, 2024: 0, 2025: 0}
    for edition, economy, (low, high) in figures.economies("price-mobile-high"):
        price = figures.values.get((edition, economy, "price-mobile-high"))
        if price is not None:
            score = 100 * (D(threshold) - price[0]) / (D(threshold) - 1)
            score = min(max(score, D(0)), D(100))
            actual[edition] += not low - D("1e-9") <= score <= high + D("1e-9")
    print(f"\n{threshold}: scores that differ {actual}")
    assert all(here >= least for here, least in zip(actual.values(), wrong, strict=True))
    if threshold == "21.3295":
        assert not any(actual.values())


def test_indices_of_2023_are_rounded_half_up(figures: Figures) -> None:
    """By truncation about half of them would differ."""
    rounding: dict[str, Callable[[D], D]] = {
        "half-up": lambda x: x.quantize(D("0.1"), "ROUND_HALF_UP"),
        "down": lambda x: x.quantize(D("0.1"), "ROUND_DOWN"),
    }
    same, total = dict.fromkeys(rounding, 0), 0
    for node in PILLARS:
        for edition, economy, printed in figures.economies(node):
            if edition != 2023:
                continue
            pillars = CHILDREN[node] if node == "idi" else (node,)
            means = [figures.mean(edition, economy, CHILDREN[pillar]) for pillar in pillars]
            if None in means:
                continue
            middle = sum((sum(mean) / 2 for mean in means if mean), D(0)) / len(means)
            total += 1
            for name, function in rounding.items():
                same[name] += function(middle) == (printed[0] + printed[1]) / 2
    print(f"\n{same} of {total}")
    assert same["half-up"] == total >= 270
    assert same["down"] < total * 0.6
