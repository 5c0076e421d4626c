"""Slips that people make in a questionnaire, put into a filled workbook by the codes of its rows.

Fifty-seven single ones (``m01`` to ``m57``) and ten systematic ones (``a`` to ``j``), each with
its truth: the cells that are guilty, what they held, and of which kind it is.

===========  ====================================================================================
hard         against arithmetic, a list or a form of writing: has to be named on its own cell
soft         a size, a unit or another row's value: only other values show it
harmless     nothing is wrong with the figures: they have to be read unchanged
===========  ====================================================================================
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from filled_questionnaires import Country, list_labels, sheet_titles

Cell = tuple[str, int, int]  # id of the sheet, row and column from 0
HARD, SOFT, HARMLESS = "hard", "soft", "harmless"
CELLULAR = "mobile-cellular-subscriptions-count"
PREPAID, POSTPAID = (f"mobile-cellular-subscriptions-{name}" for name in ("prepaid", "postpaid"))
ACTIVE = "mobile-broadband-subscriptions-count"
FIXED = "fixed-broadband-subscriptions-count"
MOBILE_TRAFFIC, FIXED_TRAFFIC = (f"{n}-broadband-traffic-total" for n in ("mobile", "fixed"))
USED, CAPACITY = (f"international-bandwidth-{name}" for name in ("used", "capacity"))
HOMES, OWNERS = "households-internet", "mobile-phone-ownership"
MOBILE_PLANS = "tariffs-mobile"

_WORDS = {
    "none": ("n.d.", "n.d.", "n.d.", "غ.م", "н.д.", "不详"),
    "about": ("approx.", "aprox.", "env.", "حوالي", "ок.", "约"),
    "estimated": ("Estimated", "Estimado", "Estimé", "مقدَّر", "Оценка", "估计"),
    "other year": ("figure of 2022", "dato de 2022", "donnée de 2022", "بيانات عام 2022",
                   "данные за 2022 год", "2022年数据"),
    "heading": ("Value 2024", "Valor 2024", "Valeur 2024", "قيمة 2024", "Значение 2024",
                "2024年值"),
    "work": ("Work", "Trabajo", "Travail", "عمل", "Работа", "工作"),
    "mine": ("my sums", "mis cálculos", "mes calculs", "حساباتي", "мои расчёты", "我的计算"),
    "homes": ("Households (NSO)", "Hogares (INEC)", "Ménages (INS)", "الأسر (الجهاز)",
              "Хозяйства (Росстат)", "住户（统计局）"),
    "confirm": ("To be confirmed", "Confirmar con INEC", "À confirmer", "للتأكيد", "Уточнить",
                "待确认"),
    "days": ("30 days", "30 días", "30 jours", "30 يوماً", "30 дней", "30天"),
    "dollars": ("local money", "dólares", "francs", "دراهم", "рубли", "元"),
    "subscriptions": ("subscriptions", "suscripciones", "abonnements", "اشتراك", "абонентов",
                      "用户"),
    "households": ("Households with Internet", "Hogares con internet", "Ménages connectés",
                   "الأسر المتصلة", "Хозяйства с интернетом", "上网住户"),
    "month": ("January 2025", "enero 2025", "janvier 2025", "يناير 2025", "январь 2025",
              "2025年1月"),
    "no 5G": ("There is no 5G", "No hay 5G", "Pas de 5G", "لا توجد 5G", "Нет 5G", "没有5G"),
    "bulletin": ("bulletin", "boletin", "bulletin", "نشرة", "бюллетень", "公报"),
}  # fmt: skip
_ORDER = ("en", "es", "fr", "ar", "ru", "zh")


@dataclass
class Truth:
    """The change that was made: the guilty cells, and their original contents."""

    cells: list[Cell] = field(default_factory=list)
    held: dict[Cell, object] = field(default_factory=dict)
    # Any of these cells may be named as well: for a sum nobody can tell which one is wrong.
    instead: list[Cell] = field(default_factory=list)
    # The written value as a multiple of the original value.
    factor: float = 1


@lru_cache(maxsize=64)
def _loaded(data: bytes) -> tuple[Any, dict[str, str], dict[str, dict[str, str]]]:
    """Return a workbook to look at, with the titles of its sheets and its lists."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return book, sheet_titles(book), list_labels(book)


