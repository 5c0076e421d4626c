"""The Core List of ICT indicators as far as it was read, and what serves each of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ictindex.core.arguments import doors
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.definitions.documents.core_list import (
    AREAS,
    CoreListDocument,
    CoreRow,
    ListRead,
    ReadDefinition,
    ReadTitle,
    SdgIndicator,
    codes_of,
    core_list_document,
)
from ictindex.definitions.documents.document_list import describe_source
from ictindex.indices.results.indicator_services import SERVICES, Services, find_services
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Bullets, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence, add_detail, put_before
from ictindex.language.i18n.tabular_result import TabularResult

# What else the column of services says: that the indicator only is near, or that nothing serves it.
NEAR, NOTHING = "near", "nothing"


def _name_sdg(number: str, language: str) -> str:
    """Return the title of an SDG indicator in a language in which it was read, or in English."""
    titles = next(entry.titles for entry in core_list_document().sdg if entry.number == number)
    return titles.get(language, titles["en"])


_SERVED = (
    Column("services", "codes", "core-list/services", names="core-list-services"),
    Column("computed", "codes", about="methodologies that compute with it", page=False),
    Column("checked", "codes", about="rules of validation that name it", page=False),
    Column("asked", "codes", about="sheets of the questionnaire that ask for it", page=False),
    Column("tracked", "codes", about="targets that are measured by it", page=False),
    Column("estimated", "codes", about="indicators of surveys, from their records", page=False),
)
ROWS = define(
    "core-list",
    Column("code", "code", "core-list/code", "of the Core List; empty if it was not read"),
    Column("id", "code", "core-list/name", "id here", names="core-list-names"),
    Column("area", "code", "core-list/area", names="core-list-areas", page=False),
    Column("title", "text", "core-list/title-read", "words of others, in English"),
    Column("evidence", "codes", "core-list/evidence", names="core-list-evidence"),
    Column("code_source", "code", about="row of the list of sources", page=False),
    Column("title_source", "code", about="row of the list of sources", page=False),
    Column("lists", "years", about="years of the lists in which it was read", page=False),
    Column("unit", "code", about="what is counted", page=False),
    Column("indicator", "code", about="indicator of the catalogue", page=False),
    Column("match", "code", about="same, or near", page=False),
    Column("itu", "codes", about="codes of ITU, of the same indicator", page=False),
    Column("sdg", "codes", about="SDG indicators", page=False),
    Column("sdg_mark", "code", about="printed, or compared: related by its text", page=False),
    Column("sdmx", "codes", about="series of the SDG data structure", page=False),
    *_SERVED,
    key=("id",),
)
SDG = define(
    "core-list-sdg",
    Column("number", "code", "core-list/number"),
    Column("title", "text", data=False, get="number", names=_name_sdg, label="core-list/title-un"),
    Column("indicators", "codes", about="indicators of the catalogue", page=False),
    Column("itu", "codes", "core-list/itu", absent=""),
    Column("sdmx", "codes", "core-list/sdmx", absent=""),
    Column("languages", "codes", about="languages in which the title was read", page=False),
    *_SERVED,
    key=("number",),
)
LISTS = define(
    "core-list-lists",
    Column("year", "year", "core-list/year"),
    Column("title", "text", "core-list/list"),
    Column("extent", "code", "core-list/extent", names="core-list-extents"),
    Column("source", "code", about="row of the list of sources", page=False, get="read"),
    key=("year",),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class CoreList(TabularResult):
    """The Core List as far as it was read. Made by :func:`ictindex.data.core_list`.

    Parameters
    ----------
    document : CoreListDocument
        What was read: lists, rows, SDG indicators.

    Examples
    --------
    >>> import ictindex as ict
    >>> listed = ict.data.core_list()
    >>> frame = listed.to_frame()
    >>> frame.loc[frame["code"] == "HH18", ["id", "sdg", "services"]].values.tolist()
    [['mobile-phone-owners', '5.b.1', 'computed;checked;asked;tracked;estimated']]
    >>> newest = listed.to_frame("lists").iloc[-1]
    >>> int(newest["year"]), newest["extent"]
    (2022, 'none')
    """

    document: CoreListDocument

    _parts = (
        Part("rows", ROWS, "_rows"),
        Part("sdg", SDG, "_sdg"),
        Part("lists", LISTS, "_lists"),
    )
    _json_name = "core-list-read"

    @property
    def _rows(self) -> list[dict[str, Any]]:
        return [_describe_row(self.document, row) for row in self.document.rows]

    @property
    def _sdg(self) -> list[dict[str, Any]]:
        return [_describe_sdg(entry) for entry in self.document.sdg]

    @property
    def _lists(self) -> tuple[ListRead, ...]:
        return self.document.lists

    def _to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, for JSON."""
        return {
            "lists": write_records(self._table("lists")),
            "rows": write_records(self._table("rows")),
            "titles": [
                {"id": row.id, "titles": [title.to_dict() for title in row.titles]}
                for row in self.document.rows
            ],
            "sdg": write_records(self._table("sdg")),
            "sdg_titles": [
                {"number": entry.number, "titles": dict(entry.titles)}
                for entry in self.document.sdg
            ],
        }

    def _blocks(self, language: str) -> list[Block]:
        rows = self._rows
        blocks: list[Block] = [
            Heading(_words("title", language), 1),
            Sentence("core-list/meaning"),
            *(
                Sentence("core-list/unread", year=entry.year).as_note()
                for entry in self.document.lists[-1:]
                if entry.extent == "none"
            ),
            write_grid(self._table("lists"), language),
            _count_services(rows),
            Sentence("core-list/own-words"),
        ]
        for area in AREAS:
            blocks.append(Heading(i18n.label("core-list-areas", area, language), 2))
            own = [row for row in rows if row["area"] == area]
            if own:
                blocks.append(write_grid(Table.of(ROWS, own), language))
            else:
                blocks.append(Sentence("core-list/no-row"))
        blocks += [
            Heading(_words("sdg-title", language), 2),
            Sentence("core-list/sdg-meaning"),
            write_grid(self._table("sdg"), language),
            Heading(_words("definitions", language), 2),
            Sentence("core-list/words-of-source" if language == "en" else "core-list/translated"),
            Bullets([point.to_text(language) for point in self._list_definitions()]),
            Heading(_words("traps", language), 2),
            Bullets([point.to_text(language) for point in self._list_traps()]),
            Heading(i18n.text("methodology", "sources", language), 2),
            Bullets([describe_source(key, language) for key in self._list_sources()]),
        ]
        return blocks

    def _name_subjects(self) -> Iterator[tuple[str, Sentence, ReadDefinition | None, bool]]:
        """Yield the id of each row and SDG indicator, its name, its definition, and its trap."""
        for row in self.document.rows:
            yield row.id, Sentence(f"core-list-names/{row.id}"), row.definition, row.trap
        for entry in self.document.sdg:
            name = Sentence("core-list/sdg-number", number=entry.number)
            yield entry.id, name, entry.definition, entry.trap

    def _list_definitions(self) -> Iterator[Sentence]:
        for key, name, definition, _ in self._name_subjects():
            if definition is not None:
                words = Sentence(f"core-list-definitions/{key}")
                form = Sentence(f"core-list/definition-{definition.form}")
                yield put_before(name, add_detail(words, form))

    def _list_traps(self) -> Iterator[Sentence]:
        for key, name, _, has_trap in self._name_subjects():
            if has_trap:
                yield put_before(name, Sentence(f"core-list-traps/{key}"))

    def _list_sources(self) -> list[str]:
        """Return the rows of the list of sources that the document names, each once."""
        named: list[str] = [entry.read for entry in self.document.lists]
        for row in self.document.rows:
            named += [row.code.read] if row.code else []
            named += [title.read for title in row.titles]
        for entry in self.document.sdg:
            named += [entry.read, *([entry.definition.read] if entry.definition else [])]
        return list(dict.fromkeys(named))


