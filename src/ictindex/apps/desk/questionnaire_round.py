"""A round of questionnaires: one workbook for each economy, with its own accepted values.

All workbooks are made before the first is put into the folder: a folder is complete, or it does not
exist and the failed economies are named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from pathlib import Path

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError, UnusableFileError, UsageError
from ictindex.core.file_writer import make_folder, write_files
from ictindex.data.cell_text import visible
from ictindex.data.economics import Economics
from ictindex.data.io.csv_dialects import dialect_of
from ictindex.data.io.table_sources import name_of, require_table
from ictindex.data.observations import Observations
from ictindex.data.tariffs import Tariffs
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.language.i18n.word_files import refuse_pending
from ictindex.submissions.closed.offices import Office, Offices
from ictindex.submissions.questionnaires.content import (
    Questionnaire,
    fill_form,
    read_delivery,
)
from ictindex.submissions.questionnaires.layout import make_form
from ictindex.submissions.questionnaires.sheet_plan import find_plan
from ictindex.submissions.questionnaires.writer import write_workbook

Progress = Callable[[int, int], None]
_COLUMNS = ("economy", "language")
# The regions of ITU-D have its members; other economies are in no region.
_MEMBERS, _OTHERS = ("itu-region", "ipb-2025"), "other-economies"
_MOST_PROCESSES = 4
_MOST_NAMED = 10


@lru_cache(maxsize=1)
def round_economies() -> tuple[str, ...]:
    """Return the economies that are asked: those of the regions of ITU-D, by their codes."""
    groups = catalogue.groups(*_MEMBERS).groups
    return tuple(sorted(e for name, each in groups.items() if name != _OTHERS for e in each))


@lru_cache(maxsize=1)
def usual_languages() -> Mapping[str, str]:
    """Return the usual language of each economy, if no other is chosen."""
    path = package_data.folder("methodology") / "questionnaire" / "languages.csv"
    return _read_languages(path)


def read_languages(path: Path, dialect: str | None = None) -> dict[str, str]:
    """Read the language of each economy from a file with the columns economy and language."""
    return _read_languages(path, dialect)


def _read_languages(path: Path, dialect: str | None = None) -> dict[str, str]:
    table = require_table(path, dialect_of(dialect, name_of(path)))
    if not set(_COLUMNS) <= set(table.header):
        raise UsageError("round.languages-columns", file=path.name, columns=_COLUMNS)
    languages: dict[str, str] = {}
    columns = (table.columns[name] for name in _COLUMNS)
    for economy, language in zip(*columns, strict=True):
        is_usable = catalogue.is_economy(str(economy)) and str(language) in i18n.LANGUAGES
        if not is_usable or str(economy) in languages:
            raise UsageError(
                "round.language-unusable",
                file=path.name,
                row=f"{economy}, {language}",
                allowed=i18n.LANGUAGES,
            )
        languages[str(economy)] = str(language)
    return languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The questionnaires of every economy, and their languages."""

    edition: int
    year: int | None = None
    methodology: str = "idi"
    send_to: str = ""
    deadline: str | None = None
    language: str | None = None
    languages: Mapping[str, str] = field(default_factory=dict)
    plans: Tariffs | None = None
    economics: Economics | None = None
    # Digests of the plan and of the rules that a round has pinned; by default today's.
    questions: str = ""
    rules: str = ""

    def select_economy(self, economy: str) -> Round:
        """Return the round with the plans, incomes and rates of one economy alone."""
        plans = None if self.plans is None else self.plans.where(economy=economy)
        economics = None if self.economics is None else self.economics.where(economy=economy)
        return replace(self, plans=plans, economics=economics)

    def fill(self, made: Questionnaire) -> Questionnaire:
        """Return a questionnaire with the plans, incomes and rates of its economy."""
        if self.plans is not None:
            made = made.with_plans(self.plans)
        return made if self.economics is None else made.with_economics(self.economics)

    def language_of(self, economy: str) -> str:
        """Return the language in which an economy is asked."""
        usual = self.language or usual_languages().get(economy, "en")
        return self.languages.get(economy, usual)

    def file_of(self, economy: str, part: int = 0) -> str:
        """Return the name of the workbook of an economy, or of one of its offices."""
        return f"{economy.lower()}-{self.edition}{f'-{part}' if part else ''}.xlsx"


