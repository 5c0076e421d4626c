"""Recompute a published edition from its frozen inputs, to the last byte.

    python -I recompute.py [FOLDER] [--write FOLDER]

Needs Python 3.11 or newer, nothing else, no network. FOLDER is the edition, by default that of
this file. It reads the observations as used (inputs/observations.csv), the methodology document
(methodology/*.toml) and the members of the groups (catalogue/groups.json), computes every score,
rank and group figure anew, and compares results.json, table.csv and groups.json with what comes
out. Exit code: 0 identical, 1 not identical, 2 the folder is no edition of an index.

The arithmetic "decimal40", version 1: decimals of 40 digits, rounded half to even; what is
transformed, normalised or aggregated is rounded to 20 places at each stage; what is published is
rounded half up, once, from the 20 places. Weights are integers, summed and divided once.
"""

# mypy: ignore-errors
# ruff: noqa: PTH100, PTH110, PTH118, PTH119, PTH120, PTH123, UP036
import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # a file of the edition could pass for a module of Python
if sys.version_info < (3, 11):
    sys.exit("recompute.py needs Python 3.11 or newer")

import argparse
import csv
import json
import os
import tomllib
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext

EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999, flags=[])
STAGE = Decimal(1).scaleb(-20)
BREAKDOWNS = ("sex", "age", "location", "disability", "education", "income")
MAY_BE_OFFICIAL = ("official-submission", "official-publication", "auxiliary", "")
RESULT_COLUMNS = [
    "economy", "node", "value", "transformed", "score", "rounded", "rank", "supplied",
]  # fmt: skip
GROUP_COLUMNS = ["group", "node", "count", "mean", "median"]


def stage(number):
    """Round a stage of the computation to 20 places, half to even."""
    return number.quantize(STAGE, ROUND_HALF_EVEN, EXACT)


