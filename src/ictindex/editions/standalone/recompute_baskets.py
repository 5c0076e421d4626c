"""Recompute a published edition of the price basket from its frozen tables, to the last byte.

    python -I recompute.py [FOLDER] [--write FOLDER]

Needs Python 3.11 or newer and the script recompute_index.py beside it, nothing else, no network.
FOLDER is the edition, by default that of this file. It reads the prices (inputs/prices.csv),
income, exchange rates and factors of purchasing power parity (inputs/economics.csv), the
methodology document (methodology/*.toml), the currencies and the members of the groups
(catalogue/*.json), converts every price anew, and compares results.json, table.csv and groups.json
with what comes out. Of an edition that was bought at tariffs it takes what was bought
(purchases.json) and adds up every purchase; that nothing cheaper exists only the library shows.
Exit code: 0 identical, 1 not identical, 2 the folder is no edition of the price basket.

The arithmetic "decimal40", version 1: decimals of 40 digits, rounded half to even; a quotient is
rounded to 20 places; what is published is rounded half up, once, from the 20 places.
"""

# mypy: ignore-errors
# ruff: noqa: PTH100, PTH110, PTH118, PTH119, PTH120, PTH123, UP036
import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # a file of the edition could pass for a module of Python
if sys.version_info < (3, 11):
    sys.exit("recompute.py needs Python 3.11 or newer")

import csv
import importlib.util
import json
import os
import tomllib
from decimal import Decimal, localcontext
from fractions import Fraction


def beside(name):
    """Load the script beside this one: the arithmetic, and the composite of early editions."""
    place = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    spec = importlib.util.spec_from_file_location("recompute_index", place)
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # an edition stays as it is
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


# In the library it lies beside this file by its own name.
IN_LIBRARY = os.path.basename(__file__) == "recompute_baskets.py"
INDEX = beside("recompute.py" if IN_LIBRARY else "recompute_index.py")
EXACT, stage, half_up = INDEX.EXACT, INDEX.stage, INDEX.half_up
canonical, encoded = INDEX.canonical, INDEX.encoded
CATALOGUE = {}
MEASURES = ("local", "usd", "ppp", "share")
CONVERTED = ("usd", "ppp", "share")
RESULT_COLUMNS = [
    "economy", "basket", "currency", *MEASURES, *(f"{name}_rounded" for name in MEASURES),
    "denominator", "income", "income_year", "rate", "factor",
]  # fmt: skip
MONTHS = {
    "annual": (1, 12), "first-quarter": (1, 3), "second-quarter": (4, 6),
    "second-and-third-quarters": (4, 9),
}  # fmt: skip