class Workbook:
    """A filled workbook as a person has it open: cells by the codes of their rows.

    What is typed into cells alone is put into the parts of the file; for the rest it is opened
    and saved by openpyxl.
    """

    def __init__(self, country: Country, form: Any, data: bytes) -> None:
        self.country, self.form, self.data = country, form, data
        self._shared, self.titles, self.labels = _loaded(data)
        self._own: Any = None
        self._typed: dict[Cell, object] = {}
        self.asks = {
            (ask.indicator, ask.category): (page.id, ask.row)
            for page in form.pages.values() for ask in page.asks
        }  # fmt: skip
        self.truth = Truth()

    @property
    def opened(self) -> Any:
        """The opened workbook, for changes outside cells."""
        if self._own is None:
            import openpyxl

            self._own = openpyxl.load_workbook(io.BytesIO(self.data))
        return self._own

    def to_bytes(self) -> bytes:
        """Return the workbook with all its changes."""
        if self._own is None:
            return self._patched()
        for (page, row, column), value in self._typed.items():
            self._own[self.titles[page]].cell(row + 1, column + 1).value = value
        out = io.BytesIO()
        self._own.save(out)
        return out.getvalue()

    def _patched(self) -> bytes:
        order = {title: number for number, title in enumerate(self._shared.sheetnames, start=1)}
        changed: dict[str, dict[str, object]] = {}
        for cell, value in self._typed.items():
            part = f"xl/worksheets/sheet{order[self.titles[cell[0]]]}.xml"
            changed.setdefault(part, {})[self.name(cell)] = value
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.data)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
        ):
            for part in old.namelist():
                content = old.read(part)
                if part in changed:
                    content = _with_cells(content.decode(), changed[part]).encode()
                new.writestr(part, content)
        return out.getvalue()

    def words(self, name: str) -> str:
        return _WORDS[name][_ORDER.index(self.country.language)]

    def sheet(self, page: str) -> Any:
        """Return a sheet of the workbook opened."""
        return self.opened[self.titles[page]]

    def spot(self, indicator: str, what: str = "value", category: str = "") -> Cell:
        """Return the cell of a row, or of one of its attributes."""
        page, row = self.asks[indicator, category]
        return page, row, _column(self.form, what)

    def plan(self, column: str, line: int = 0, page: str = MOBILE_PLANS) -> Cell:
        """Return the cell of a plan."""
        sheet_form = self.form.pages[page]
        return page, sheet_form.lines[line], [c.name for c in sheet_form.columns].index(column)

    def cell(self, position: Cell) -> Any:
        """Return a cell of the workbook opened."""
        return self.sheet(position[0]).cell(position[1] + 1, position[2] + 1)

    def name(self, position: Cell) -> str:
        """Return the name of a cell, such as F6."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(position[2] + 1)}{position[1] + 1}"

    def value(self, position: Cell) -> Any:
        """Return the contents of a cell."""
        return self._typed[position] if position in self._typed else self.before(position)

    def before(self, position: Cell) -> Any:
        """Return the contents of a cell before anything was typed."""
        return self._shared[self.titles[position[0]]].cell(position[1] + 1, position[2] + 1).value

    def held(self, indicator: str, category: str = "") -> Any:
        return self.value(self.spot(indicator, "value", category))

    def write(self, position: Cell, value: object, *, guilty: bool = True) -> None:
        """Write into a cell, guilty or not."""
        if guilty:
            self.truth.cells.append(position)
            self.truth.held.setdefault(position, self.value(position))
        self._typed[position] = value

    def times(self, indicators: Iterable[str], factor: float) -> bool:
        """Write counts, amounts or rates of rows a factor times as large."""
        self.truth.factor = factor
        for name in indicators:
            position = self.spot(name)
            self.write(position, scaled(self.value(position), factor))
        return True

    def rows(self, *, unit: str = "", page: str = "") -> list[tuple[str, str]]:
        """Return the rows in a unit, or of a sheet."""
        from ictindex.definitions import catalogue

        return [
            (name, category) for (name, category), (sheet, _) in self.asks.items()
            if (not unit or catalogue.indicators()[name].unit == unit)
            and (not page or sheet == page)
        ]  # fmt: skip


def _with_cells(xml: str, cells: dict[str, object]) -> str:
    """Return a sheet with other contents of some cells, which keep their styles."""
    for name, value in cells.items():
        pattern = re.compile(rf'<c r="{name}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
        xml, count = pattern.subn(lambda match, v=value, n=name: _element(n, match[1], v), xml)
        if count != 1:
            raise LookupError(name)
    return xml


def _element(name: str, style: str | None, value: object) -> str:
    head = f'<c r="{name}"{style or ""}'
    if value is None:
        return f"{head}/>"
    if isinstance(value, str) and value.startswith("="):
        return f"{head}><f>{escape(value[1:])}</f></c>"
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"{head}><v>{value!r}</v></c>"


def _column(form: Any, what: str) -> int:
    from ictindex.submissions.questionnaires import layout

    if what == "last year":
        return layout.PREVIOUS + len(form.previous) - 1
    return {"unit": layout.UNIT, "name": layout.NAME}.get(what) or form.column_of(what)


def scaled(value: Any, factor: float) -> Any:
    """Return a number a factor times as large, as people copy it: a count stays whole."""
    product = float(value) * factor
    if isinstance(value, int) and abs(product) >= 10:
        return round(product)
    return float(f"{product:.6g}")


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of slip: its name, its kind, and its action; false: not possible here."""

    name: str
    kind: str
    apply: Callable[[Workbook], bool | None]
    words: str