@dataclass(frozen=True, slots=True)
class Written:
    """The workbooks of a round, and the economies without any known earlier value."""

    files: tuple[Path, ...]
    without_history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The workbook of an economy or of one of its offices, and whether it has earlier values."""

    economy: str
    file: str
    content: bytes
    has_history: bool


@dataclass(frozen=True, slots=True)
class _Order:
    """One workbook to be made: its economy and its earlier values."""

    plan: Round
    economy: str
    history: Observations | None
    file: str
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class _Done:
    """The outcome of an order: the workbook, or the fault."""

    economy: str
    file: str
    has_history: bool
    content: bytes = b""
    fault: tuple[str, Mapping[str, object]] | None = None


def write_round(
    plan: Round,
    folder: Path,
    history: Observations | None = None,
    *,
    economies: Sequence[str] | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Written:
    """Write a workbook for each economy into a folder, all of them or none."""
    asked = tuple(round_economies() if economies is None else economies)
    if folder.exists() and not folder.is_dir():
        raise UsageError("round.no-folder", folder=visible(str(folder)))
    made = make_workbooks(plan, asked, history, progress=progress, processes=processes)
    files = {folder / each.file: each.content for each in made}
    make_folder(folder)
    write_files(files)
    without = tuple(each.economy for each in made if not each.has_history)
    return Written(tuple(files), without)


def make_workbooks(
    plan: Round,
    asked: Sequence[str],
    history: Observations | None = None,
    *,
    offices: Offices | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> list[Workbook]:
    """Make a workbook for each economy or office, in their order, all of them or none."""
    own = {} if history is None else _split(history, asked)
    refuse_pending({plan.language_of(economy) for economy in asked})
    for economy in asked[:1]:  # a fault of all of them is reported before any is written
        _make(plan, economy, None)
    orders = [order for each in asked for order in _list_orders(plan, each, own.get(each), offices)]
    done = list(_carry_out(orders, progress, _processes(processes, len(orders))))
    _refuse_failed(done)
    return [Workbook(each.economy, each.file, each.content, each.has_history) for each in done]


def _list_orders(
    plan: Round, economy: str, history: Observations | None, offices: Offices | None
) -> list[_Order]:
    """Return the workbooks of an economy: one, or one for each office with its own sheets."""
    own = plan.select_economy(economy)
    listed = () if offices is None else offices.list_offices(economy)
    if len(listed) < 2:
        return [_Order(own, economy, history, plan.file_of(economy))]
    return [
        _Order(own, economy, history, plan.file_of(economy, part), office)
        for part, office in enumerate(listed, start=1)
        if office.sheets
    ]


def _split(history: Observations, economies: Sequence[str]) -> dict[str, Observations]:
    """Return the rows of each economy alone: no workbook gets the rows of another."""
    rows: dict[str, list[int]] = {economy: [] for economy in economies}
    for row, economy in enumerate(history.cells["economy"]):
        if economy in rows:
            rows[economy].append(row)
    return {economy: history.take(own) for economy, own in rows.items() if own}


def _processes(wanted: int | None, orders: int) -> int:
    """Return the number of processes; a few workbooks are written by this process."""
    if wanted is not None:
        return max(1, wanted)
    return 1 if orders < 2 * _MOST_PROCESSES else min(os.cpu_count() or 1, _MOST_PROCESSES)


def _carry_out(
    orders: Sequence[_Order], progress: Progress | None, processes: int
) -> Iterator[_Done]:
    """Carry out the orders, in several processes if there are many."""
    report = progress or (lambda done, total: None)
    report(0, len(orders))
    if processes == 1:
        for count, order in enumerate(orders, start=1):
            yield _carry_out_one(order)
            report(count, len(orders))
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A copy of a process with threads may wait for ever for a lock that a thread had: each process
    # starts new, on every system.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        try:
            for count, done in enumerate(pool.map(_carry_out_one, orders, chunksize=4), start=1):
                yield done
                report(count, len(orders))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _make(plan: Round, economy: str, history: Observations | None) -> Questionnaire:
    """Make the questionnaire of an economy."""
    laid = make_form(
        economy,
        plan.edition,
        plan.year,
        plan.methodology,
        read_delivery(plan.send_to, plan.deadline),
        plan=find_plan(plan.questions) if plan.questions else None,
    )
    laid = replace(laid, rules=plan.rules)
    return plan.fill(fill_form(laid, plan.language_of(economy), history))


def _carry_out_one(order: _Order) -> _Done:
    """Make the workbook of an economy."""
    try:
        made = _make(order.plan, order.economy, order.history)
        if order.office is not None:
            made = made.select_office(order.office.office, order.office.sheets)
        content = write_workbook(made.form, made.language, made.contents, file=order.file)
    except IctindexError as error:
        return _Done(order.economy, order.file, False, fault=(error.code, dict(error.details)))
    return _Done(order.economy, order.file, bool(made.contents.previous), content)


def _refuse_failed(done: Sequence[_Done]) -> None:
    """Name the economies whose workbook could not be written."""
    failed = [(each.economy, each.fault) for each in done if each.fault is not None]
    if not failed:
        return
    faults = [
        Finding(code, "error", economy, details=dict(values)) for economy, (code, values) in failed
    ]
    raise UnusableFileError(
        "round.failed",
        economies=[economy for economy, _ in failed][:_MOST_NAMED],
        count=str(len(failed)),
        faults=faults,
    )
