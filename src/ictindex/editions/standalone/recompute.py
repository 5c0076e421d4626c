"""Recompute a published edition from its frozen inputs, to the last byte.

    python -I recompute.py [FOLDER]

Needs Python 3.11 or newer, nothing else, no network. FOLDER is the edition, by default that of
this file. The script computes results.json, table.csv and groups.json again and compares them
with the published files. It always reads the methodology document (methodology/*.toml) and the
members of the groups (catalogue/groups.json). For an index of scores it reads the observations as
used (inputs/observations.csv) and computes every score, rank and group figure. For a price basket
it reads the prices (inputs/prices.csv), income, exchange rates and factors of purchasing power
parity (inputs/economics.csv) and the currencies (catalogue/currencies.json), and converts every
price. If baskets were bought at tariffs, it takes the purchases (purchases.json) and adds up each
of them; only the library shows that nothing cheaper exists. It writes nothing. Exit code: 0
identical, 1 not identical, 2 the folder is not an edition of an index.

The arithmetic "decimal40", version 1: decimals of 40 digits, rounded half to even; each
transformation, normalisation, aggregation or division is rounded to 20 places; published figures
are rounded half up, once, from the 20 places. Weights are integers, summed and divided once.
"""

# mypy: ignore-errors
# ruff: noqa: PTH100, PTH110, PTH113, PTH114, PTH118, PTH119, PTH120, PTH123, PTH202, UP036
import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # a file of the edition could be imported as a module of Python
if sys.version_info < (3, 11):
    sys.exit("recompute.py needs Python 3.11 or newer")

import argparse
import csv
import json
import os
import re
import tomllib
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999, flags=[])
STAGE = Decimal(1).scaleb(-20)
MOST = 1 << 26  # bytes of a file
MOST_DIGITS = 200  # characters of a number
# What a folder that is no edition, or was made to deceive, can lead to.
UNUSABLE = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError,
    MemoryError, csv.Error,
)  # fmt: skip
BREAKDOWNS = ("sex", "age", "location", "disability", "education", "income")
MAY_BE_OFFICIAL = ("official-submission", "official-publication", "auxiliary", "")
SCORE_COLUMNS = [
    "economy", "node", "value", "transformed", "score", "rounded", "rank", "supplied",
]  # fmt: skip
MEASURES = ("local", "usd", "ppp", "share")
CONVERTED = ("usd", "ppp", "share")
BASKET_COLUMNS = [
    "economy", "basket", "currency", *MEASURES, *(f"{name}_rounded" for name in MEASURES),
    "denominator", "income", "income_year", "rate", "factor",
]  # fmt: skip
MONTHS = {
    "annual": (1, 12), "first-quarter": (1, 3), "second-quarter": (4, 6),
    "second-and-third-quarters": (4, 9),
}  # fmt: skip
VINTAGE = re.compile(r"(?<![0-9])(20[0-9]{2})(?:-(0[1-9]|1[0-2]))?(?![0-9])", re.ASCII)


def content_of(*parts):
    """Return the bytes of a file; refuse a link, a device, a pipe and a file that is too large."""
    file = os.path.join(*parts)
    if os.path.islink(file) or (os.path.exists(file) and not os.path.isfile(file)):
        raise ValueError(f"not a file, or a link to one: {parts[-1]}")
    with open(file, "rb") as stream:
        content = stream.read(min(MOST, os.path.getsize(file)) + 1)
    if len(content) > MOST:
        raise ValueError(f"too large: {parts[-1]}")
    return content


def checked(text):
    """Return the text of a number; an exponent, or too many digits, would fill the memory."""
    if len(str(text)) > MOST_DIGITS or not set(str(text)) <= set("0123456789.-/"):
        raise ValueError(f"not a number: {str(text)[:40]}")
    return str(text)


def stage(number):
    """Round a stage of the computation to 20 places, half to even."""
    return number.quantize(STAGE, ROUND_HALF_EVEN, EXACT)


