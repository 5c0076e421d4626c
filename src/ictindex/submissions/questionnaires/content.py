"""Content: the empty questionnaire of an economy, with the accepted values of earlier years."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import field, replace
from typing import Any

from ictindex.core import arguments, canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.data.economics import Economics
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.data.tariffs import Tariffs
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Findings
from ictindex.submissions.questionnaires.earlier_plans import collect_plans
from ictindex.submissions.questionnaires.layout import Delivery, Form, keep_sheets, make_form
from ictindex.submissions.questionnaires.price_conversion import collect_factors
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import workbook_path, write_workbook

_MOST_SOURCE = 200  # characters of the source of an earlier value that a workbook keeps
_LONGEST = 200  # characters of the address to which a questionnaire is returned


@dataclass(frozen=True, repr=False)
class Questionnaire:
    """An empty questionnaire for one economy, made by :func:`ictindex.questionnaire`.

    Parameters
    ----------
    form : Form
        The form: what is asked.
    language : str
        Language of its words.
    contents : Contents
        Accepted values of earlier years; if it renews an older questionnaire, the contents of
        that one.
    findings : Findings
        If it renews an older questionnaire: the contents that have no cell in the new one.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> asked = ict.questionnaire("ECU", edition=2025, language="es")
    >>> asked
    <Questionnaire ECU, edition 2025, 2023, es>
    >>> asked.form.year, asked.to_bytes()[:2]
    (2023, b'PK')
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     asked.save(f"{folder}/ecu.xlsx")
    """

    form: Form
    language: str
    contents: Contents = field(default_factory=Contents)
    findings: Findings = field(default_factory=Findings)

    def __repr__(self) -> str:
        return (
            f"<Questionnaire {self.form.economy}, edition {self.form.edition}, "
            f"{self.form.year}, {self.language}>"
        )

    def with_plans(self, plans: Tariffs) -> Questionnaire:
        """Return the questionnaire with the plans of the year before, in grey below the lines.

        Parameters
        ----------
        plans : Tariffs
            Plans of the year before; those of other economies are left out.

        Returns
        -------
        Questionnaire
            A new questionnaire.

        Raises
        ------
        UsageError
            If it is not a table of tariffs.

        Examples
        --------
        >>> import pandas as pd
        >>> import ictindex as ict
        >>> plan = {"economy": "ECU", "operator": "A", "service": "mobile", "name": "Max",
        ...         "price": 12, "currency": "USD", "tax_included": "yes", "validity_days": 30}
        >>> asked = ict.questionnaire("ECU", edition=2025)
        >>> filled = asked.with_plans(ict.read_tariffs(pd.DataFrame([plan])))
        >>> filled.contents.plans["tariffs-mobile"][0]["price"]
        '12'
        """
        arguments.require(isinstance(plans, Tariffs), "plans", "tariffs", plans)
        offered = collect_plans(self.form, plans)
        return replace(self, contents=replace(self.contents, plans=offered))

    def with_economics(self, economics: Economics) -> Questionnaire:
        """Return the questionnaire with the incomes and exchange rates of its economy, in grey.

        The result of the completed questionnaire then shows each price as a share of income.

        Parameters
        ----------
        economics : Economics
            Public incomes and exchange rates; those of other economies, and of years that the
            prices do not need, are left out.

        Returns
        -------
        Questionnaire
            A new questionnaire.

        Raises
        ------
        UsageError
            If it is not a table of economics.

        Examples
        --------
        >>> import ictindex as ict
        >>> economics = ict.read_economics(ict.sample_data("ipb-economics-2025.csv"))
        >>> filled = ict.questionnaire("ECU", edition=2025).with_economics(economics)
        >>> [(row["series"], row["year"], row["value"]) for row in filled.contents.factors]
        [('gni-per-capita-atlas', '2024', '6430')]
        """
        arguments.require(isinstance(economics, Economics), "economics", "economics", economics)
        factors = collect_factors(self.form, economics)
        return replace(self, contents=replace(self.contents, factors=factors))

    def select_office(self, office: str, sheets: Iterable[str]) -> Questionnaire:
        """Return the part of the questionnaire that one office of the State fills in.

        Parameters
        ----------
        office : str
            The office, as ``offices.csv`` names it: a role, never a person.
        sheets : iterable of str
            Ids of its sheets.

        Returns
        -------
        Questionnaire
            A new questionnaire with these sheets alone, and nothing of the others.

        Raises
        ------
        UsageError
            If the questionnaire has none of the sheets, or the office has no name.

        Examples
        --------
        >>> import ictindex as ict
        >>> asked = ict.questionnaire("ECU", edition=2025)
        >>> part = asked.select_office("Ministry of communications", ["mobile", "traffic"])
        >>> part.form.office, list(part.form.pages)
        ('Ministry of communications', ['mobile', 'traffic'])
        """
        arguments.require(isinstance(office, str), "office", "text", office)
        form = keep_sheets(self.form, canonical.nfc(office), tuple(sheets))
        if not form.pages or not office.strip():
            raise UsageError("questionnaire.no-part", sheets=list(self.form.pages))
        held = self.contents
        kept: dict[str, Any] = {
            name: {at: raw for at, raw in getattr(held, name).items() if at[0] in form.pages}
            for name in ("cells", "previous", "stray", "origins", "errors")
        }
        plans = {key: listed for key, listed in held.plans.items() if key in form.pages}
        has_prices = any(page.kind == "tariffs" for page in form.pages.values())
        factors = held.factors if has_prices else ()
        contents = replace(held, **kept, plans=plans, factors=factors)
        return replace(self, form=form, contents=contents)

    def to_bytes(self) -> bytes:
        """Return the workbook as bytes; the same questionnaire always has the same bytes.

        Returns
        -------
        bytes
            An Excel workbook.
        """
        return write_workbook(self.form, self.language, self.contents)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the workbook as a whole, or not at all.

        Parameters
        ----------
        path : path
            The file; one that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting.

        Raises
        ------
        UnusableFileError
            If the file cannot be written.
        UsageError
            If the path is not a path, its name does not end in ``.xlsx``, or the extra ``excel``
            is not installed.
        """
        file = workbook_path(path)
        write_file(file, write_workbook(self.form, self.language, self.contents, file=file.name))