def half_up(number, places):
    """Round as published tables are rounded: half up, away from zero."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def canonical(number):
    """Write a number: no exponent, no zero at the end, no minus zero."""
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
    """An indicator: its transformation f and its goalposts a (scores 0) and b (scores all)."""

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
        """Go through a node and all below it, in reading order."""
        yield key
        for child, _ in self.nodes.get(key, ()):
            yield from self.below(child)

    def scores(self, values, supplied):
        """Return what is transformed, and the scores: of all nodes whose inputs are all there."""
        transformed = {key: self.leaves[key].f(x) for key, x in values.items()}
        found = {key: self.leaves[key].score(x, self.scale) for key, x in transformed.items()}
        for key in reversed(self.order):  # children before parents
            children = self.nodes.get(key, ())
            if key in supplied:
                found[key] = supplied[key]
            elif children and all(child in found for child, _ in children):
                total = sum((found[child] * weight for child, weight in children), Decimal(0))
                found[key] = stage(total / sum(weight for _, weight in children))
        return transformed, found


def observations(path):
    """Go through the rows of the canonical table: a mapping of texts each."""
    with open(path, "rb") as stream:
        lines = stream.read().decode("utf-8").split("\n")
    rows = csv.reader(lines[:-1], strict=True)
    names = next(rows)
    for row in rows:
        yield dict(zip(names, row, strict=True))


def cells(index, rows, year):
    """Return {economy: ({node: number}, {node: score supplied}, count of official inputs)}."""
    years = index.document["years"]
    offsets = [years["reference"], *years.get("carried", ())]
    allowed = {str(year + offset - years["reference"]) for offset in offsets}
    whoever = index.document["inclusion"].get("counted_whoever_collected", ())
    found = {}
    for row in rows:
        if row["indicator"] not in index.order:
            continue
        values, supplied, official = found.setdefault(row["economy"], ({}, {}, set()))
        total = all(row[name] in ("", "_T") for name in BREAKDOWNS)
        if not (total and row["year"] in allowed and row["value"]):
            continue
        key, place = row["indicator"], supplied if row["unit"] == "score" else values
        if key in values or key in supplied:
            raise ValueError(f"two observations for one cell: {row['economy']} {key}")
        place[key] = Decimal(row["value"])
        stated = row["source_class"]
        counts = stated in MAY_BE_OFFICIAL or (key in whoever and stated != "estimate")
        if counts and row["status"] != "I":
            official.add(key)
    return {economy: (*found[economy][:2], len(found[economy][2])) for economy in sorted(found)}


def results(index, known, head):
    """Return the content of results.json."""
    document, rows = index.document, {}
    decimals, least = (
        document["rounding"]["decimals"],
        document["inclusion"].get("minimum_official", 0),
    )
    for economy, (values, supplied, official) in known.items():
        transformed, scores = index.scores(values, supplied)
        if index.root in scores and official < least:  # left out whole: no partial index
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
        "schema": 1,
        "id": head["id"],
        "index": document["index"],
        "edition": head["edition"],
        "year": head["year"],
        "document": document["id"],
        "decimals": decimals,
        "ranks_published": document["ranking"]["policy"] == "published",
        "columns": RESULT_COLUMNS,
        "rows": [
            [economy, key, *map(canonical, row[:4]), *row[4:]]
            for economy, nodes in rows.items()
            for key, row in nodes.items()
        ],
    }


def rank(index, rows):
    """Rank the economies that have the index: ties share a rank and the next one is skipped."""
    ranking = index.document["ranking"]
    sign = -1 if ranking["best"] == "highest" else 1
    ranked = [nodes for nodes in rows.values() if nodes[index.root][2] is not None]
    for key in index.order:
        there = [nodes[key] for nodes in ranked if nodes[key][2] is not None]
        keys = [sign * half_up(row[2], ranking["tie_decimals"]) for row in there]
        first = {}
        for place, one in enumerate(sorted(keys), 1):
            first.setdefault(one, place)
        for row, one in zip(there, keys, strict=True):
            row[4] = first[one]


def table(index, found):
    """Return the published table: scores with their decimals, and ranks where published."""
    names = ["economy", *index.order] + ["rank"] * found["ranks_published"]
    lines, decimals = [], found["decimals"]
    rows = {(row[0], row[1]): row for row in found["rows"]}
    for economy in dict.fromkeys(row[0] for row in found["rows"]):
        texts = [rows[economy, key][5] for key in index.order]
        line = [economy, *("" if x is None else format(half_up(Decimal(x), decimals), "f")
                           for x in texts)]  # fmt: skip
        place = rows[economy, index.root][6]
        lines.append(",".join(line + [str(place or "")] * found["ranks_published"]))
    return ("\n".join([",".join(names), *sorted(lines)]) + "\n").encode()


def groups(index, found, members, published):
    """Return the group figures; the groups stand in the order in which they were published."""
    rows = {(row[0], row[1]): row[5] for row in found["rows"]}
    economies = dict.fromkeys(row[0] for row in found["rows"])
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
                figures.append([group, key, *_middle(numbers, found["decimals"])])
        groupings[name] = {
            "source": dated["source"],
            "date": dated["date"],
            "columns": GROUP_COLUMNS,
            "rows": figures,
        }
    return {"schema": 1, "vintage": members["vintage"], "groupings": groupings}


def _middle(numbers, decimals):
    """Return count, unweighted mean and median of sorted numbers."""
    count = len(numbers)
    if not count:
        return 0, None, None
    mean = sum(numbers, Decimal(0)) / count
    median = (numbers[(count - 1) // 2] + numbers[count // 2]) / 2
    return count, canonical(half_up(mean, decimals)), canonical(half_up(median, decimals))


def recompute(folder):
    """Return the files of an edition that are computed, as they come out now, by their path."""

    def read(*path):
        with open(os.path.join(folder, *path), "rb") as stream:
            return stream.read()

    head = json.loads(read("manifest.json"))
    name = json.loads(read("results.json"))["document"]
    text = read("methodology", os.path.basename(f"{name}.toml")).decode("utf-8")
    with localcontext(EXACT):
        index = Index(tomllib.loads(text, parse_float=Decimal))
        rows = observations(os.path.join(folder, "inputs", "observations.csv"))
        found = results(index, cells(index, rows, head["year"]), head)
        files = {"results.json": encoded(found), "table.csv": table(index, found)}
        if os.path.exists(os.path.join(folder, "groups.json")):
            members = json.loads(read("catalogue", "groups.json"))["groups"]
            published = json.loads(read("groups.json"))
            files["groups.json"] = encoded(groups(index, found, members, published))
    return files


def main():
    """Recompute the edition of the command line and say what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--write", metavar="FOLDER", help="write what came out into a folder")
    given = parser.parse_args()
    try:
        files = recompute(given.folder)
        published = {}
        for path in files:
            with open(os.path.join(given.folder, path), "rb") as stream:
                published[path] = stream.read()
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        sys.stderr.write(f"not an edition of an index: {type(error).__name__} {error!a}\n")
        return 2
    same = True
    for path, content in sorted(files.items()):
        identical = content == published[path]
        same = same and identical
        sys.stdout.write(f"{'identical' if identical else 'NOT identical'}: {path}\n")
        if given.write:
            with open(os.path.join(given.write, path), "wb") as stream:
                stream.write(content)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