def half_up(number, places):
    """Round as published tables are rounded: half up, away from zero."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def canonical(number):
    """Write a number without exponent, zeros at the end or minus zero."""
    if number is None:
        return None
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def encoded(record):
    """Write a record as canonical JSON."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (text + "\n").encode("utf-8")


TRANSFORMATIONS = {
    "linear": lambda x: x,
    "ln1p": lambda x: stage(EXACT.ln(EXACT.add(x, 1))),
    "log10": lambda x: stage(EXACT.log10(x)),
}


class Leaf:
    """An indicator: its transformation f and its goalposts a (scores 0) and b (the full score)."""

    def __init__(self, table):
        goalposts = table["goalposts"]
        self.id, self.f = table["indicator"], TRANSFORMATIONS[table["transformation"]]
        ends = Decimal(goalposts["zero"]), Decimal(goalposts["full"])
        if goalposts.get("on", "raw") == "raw":
            ends = self.f(ends[0]), self.f(ends[1])
        self.zero, self.width = ends[0], ends[1] - ends[0]

    def score(self, transformed, scale):
        """Return S * min(max((f(x) - f(a)) / (f(b) - f(a)), 0), 1)."""
        share = (transformed - self.zero) / self.width
        return stage(min(max(share, Decimal(0)), Decimal(1)) * scale)


class Index:
    """The tree of a methodology document."""

    def __init__(self, document):
        self.document, self.scale = document, Decimal(document["scale"])
        self.leaves = {table["indicator"]: Leaf(table) for table in document["leaves"]}
        self.nodes = {
            node["id"]: [(child["id"], child["weight"]) for child in node["children"]]
            for node in document["nodes"]
        }
        self.root = document["index"]
        self.order = list(self.below(self.root))

    def below(self, key):
        """Yield a node and all nodes below it, in reading order."""
        yield key
        for child, _ in self.nodes.get(key, ()):
            yield from self.below(child)

    def scores(self, values, supplied):
        """Return the transformed values, and the scores of all nodes with complete inputs."""
        transformed = {key: self.leaves[key].f(x) for key, x in values.items()}
        scores = {key: self.leaves[key].score(x, self.scale) for key, x in transformed.items()}
        for key in reversed(self.order):  # children before parents
            children = self.nodes.get(key, ())
            if key in supplied:
                scores[key] = supplied[key]
            elif children and all(child in scores for child, _ in children):
                total = sum((scores[child] * weight for child, weight in children), Decimal(0))
                scores[key] = stage(total / sum(weight for _, weight in children))
        return transformed, scores


