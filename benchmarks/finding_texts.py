"""Findings mended by a script that has only their texts.

    ICTINDEX_DATA=... python benchmarks/finding_texts.py [--findings 60] [--languages en,ar]

Slips are typed into filled workbooks of twelve economies, and 60 new errors and warnings are taken,
of as many codes as there are. From the text of each (place, message, remedy, as the terminal shows
them) in one language a script takes

- the *cells*: the language's word for a cell before a name such as G16, and before it the title of
  another sheet;
- the *values*: a number before a place in brackets, which has to be the content of that cell;
- the *remedy*: a sentence with a verb that asks for something to be done.

It then does what a person does: of every cell that the text names, and of no other, it types the
figure of the office's own file, which is the workbook without the slip. The finding is *settled* if
the workbook is then read and judged without it, at this cell. Slips that need more than typing into
cells (rows deleted, cells merged) are left out.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import filled_questionnaires as filled
import slip_detection
from filled_questionnaires import Country
from suggested_actions import KINDS
from workbook_slips import Cell, Workbook

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
COUNT, ECONOMIES = 60, 12
_GRAVE = ("fatal", "error", "warning")
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))
# What a reader of a language knows: its word for a cell, its decimal mark, and verbs of remedies.
_CELL = {
    "en": r"cells?", "fr": r"cellules?", "es": r"celdas?", "ar": r"(?:ال)?(?:خلية|خلايا)",
    "ru": r"ячейк\w*", "zh": r"单元格",
}  # fmt: skip
_DECIMAL = {"en": ".", "fr": ",", "es": ",", "ar": ".", "ru": ",", "zh": "."}
_VERBS = {
    "en": "add check correct write give choose move type replace compare leave state say remove",
    "fr": "ajout vérifi corrig écri donne choisi déplac saisi remplac compar laiss indiqu supprim",
    "es": "añad comprueb corrij escrib indique elija pas pás sustituy compar dej suprim introduz",
    "ar": "إضاف التحقق تصحيح كتابة إدخال تقديم اختيار نقل وضع استبدال مقارنة ترك حذف ذكر",
    "ru": "добав провер исправ укаж напиш выбер перенес замен сравн оставь удал введ",
    "zh": "补入 检查 更正 填写 选择 移至 输入 代替 核对 留空 删除 说明 填",
}
_NAME = r"[A-Z]{1,2}[1-9]\d{0,2}"


@dataclass(frozen=True, slots=True)
class Case:
    """A new finding in a workbook with a slip."""

    country: Country
    history: bool
    slip: str
    code: str
    cell: Cell
    finding: Any

    @property
    def key(self) -> tuple[str, Cell]:
        return self.code, self.cell


@dataclass(frozen=True, slots=True)
class Reading:
    """Cells, values and remedy that a script takes from the text of a finding."""

    cells: frozenset[Cell]
    values: tuple[tuple[Cell, Decimal], ...]
    has_remedy: bool


class Mender:
    """Mends findings in workbooks by their texts, each workbook judged once for the same cells."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "questionnaire.xlsx"
        self._untouched: dict[tuple[str, bool], set[tuple[str, Cell]]] = {}
        self.named: list[int] = []
        self._settled: dict[tuple[str, bool, str, tuple[str, Cell], frozenset[Cell]], bool] = {}

    def _judge(self, data: bytes) -> list[tuple[tuple[str, Cell], Any]]:
        self.path.write_bytes(data)
        submission, findings, _ = slip_detection.judged(self.path)
        return [
            ((finding.code, cell), finding)
            for finding in findings
            if getattr(finding, "errorlevel", finding.level) in _GRAVE
            and (cell := submission.position(finding)) is not None
        ]

    def _typed(self, country: Country, history: bool, name: str) -> Workbook | None:
        """Return a workbook with a slip; ``None`` if it is more than typing into cells."""
        form, data = filled.filled(country, history=history)
        book = Workbook(country, form, data)
        return None if KINDS[name].apply(book) is False or book._own is not None else book

    def find(self, countries: Sequence[Country]) -> Iterator[Case]:
        """Yield the new findings of each slip, in one economy, without and with history."""
        from ictindex.core.errors import IctindexError

        for number, name in enumerate(KINDS):
            country = countries[number % len(countries)]
            for history in (False, True):
                book = self._typed(country, history, name)
                if book is None:
                    continue
                key = country.economy, history
                if key not in self._untouched:
                    before = self._judge(filled.filled(country, history=history)[1])
                    self._untouched[key] = {each for each, _ in before}
                try:
                    after = self._judge(book.to_bytes())
                except IctindexError:
                    continue  # refused as a whole
                for each, finding in after:
                    if each not in self._untouched[key]:
                        yield Case(country, history, name, *each, finding)

    def mend(self, case: Case, language: str) -> tuple[bool, str]:
        """Tell whether the text of a finding is enough to settle it, and why not."""
        book = self._typed(case.country, case.history, case.slip)
        if book is None:
            raise LookupError(case.slip)
        reading = read_text(case.finding, language, book.titles)
        self.named.append(len(reading.cells))
        if not reading.cells:
            return False, "no cell"
        if not reading.has_remedy:
            return False, "no remedy"
        wrong = [book.name(cell) for cell, value in reading.values if not _holds(book, cell, value)]
        if wrong:
            return False, f"another value than in {', '.join(wrong)}"
        key = (case.country.economy, case.history, case.slip, case.key, reading.cells)
        if key not in self._settled:
            for cell in reading.cells:
                book.write(cell, book.before(cell), guilty=False)
            self._settled[key] = case.key not in dict(self._judge(book.to_bytes()))
        return self._settled[key], "" if self._settled[key] else "still there"


