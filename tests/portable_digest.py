"""One line that must be the same everywhere: the digest of all that the library computes and says.

    python tests/portable_digest.py

Run it with several interpreters, versions of NumPy and pandas, hash seeds, CPU features off,
``-O`` and locales: every line must be equal. Only exact decimals, whole numbers, texts, the bits
of random draws and shortest floats of Python itself go in; no library writes a number here.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import locale
import random
import runpy
import tempfile
import tomllib
from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

import ictindex as ict
from ictindex.language import i18n

SEED = 20221008
STYLES = ("text", "markdown", "html")
ALL_STYLES = ("text", "markdown", "latex", "mathml", "html")


def plain(value: object) -> str:
    """Write a cell of a frame: empty for missing, digits of a whole number, shortest float."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return str(bool(value))
    if isinstance(value, int) or not isinstance(value, float):
        return str(int(value))  # type: ignore[call-overload]
    return repr(float(value))


def languages_of(number: int) -> tuple[str, ...]:
    """Return two of the six languages for one of many pages with the same words, in turn."""
    own = i18n.LANGUAGES
    return own[number % len(own)], own[(number + 3) % len(own)]


def frame_lines(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """Write a frame line by line."""
    yield f"== {name}: {','.join(map(str, frame.columns))}"
    columns = [frame[column].tolist() for column in frame.columns]
    for row in zip(*columns, strict=True):
        yield json.dumps([plain(value) for value in row], ensure_ascii=True)


def scores(name: str, result: ict.Result) -> Iterator[str]:
    """Write every unrounded and rounded score, rank and flag of a result."""
    yield f"== {name}: {result.id}, {result.methodology.id}, {result.year}"
    for economy in result.economies:
        exact = result.unrounded(economy)
        for node in result.nodes:
            score = exact.get(node)
            shown = "" if score is None else format(score, "f")
            flags = ";".join(result.flags.get((economy, node), ()))
            yield f"{economy},{node},{shown},{result.rank(economy, node) or ''},{flags}"
    for finding in result.exclusions:
        yield from (finding.message(language) for language in i18n.LANGUAGES)


def sample() -> Iterator[str]:
    """Write the reconstruction of the IDI 2024 and the worked example of 2011."""
    annex = ict.compute(
        ict.methodology("idi", edition=2024),
        ict.sample_data("idi-2024-annex.csv"),
        published=ict.sample_data("idi-2024-published.csv"),
        kind="reconstruction",
    )
    korea = ict.compute(
        ict.methodology("idi", edition=2011),
        ict.sample_data("worked-example-2011.csv"),
        published=ict.sample_data("worked-example-2011-published.csv"),
        kind="reconstruction",
    )
    for name, result in (("annex", annex), ("worked example", korea)):
        yield from scores(name, result)
        for number, economy in enumerate(result.economies):
            tree = result.explain(economy).to_dict()
            yield json.dumps(tree, sort_keys=True, ensure_ascii=True)
            for language in languages_of(number):
                explanation = result.explain(economy, language=language)
                yield from (explanation.write(style) for style in STYLES)
        for language in i18n.LANGUAGES:
            yield result.to_text(language)
            yield result.to_html(language)
        yield from frame_lines("frame", result.to_frame())
        yield from frame_lines("unrounded frame", result.to_frame(rounded=False))
        yield from frame_lines("comparison", result.comparison())
        yield from frame_lines("ranking", result.ranking())
    for grouping in ("itu-region", "income-group", "ldc", "lldc", "sids"):
        for on in ("recomputed", "published"):
            yield from frame_lines(f"{grouping}, {on}", annex.groups(grouping, on=on))


def priced(name: str, result: ict.prices.BasketResult) -> Iterator[str]:
    """Write every figure of a result of price baskets, what is missing, and what it says."""
    yield f"== {name}: {result.id}, {result.methodology.id}, {result.year}"
    for measure in ("local", "usd", "ppp", "share"):
        exact = result.exact_in(measure)
        for economy in result.economies:
            yield json.dumps([plain(exact.at[economy, basket]) for basket in result.baskets])
    for rounded in (True, False):
        yield from frame_lines("prices", result.to_frame(rounded=rounded))
    yield from frame_lines("groups", result.groups("income-group", vintage="ipb-2025"))
    yield from frame_lines("target", result.target_status("income-group", vintage="ipb-2025"))
    for finding in result.reasons.values():
        for why in finding.values():
            yield from (why.message(language) for language in i18n.LANGUAGES)
    for language in i18n.LANGUAGES:
        yield result.to_text(language)
        yield result.to_html(language)
    for number, economy in enumerate(result.economies):
        for language in languages_of(number):
            page = result.explain(economy, language=language)
            yield from (page.write(style) for style in STYLES)


def price_baskets() -> Iterator[str]:
    """Write the price baskets of the sample data, purchases, a composite and a link."""
    ipb = ict.methodology("ipb", edition=2025)
    result = ict.compute(
        ipb,
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
    )
    tables = {
        "tariffs": ict.sample_data("ipb-tariffs-synthetic.csv"),
        "economics": ict.sample_data("ipb-economics-synthetic.csv"),
    }
    bought = ict.compute(ipb, **tables)
    yield from priced("given", result)
    yield from priced("bought", bought)
    for (economy, basket), purchase in sorted(bought.purchases.items()):
        yield f"{economy},{basket},{purchase.operator},{purchase.payment},{purchase.exact}"
        yield from (f"{line.count} {line.id} {line.cost}" for line in purchase.lines)
        yield from (f"{beyond.need} {beyond.volume} {beyond.cost}" for beyond in purchase.beyond)
    yield from priced("early", drawn_baskets(SEED + 2, 2010, 15))
    both = drawn_prices(SEED + 3, ("mobile-data-only-2gb", "mobile-data-only-5gb"), 30)
    linked = ict.prices.link(both, *sorted(set(both["definition"])), on=2023, measure="usd")
    for economy in linked.linked:
        yield f"{economy},{format(linked.factor(economy), 'f')}"
        yield from (str(linked.value(economy, year)) for year in linked.years)
    costs = drawn_costs(SEED + 4, 20)
    exact = ict.prices.decompose(costs, first=2024, last=2025).exact
    yield from frame_lines("decomposition", exact)


def drawn_baskets(seed: int, edition: int, count: int) -> ict.prices.BasketResult:
    """Return the baskets of random economies with invented prices and economics."""
    draw = random.Random(seed)
    methodology = ict.methodology("ipb", edition=edition)
    prices, economics = [], []
    currencies = {e: ict.data.national_currencies(e, edition) for e in ict.data.economies()}
    for economy in draw.sample(sorted(e for e, currency in currencies.items() if currency), count):
        currency = currencies[economy][0] if draw.random() < 0.9 else "USD"
        for basket in methodology.document.baskets:
            if draw.random() < 0.95:
                price = f"{draw.randrange(1, 10**6)}.{draw.randrange(100):02}"
                prices.append((economy, basket.definition, str(edition), price, currency))
        for series, year, most in (
            ("gni-per-capita-local", edition - draw.choice((1, 1, 2)), 10**7),
            ("gni-per-capita-atlas", edition - 1, 10**5),
            ("exchange-rate", edition, 10**3),
            ("ppp-private", edition - draw.choice((0, 0, 1)), 10**3),
            ("ppp-gdp", edition - 1, 10**3),
            ("ppp-gdp", edition, 10**3),
        ):
            value = f"{draw.randrange(1, most)}.{draw.randrange(10**6):06}"
            economics.append((economy, series, str(year), value))
    names = ["economy", "basket", "year", "price", "currency"]
    return ict.compute(
        methodology,
        prices=pd.DataFrame(prices, columns=names, dtype=object),
        economics=pd.DataFrame(
            economics, columns=["economy", "series", "year", "value"], dtype=object
        ),
        kind="demonstration",
    )


def drawn_prices(seed: int, definitions: tuple[str, ...], count: int) -> pd.DataFrame:
    """Return invented prices of definitions in 2022, 2023 and 2024."""
    draw = random.Random(seed)
    rows = [
        (economy, definition, year, draw.randrange(1, 10**4) / 100)
        for economy in draw.sample(sorted(ict.data.economies()), count)
        for definition in definitions
        for year in (2022, 2023, 2024)
        if draw.random() < 0.9
    ]
    return pd.DataFrame(rows, columns=["economy", "definition", "year", "value"])


def drawn_costs(seed: int, count: int) -> pd.DataFrame:
    """Return invented prices and incomes of 2024 and 2025."""
    draw = random.Random(seed)
    rows = [
        (economy, year, str(draw.randrange(1, 10**4)), str(draw.randrange(1, 10**6)))
        for economy in draw.sample(sorted(ict.data.economies()), count)
        for year in (2024, 2025)
    ]
    frame = pd.DataFrame(rows, columns=["economy", "year", "price", "income"])
    return frame.assign(
        definition="fixed-broadband-5gb", currency="USD", denominator="gni-per-capita-atlas"
    )


def submissions() -> Iterator[str]:
    """Write a judgement, a receipt, rates from counts, a selection and a letter."""
    idi = ict.methodology("idi", edition=2024)
    annex = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    frame = annex.to_frame().astype(object)
    # For this purpose what the annex does not mark as an estimate is official.
    estimated = frame["status"] == "I"
    frame["source_class"] = [
        "estimate" if is_estimated else "official-submission" for is_estimated in estimated
    ]
    frame["source"] = ["Model" if is_estimated else "" for is_estimated in estimated]
    table = ict.read_observations(frame)
    judged = ict.validate(table, idi, year=2022)
    yield f"== judgement: {judged.year}, {judged.stage}, {judged.rules_digest}"
    for finding in judged:
        yield json.dumps([*map(str, finding.key), finding.errorlevel, finding.factor])
        for language in i18n.LANGUAGES:
            yield f"{finding.message(language)} {finding.remedy(language)}"
    for outcome in judged.outcomes:
        yield f"{outcome.rule},{outcome.outcome},{outcome.passed},{outcome.failed}"
        yield from (outcome.reason(language) for language in i18n.LANGUAGES)
    receipt = ict.accept(
        table, judged, role="compiler", transcribed="IDI 2024, Annex 2", submitted="2024-01-15"
    )
    yield f"== receipt: {receipt.digest}"
    yield receipt.to_json()
    asked = ict.select_sources([receipt], idi, cut_off="2024-04-30").pending()
    record = asked.assign(notified="2024-02-01", deadline="2024-03-01")
    chosen = ict.select_sources([receipt], idi, consultations=record, cut_off="2024-04-30")
    yield f"== selection: {chosen.digest}"
    yield json.dumps(chosen.record(), default=plain, sort_keys=True)
    for by in ("edition", "economy", "indicator", "income-group"):
        yield from frame_lines(f"shares, {by}", chosen.shares(by))
    for language in i18n.LANGUAGES:
        yield receipt.to_text(language)
        yield chosen.to_text(language)
        yield from (chosen.explain(economy, language=language) for economy in ("BRA", "CHL"))
        yield ict.sourcing.consultation_letter("CHL", record, edition=2024, language=language)
    yield from scores("selection", ict.compute(idi, chosen))
    counts = {
        "economy": "ECU", "year": 2022, "indicator": ["population", "i271mw", "i271"],
        "value": ["17989912", "10437111", "17325117"], "source_class": "official-submission",
    }  # fmt: skip
    derived = ict.data.derive(ict.read_observations(pd.DataFrame(counts)))
    yield from (format(step.value, "f") for step in derived.steps)
    yield from (derived.to_text(language) for language in i18n.LANGUAGES)


def methodologies() -> Iterator[str]:
    """Write every methodology in prose in every format, the newest in every language."""
    documents = sorted(ict.methodologies().items())
    for number, (key, methodology) in enumerate(documents):
        yield f"== {key}"
        index = key.partition("-")[0]
        newest = not any(later.startswith(index) for later, _ in documents[number + 1 :])
        for language in i18n.LANGUAGES if newest else languages_of(number):
            yield from (methodology.show(language, style) for style in ALL_STYLES)


def box() -> Iterator[str]:
    """Write the scores of the worked example of Box A1.1."""
    with ict.sample_data("box-a1-1.toml").open("rb") as stream:
        values = tomllib.load(stream, parse_float=Decimal)["values"]
    score = ict.methodology("idi", edition=2024).score(values)
    floats = {key: float(value) for key, value in values.items()}
    again = ict.methodology("idi", edition=2024).score(floats)
    for item in (score, again):
        for node, value in item.unrounded_nodes.items():
            yield f"{node},{format(value, 'f')},{format(item.nodes[node], 'f')}"
    yield score.explain().to_text()


def drawn(seed: int, edition: int, count: int) -> Iterator[str]:
    """Write scores of random economies (true codes, invented values)."""
    draw = random.Random(seed)
    methodology = ict.methodology("idi", edition=edition)
    years = methodology.document.years
    reference = edition + (0 if years is None else years.reference)
    rows = []
    for economy in draw.sample(sorted(ict.data.economies()), count):
        for indicator in methodology.indicators:
            if draw.random() < 0.02:
                continue
            definition = ict.data.indicators()[indicator]
            most = 40_000 if definition.maximum is None else int(definition.maximum)
            places = draw.choice((0, 1, 2, 10))
            size = draw.randrange(1, draw.choice((most, min(most, 200))) * 10**places)
            value = f"{size // 10**places}.{size % 10**places:0{places}}" if places else str(size)
            rows.append((economy, indicator, str(reference), value))
    frame = pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"], dtype=object)
    result = ict.compute(methodology, ict.read_observations(frame), kind="demonstration")
    yield from scores(f"drawn {edition}", result)
    yield from frame_lines("groups", result.groups(vintage="idi-2024"))


def editions() -> Iterator[str]:
    """Publish an edition, recompute it with and without the library, put an erratum on record."""
    with tempfile.TemporaryDirectory() as folder:
        made = ict.editions.demonstrate(f"{folder}/trial")
        position = made.edition.path
        yield f"== {made.edition.id}: {made.edition.root} {made.edition.head}"
        yield (position / "manifest.json").read_text(encoding="utf-8")
        opened = ict.open_edition(position, root=made.edition.root)
        yield from scores("opened", opened)
        again, alone = (
            ict.editions.recompute(opened),
            runpy.run_path(str(position / "recompute.py")),
        )
        for actual in (again.files, alone["recompute"](str(position))):
            for path, content in sorted(actual.items()):
                yield f"{path}: {content == (position / path).read_bytes()}"
                yield content.decode()
        erratum = ict.editions.publish_erratum(
            position, economy="XAA", indicator="internet-users", corrected="35.0",
            reason="Typing error", role="publisher", date="2024-09-01",
        )  # fmt: skip
        for language in i18n.LANGUAGES:
            yield erratum.to_text(language)
            yield ict.open_edition(position).to_text(language)
        ict.editions.withdraw(position, reason="An error", date="2024-10-01")
        files = [ict.sample_data(f"ipb-{name}-synthetic.csv") for name in ("tariffs", "economics")]
        ipb = ict.methodology("ipb", edition=2025)
        tables = [ict.read_tariffs(files[0]), ict.read_economics(files[1])]
        receipts = [
            ict.accept(table, ict.validate(table, ipb), role="compiler", transcribed="synthetic")
            for table in tables
        ]
        baskets = ict.compute(ipb, tariffs=tables[0], economics=tables[1], kind="demonstration")
        edition = ict.publish(baskets, position.parent, released="2025-12-15", receipts=receipts)
        yield f"== {edition.id}: {edition.root} {edition.head}"
        alone = runpy.run_path(str(edition.path / "recompute.py"))["recompute"](str(edition.path))
        for actual in (ict.editions.recompute(edition.path).files, alone):
            for path, content in sorted(actual.items()):
                yield f"{path}: {content == (edition.path / path).read_bytes()}"
                yield content.decode()
        yield ict.editions.read_register(position.parent).head


def simulations() -> Iterator[str]:
    """Write what robustness draws, bit for bit, and the ranks and acceptabilities that follow."""
    idi = ict.methodology("idi", edition=2024)
    result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    design = {"weights": 0.25, "aggregation": ["harmonic-mean"], "left_out": "pillar"}
    for assumptions in (design, {"weights": {"dirichlet": 20}, "rounding": True}):
        robustness = ict.analysis.robustness(result, assumptions, draws=512, seed=SEED)
        names, inputs = robustness.simulation.drawn_inputs()
        yield f"== simulation: {','.join(names)}"
        yield inputs.astype("<f8").tobytes().hex()
        for block in robustness.simulation.blocks():
            values = robustness.simulation.settings(block).values
            yield "" if values is None else values.astype("<f8").tobytes().hex()
        yield from frame_lines("acceptability", robustness.acceptability())
        yield from frame_lines("pairwise", robustness.pairwise())
    gaps = pd.DataFrame({"a": [1.0, None, 3, 4, 8], "b": [2.0, 1, None, 7, 9]}, list("vwxyz"))
    for method in ("mean", "median", "nearest"):
        drawn = ict.analysis.impute(gaps, method, draws=20, seed=SEED).draws
        yield json.dumps([[f"{value:.12g}" for value in row] for row in drawn.tolist()])


def everything() -> Iterator[str]:
    """Write all parts, in order."""
    yield from sample()
    yield from price_baskets()
    yield from submissions()
    yield from editions()
    yield from methodologies()
    yield from box()
    yield from drawn(SEED, 2024, 200)
    yield from drawn(SEED + 1, 2015, 100)
    yield from simulations()
    with ict.sample_data("idi-2024-published.csv").open(encoding="utf-8", newline="") as stream:
        printed = {row["economy"]: row["value"] for row in csv.DictReader(stream)
                   if row["node"] == "idi"}  # fmt: skip
    yield from frame_lines("groups", ict.analysis.group_figures(printed, vintage="idi-2024"))


def digest() -> str:
    """Return the digest of all texts, each ended by a character that occurs in none."""
    digest = hashlib.sha256(b"ictindex:portable-digest:7\n")
    for text in everything():
        digest.update(text.encode("utf-8") + b"\x00")
    return f"sha256:{digest.hexdigest()}"


if __name__ == "__main__":
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    print(digest())
