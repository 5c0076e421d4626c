"""Make the archive of a golden round: run once, by hand, never by a test.

    PYTHONPATH=tests/support python tests/golden/make_golden_round.py tests/golden/golden-round.zip

It begins a round as a compiler does: questionnaires issued to twelve economies in six languages,
with the values accepted for the year before; filled in; four with answers to findings, in the
workbook (Arabic, Chinese) or in a file; five accepted; a value of another source, on which the
focal point was consulted; the chain of keys of an invented office. This is the folder ``begun`` of
the archive. Then ``golden_round.finish`` ends the round in a copy, and ``finished`` of the archive
has what came out: every receipt and every file of both editions.

All figures are invented, also those of economies that exist. An archive that is there is not
written over: the questionnaires were issued, filled in and judged by the code of that day, and a
later version has to finish what was begun.

After a change that is *meant* to change an edition (another word on its pages, another line in its
script) the second half is made again, and the first half stays as it is:

    PYTHONPATH=tests/support python tests/golden/make_golden_round.py --finish \
        tests/golden/golden-round.zip

It is finished with the rules of validation with which it was begun, whatever rules came later.
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import golden_round
import openpyxl
from filled_submission import VALUES
from offices import office

import ictindex as ict

EDITION, YEAR = 2025, 2023
# Economy: language of its workbook, invented population, invented income in US dollars.
ROUND = {
    "CHN": ("zh", 1_410_000_000, 13_000),
    "ECU": ("es", 17_834_831, 6_500),
    "EGY": ("ar", 95_000_000, 3_900),
    "FJI": ("en", 900_000, 5_400),
    "FRA": ("fr", 60_000_000, 45_000),
    "JOR": ("ar", 11_000_000, 4_400),
    "KAZ": ("ru", 19_000_000, 11_000),
    "KEN": ("en", 50_000_000, 2_100),
    "KGZ": ("ru", 6_900_000, 1_700),
    "PER": ("es", 33_000_000, 7_200),
    "SEN": ("fr", 17_000_000, 1_600),
    "SGP": ("zh", 5_600_000, 70_000),
}
# Units of the currency in a US dollar: invented, and of a usual size.
RATES = {
    "CHN": "7",
    "EGY": "31",
    "FJI": "2.25",
    "FRA": "0.9",
    "JOR": "0.71",
    "KAZ": "450",
    "KEN": "130",
    "KGZ": "88",
    "PER": "3.75",
    "SEN": "600",
    "SGP": "1.35",
}
ACCEPTED = ("CHN", "ECU", "EGY", "FJI", "SEN")
LEAPS = ("JOR", "KEN", "SEN")
ANSWERED_IN_THE_WORKBOOK = ("CHN", "JOR")
ANSWERED_IN_A_FILE = {"KEN": "T02", "SEN": "C06"}  # by the rule that found something
ESTIMATED = "KGZ"  # one of its indicators
REASON = "The census of the year before was revised; all figures of this round are invented."
SETTINGS = f"""edition = {EDITION}
submitted = "2025-02-28"
cut_off = "2025-05-31"
released = "2025-12-15"
"""
SPEEDS = {
    "below-2-mbit": 0.02,
    "2-to-10-mbit": 0.08,
    "10-to-30-mbit": 0.2,
    "30-to-100-mbit": 0.4,
    "100-mbit-to-1-gbit": 0.25,
    "1-gbit-or-more": 0.05,
}
Figures = dict[tuple[str, str], float | int]


# ------------------------------------------------------------ figures


def invent(economy: str, year: int) -> Figures:
    """Return the figures of an economy and a year: those of Ecuador, to scale and moved."""
    chance = random.Random(f"{economy} of a golden round")
    people = ROUND[economy][1]
    growth = 1 if year == YEAR else 0.97
    richer = chance.uniform(0.9, 1.15)
    figures: Figures = {}
    for name, written in VALUES.items():
        base, _, part = name.partition("@")
        value = float(written)
        if base == "population":
            figures[base, ""] = round(people * (1 if year == YEAR else 0.99))
        elif base.startswith(("coverage", "households-", "internet-users", "mobile-phone")):
            share = 100 - (100 - value) / richer**2 if richer > 1 else value * richer
            figures[base, part.partition("=")[2]] = round(share - (0 if year == YEAR else 0.8), 1)
        else:
            scaled = value * people / float(VALUES["population"]) * richer * growth
            figures[base, ""] = float(f"{scaled:.5g}") if value < 100 else round(scaled)
    _add_up(figures)
    return figures


def _add_up(figures: Figures) -> None:
    """Make the parts of each total add up to it, by technology and by speed."""
    for total, parts in (
        ("fixed-broadband-subscriptions-count", ("cable", "dsl", "fibre", "other")),
        (
            "fixed-telephone-subscriptions-count",
            ("analogue", "isdn", "payphones", "voip", "wireless"),
        ),
        ("mobile-cellular-subscriptions-count", ("prepaid", "postpaid")),
    ):
        stem = total.removesuffix("subscriptions-count")
        stem = stem if stem == "fixed-telephone-" else total.removesuffix("count")
        figures[total, ""] = sum(int(figures[stem + part, ""]) for part in parts)
    stem = "fixed-broadband-subscriptions-"
    whole = int(figures[stem + "count", ""])
    shares = {stem + name: int(whole * share) for name, share in SPEEDS.items()}
    shares[stem + "30-to-100-mbit"] += whole - sum(shares.values())
    fast = [stem + name for name in SPEEDS if name[:2] not in ("be", "2-")]
    figures |= {(name, ""): count for name, count in shares.items()}
    figures[stem + "10-mbit-or-more", ""] = sum(shares[name] for name in fast)


def offer(economy: str) -> dict[str, list[dict[str, object]]]:
    """Return the plans on offer, by sheet."""
    income = ROUND[economy][2] / 12 * float(RATES.get(economy, 1))
    usual: dict[str, object] = {
        "operator": "Operator A",
        "market_share": 54,
        "currency": _currency(economy),
        "tax_included": "yes",
        "validity_days": 30,
        "data_unit": "GB",
        "kind": "plan",
    }
    mobile = usual | {"payment": "prepaid", "generation": "4g"}
    plans = {
        "tariffs-mobile": [
            mobile | {"name": "Start", "price": 0.011, "data": 2, "minutes": 100, "sms": 50},
            mobile | {"name": "Plus", "price": 0.021, "data": 6, "minutes": 200, "sms": 80},
            mobile | {"name": "Data", "price": 0.015, "data": 5},
            mobile
            | {
                "name": "Max",
                "payment": "postpaid",
                "price": 0.034,
                "data": 20,
                "minutes": "unlimited",
                "sms": 200,
            },
        ],
        "tariffs-fixed-broadband": [
            usual
            | {
                "name": "Home",
                "price": 0.036,
                "data": "unlimited",
                "data_unit": None,
                "speed_mbits": 20,
                "technology": "DSL",
            },
            usual
            | {
                "name": "Home fast",
                "price": 0.061,
                "data": "unlimited",
                "data_unit": None,
                "speed_mbits": 100,
                "technology": "fibre",
            },
        ],
    }
    moved = random.Random(f"{economy} has plans").uniform(0.7, 1.6)
    for plan in (plan for some in plans.values() for plan in some):
        plan["price"] = float(f"{float(str(plan['price'])) * income * moved:.3g}")
    return plans


def _currency(economy: str) -> str:
    return str(ict.data.economies()[economy].currency)


# ------------------------------------------------------------ workbooks


def fill_in(workbook: Path, economy: str, figures: Figures) -> None:
    """Fill in a questionnaire as a spreadsheet program does."""
    form = ict.questionnaire(economy, edition=EDITION).form
    book = openpyxl.load_workbook(workbook)
    sheets, labels = sheet_titles(book), list_labels(book)
    for page in form.pages.values():
        for ask in page.asks:
            value = figures.get((ask.indicator, ask.category))
            if value is not None:
                book[sheets[page.id]].cell(ask.row + 1, form.column_of("value") + 1).value = value
    for name, plans in offer(economy).items():
        page = form.pages[name]
        for row, plan in zip(page.lines, plans, strict=False):
            for number, column in enumerate(page.columns):
                value = plan.get(column.name)
                if value is not None:
                    shown = labels.get(_list_of(column, name), {}).get(str(value), value)
                    book[sheets[name]].cell(row + 1, number + 1).value = shown
    book.save(workbook)


def _list_of(column: Any, page: str) -> str:
    """Return the id of the list that a column of plans is chosen from."""
    if column.kind == "choice":
        return f"choice/{column.name}/{page}"
    return {"yes-no": "yes-no", "volume": "unlimited"}.get(column.kind, "")


def sheet_titles(book: Any) -> dict[str, str]:
    """Return the titles of the sheets by id, as the hidden sheet of a workbook has them."""
    rows = [[cell.value for cell in row[:2]] for row in book["ictindex"].iter_rows()]
    return {
        str(name).removeprefix("sheet "): title
        for name, title in rows
        if str(name).startswith("sheet ")
    }


def list_labels(book: Any) -> dict[str, dict[str, str]]:
    """Return the labels of every list by code, as the hidden sheet of a workbook has them."""
    sheet, labels = book["lists"], {}
    for column in range(1, sheet.max_column + 1, 2):
        name = sheet.cell(1, column).value
        if name:
            pairs = (
                [sheet.cell(row, column + side).value for side in (0, 1)]
                for row in range(2, sheet.max_row + 1)
            )
            labels[name] = {str(code): label for code, label in pairs if code is not None}
    return labels


# ------------------------------------------------------------ the round


def begin(folder: Path) -> None:
    """Write what a compiler has in the middle of the round."""
    for name in ("workbooks", "compiler"):
        (folder / name).mkdir(parents=True)
    (folder / "round.toml").write_text(SETTINGS, encoding="utf-8")
    write_history(folder / "history.csv")
    write_collected(folder / "compiler")
    office(folder / "editions", "Example office of invented figures")
    for economy, (language, *_) in ROUND.items():
        workbook = f"workbooks/{economy.lower()}.xlsx"
        golden_round.run_command(
            folder,
            "questionnaire",
            economy,
            "--edition",
            str(EDITION),
            "--language",
            language,
            "--history",
            "history.csv",
            "--send-to",
            "office@example.org",
            "--deadline",
            "2025-02-28",
            "--output",
            workbook,
        )
        figures = invent(economy, YEAR)
        if economy in LEAPS:
            for part in ("", "F", "M"):
                figures["internet-users", part] = round(figures["internet-users", part] + 17, 1)
        if economy == ESTIMATED:
            del figures["mobile-phone-ownership", ""]
        fill_in(folder / workbook, economy, figures)
    for economy in ANSWERED_IN_THE_WORKBOOK:
        answer_in_the_workbook(folder, f"workbooks/{economy.lower()}.xlsx")
    for economy, rule in ANSWERED_IN_A_FILE.items():
        name = f"workbooks/{economy.lower()}"
        golden_round.run_command(
            folder,
            "answer",
            f"{name}.xlsx",
            rule,
            "confirm",
            "--reason",
            REASON,
            "--history",
            "history.csv",
            "--answers",
            f"{name}.answers.csv",
        )
    settings = tomllib.loads(SETTINGS)
    for economy in ACCEPTED:
        workbook = folder / f"workbooks/{economy.lower()}.xlsx"
        golden_round.accept_workbook(folder, workbook, settings)


def answer_in_the_workbook(folder: Path, workbook: str) -> None:
    """Hand a workbook back with its findings, and confirm each of them on its sheet of answers."""
    golden_round.run_command(
        folder, "check", workbook, "--history", "history.csv", "--output", "back.xlsx", code=1
    )
    book = openpyxl.load_workbook(folder / "back.xlsx")
    sheet, labels = book[sheet_titles(book)["answers"]], list_labels(book)
    for row in range(6, sheet.max_row + 1):
        sheet.cell(row, 9).value = labels["answer-warning"]["confirm"]
        sheet.cell(row, 10).value = REASON
    book.save(folder / workbook)
    (folder / "back.xlsx").unlink()


def write_history(path: Path) -> None:
    rows = [
        [
            economy,
            indicator,
            YEAR - 1,
            value,
            "sex" * (part in ("F", "M")) and part,
            "location" * (part in ("U", "R")) and part,
        ]
        for economy in ROUND
        for (indicator, part), value in invent(economy, YEAR - 1).items()
    ]
    _write(path, ["economy", "indicator", "year", "value", "sex", "location"], rows)


def write_collected(folder: Path) -> None:
    """Write the tables of the compiler: prices of the index and an estimate; economics."""
    head = ["economy", "indicator", "year", "value", "status", "source_class", "source"]
    rows: list[list[object]] = []
    for number, economy in enumerate(ROUND):
        for name, value in (("price-mobile-high", 1.2), ("price-fixed-broadband", 2.1)):
            rows.append(
                [
                    economy,
                    name,
                    YEAR,
                    round(value + number / 10, 2),
                    "A",
                    "official-publication",
                    "Price basket, invented",
                ]
            )
    rows.append([ESTIMATED, "mobile-phone-ownership", YEAR, 71.5, "I", "estimate", "Model"])
    _write(folder / "collected.csv", head, rows)
    head = ["economy", "series", "year", "value", "currency", "window", "source", "vintage"]
    rows = []
    for economy, (_, _, income) in ROUND.items():
        rows.append([economy, "gni-per-capita-atlas", 2024, income, "USD", "", "invented", "2025"])
        if economy in RATES:
            rows.append(
                [
                    economy,
                    "exchange-rate",
                    2025,
                    RATES[economy],
                    _currency(economy),
                    "first-quarter",
                    "invented",
                    "2025",
                ]
            )
    _write(folder / "economics.csv", head, rows)
    head = [
        "economy",
        "indicator",
        "year",
        "source",
        "value",
        "notified",
        "deadline",
        "answered",
        "answer",
        "text",
    ]
    row = [
        ESTIMATED,
        "mobile-phone-ownership",
        YEAR,
        "Model",
        71.5,
        "2025-03-03",
        "2025-04-15",
        "2025-03-20",
        "agreed",
        "Until the survey of the next year",
    ]
    _write(folder.parent / "consultations.csv", head, [row])


def _write(path: Path, head: list[str], rows: Iterable[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *rows])


def finish(folder: Path) -> dict[str, bytes]:
    """Finish the round in its folder, and return what came out, by path."""
    begun = golden_round.read_files(folder)
    for edition in golden_round.finish(folder):
        print(edition.id, edition.root)
        for script in ("verify.py", "recompute.py"):
            done = subprocess.run([sys.executable, "-I", script], cwd=edition.path, check=False)
            if done.returncode:
                raise SystemExit(f"{edition.id}: {script} failed")
    files = golden_round.read_files(folder)
    return {name: content for name, content in files.items() if begun.get(name) != content}


def pack(target: Path, begun: dict[str, bytes], finished: dict[str, bytes]) -> None:
    """Write the archive, sorted and with one time for every file: equal contents, equal bytes."""
    named = {f"begun/{name}": content for name, content in begun.items()}
    named |= {
        f"finished/{name}": content
        for name, content in finished.items()
        if Path(name).suffix != ".xlsx"
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(named.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def main() -> None:
    again, target = "--finish" in sys.argv, Path(sys.argv[-1]).resolve()
    if target.exists() and not again:
        raise SystemExit(f"{target.name} is there: a golden round is never begun again")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "begun"
        if again:
            golden_round.unpack(target, Path(folder))
        else:
            begin(work)
        begun = golden_round.read_files(work)
        pack(target, begun, finish(work))
    print("begun", golden_round.digest(begun))
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