def read_text(finding: Any, language: str, titles: Mapping[str, str]) -> Reading:
    """Take cells, values and the remedy from the text of a finding, and from nothing else."""
    where, message, remedy = (
        text.translate(_ISOLATES)
        for text in (finding.where(language), finding.message(language), finding.remedy(language))
    )
    pages = {title: page for page, title in titles.items()}
    sheet = "|".join(re.escape(title) for title in sorted(pages, key=len, reverse=True))
    named = re.compile(rf"(?:({sheet})[,،、]\s*)?(?:{_CELL[language]})\s*({_NAME})")
    first = re.search(rf"({sheet})", where)
    own = pages[first[1]] if first else ""
    whole = f"{where}\n{message}\n{remedy}"
    cells = {_cell(pages.get(match[1], own), match[2]) for match in named.finditer(whole)}
    values = []
    # Cells of figures, not of rates that are computed from them.
    for match in re.finditer(rf"([^“”«»;；؛]*?)\s*\[{named.pattern}\]", message):
        number = _last_number(match[1], language)
        if number is not None:
            values.append((_cell(pages.get(match[2], own), match[3]), number))
    verbs = _VERBS[language].split()
    asks = any(verb in remedy.lower() for verb in verbs)
    return Reading(frozenset(cell for cell in cells if cell[0]), tuple(values), asks)


def _cell(page: str, name: str) -> Cell:
    from ictindex.submissions.questionnaires.layout import cell_position

    return page, *cell_position(name)


def _last_number(text: str, language: str) -> Decimal | None:
    """Return the last number of a text, as the language writes it."""
    grouped = re.sub(r"(?<=\d)[\u202f\u00a0](?=\d{3})", "", text)
    mark = re.escape(_DECIMAL[language])
    if _DECIMAL[language] == ".":
        grouped = re.sub(r"(?<=\d),(?=\d{3})", "", grouped)
    numbers = re.findall(rf"-?\d+(?:{mark}\d+)?", grouped)
    try:
        return Decimal(numbers[-1].replace(",", ".")) if numbers else None
    except InvalidOperation:
        return None


def _holds(book: Workbook, cell: Cell, value: Decimal) -> bool:
    """Tell whether a cell holds a value; one that is typed as a text is not compared."""
    held = book.value(cell)
    return not isinstance(held, (int, float)) or abs(float(value) - held) <= 1e-4 * abs(held)


def choose(cases: Sequence[Case], count: int) -> list[Case]:
    """Return cases in turn of every code, those of each code in their order."""
    of_code: dict[str, list[Case]] = {}
    for case in cases:
        of_code.setdefault(case.code, []).append(case)
    chosen: list[Case] = []
    while len(chosen) < count and any(of_code.values()):
        chosen += [several.pop(0) for several in of_code.values() if several]
    return chosen[:count]


def measure(
    mender: Mender, count: int = COUNT, languages: Sequence[str] = LANGUAGES
) -> dict[str, list[tuple[Case, bool, str]]]:
    """Return for each language the chosen findings, whether they settle, and why not."""
    step = max(1, filled.COUNT // ECONOMIES)
    chosen = choose(list(mender.find(filled.countries()[::step][:ECONOMIES])), count)
    return {
        language: [(case, *mender.mend(case, language)) for case in chosen]
        for language in languages
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=COUNT)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        mender = Mender(Path(folder))
        measured = measure(mender, options.findings, options.languages.split(","))
    for language, rows in measured.items():
        codes = Counter(case.code for case, _, _ in rows)
        settled = sum(is_settled for _, is_settled, _ in rows)
        print(f"{language}: {settled} of {len(rows)} settled ({len(codes)} codes)")
        for case, is_settled, why in rows:
            if not is_settled:
                print(f"  {case.slip} {case.country.economy} {case.code}: {why}")
    print(
        f"cells named by a text: {statistics.mean(mender.named):.1f}, at most {max(mender.named)}"
    )


if __name__ == "__main__":
    main()