def _words(key: str, language: str) -> str:
    return i18n.text("core-list", key, language)


def _describe_row(document: CoreListDocument, row: CoreRow) -> dict[str, Any]:
    """Return the record of a row: what was read of it, its codes elsewhere, what serves it."""
    title = _choose_title(row.titles)
    own = codes_of(row.same_indicator, "sdg")
    return {
        "code": row.code.text if row.code else "",
        "id": row.id,
        "area": row.area,
        "title": title.text if title else "",
        "evidence": (_mark_code(row), _mark_title(title)),
        "code_source": row.code.read if row.code else "",
        "title_source": title.read if title else "",
        "lists": row.years,
        "unit": row.unit,
        "indicator": row.indicator,
        "match": row.match,
        "itu": codes_of(row.same_indicator, "itu"),
        "sdg": document.sdg_numbers(row),
        "sdg_mark": "printed" if own else "compared" if row.sdg else "",
        "sdmx": codes_of(row.same_indicator, "sdmx"),
        **_describe_services(
            [row.indicator] if row.indicator else [],
            is_near=row.match == NEAR,
            core_code=row.code.text if row.code else "",
        ),
    }


def _describe_sdg(entry: SdgIndicator) -> dict[str, Any]:
    """Return the record of an SDG indicator."""
    codes = {
        kind: tuple(code for key in entry.indicators for code in codes_of(key, kind))
        for kind in ("itu", "sdmx")
    }
    return {
        "number": entry.number,
        "indicators": entry.indicators,
        "languages": tuple(entry.titles),
        **codes,
        **_describe_services(entry.indicators),
    }