SLIPS: dict[str, Slip] = {}


def slip(name: str, kind: str) -> Callable[[Callable[[Workbook], bool | None]], Any]:
    def register(apply: Callable[[Workbook], bool | None]) -> Any:
        SLIPS[name] = Slip(name, kind, apply, (apply.__doc__ or "").strip().rstrip("."))
        return apply

    return register


def _typed(name: str, kind: str, words: str, find_cell: Callable[[Workbook], Cell],
           value: Callable[[Workbook, Any], object], shown: str = "") -> None:  # fmt: skip
    """Register a slip that writes into one cell a value that depends on the original one."""

    def apply(book: Workbook) -> bool:
        spot = find_cell(book)
        book.write(spot, value(book, book.value(spot)))
        if shown:
            book.cell(spot).number_format = shown  # opens the workbook
        return True

    SLIPS[name] = Slip(name, kind, apply, words)


def _grouped(value: Any, separator: str) -> str:
    return f"{value:,}".replace(",", separator)


def _comma(value: Any) -> str:
    return f"{value}".replace(".", ",")


def _of(indicator: str, what: str = "value", category: str = "") -> Callable[[Workbook], Cell]:
    return lambda book: book.spot(indicator, what, category)


def _of_plan(column: str, line: int = 0) -> Callable[[Workbook], Cell]:
    return lambda book: book.plan(column, line)


_typed("m01", HARD, "decimal comma, as text", _of(HOMES), lambda b, v: _comma(f"{v:.1f}"))
_typed("m02", HARD, "a fraction for a percentage", _of(HOMES), lambda b, v: scaled(v, 0.01))
_typed("m03", HARD, "a percentage in percent format", _of(HOMES),
       lambda b, v: scaled(v, 0.01), "0.0%")  # fmt: skip
_typed("m04", HARD, "points between thousands, as text", _of(CELLULAR),
       lambda b, v: _grouped(v, "."))  # fmt: skip


@slip("m05", SOFT)
def _(book: Workbook) -> bool | None:
    """mobile telephone counts in thousands, mobile broadband not."""
    return book.times((CELLULAR, PREPAID, POSTPAID), 1e-3)


@slip("m06", HARD)
def _(book: Workbook) -> bool | None:
    """fixed broadband in millions."""
    cell = book.spot(FIXED)
    book.truth.factor = 1e-6
    book.write(cell, float(f"{book.value(cell) / 1e6:.3g}"))
    return True


@slip("m07", HARD)
def _(book: Workbook) -> bool | None:
    """one part in thousands."""
    return book.times((PREPAID,), 1e-3)


def _sum_of_cells(book: Workbook, _: object) -> str:
    first, second = (book.name(book.spot(name)) for name in (PREPAID, POSTPAID))
    return f"={first}+{second}"


_typed("m08", HARD, "a formula", _of(CELLULAR), _sum_of_cells)
_typed("m09", HARD, "blanks between thousands, as text", _of(CELLULAR),
       lambda b, v: f" {_grouped(v, ' ')} ")  # fmt: skip
