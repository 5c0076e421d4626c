"""Live checks: coloured while a rule is broken, and only then; computed by LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import live_cases
import openpyxl
import pytest
import questionnaire_cases as cases
from languages_in_turn import each_language
from questionnaire_cases import cell_name, cell_of, label, tariff
from small_cases import small_cases
from spreadsheet_formulas import evaluate

from ictindex.language import i18n
from ictindex.submissions.questionnaires import live_checks
from ictindex.submissions.questionnaires.labels import list_options
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.styles import LIVE
from ictindex.submissions.questionnaires.writer import write_workbook
from ictindex.submissions.validation.rules import RuleSet, ruleset

needs_libreoffice = pytest.mark.skipif(
    live_cases.PROGRAM is None, reason="LibreOffice is not installed"
)
ERROR, WARNING, NEEDED, COMPLETE = (
    f"FF{LIVE[level][1:]}" for level in ("error", "warning", "needed", "complete")
)
MOBILE, FIXED, TRAFFIC = "mobile", "fixed-broadband", "traffic"
TIERS = {"10-to-30-mbit": 100, "30-to-100-mbit": 200, "100-mbit-to-1-gbit": 150,
         "1-gbit-or-more": 50}  # fmt: skip


def fixed(**more: float) -> dict[Position, object]:
    """A sheet of fixed broadband in which everything adds up."""
    values = {"count": 1000, "cable": 200, "dsl": 300, "fibre": 450, "other": 50,
              "below-2-mbit": 100, "2-to-10-mbit": 400, "10-mbit-or-more": 500, **TIERS,
              "residential": 900}  # fmt: skip
    values |= {key.replace("_", "-"): value for key, value in more.items()}
    return {cell_of(FIXED, f"fixed-broadband-subscriptions-{key}"): v for key, v in values.items()}


def coverage(
    mobile: object, third: object, fourth: object, fifth: object
) -> dict[Position, object]:
    names = ("coverage-mobile", "coverage-3g", "coverage-4g", "coverage-5g")
    values = (mobile, third, fourth, fifth)
    return {cell_of("coverage", name): v for name, v in zip(names, values, strict=True)}


def bandwidth(used: float, capacity: float, unit: str = "mbit-s") -> dict[Position, object]:
    return {
        cell_of(TRAFFIC, "international-bandwidth-used"): used,
        cell_of(TRAFFIC, "international-bandwidth-used", "unit"): label("unit/mbit-s", unit),
        cell_of(TRAFFIC, "international-bandwidth-capacity"): capacity,
    }


@cache
def formats(language: str) -> tuple[list[live_cases.Format], dict[str, str]]:
    """The conditional formats of a workbook, and its sheets by their titles."""
    with tempfile.TemporaryDirectory() as folder:
        actual = live_cases.formats_of(cases.blank(Path(folder), language))
    return actual, {cases.title(key, language): key for key in cases.ECUADOR.pages}


def colours_of(
    folder: Path, filled: Sequence[Mapping[Position, object]], language: str = "en"
) -> list[dict[tuple[str, int, str], str]]:
    """The colours of the cells of workbooks that hold these values next to earlier ones."""
    recorded, pages = formats(language)
    titles = {key: title for title, key in pages.items()}
    before = {}
    for page in cases.ECUADOR.pages.values():
        for ask in page.asks:
            if ask.indicator in EARLIER and not ask.breakdown:
                at = (page.id, ask.row, cases.ECUADOR.previous_column(2022))
                before[at] = EARLIER[ask.indicator]
    values = [{(titles[at[0]], cell_name(at)): raw for at, raw in {**before, **cells}.items()}
              for cells in filled]  # fmt: skip
    collected = []
    for shown in live_cases.colours(recorded, values, folder):
        named = {}
        for (title, name), colour in shown.items():
            letters, row = openpyxl.utils.cell.coordinate_from_string(name)
            named[pages[title], row, letters] = colour
        collected.append(named)
    return collected


def colours(
    folder: Path, cells: Mapping[Position, object], language: str = "en"
) -> dict[tuple[str, int, str], str]:
    return colours_of(folder, [cells], language)[0]


EARLIER = {"population": 17_000_000, "international-bandwidth-used": 5_000_000,
           "mobile-broadband-traffic-total": 1.2}  # fmt: skip
USERS = cell_of("individuals", "internet-users")
PARTS = {code: cell_of("individuals", "internet-users", category=code) for code in ("F", "M")}
# The typed values, and the cells to be coloured in each way; then the same with nothing wrong.
BROKEN: dict[str, tuple[dict[Position, object], dict[Position, str]]] = {
    "4G above 3G": (
        coverage(99, 90, 92, 10),
        {cell_of("coverage", "coverage-4g"): ERROR, cell_of("coverage", "coverage-3g"): ERROR},
    ),
    "5G above 4G": (
        coverage(99, 95, 90, 91),
        {cell_of("coverage", "coverage-5g"): ERROR, cell_of("coverage", "coverage-4g"): ERROR},
    ),
    "3G above any network": (
        coverage(90, 95, 80, 1),
        {cell_of("coverage", "coverage-3g"): ERROR, cell_of("coverage", "coverage-mobile"): ERROR},
    ),
    "above 100": (coverage(101, 95, 90, 1), {cell_of("coverage", "coverage-mobile"): ERROR}),
    "negative": (
        {cell_of("population", "population"): -5}, {cell_of("population", "population"): ERROR},
    ),
    "text": ({USERS: "72,7"}, {USERS: ERROR}),
    "not whole": (
        {cell_of("population", "population"): 17_178.5},
        {cell_of("population", "population"): ERROR},
    ),
    "technologies": (
        fixed(fibre=451), {cell_of(FIXED, "fixed-broadband-subscriptions-count"): ERROR},
    ),
    "speeds": (
        fixed(below_2_mbit=101), {cell_of(FIXED, "fixed-broadband-subscriptions-count"): ERROR},
    ),
    "upper speeds": (
        fixed(**{"1_gbit_or_more": 60}),
        {cell_of(FIXED, "fixed-broadband-subscriptions-10-mbit-or-more"): ERROR},
    ),
    "part above the whole": (
        fixed(residential=1001),
        {cell_of(FIXED, "fixed-broadband-subscriptions-residential"): ERROR},
    ),
    "prepaid and postpaid": (
        {cell_of(MOBILE, "mobile-cellular-subscriptions-count"): 100,
         cell_of(MOBILE, "mobile-cellular-subscriptions-prepaid"): 60,
         cell_of(MOBILE, "mobile-cellular-subscriptions-postpaid"): 39},
        {cell_of(MOBILE, "mobile-cellular-subscriptions-count"): ERROR},
    ),
    "LTE above mobile broadband": (
        {cell_of(MOBILE, "mobile-broadband-subscriptions-count"): 100,
         cell_of(MOBILE, "mobile-broadband-subscriptions-lte"): 101},
        {cell_of(MOBILE, "mobile-broadband-subscriptions-lte"): ERROR,
         cell_of(MOBILE, "mobile-broadband-subscriptions-count"): ERROR},
    ),
    "used above capacity": (
        bandwidth(9_000_000, 8_000_000),
        {cell_of(TRAFFIC, "international-bandwidth-used"): WARNING,
         cell_of(TRAFFIC, "international-bandwidth-capacity"): WARNING},
    ),
    "used above capacity in another unit": (
        bandwidth(9_000, 8_000_000, "gbit-s"),
        {cell_of(TRAFFIC, "international-bandwidth-used"): WARNING,
         cell_of(TRAFFIC, "international-bandwidth-capacity"): WARNING},
    ),
    "a thousandth of last year": (
        bandwidth(5_300, 8_000_000), {cell_of(TRAFFIC, "international-bandwidth-used"): WARNING},
    ),
    "ten times last year": (
        {cell_of("population", "population"): 171_783_480},
        {cell_of("population", "population"): WARNING},
    ),
    "total outside its parts": (
        {USERS: 80, PARTS["F"]: 70, PARTS["M"]: 75}, {USERS: ERROR},
    ),
    "a value that a status denies": (
        {USERS: 70, cell_of("individuals", "internet-users", "status"): label("status", "O")},
        {cell_of("individuals", "internet-users", "status"): ERROR},
    ),
}  # fmt: skip
SOUND: dict[str, dict[Position, object]] = {
    "coverage": coverage(99, 95, 95, 95),
    "zero and hundred": coverage(100, 100, 0, 0),
    "fixed": fixed(),
    "population": {cell_of("population", "population"): 17_178_348,
                   cell_of("population", "households"): 5_000_000},
    "mobile": {cell_of(MOBILE, "mobile-cellular-subscriptions-count"): 100,
               cell_of(MOBILE, "mobile-cellular-subscriptions-prepaid"): 60,
               cell_of(MOBILE, "mobile-cellular-subscriptions-postpaid"): 40,
               cell_of(MOBILE, "mobile-broadband-subscriptions-count"): 90,
               cell_of(MOBILE, "mobile-broadband-subscriptions-lte"): 90},
    "bandwidth in two units": bandwidth(5_300, 8_000_000, "gbit-s"),
    "parts": {USERS: 72.5, PARTS["F"]: 70, PARTS["M"]: 75},
    "traffic in petabytes": {
        cell_of(TRAFFIC, "mobile-broadband-traffic-total"): 1254.25,
        cell_of(TRAFFIC, "mobile-broadband-traffic-total", "unit"): label(
            "unit/exabytes", "petabytes"
        ),
    },
    "a status alone": {cell_of("individuals", "internet-users", "status"): label("status", "O")},
}  # fmt: skip


def spot(at: Position) -> tuple[str, int, str]:
    """A cell as a workbook names it: sheet, row from 1, letters of the column."""
    letters, row = openpyxl.utils.cell.coordinate_from_string(cell_name(at))
    return at[0], row, letters


@pytest.fixture(scope="module")
def shown_broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[Any, str]]:
    folder = tmp_path_factory.mktemp("broken")
    filled = [cells for cells, _ in BROKEN.values()]
    return dict(zip(BROKEN, colours_of(folder, filled), strict=True))


@needs_libreoffice
@pytest.mark.parametrize("broken", BROKEN)
def test_what_breaks_a_rule_is_coloured(
    shown_broken: dict[str, dict[Any, str]], broken: str
) -> None:
    shown, expected = shown_broken[broken], BROKEN[broken][1]
    # And nothing else is reported as wrong.
    wrong = {at: colour for at, colour in shown.items() if colour in (ERROR, WARNING)}
    assert wrong == {spot(at): colour for at, colour in expected.items()}


@needs_libreoffice
def test_what_breaks_no_rule_is_not_coloured(tmp_path: Path) -> None:
    actual = colours_of(tmp_path, list(SOUND.values()))
    for (name, cells), shown in zip(SOUND.items(), actual, strict=True):
        assert {at for at, c in shown.items() if c in (ERROR, WARNING)} == set(), name
        filled = {spot(at) for at in cells if at[2] == cases.ECUADOR.column_of("value")}
        assert not {at for at, c in shown.items() if c == NEEDED} & filled, name


@needs_libreoffice
@pytest.mark.parametrize("language", ["ar", "zh"])
def test_units_and_statuses_are_known_by_the_words_of_the_workbook(
    tmp_path: Path, language: str
) -> None:
    used = cell_of(TRAFFIC, "international-bandwidth-used")
    unit = cell_of(TRAFFIC, "international-bandwidth-used", "unit")
    capacity = cell_of(TRAFFIC, "international-bandwidth-capacity")
    status = cell_of("individuals", "internet-users", "status")
    cells = {used: 9_000, unit: label("unit/mbit-s", "gbit-s", language), capacity: 8_000_000,
             USERS: 70, status: label("status", "O", language)}  # fmt: skip
    shown = colours(tmp_path, cells, language)
    assert (shown[spot(used)], shown[spot(status)]) == (WARNING, ERROR)


@needs_libreoffice
def test_needed_cells_are_coloured_until_they_are_filled_and_then_the_title(
    tmp_path: Path,
) -> None:
    empty = colours(tmp_path, {})
    needed = {
        spot((page.id, ask.row, cases.ECUADOR.column_of("value")))
        for page in cases.ECUADOR.pages.values()
        for ask in page.asks
        if ask.required
    }
    assert {at for at, colour in empty.items() if colour == NEEDED} == needed
    assert COMPLETE not in empty.values()
    third = cell_of("coverage", "coverage-3g", "status")
    cells = {cell_of("coverage", "coverage-4g"): 0, third: label("status", "O")}
    shown = colours(tmp_path, cells)
    assert shown["coverage", 1, "A"] == COMPLETE
    assert [at[0] for at, colour in shown.items() if colour == COMPLETE] == ["coverage"]


@needs_libreoffice
@pytest.mark.parametrize(
    ("more", "needed", "complete"),
    [
        ({}, [], True),
        ({"payment": None}, ["payment"], False),
        ({"data": 5}, ["data_unit"], False),
        ({"data": "unlimited"}, [], True),
        ({"tax_included": "no"}, ["tax_rate"], False),
        ({"price": 0, "validity_days": None}, [], True),
    ],
)
def test_a_plan_shows_what_it_still_needs(
    tmp_path: Path, more: dict[str, object], needed: list[str], complete: bool
) -> None:
    page = "tariffs-mobile"
    plan = {"operator": "Claro", "name": "A", "payment": "prepaid", "price": 5, "currency": "USD",
            "tax_included": "yes", "validity_days": 30, **more}  # fmt: skip
    shown = colours(tmp_path, {tariff(page, 0, k): v for k, v in plan.items() if v is not None})
    own = {at: colour for at, colour in shown.items() if at[0] == page}
    expected = {spot(tariff(page, 0, name)): NEEDED for name in needed}
    if complete:
        expected[page, 1, "A"] = COMPLETE
    assert own == expected


@needs_libreoffice
@pytest.mark.parametrize(("name", "raw"), [("price", "5,50"), ("price", -1), ("data", "5 GB")])
def test_a_number_of_a_plan_that_is_none_is_coloured(
    tmp_path: Path, name: str, raw: object
) -> None:
    at = tariff("tariffs-mobile", 0, name)
    assert colours(tmp_path, {at: raw})[spot(at)] == ERROR


@needs_libreoffice
def test_a_revision_alone_is_coloured_and_one_next_to_its_value_is_not(tmp_path: Path) -> None:
    revised = ("population", USERS[1], cases.ECUADOR.revised_column(2022))
    value = cell_of("population", "population")
    alone, both, other, wrong = colours_of(
        tmp_path,
        [{revised: 17_100_000}, {revised: 17_100_000, value: 17_178_348},
         {revised: 1_700_000, value: 17_178_348}, {revised: -1, value: 5}],
    )  # fmt: skip
    assert alone[spot(revised)] == WARNING
    assert spot(revised) not in both and spot(value) not in both
    # Last year's value is the revised one.
    assert other[spot(value)] == WARNING
    assert wrong[spot(revised)] == ERROR


@needs_libreoffice
@pytest.mark.slow
def test_a_printed_cell_has_the_colour_of_its_rule(tmp_path: Path) -> None:
    """The colours themselves, as LibreOffice paints them on paper."""
    painter = shutil.which("pdftoppm")
    if painter is None:
        pytest.skip("pdftoppm is not installed")
    red = {}
    for name, fourth in {"broken": 96, "sound": 80}.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(write_workbook(cases.ECUADOR, "en", Contents(coverage(99, 95, fourth, 1))))
        (pdf,) = live_cases.convert([path], tmp_path, "pdf")
        subprocess.run([painter, "-r", "40", str(pdf), str(tmp_path / name)], check=True)
        pages = [page.read_bytes() for page in sorted(tmp_path.glob(f"{name}-*.ppm"))]
        colour = bytes.fromhex(LIVE["error"][1:])
        red[name] = sum(page.count(colour) for page in pages)
    # The legend on the first sheet has the colour too; two cells are added to it.
    assert red["broken"] > red["sound"] + 500 > 500


@pytest.mark.slow
@each_language("en", "ar")
def test_expressions_are_such_as_excel_takes(tmp_path: Path, language: str) -> None:
    """At most 8,192 characters, texts of at most 255, no other sheet, known functions alone."""
    functions = {"AND", "OR", "NOT", "ISNUMBER", "ISTEXT", "LEN", "INT", "ABS", "MAX", "MIN", "IF",
             "COUNTA", "SUMPRODUCT"}  # fmt: skip
    path = cases.blank(tmp_path, language)
    formats = live_cases.formats_of(path)
    assert len(formats) > 250
    for each in formats:
        assert len(each.formula) <= 8_192
        texts = re.findall(r'"((?:[^"]|"")*)"', each.formula)
        assert all(len(text) <= 255 for text in texts)
        bare = re.sub(r'"(?:[^"]|"")*"', "", each.formula)
        assert "!" not in bare and bare.count("(") == bare.count(")")
        assert set(re.findall(r"([A-Z]+)\(", bare)) <= functions


def test_checks_follow_from_the_rules() -> None:
    """Every rule whose values are on one sheet is live, by its own operands."""
    labels = {key: dict(pairs) for key, pairs in list_options(cases.ECUADOR, "en").items()}
    actual = {
        (page.id, ask.indicator, check.key)
        for page in cases.ECUADOR.pages.values()
        if page.kind == "values"
        for ask in page.asks
        for check in live_checks.find_checks(cases.ECUADOR, page, labels)[ask.row]
        if not ask.breakdown and check.key.startswith(("live-order", "live-sum"))
    }
    assert {key for key in actual if key[0] == "coverage"} == {
        ("coverage", "coverage-4g", "live-order"), ("coverage", "coverage-5g", "live-order"),
        ("coverage", "coverage-3g", "live-order"), ("coverage", "coverage-3g", "live-order-below"),
        ("coverage", "coverage-4g", "live-order-below"),
        ("coverage", "coverage-mobile", "live-order-below"),
    }  # fmt: skip
    assert ("households", "households-computer", "live-order-margin") in actual
    assert ("fixed-telephone", "fixed-telephone-subscriptions-count", "live-sum") in actual
    assert ("population", "households", "live-order") in actual


def test_checks_follow_the_rules_that_a_round_has_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_without_orders(digest: str) -> RuleSet:
        assert digest == "1" * 64
        kept = {
            name: rule
            for name, rule in ruleset().rules.items()
            if all(check.operation != "order" for check in rule.checks)
        }
        return replace(ruleset(), rules=kept)

    monkeypatch.setattr(live_checks, "find_ruleset", find_without_orders)
    labels = {key: dict(pairs) for key, pairs in list_options(cases.ECUADOR, "en").items()}
    page = cases.ECUADOR.pages["coverage"]
    for form, has_orders in (
        (cases.ECUADOR, True),
        (replace(cases.ECUADOR, rules="1" * 64), False),
    ):
        checks = live_checks.find_checks(form, page, labels).values()
        keys = {check.key for several in checks for check in several}
        assert any(key.startswith("live-order") for key in keys) is has_orders
        assert "live-number" in keys


@pytest.mark.slow
@each_language("fr", "ar")
def test_the_message_of_a_cell_says_what_is_checked(tmp_path: Path, language: str) -> None:
    sheet = cases.opened(cases.blank(tmp_path, language))[cases.title("coverage", language)]
    name = cell_name(cell_of("coverage", "coverage-4g"))
    (rule,) = [r for r in sheet.data_validations.dataValidation if name in r.sqref]
    third = i18n.text("indicators/coverage-3g", "name", language)
    assert third in rule.prompt and 0 < len(rule.promptTitle) <= 32
    assert i18n.text("questionnaire", "prompt-needed", language) in rule.prompt
    assert rule.showInputMessage


TITLE_ERROR, TITLE_WARNING = (f"FF{LIVE[level][1:]}" for level in ("title-error", "title-warning"))
TITLES = (TITLE_ERROR, TITLE_WARNING, COMPLETE)
PLAN = {
    "operator": "Claro",
    "name": "A",
    "payment": "prepaid",
    "price": 5,
    "currency": "USD",
    "tax_included": "yes",
    "validity_days": 30,
}
WRONG_PLANS: dict[str, tuple[dict[str, object], str | None]] = {
    "a plan": (PLAN, COMPLETE),
    "a plan without limit": ({**PLAN, "data": "unlimited"}, COMPLETE),
    "a plan without what it needs": ({"operator": "Claro"}, None),
    "a price as text": ({**PLAN, "price": "5,50"}, TITLE_ERROR),
    "a price below 0": ({**PLAN, "price": -1}, TITLE_ERROR),
    "a volume with its unit": ({**PLAN, "data": "5 GB"}, TITLE_ERROR),
}


def title_of(page: str, cells: Mapping[Position, object], language: str = "en") -> str | None:
    """The colour of the title of a sheet by its expressions, the first that is true."""
    recorded, pages = formats(language)
    held = {cell_name(at): raw for at, raw in cells.items() if at[0] == page}
    for each in recorded:
        if pages.get(each.title) == page and each.cell == "A1":
            assert each.colour in TITLES
            if evaluate(each.formula, held):
                return each.colour
    return None


@pytest.mark.parametrize("broken", BROKEN)
def test_the_title_is_red_or_orange_while_a_cell_is(broken: str) -> None:
    cells, expected = BROKEN[broken]
    page = next(iter(expected))[0]
    before = {
        (page, ask.row, cases.ECUADOR.previous_column(2022)): EARLIER[ask.indicator]
        for ask in cases.ECUADOR.pages[page].asks
        if ask.indicator in EARLIER and not ask.breakdown
    }
    own = TITLE_ERROR if ERROR in expected.values() else TITLE_WARNING
    assert title_of(page, {**before, **cells}) == own
    # The other sheets have nothing to look at.
    others = cases.ECUADOR.pages.keys() - {page}
    assert {title_of(other, cells) for other in others} <= {None, COMPLETE}


@small_cases("sound", SOUND)
def test_the_title_is_neither_if_no_cell_is(sound: str) -> None:
    for page in {at[0] for at in SOUND[sound]}:
        assert title_of(page, SOUND[sound]) in (None, COMPLETE)


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("plan", WRONG_PLANS)
def test_the_title_of_plans_is_red_while_a_number_is_none(plan: str, language: str) -> None:
    typed, colour = WRONG_PLANS[plan]
    cells = {tariff("tariffs-mobile", 3, name): raw for name, raw in typed.items()}
    assert title_of("tariffs-mobile", cells, language) == colour


def test_a_red_cell_counts_more_than_a_complete_sheet() -> None:
    sound = coverage(99, 95, 90, 1)
    assert title_of("coverage", sound) == COMPLETE
    assert title_of("coverage", {**sound, **coverage(99, 95, 96, 1)}) == TITLE_ERROR
    assert title_of("coverage", coverage(99, 96, 96, 1)) == COMPLETE


@pytest.mark.slow
@each_language("en", "zh")
def test_words_follow_a_red_title(tmp_path: Path, language: str) -> None:
    """The colour alone would not be seen by everybody: a number format adds the words."""
    book = cases.opened(cases.blank(tmp_path, language))
    for key in cases.ECUADOR.pages:
        formats = {
            rule.dxf.fill.bgColor.rgb: rule.dxf.numFmt.formatCode if rule.dxf.numFmt else ""
            for area in book[cases.title(key, language)].conditional_formatting
            for rule in area.rules
            if str(area.sqref).startswith("A1:")
        }
        words = i18n.text("questionnaire", "title-error", language)
        assert formats[TITLE_ERROR] == f'@" {words}"'
        assert not formats.get(COMPLETE)