def rows_of(content):
    """Return the rows of a canonical table, each a mapping of texts."""
    names, *rows = csv.reader(content.decode("utf-8").split("\n")[:-1], strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def printed(number, decimals):
    """Write a published figure with its decimals; empty without a figure."""
    return "" if number is None else format(half_up(Decimal(number), decimals), "f")


def median(numbers, decimals):
    """Return the median of sorted numbers, or ``None`` without numbers."""
    if not numbers:
        return None
    middle = (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2
    return canonical(half_up(middle, decimals))


def mean(numbers, decimals):
    """Return the unweighted mean of numbers, or ``None`` without numbers."""
    if not numbers:
        return None
    return canonical(half_up(sum(numbers, Decimal(0)) / len(numbers), decimals))


def head_of(document, head):
    """Return the first facts of results.json."""
    return {
        "schema": 1,
        "id": head["id"],
        "index": document["index"],
        "edition": head["edition"],
        "year": head["year"],
        "document": document["id"],
        "decimals": document["rounding"]["decimals"],
    }


# Scores


def cells(index, rows, year):
    """Return {economy: ({node: number}, {node: score supplied}, count of official inputs)}."""
    years = index.document["years"]
    offsets = [years["reference"], *years.get("carried", ())]
    allowed = {str(year + offset - years["reference"]) for offset in offsets}
    whoever = index.document["inclusion"].get("counted_whoever_collected", ())
    economies = {}
    for row in rows:
        if row["indicator"] not in index.order:
            continue
        values, supplied, official = economies.setdefault(row["economy"], ({}, {}, set()))
        total = all(row[name] in ("", "_T") for name in BREAKDOWNS)
        if not (total and row["year"] in allowed and row["value"]):
            continue
        key, target = row["indicator"], supplied if row["unit"] == "score" else values
        if key in values or key in supplied:
            raise ValueError(f"two observations for one cell: {row['economy']} {key}")
        target[key] = Decimal(checked(row["value"]))
        stated = row["source_class"]
        counts = stated in MAY_BE_OFFICIAL or (key in whoever and stated != "estimate")
        if counts and row["status"] != "I":
            official.add(key)
    return {
        economy: (*economies[economy][:2], len(economies[economy][2]))
        for economy in sorted(economies)
    }


def score_results(index, inputs, head):
    """Return the content of results.json of an index of scores."""
    document, rows = index.document, {}
    decimals, least = (
        document["rounding"]["decimals"],
        document["inclusion"].get("minimum_official", 0),
    )
    for economy, (values, supplied, official) in inputs.items():
        transformed, scores = index.scores(values, supplied)
        if index.root in scores and official < least:  # no partial index
            scores = {key: score for key, score in scores.items() if key in index.leaves}
        rows[economy] = {
            key: [
                values.get(key), transformed.get(key), scores.get(key),
                half_up(scores[key], decimals) if key in scores else None,
                None, key in supplied,
            ]
            for key in index.order
        }  # fmt: skip
    rank(index, rows)
    return {
        **head_of(document, head),
        "ranks_published": document["ranking"]["policy"] == "published",
        "columns": SCORE_COLUMNS,
        "rows": [
            [economy, key, *map(canonical, row[:4]), *row[4:]]
            for economy, nodes in rows.items()
            for key, row in nodes.items()
        ],
    }


def rank(index, rows):
    """Rank the economies that have the index: ties share a rank, and the next ranks are skipped."""
    ranking = index.document["ranking"]
    sign = -1 if ranking["best"] == "highest" else 1
    ranked = [nodes for nodes in rows.values() if nodes[index.root][2] is not None]
    for key in index.order:
        there = [nodes[key] for nodes in ranked if nodes[key][2] is not None]
        keys = [sign * half_up(row[2], ranking["tie_decimals"]) for row in there]
        first = {}
        for position, score in enumerate(sorted(keys), 1):
            first.setdefault(score, position)
        for row, score in zip(there, keys, strict=True):
            row[4] = first[score]


def score_table(index, record):
    """Return the published table: scores with their decimals, and ranks if published."""
    names = ["economy", *index.order] + ["rank"] * record["ranks_published"]
    lines, decimals = [], record["decimals"]
    rows = {(row[0], row[1]): row for row in record["rows"]}
    for economy in dict.fromkeys(row[0] for row in record["rows"]):
        line = [economy, *(printed(rows[economy, key][5], decimals) for key in index.order)]
        position = rows[economy, index.root][6]
        lines.append(",".join(line + [str(position or "")] * record["ranks_published"]))
    return ("\n".join([",".join(names), *sorted(lines)]) + "\n").encode()


def score_groups(index, record, members, published):
    """Return the group figures, with the groups in published order."""
    rows = {(row[0], row[1]): row[5] for row in record["rows"]}
    economies = dict.fromkeys(row[0] for row in record["rows"])
    ranked = [economy for economy in economies if rows[economy, index.root] is not None]
    groupings = {}
    for name, dated in members["groupings"].items():
        order = dict.fromkeys(row[0] for row in published["groupings"][name]["rows"])
        figures = []
        for key in index.order:
            for group in order:
                of = ranked if group == "all" else set(ranked) & set(dated["groups"][group])
                numbers = sorted(
                    Decimal(rows[economy, key]) for economy in of if rows[economy, key] is not None
                )
                decimals = record["decimals"]
                middle = median(numbers, decimals)
                figures.append([group, key, len(numbers), mean(numbers, decimals), middle])
        groupings[name] = {
            "source": dated["source"],
            "date": dated["date"],
            "columns": ["group", "node", "count", "mean", "median"],
            "rows": figures,
        }
    return {"schema": 1, "vintage": members["vintage"], "groupings": groupings}


# Price baskets


class Economics:
    """Income, exchange rates and factors: the rows that an edition may use, or none."""

    def __init__(self, document, head, rows, currencies):
        self.rules, self.currencies = document["conversion"], currencies
        self.edition, self.year = head["edition"], head["year"]
        self.rows = {}
        for row in rows:
            if row["value"] and checked(row["value"]):
                years = self.rows.setdefault((row["economy"], row["series"]), {})
                years.setdefault(int(row["year"]), []).append(row)

    def own(self, rule):
        """Return a rule as it applies to this edition."""
        for edition in rule.get("editions", ()):
            if edition["edition"] == self.edition:
                return {**rule, "earlier": (), **edition}
        return rule

    def single(self, economy, series, year):
        """Return the only row of a year; among several with windows, the row of the whole year."""
        rows = self.rows[economy, series][year]
        if len(rows) > 1:
            rows = [row for row in rows if row["window"] in ("", "annual")]
        return rows[0] if len(rows) == 1 else None

    def income(self, economy, series):
        """Return the row of income in the first of the admitted years that has one."""
        rule = self.own(self.rules["income_year"])
        years = self.rows.get((economy, series), {})
        for offset in (rule["offset"], *rule.get("earlier", ())):
            if self.edition + offset in years:
                return self.single(economy, series, self.edition + offset)
        return None

    def rate(self, economy):
        """Return the row of the exchange rate of the year and window."""
        rule = self.own(self.rules["exchange_rate"])
        year, window = self.edition + rule["offset"], rule["window"]
        rows = self.rows.get((economy, rule["series"]), {}).get(year, [])
        windows = {row["window"]: row for row in rows}
        first, last = MONTHS[window]
        for admitted in (window, f"{year}-{first:02}/{year}-{last:02}", ""):
            if admitted in windows:
                return windows[admitted]
        return None

    def factor(self, economy):
        """Return the row of the factor of the year, or the last one with the rows that move it."""
        rule = self.own(self.rules["ppp"])
        wanted = self.edition + rule["offset"]
        years = self.rows.get((economy, rule["series"]), {})
        if wanted in years:
            row = self.single(economy, rule["series"], wanted)
            return None if row is None else (row,)
        earlier = [year for year in years if year < wanted]
        if not earlier:
            return None
        last, gdp = max(earlier), self.rows.get((economy, rule["moved_by"]), {})
        rows = [self.single(economy, rule["series"], last)]
        rows += [
            self.single(economy, rule["moved_by"], year) if year in gdp else None
            for year in (last, wanted)
        ]
        return None if None in rows else tuple(rows)

    def other_unit(self, row, economy, currency):
        """Tell whether a row may be in the unit from before a redenomination."""
        year, dated = int(row["year"]), VINTAGE.findall(row["vintage"])
        first, last = sorted((year, self.year))
        for change in self.currencies[economy].get("redenominated", ()):
            day = change["day"]
            between = first < last and f"{first}-01-01" < day <= f"{last}-12-31"
            if change["currency"] == currency and between:
                restated = dated and f"{dated[-1][0]}-{dated[-1][1] or '01'}" >= day[:7]
                return not restated
        return False

    def comparable(self, row, economy, currency):
        """Tell whether a row fits a currency: it states none, the same, or one at par with it."""
        stated, own = row["currency"], self.currencies[economy]
        if self.other_unit(row, economy, currency):
            return False
        if not stated and currency in own.get("parallel", ()):
            return False  # a currency at another rate has to be stated
        return stated in ("", currency) or (
            {stated, currency} <= set(own["national"])
            and not {stated, currency} & {*own["replaced"], *own.get("parallel", ())}
        )

    def converted(self, economy, price, currency):
        """Return a price in four measures, and the rows that it was divided by."""
        national = self.currencies[economy]["national"]
        local = currency in national
        figures = dict.fromkeys(BASKET_COLUMNS) | {"currency": currency, "local": stage(price)}
        rate = self.rate(economy) if local or (currency == "USD" and national) else None
        usable = self._share(figures, economy, price, rate)
        if currency == "USD":
            figures["usd"] = stage(price)
        elif local and rate and self.comparable(rate, economy, currency):
            usable = rate
            figures["usd"] = stage(price / Decimal(rate["value"]))
        usable = self._ppp(figures, economy, price, rate) or usable
        figures["rate"] = Decimal(usable["value"]) if usable else None
        return figures

    def _share(self, figures, economy, price, rate):
        """Add the share of income; return the row of the exchange rate that it needed first."""
        rule, currency = self.rules["denominator"], figures["currency"]
        local = currency in self.currencies[economy]["national"]
        series = next((exception["series"] for exception in rule.get("exceptions", ())
                       if economy in exception["economies"]), "")  # fmt: skip
        fits = local if series in ("", rule["local_currency"]) else currency == "USD"
        if not (fits or (not series and currency == "USD")):
            return None
        series = series or rule["local_currency" if local else "us_dollar"]
        # The income is in US dollars: the price is converted to dollars first.
        goes, row = series == rule["us_dollar"] and currency != "USD", self.income(economy, series)
        if goes and not (rate and self.comparable(rate, economy, currency)):
            return None
        if row and self.comparable(row, economy, "USD" if goes else currency):
            income = Decimal(row["value"])
            figures.update(denominator=series, income=income, income_year=int(row["year"]))
            divisor = income * Decimal(rate["value"]) if goes else income
            figures["share"] = stage(price * (100 * self.rules["months"]) / divisor)
        return rate if goes and figures["share"] is not None else None

    def _ppp(self, figures, economy, price, rate):
        """Add the price in PPP$; return the row of the exchange rate that it needed first."""
        national, currency = self.currencies[economy]["national"], figures["currency"]
        rows = self.factor(economy) if currency in (*national, "USD") else None
        if rows is None:
            return None
        stated, through = rows[0]["currency"], None
        if stated == currency or currency in national:
            if not self.comparable(rows[0], economy, currency):
                return None
        else:  # dollars are not the national currency: the factor is in national currency
            if not national or (stated and stated not in national) or rate is None:
                return None
            if self.other_unit(rows[0], economy, stated or national[0]):
                return None
            if not self.comparable(rate, economy, stated or national[0]):
                return None
            through = rate
        values = [Decimal(row["value"]) for row in rows]
        factor = values[0] if len(rows) == 1 else values[0] * values[2] / values[1]
        factor = stage(factor)
        # A price in dollars is converted by the rate if one was used for it.
        inside = stage(price * Decimal(through["value"])) if through else price
        figures.update(factor=factor, ppp=stage(inside / factor))
        return through


def fraction(number):
    """Return a fraction, exactly."""
    return Fraction(checked(number))


def bought(record, minor_units):
    """Return the price of a purchase as the sum of its lines."""
    total = Fraction(0)
    for line in record["lines"]:
        rate = 1 + fraction(line["tax_rate"] or 0) / 100
        unit = fraction(line["price"]) * rate * fraction(line["part"])
        if unit != fraction(line["unit_cost"]) or unit * line["count"] != fraction(line["cost"]):
            raise ValueError(f"a line does not add up: {record['economy']} {record['basket']}")
        total += fraction(line["cost"])
    for use in record["beyond"]:
        cost = fraction(use["volume"]) * fraction(use["rate"])
        cost += fraction(use["calls"] or 0) * fraction(use["setup"])
        if cost != fraction(use["cost"]):
            raise ValueError(f"use does not add up: {record['economy']} {record['basket']}")
        total += cost
    scaled = total * 10**minor_units
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    price = Decimal(whole).scaleb(-minor_units)
    if total != fraction(record["exact"]) or price != Decimal(checked(record["price"])):
        raise ValueError(f"a purchase does not add up: {record['economy']} {record['basket']}")
    return price


def stated_prices(document, rows, year):
    """Return {economy: {basket: (price, currency)}} for the definitions and the year."""
    definitions = {basket["id"]: basket["definition"] for basket in document["baskets"]}
    prices = {}
    for row in rows:
        if row["basket"] not in definitions:
            continue
        own = prices.setdefault(row["economy"], {})
        fits = row["definition"] in ("", definitions[row["basket"]])
        if row["price"] and int(row["year"]) == year and fits:
            own[row["basket"]] = Decimal(checked(row["price"])), row["currency"]
    return dict(sorted(prices.items()))


def basket_results(document, prices, economics, baskets, head):
    """Return the content of results.json of a price basket."""
    decimals, rows = document["rounding"]["decimals"], []
    for economy, own in prices.items():
        for basket in document["baskets"]:
            figures = dict.fromkeys(BASKET_COLUMNS)
            if basket["id"] in own:
                figures = economics.converted(economy, *own[basket["id"]])
            for name in MEASURES:
                figure = figures[name]
                figures[f"{name}_rounded"] = None if figure is None else half_up(figure, decimals)
            figures |= {"economy": economy, "basket": basket["id"]}
            rows.append([
                canonical(cell) if isinstance(cell, Decimal) else cell
                for cell in (figures[name] for name in BASKET_COLUMNS)
            ])  # fmt: skip
    whole = composite(document, rows, baskets, head) if "nodes" in document else None
    columns = {"columns": BASKET_COLUMNS, "rows": rows, "composite": whole}
    return head_of(document, head) | columns


def composite(document, rows, baskets, head):
    """Return the composite: an index whose indicators are the unrounded shares."""
    index, column = Index(document), BASKET_COLUMNS.index("share")
    inputs = {}
    for row in rows:
        values = inputs.setdefault(row[0], ({}, {}, 0))[0]
        indicator = baskets[row[1]]["indicator"]
        if indicator in index.leaves and row[column] is not None:
            values[indicator] = Decimal(row[column])
    return score_results(index, inputs, head)


def basket_table(record):
    """Return the published table: dollars, PPP$ and share of each basket."""
    decimals, at = record["decimals"], BASKET_COLUMNS.index
    baskets = list(dict.fromkeys(row[1] for row in record["rows"]))
    names = ["economy", *(f"{basket}-{name}" for basket in baskets for name in CONVERTED)]
    lines = {}
    for row in record["rows"]:
        lines.setdefault(row[0], [row[0]]).extend(
            printed(row[at(f"{name}_rounded")], decimals) for name in CONVERTED
        )
    if record["composite"]:
        names += [record["index"], "rank"]
        for row in record["composite"]["rows"]:
            if row[1] == record["index"]:
                lines[row[0]] += [printed(row[5], decimals), str(row[6] or "")]
    texts = sorted(",".join(line) for line in lines.values())
    return ("\n".join([",".join(names), *texts]) + "\n").encode()


def basket_groups(document, record, catalogue, members, published):
    """Return the group figures, with the groups in published order."""
    at, decimals = BASKET_COLUMNS.index, record["decimals"]
    rows = {(row[0], row[1]): row for row in record["rows"]}
    economies = list(dict.fromkeys(row[0] for row in record["rows"]))
    baskets = [basket["id"] for basket in document["baskets"]]
    rule, matched = document["aggregation"], set()
    if rule["panel"] == "matched":
        leaves = {leaf["indicator"] for leaf in document.get("leaves", ())}
        matched = {key for key, row in catalogue.items() if row["indicator"] in leaves}
    middle = mean if rule["statistic"] == "mean" else median
    groupings = {}
    for name, dated in members["groupings"].items():
        order = dict.fromkeys(row[0] for row in published["groupings"][name]["rows"])
        figures = []
        for measure in CONVERTED:
            column = at(f"{measure}_rounded")
            whole = [economy for economy in economies
                     if all(rows[economy, key][column] is not None for key in matched)]  # fmt: skip
            for group in order:
                of = [e for e in whole if group == "all" or e in dated["groups"][group]]
                for basket in baskets:
                    own = [rows[economy, basket][column] for economy in of]
                    numbers = sorted(Decimal(value) for value in own if value is not None)
                    figure = middle(numbers, decimals)
                    figures.append([group, basket, measure, len(numbers), figure])
        groupings[name] = {
            "source": dated["source"],
            "date": dated["date"],
            "columns": ["group", "basket", "measure", "count", "figure"],
            "rows": figures,
        }
    return {
        "schema": 1,
        "vintage": members["vintage"],
        "statistic": rule["statistic"],
        "groupings": groupings,
    }


def bought_or_priced(document, read, has, currencies, year):
    """Return {economy: {basket: (price, currency)}} from prices, or from purchases."""
    if has("inputs", "prices.csv"):
        return stated_prices(document, rows_of(read("inputs", "prices.csv")), year)
    rows = rows_of(read("inputs", "tariffs.csv"))
    prices = {economy: {} for economy in sorted({row["economy"] for row in rows})}
    for purchase in json.loads(read("purchases.json"))["records"]:
        price = bought(purchase, currencies["minor_units"][purchase["currency"]])
        prices[purchase["economy"]][purchase["basket"]] = price, purchase["currency"]
    return prices


# Both


def recompute(folder):
    """Return the computed files of an edition, by their path."""

    def read(*path):
        return content_of(folder, *path)

    def has(*path):
        return os.path.exists(os.path.join(folder, *path))

    head = json.loads(read("manifest.json"))
    name = json.loads(read("results.json"))["document"]
    text = read("methodology", os.path.basename(f"{name}.toml")).decode("utf-8")
    dated = ()
    if has("groups.json"):
        members = json.loads(read("catalogue", "groups.json"))["groups"]
        dated = members, json.loads(read("groups.json"))
    with localcontext(EXACT):
        document = tomllib.loads(text, parse_float=Decimal)
        if has("inputs", "economics.csv"):
            baskets = json.loads(read("catalogue", "baskets.json"))["baskets"]
            currencies = json.loads(read("catalogue", "currencies.json"))["currencies"]
            prices = bought_or_priced(document, read, has, currencies, head["year"])
            rows = rows_of(read("inputs", "economics.csv"))
            economics = Economics(document, head, rows, currencies["economies"])
            record = basket_results(document, prices, economics, baskets, head)
            table = basket_table(record)
            groups = basket_groups(document, record, baskets, *dated) if dated else None
        else:
            index = Index(document)
            rows = rows_of(read("inputs", "observations.csv"))
            record = score_results(index, cells(index, rows, head["year"]), head)
            table = score_table(index, record)
            groups = score_groups(index, record, *dated) if dated else None
    files = {"results.json": encoded(record), "table.csv": table}
    return files if groups is None else files | {"groups.json": encoded(groups)}


def main():
    """Recompute the edition of the command line and report the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    arguments = parser.parse_args()
    try:
        files = recompute(arguments.folder)
        published = {path: content_of(arguments.folder, path) for path in files}
    except UNUSABLE as error:
        sys.stderr.write(f"not an edition of an index: {type(error).__name__} {error!a}\n")
        return 2
    same = True
    for path, content in sorted(files.items()):
        identical = content == published[path]
        same = same and identical
        sys.stdout.write(f"{'identical' if identical else 'NOT identical'}: {path}\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