def rows_of(content):
    """Return the rows of a canonical table: a mapping of texts each."""
    names, *rows = csv.reader(content.decode("utf-8").split("\n")[:-1], strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


class Economics:
    """Income, exchange rates and factors: the rows that an edition may use, or none."""

    def __init__(self, document, edition, rows, currencies):
        self.rules, self.edition, self.currencies = document["conversion"], edition, currencies
        self.known = {}
        for row in rows:
            if row["value"]:
                years = self.known.setdefault((row["economy"], row["series"]), {})
                years.setdefault(int(row["year"]), []).append(row)

    def own(self, rule):
        """Return what a rule says of this edition."""
        for one in rule.get("editions", ()):
            if one["edition"] == self.edition:
                return {**rule, "earlier": (), **one}
        return rule

    def single(self, economy, series, year):
        """Return the one row of a year; of several with windows the one of the whole year."""
        rows = self.known[economy, series][year]
        if len(rows) > 1:
            rows = [row for row in rows if row["window"] in ("", "annual")]
        return rows[0] if len(rows) == 1 else None

    def income(self, economy, series):
        """Return the row of income in the first of the admitted years that has one."""
        rule = self.own(self.rules["income_year"])
        years = self.known.get((economy, series), {})
        for offset in (rule["offset"], *rule.get("earlier", ())):
            if self.edition + offset in years:
                return self.single(economy, series, self.edition + offset)
        return None

    def rate(self, economy):
        """Return the row of the exchange rate of the year and window."""
        rule = self.own(self.rules["exchange_rate"])
        year, window = self.edition + rule["offset"], rule["window"]
        rows = self.known.get((economy, rule["series"]), {}).get(year, [])
        windows = {row["window"]: row for row in rows}
        first, last = MONTHS[window]
        for admitted in (window, f"{year}-{first:02}/{year}-{last:02}", ""):
            if admitted in windows:
                return windows[admitted]
        return None

    def factor(self, economy):
        """Return the row of the factor of the year; or the last one and those that move it."""
        rule = self.own(self.rules["ppp"])
        wanted = self.edition + rule["offset"]
        years = self.known.get((economy, rule["series"]), {})
        if wanted in years:
            row = self.single(economy, rule["series"], wanted)
            return None if row is None else (row,)
        earlier = [year for year in years if year < wanted]
        if not earlier:
            return None
        last, gdp = max(earlier), self.known.get((economy, rule["moved_by"]), {})
        rows = [self.single(economy, rule["series"], last)]
        rows += [
            self.single(economy, rule["moved_by"], year) if year in gdp else None
            for year in (last, wanted)
        ]
        return None if None in rows else tuple(rows)

    def comparable(self, row, economy, currency):
        """Tell whether a row is in a currency: it states none, the same, or one at par with it."""
        stated, own = row["currency"], self.currencies[economy]
        return stated in ("", currency) or (
            {stated, currency} <= set(own["national"])
            and not {stated, currency} & set(own["replaced"])
        )

    def converted(self, economy, price, currency):
        """Return a price in four measures, and what it was divided by."""
        national = self.currencies[economy]["national"]
        local = currency in national
        found = dict.fromkeys(RESULT_COLUMNS) | {"currency": currency, "local": stage(price)}
        rate = self.rate(economy) if local or (currency == "USD" and national) else None
        usable = self._share(found, economy, price, rate)
        if currency == "USD":
            found["usd"] = stage(price)
        elif local and rate and self.comparable(rate, economy, currency):
            usable = rate
            found["usd"] = stage(price / Decimal(rate["value"]))
        usable = self._ppp(found, economy, price, rate) or usable
        found["rate"] = Decimal(usable["value"]) if usable else None
        return found

    def _share(self, found, economy, price, rate):
        """Put in the share of income; return the row of the rate that it needed before."""
        rule, currency = self.rules["denominator"], found["currency"]
        local = currency in self.currencies[economy]["national"]
        series = next((one["series"] for one in rule.get("exceptions", ())
                       if economy in one["economies"]), "")  # fmt: skip
        fits = local if series in ("", rule["local_currency"]) else currency == "USD"
        if not (fits or (not series and currency == "USD")):
            return None
        series = series or rule["local_currency" if local else "us_dollar"]
        # An income in US dollars: the price becomes dollars before.
        goes, row = series == rule["us_dollar"] and currency != "USD", self.income(economy, series)
        if goes and not (rate and self.comparable(rate, economy, currency)):
            return None
        if row and self.comparable(row, economy, "USD" if goes else currency):
            income = Decimal(row["value"])
            found.update(denominator=series, income=income, income_year=int(row["year"]))
            divisor = income * Decimal(rate["value"]) if goes else income
            found["share"] = stage(price * (100 * self.rules["months"]) / divisor)
        return rate if goes and found["share"] is not None else None

    def _ppp(self, found, economy, price, rate):
        """Put in the price in PPP$; return the row of the rate that it needed before."""
        national, currency = self.currencies[economy]["national"], found["currency"]
        rows = self.factor(economy) if currency in (*national, "USD") else None
        if rows is None:
            return None
        stated, through = rows[0]["currency"], None
        if stated == currency or currency in national:
            if not self.comparable(rows[0], economy, currency):
                return None
        else:  # dollars where they are not national: the factor is in national currency
            if not national or (stated and stated not in national) or rate is None:
                return None
            if not self.comparable(rate, economy, stated or national[0]):
                return None
            through = rate
        values = [Decimal(row["value"]) for row in rows]
        factor = values[0] if len(rows) == 1 else values[0] * values[2] / values[1]
        factor = stage(factor)
        # A price in dollars goes through the rate wherever one was used for it.
        inside = stage(price * Decimal(through["value"])) if through else price
        found.update(factor=factor, ppp=stage(inside / factor))
        return through


def bought(record, minor_units):
    """Return the price of a purchase, added up from its lines."""
    total = Fraction(0)
    for line in record["lines"]:
        rate = 1 + Fraction(line["tax_rate"] or 0) / 100
        unit = Fraction(line["price"]) * rate * Fraction(line["part"])
        if unit != Fraction(line["unit_cost"]) or unit * line["count"] != Fraction(line["cost"]):
            raise ValueError(f"a line does not add up: {record['economy']} {record['basket']}")
        total += Fraction(line["cost"])
    for use in record["beyond"]:
        cost = Fraction(use["volume"]) * Fraction(use["rate"])
        cost += Fraction(use["calls"] or 0) * Fraction(use["setup"])
        if cost != Fraction(use["cost"]):
            raise ValueError(f"use does not add up: {record['economy']} {record['basket']}")
        total += cost
    scaled = total * 10**minor_units
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    price = Decimal(whole).scaleb(-minor_units)
    if total != Fraction(record["exact"]) or price != Decimal(record["price"]):
        raise ValueError(f"a purchase does not add up: {record['economy']} {record['basket']}")
    return price


def given_prices(document, rows, year):
    """Return {economy: {basket: (price, currency)}}: those of the definitions and the year."""
    definitions = {basket["id"]: basket["definition"] for basket in document["baskets"]}
    found = {}
    for row in rows:
        if row["basket"] not in definitions:
            continue
        own = found.setdefault(row["economy"], {})
        fits = row["definition"] in ("", definitions[row["basket"]])
        if row["price"] and int(row["year"]) == year and fits:
            own[row["basket"]] = Decimal(row["price"]), row["currency"]
    return dict(sorted(found.items()))


def results(document, prices, economics, head):
    """Return the content of results.json."""
    decimals, rows = document["rounding"]["decimals"], []
    for economy, own in prices.items():
        for basket in document["baskets"]:
            found = dict.fromkeys(RESULT_COLUMNS)
            if basket["id"] in own:
                found = economics.converted(economy, *own[basket["id"]])
            for name in MEASURES:
                known = found[name]
                found[f"{name}_rounded"] = None if known is None else half_up(known, decimals)
            found |= {"economy": economy, "basket": basket["id"]}
            rows.append([
                canonical(cell) if isinstance(cell, Decimal) else cell
                for cell in (found[name] for name in RESULT_COLUMNS)
            ])  # fmt: skip
    said = {
        "schema": 1,
        "id": head["id"],
        "index": document["index"],
        "edition": head["edition"],
        "year": head["year"],
        "document": document["id"],
        "decimals": decimals,
    }
    whole = composite(document, rows, head) if "nodes" in document else None
    return {**said, "columns": RESULT_COLUMNS, "rows": rows, "composite": whole}


def composite(document, rows, head):
    """Return the composite: an index whose indicators are the unrounded shares."""
    index, place = INDEX.Index(document), RESULT_COLUMNS.index("share")
    indicators = {one["id"]: one["indicator"] for one in CATALOGUE["baskets"].values()}
    known = {}
    for row in rows:
        values = known.setdefault(row[0], ({}, {}, 0))[0]
        if indicators[row[1]] in index.leaves and row[place] is not None:
            values[indicators[row[1]]] = Decimal(row[place])
    return INDEX.results(index, known, head)


def table(found):
    """Return the published table: dollars, PPP$ and share of each basket."""
    decimals, at = found["decimals"], RESULT_COLUMNS.index
    baskets = list(dict.fromkeys(row[1] for row in found["rows"]))
    names = ["economy", *(f"{basket}-{name}" for basket in baskets for name in CONVERTED)]
    lines = {}
    for row in found["rows"]:
        lines.setdefault(row[0], [row[0]]).extend(
            "" if row[at(f"{name}_rounded")] is None
            else format(half_up(Decimal(row[at(f"{name}_rounded")]), decimals), "f")
            for name in CONVERTED
        )  # fmt: skip
    if found["composite"]:
        names += [found["index"], "rank"]
        for row in found["composite"]["rows"]:
            if row[1] == found["index"]:
                score = "" if row[5] is None else format(half_up(Decimal(row[5]), decimals), "f")
                lines[row[0]] += [score, str(row[6] or "")]
    texts = sorted(",".join(line) for line in lines.values())
    return ("\n".join([",".join(names), *texts]) + "\n").encode()


def groups(document, found, members, published):
    """Return the group figures; the groups stand in the order in which they were published."""
    at, decimals = RESULT_COLUMNS.index, found["decimals"]
    rows = {(row[0], row[1]): row for row in found["rows"]}
    economies = list(dict.fromkeys(row[0] for row in found["rows"]))
    baskets = [basket["id"] for basket in document["baskets"]]
    rule, matched = document["aggregation"], set()
    if rule["panel"] == "matched":
        leaves = {leaf["indicator"] for leaf in document.get("leaves", ())}
        matched = {one["id"] for one in CATALOGUE["baskets"].values()
                   if one["indicator"] in leaves}  # fmt: skip
    groupings = {}
    for name, dated in members["groupings"].items():
        order = dict.fromkeys(row[0] for row in published["groupings"][name]["rows"])
        figures = []
        for measure in CONVERTED:
            place = at(f"{measure}_rounded")
            whole = [economy for economy in economies
                     if all(rows[economy, key][place] is not None for key in matched)]  # fmt: skip
            for group in order:
                of = [e for e in whole if group == "all" or e in dated["groups"][group]]
                for basket in baskets:
                    own = [rows[economy, basket][place] for economy in of]
                    told = sorted(Decimal(one) for one in own if one is not None)
                    figure = _middle(told, rule["statistic"], decimals)
                    figures.append([group, basket, measure, len(told), figure])
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


def _middle(numbers, statistic, decimals):
    """Return the median or the unweighted mean of sorted numbers."""
    if not numbers:
        return None
    count = len(numbers)
    if statistic == "mean":
        return canonical(half_up(sum(numbers, Decimal(0)) / count, decimals))
    middle = (numbers[(count - 1) // 2] + numbers[count // 2]) / 2
    return canonical(half_up(middle, decimals))


def recompute(folder):
    """Return the files of an edition that are computed, as they come out now, by their path."""

    def read(*path):
        with open(os.path.join(folder, *path), "rb") as stream:
            return stream.read()

    def has(*path):
        return os.path.exists(os.path.join(folder, *path))

    head = json.loads(read("manifest.json"))
    name = json.loads(read("results.json"))["document"]
    text = read("methodology", os.path.basename(f"{name}.toml")).decode("utf-8")
    currencies = json.loads(read("catalogue", "currencies.json"))["currencies"]
    known = json.loads(read("catalogue", "baskets.json"))["baskets"]
    CATALOGUE["baskets"] = {key: {"id": key, **one} for key, one in known.items()}
    with localcontext(EXACT):
        document = tomllib.loads(text, parse_float=Decimal)
        if has("inputs", "prices.csv"):
            rows = rows_of(read("inputs", "prices.csv"))
            prices = given_prices(document, rows, head["year"])
        else:
            rows = rows_of(read("inputs", "tariffs.csv"))
            prices = {economy: {} for economy in sorted({row["economy"] for row in rows})}
            for one in json.loads(read("purchases.json"))["records"]:
                price = bought(one, currencies["minor_units"][one["currency"]])
                prices[one["economy"]][one["basket"]] = price, one["currency"]
        economics = Economics(
            document, head["edition"], rows_of(read("inputs", "economics.csv")),
            currencies["economies"],
        )  # fmt: skip
        found = results(document, prices, economics, head)
        files = {"results.json": encoded(found), "table.csv": table(found)}
        if has("groups.json"):
            members = json.loads(read("catalogue", "groups.json"))["groups"]
            published = json.loads(read("groups.json"))
            files["groups.json"] = encoded(groups(document, found, members, published))
    return files


if __name__ == "__main__":
    INDEX.recompute = recompute  # what it says on the command line is the same
    sys.exit(INDEX.main())