_typed("m10", HARD, "no-break spaces between thousands, as text", _of(CELLULAR),
       lambda b, v: _grouped(v, "\u00a0"))  # fmt: skip


@slip("m11", HARD)
def _(book: Workbook) -> bool | None:
    """a sheet typed into last year's column."""
    for name in (CELLULAR, PREPAID, POSTPAID, ACTIVE):
        cell, before = book.spot(name), book.spot(name, "last year")
        book.write(before, book.value(cell))
        book.write(cell, None)
    return True


@slip("m12", HARD)
def _(book: Workbook) -> bool | None:
    """a number typed one column to the right, into the status."""
    value = book.held(CELLULAR)
    book.write(book.spot(CELLULAR, "status"), value)
    book.write(book.spot(CELLULAR), None)
    return True


def _merge(book: Workbook, first: Cell, last: Cell) -> None:
    a, b = book.name(first), book.name(last)
    book.sheet(first[0]).merge_cells(f"{a}:{b}")


@slip("m13", HARD)
def _(book: Workbook) -> bool | None:
    """merged cells of values."""
    cells = [book.spot(name) for name in (CELLULAR, PREPAID, POSTPAID)]
    for cell in cells:
        book.truth.held[cell] = book.value(cell)
    book.truth.cells += cells
    _merge(book, cells[0], cells[-1])
    return True


@slip("m14", HARMLESS)
def _(book: Workbook) -> bool | None:
    """merged cells of notes."""
    _merge(book, book.spot(PREPAID, "note"), book.spot(POSTPAID, "note"))