def questionnaire(
    economy: str,
    *,
    edition: int,
    language: str | None = None,
    year: int | None = None,
    methodology: str = "idi",
    history: Observations | None = None,
    send_to: str = "",
    deadline: dt.date | str | None = None,
) -> Questionnaire:
    """Make the questionnaire of an economy, with a sheet for each topic of its focal point.

    Parameters
    ----------
    economy : str
        ISO 3166-1 alpha-3 code.
    edition : int
        Year of the edition that it is for.
    language : str, optional
        One of the six languages; by default the one in force.
    year : int, optional
        Year of reference; by default the one that the methodology of the edition states.
    methodology : str
        ``"idi"``, or ``"ipb"`` for the plans on offer alone.
    history : Observations, optional
        Accepted values of earlier years, shown in grey next to the cell to fill in.
    send_to : str
        Address to which it is returned: of an office, never of a person. Without it the first
        sheet has a cell that the office fills in.
    deadline : datetime.date or str, optional
        Last day to return it (ISO 8601); shown in the date format of the language.

    Returns
    -------
    Questionnaire
        The questionnaire, to be saved as a workbook.

    Raises
    ------
    CatalogueError
        If there is no such economy or language.
    UnknownMethodologyError
        If there is no methodology for the edition or for an earlier one.
    UsageError
        If the deadline is not a date, or the address is not a line of printable text.

    Notes
    -----
    Collection may start before the methodology exists. For an edition after the last one the
    questionnaire follows the last document, and every sheet states that it is provisional.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.questionnaire("ECU", edition=2025).form.previous
    (2021, 2022)
    >>> sent = ict.questionnaire(
    ...     "ECU", edition=2025, send_to="statistics@example.org", deadline="2025-03-31"
    ... )
    >>> sent.form.delivery.deadline
    datetime.date(2025, 3, 31)
    """
    laid = make_form(economy, edition, year, methodology, read_delivery(send_to, deadline))
    return fill_form(laid, language, history)


def read_delivery(send_to: str, deadline: dt.date | str | None) -> Delivery:
    """Return where and by when a questionnaire is returned."""
    return Delivery(_address(send_to), date_of(deadline, "deadline"))


def fill_form(
    laid: Form, language: str | None = None, history: Observations | None = None
) -> Questionnaire:
    """Return the questionnaire of a form with the accepted values of earlier years."""
    chosen_language = i18n.current_language(language)
    fits = history is None or isinstance(history, Observations)
    arguments.require(fits, "history", "observations", history)
    contents = Contents() if history is None else _show_earlier_years(laid, history)
    return Questionnaire(laid, chosen_language, contents)


def _address(send_to: str) -> str:
    """Return an address that a cell can show, or refuse it."""
    arguments.require(isinstance(send_to, str), "send_to", "text", send_to)
    if not send_to.isprintable() or send_to != send_to.strip() or len(send_to) > _LONGEST:
        raise UsageError(
            "questionnaire.send-to-unfit", send_to=visible(send_to[:80]), most=str(_LONGEST)
        )
    return send_to


def _show_earlier_years(laid: Form, history: Observations) -> Contents:
    """Return the values of earlier years by cell, with their origins and standard errors."""
    places = {
        (ask.indicator, ask.breakdown, ask.category): (page.id, ask.row)
        for page in laid.pages.values()
        for ask in page.asks
    }
    columns = history.cells
    contents: dict[Position, object] = {}
    origins: dict[Position, str] = {}
    errors: dict[Position, str] = {}
    faulty = set(history.faulty_rows())
    for row, economy in enumerate(columns["economy"]):
        if economy != laid.economy or row in faulty:
            continue
        indicator, year, value = (columns[n][row] for n in ("indicator", "year", "value"))
        breakdowns = [
            (name, columns[name][row])
            for name in BREAKDOWNS
            if columns[name][row] not in ("", "_T")
        ]
        breakdown, category = breakdowns[0] if len(breakdowns) == 1 else ("", "")
        cell = places.get((indicator, breakdown, category))
        unit = catalogue.indicators()[indicator].unit if cell else ""
        # Values with two breakdowns have no row here; another unit would be read as this one.
        if (
            cell is None
            or len(breakdowns) > 1
            or value is None
            or columns["unit"][row] not in ("", unit)
        ):
            continue
        if year in laid.previous:
            position = (*cell, laid.previous_column(year))
            contents[position] = value
            for earlier in (origins, errors):  # of several values the last one is shown
                earlier.pop(position, None)
            error = columns["standard_error"][row]
            if error is not None:
                errors[position] = format(error, "f")
            kind = catalogue.counted_class(columns["source_class"][row], columns["status"][row])
            if kind:
                source = visible(columns["source"][row])[:_MOST_SOURCE]
                origins[position] = f"{kind} {source}".strip()
    return Contents({}, contents, origins=origins, errors=errors)