def _describe_services(
    indicators: Iterable[str], *, is_near: bool = False, core_code: str = ""
) -> dict[str, tuple[str, ...]]:
    """Return the columns of what the library does with some indicators."""
    served: Services = find_services(indicators, core_code)
    names = (*served.names, *((NEAR,) if is_near and served.names else ()))
    return {"services": names or (NOTHING,), **served._asdict()}


def _choose_title(titles: tuple[ReadTitle, ...]) -> ReadTitle | None:
    """Return the title that is best confirmed: whole and printed before any other."""
    return next((title for title in titles if title.is_printed), titles[0] if titles else None)


def _mark_code(row: CoreRow) -> str:
    return f"code-{row.code.mark}" if row.code else "code-unread"


def _mark_title(title: ReadTitle | None) -> str:
    if title is None:
        return "title-unread"
    return f"title-{title.mark}" + ("-short" if title.form == "short" else "")


def _count_services(rows: list[dict[str, Any]]) -> Sentence:
    """Return the sentence that counts what the library does with the rows."""
    counts = {name: sum(name in row["services"] for row in rows) for name in (*SERVICES, NOTHING)}
    return Sentence("core-list/counts", total=len(rows), **counts)


def core_list() -> CoreList:
    """Return the Core List of ICT indicators as far as it was read, and what serves each row.

    Returns
    -------
    CoreList
        Rows with the code and the titles that were read and the mark of each, the SDG indicators
        of ICT in the wording of the United Nations, and the lists of the Partnership with what was
        read of them. A row also says what the library does with its indicator: computes with it,
        checks it, asks for it in the questionnaire, tracks it as a target, estimates it from the
        records of a survey, or nothing. This follows from the methodologies, rules, sheets, targets
        and indicators of surveys of the library.

    Notes
    -----
    The list is that of the Partnership on Measuring ICT for Development. The list of March 2022 was
    not read: a code or a title that nobody read is not here. Names in six languages are words of
    this project, not of the Partnership.

    Examples
    --------
    >>> import ictindex as ict
    >>> record = ict.data.core_list().to_dict()
    >>> [row["code"] for row in record["rows"] if row["area"] == "households"]
    ['HH1', 'HH2', 'HH3', 'HH4', 'HH6', 'HH13', 'HH18']
    >>> record["sdg_titles"][4]["titles"]["es"]
    'Proporción de personas que utilizan Internet'
    """
    return CoreList(core_list_document())