@slip("m15", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a sheet of one's own."""
    sheet = book.opened.create_sheet(book.words("work"))
    sheet["A1"], sheet["B2"] = book.words("mine"), 5


@slip("m16", HARD)
def _(book: Workbook) -> bool | None:
    """a row deleted."""
    cell = book.spot("fixed-broadband-subscriptions-other")
    book.truth.cells.append(cell)
    book.sheet(cell[0]).delete_rows(cell[1] + 1)
    return True


@slip("m17", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a row inserted."""
    cell = book.spot("fixed-broadband-subscriptions-other")
    book.sheet(cell[0]).insert_rows(cell[1] + 1)


@slip("m18", SOFT)
def _(book: Workbook) -> bool | None:
    """mobile traffic in petabytes, the unit left at exabytes."""
    return book.times((MOBILE_TRAFFIC,), 1e3)


@slip("m19", HARMLESS)
def _(book: Workbook) -> bool | None:
    """petabytes, chosen in the list of units."""
    cell, unit = book.spot(MOBILE_TRAFFIC), book.spot(MOBILE_TRAFFIC, "unit")
    book.write(cell, scaled(book.value(cell), 1e3), guilty=False)
    book.write(unit, _unit_label(book, "petabytes"), guilty=False)


def _unit_label(book: Workbook, unit: str) -> str:
    from ictindex.definitions import catalogue

    indicator = catalogue.indicators()[MOBILE_TRAFFIC]
    return book.labels[f"unit/{indicator.unit}"][unit]


@slip("m20", HARD)
def _(book: Workbook) -> bool | None:
    """a unit typed by hand."""
    cell = book.spot(MOBILE_TRAFFIC)
    book.write(book.spot(MOBILE_TRAFFIC, "unit"), "GB")
    book.write(cell, scaled(book.value(cell), 1e9), guilty=False)
    book.truth.instead.append(cell)
    return True


@slip("m21", SOFT)
def _(book: Workbook) -> bool | None:
    """bandwidth used in Gbit/s, the unit left at Mbit/s."""
    return book.times((USED,), 1e-3)


_typed("m22", HARD, "n.a. for a number", _of(HOMES), lambda b, v: b.words("none"))
_typed("m23", HARD, "a dash for a number", _of(HOMES), lambda b, v: "-")
_typed("m24", HARD, "'approx.' before a number", _of(HOMES),
       lambda b, v: f"{b.words('about')} {v:.0f}")  # fmt: skip
_typed("m25", HARD, "a percent sign, as text", _of(HOMES), lambda b, v: f"{_comma(v)}%")


@slip("m26", HARMLESS)
def _(book: Workbook) -> bool | None:
    """the code of a status alone."""
    book.write(book.spot(HOMES, "status"), "E", guilty=False)


_typed("m27", HARD, "a status in one's own word", _of(HOMES, "status"),
       lambda b, v: b.words("estimated"))  # fmt: skip


@slip("m28", SOFT)
def _(book: Workbook) -> bool | None:
    """the value of another year, named in a note."""
    book.write(book.spot(HOMES, "note"), book.words("other year"))
    book.truth.instead.append(book.spot(HOMES))
    return True


@slip("m29", HARD)
def _(book: Workbook) -> bool | None:
    """the head of a column typed over."""
    page, _, column = book.spot(HOMES)
    row = next(r for r in range(12) if book.value((page, r, column)) is not None)
    book.write((page, row, column), book.words("heading"))
    return True


@slip("m30", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a sheet renamed."""
    book.sheet("households").title = book.words("homes")


@slip("m31", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a sheet moved."""
    book.opened.move_sheet(book.sheet("households"), offset=-3)


@slip("m32", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a comment of one's own."""
    from openpyxl.comments import Comment

    book.cell(book.spot(HOMES)).comment = Comment(book.words("confirm"), "reviewer")


@slip("m33", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a colour of one's own."""
    from openpyxl.styles import PatternFill

    book.cell(book.spot(HOMES)).fill = PatternFill("solid", fgColor="00FF00")


@slip("m34", HARD)
def _(book: Workbook) -> bool | None:
    """parts that do not add up, by a digit."""
    cell = book.spot(POSTPAID)
    value = book.value(cell)
    book.write(cell, value + 10 ** (len(str(value)) - 1))
    book.truth.instead += [book.spot(CELLULAR), book.spot(PREPAID)]
    return True


_typed("m35", HARD, "a minus before a count", _of(POSTPAID), lambda b, v: -v)
_typed("m36", HARD, "more than 100 percent", _of("coverage-mobile"), lambda b, v: 105)
_typed("m37", HARD, "zero where a value is missing", _of(OWNERS), lambda b, v: 0)


@slip("m38", SOFT)
def _(book: Workbook) -> bool | None:
    """traffic in GB for each subscription, in a cell of exabytes."""
    cell = book.spot(MOBILE_TRAFFIC)
    value = float(f"{book.value(cell) * 1e9 / book.held(ACTIVE):.3g}")
    book.truth.factor = value / book.value(cell)
    book.write(cell, value)
    return True


_typed("m39", HARD, "a price with its sign, as text", _of_plan("price"),
       lambda b, v: f"${_comma(f'{v:.2f}')}")  # fmt: skip
_typed("m40", HARD, "an amount of data with its unit, as text", _of_plan("data"),
       lambda b, v: f"{v} GB")  # fmt: skip
_typed("m41", HARD, "a validity in words", _of_plan("validity_days"), lambda b, v: b.words("days"))


@slip("m42", SOFT)
def _(book: Workbook) -> bool | None:
    """one price in cents."""
    cell = book.plan("price", 2)
    book.truth.factor = 100
    book.write(cell, scaled(book.value(cell), 100))
    return True


_typed("m43", HARD, "a currency in words", _of_plan("currency"), lambda b, v: b.words("dollars"))
_typed("m44", HARD, "a rate of tax left out", _of_plan("tax_rate", 4), lambda b, v: None)
_typed("m45", HARD, "a date with the day before the month, as text", _of_plan("collected"),
       lambda b, v: f"{v:%d/%m/%Y}")  # fmt: skip


@slip("m46", HARD)
def _(book: Workbook) -> bool | None:
    """a link to another file."""
    from openpyxl.packaging.relationship import Relationship
    from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

    link = ExternalLink(externalBook=ExternalBook(id="rId1"))
    link.file_link = Relationship(
        type="externalLinkPath", Target=f"{book.words('bulletin')}.xlsx", TargetMode="External",
        Id="rId1",
    )  # fmt: skip
    book.opened._external_links.append(link)
    book.write(book.spot(CELLULAR), "=[1]Sheet1!$B$4")
    return True


_typed("m47", HARD, "Arabic digits, as text", _of(HOMES),
       lambda b, v: f"{v:.1f}".translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")))  # fmt: skip
_typed("m48", HARD, "a word behind a count", _of(CELLULAR),
       lambda b, v: f"{v} {b.words('subscriptions')}")  # fmt: skip


@slip("m49", SOFT)
def _(book: Workbook) -> bool | None:
    """population ten times."""
    return book.times(("population",), 10)


@slip("m50", HARD)
def _(book: Workbook) -> bool | None:
    """coverage by 3G and by 4G exchanged."""
    first, second = book.spot("coverage-3g"), book.spot("coverage-4g")
    a, b = book.value(first), book.value(second)
    if a <= b:
        return False  # nobody could see it
    book.write(first, b)
    book.write(second, a)
    return True


@slip("m51", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a figure marked as confidential."""
    book.write(book.spot(HOMES, "conf_status"), book.labels["conf_status"]["C"], guilty=False)


@slip("m52", HARD)
def _(book: Workbook) -> bool | None:
    """a total ten times."""
    return book.times((FIXED,), 10)


_typed("m53", HARD, "a name of a row typed over", _of(HOMES, "name"),
       lambda b, v: b.words("households"))  # fmt: skip


@slip("m54", HARMLESS)
def _(book: Workbook) -> bool | None:
    """a month for the day of sending."""
    from ictindex.submissions.questionnaires import layout

    book.write(("start", layout.FIRST_CONTACT + 2, 2), book.words("month"), guilty=False)


_typed("m55", HARD, "a number that became a date", _of(HOMES),
       lambda b, v: dt.datetime(2025, 7, 27), "d-mmm")  # fmt: skip
_typed("m56", HARD, "population in thousands, with decimals", _of("population"),
       lambda b, v: v / 1000 if v % 1000 else (v + 1) / 1000)  # fmt: skip
_typed("m57", HARD, "a sentence for a number", _of("coverage-5g"), lambda b, v: b.words("no 5G"))


# ------------------------------------------------------------ the whole submission in one way


@slip("a", HARD)
def _(book: Workbook) -> bool | None:
    """a blank before every number, as text."""
    for name, category in book.rows():
        cell = book.spot(name, "value", category)
        book.write(cell, f" {book.value(cell)}")
    return True


def _counts(book: Workbook) -> list[str]:
    return [name for name, category in book.rows(unit="count") if not category]


@slip("b", SOFT)
def _(book: Workbook) -> bool | None:
    """all counts in thousands."""
    return book.times(_counts(book), 1e-3)


@slip("c", SOFT)
def _(book: Workbook) -> bool | None:
    """all counts of fixed broadband in thousands."""
    return book.times([name for name, _ in book.rows(page="fixed-broadband")], 1e-3)


@slip("d", SOFT)
def _(book: Workbook) -> bool | None:
    """population in thousands."""
    return book.times(("population",), 1e-3)


@slip("e", HARD)
def _(book: Workbook) -> bool | None:
    """all percentages as fractions."""
    book.truth.factor = 0.01
    for name, category in book.rows(unit="percent"):
        cell = book.spot(name, "value", category)
        book.write(cell, scaled(book.value(cell), 0.01))
    return True


@slip("f", SOFT)
def _(book: Workbook) -> bool | None:
    """traffic a thousand times too small."""
    return book.times((MOBILE_TRAFFIC, FIXED_TRAFFIC), 1e-3)


@slip("g", SOFT)
def _(book: Workbook) -> bool | None:
    """traffic of a month."""
    return book.times((MOBILE_TRAFFIC, FIXED_TRAFFIC), 1 / 12)


@slip("h", SOFT)
def _(book: Workbook) -> bool | None:
    """a plan of 5,000 GB instead of 5."""
    cell = book.plan("data", 1)
    book.truth.factor = 1000
    book.write(cell, book.value(cell) * 1000)
    return True


@slip("i", SOFT)
def _(book: Workbook) -> bool | None:
    """international bandwidth in bytes."""
    return book.times((USED, CAPACITY), 1 / 8)


@slip("j", SOFT)
def _(book: Workbook) -> bool | None:
    """all mobile prices in cents."""
    book.truth.factor = 100
    for line in range(5):
        cell = book.plan("price", line)
        book.write(cell, scaled(book.value(cell), 100))
    return True


SINGLE: Sequence[str] = tuple(name for name in SLIPS if name.startswith("m"))
SYSTEMATIC: Sequence[str] = tuple(name for name in SLIPS if len(name) == 1)
