"""The Core List as a document: nothing from memory, each mark with a source that was read."""

from __future__ import annotations

from typing import Any

import pytest

from ictindex.core.errors import DocumentError
from ictindex.definitions import catalogue
from ictindex.definitions.documents import core_list, sources_read
from ictindex.definitions.documents.toml_reader import read_part
from ictindex.language.findings import Finding

LIST = core_list.core_list_document()
PARTNERSHIP = {"year": 2005, "title": "Core ICT Indicators", "read": "core-list-2010"}


def document(**row: Any) -> dict[str, Any]:
    """Return a list of one row."""
    lists = [PARTNERSHIP | {"extent": "titles"}]
    return {"lists": lists, "rows": [{"id": "one", "area": "households"} | row], "sdg": []}


def faults_of(**row: Any) -> list[str]:
    """Return the codes of the faults of a row."""
    with pytest.raises(DocumentError) as caught:
        read_part(core_list.CoreListDocument, document(**row), "core_list.toml")
    return [fault.code for fault in caught.value.faults]


def test_the_codes_are_those_that_were_read() -> None:
    """Slides of 2007 and 2019, the guide of 2009, the contents of 2010, codes of the DataHub."""
    codes = [row.code.text for row in LIST.rows if row.code]
    expected = ["HH1", "HH2", "HH3", "HH4", "HH6", "HH13", "HH18", *(f"B{n}" for n in range(1, 12))]
    education = ["EDR1", "ED1", "ED2", "ED3", "ED4", "ED4bis", "ED5"]
    assert codes == [*expected, "ICT2", "ICT3", *education]
    # No code of these was read: HH7 is known from memory alone, EG1 from nobody's text.
    assert not {"HH5", "HH7", "HH10", "HH15", "A1", "ICT1", "ICT4", "ED6", "EG1"} & set(codes)


def test_every_mark_names_a_reading() -> None:
    for row in LIST.rows:
        marks = [(title.mark, title.read) for title in row.titles]
        marks += [(row.code.mark, row.code.read)] if row.code else []
        for mark, read in marks:
            copy = sources_read()[read].copy_kind
            assert copy != "none"
            assert mark == "second-hand" or copy in ("publisher", "mirror", "excerpt")
    of_titles = {title.mark for row in LIST.rows for title in row.titles}
    assert of_titles == {"printed", "second-hand"}


def test_of_the_list_of_2022_no_row_was_read() -> None:
    last = LIST.lists[-1]
    assert (last.year, last.extent) == (2022, "none")
    printed = [t for row in LIST.rows for t in row.titles if t.mark == "printed"]
    assert not [title for title in printed if title.year == 2022]


def test_titles_of_the_united_nations_in_six_languages() -> None:
    """Global indicator framework, wording of the United Nations; 4.a.1 was read in English."""
    titles = {entry.number: entry.titles for entry in LIST.sdg}
    assert titles["17.8.1"]["en"] == "Proportion of individuals using the Internet"
    assert (
        titles["5.b.1"]["fr"]
        == "Proportion de la population possédant un téléphone portable, par sexe"
    )
    assert titles["9.c.1"]["zh"] == "移动网络所覆盖的人口比例,按技术种类分列"
    six = {"en", "fr", "es", "ar", "ru", "zh"}
    assert {number: set(own) == six for number, own in titles.items()} == {
        "4.4.1": True, "5.b.1": True, "9.c.1": True, "17.6.1": True, "17.8.1": True,
        "4.a.1": False,
    }  # fmt: skip


def test_codes_elsewhere_are_those_of_the_catalogue() -> None:
    owners = LIST.find_row("HH18")
    assert owners is not None
    assert core_list.codes_of(owners.same_indicator, "sdmx") == ("IT_MOB_OWN",)
    assert LIST.sdg_numbers(owners) == ("5.b.1",)
    assert LIST.find_row("HH7") is None
    for row in LIST.rows:
        assert row.indicator == "" or row.indicator in catalogue.indicators()


def test_a_row_of_which_nothing_was_read_is_refused() -> None:
    assert faults_of() == ["document.core-list-nothing-read"]


def test_a_mark_needs_a_source_that_supports_it() -> None:
    unread = {"text": "HH1", "mark": "printed", "read": "thai-nso-2012"}
    assert faults_of(code=unread) == ["document.core-list-not-read"]
    absent = {"text": "HH1", "mark": "second-hand", "read": "no-such-source"}
    assert faults_of(code=absent) == ["document.core-list-not-read"]


def test_an_indicator_needs_a_degree_of_match() -> None:
    code = {"text": "HH1", "mark": "printed", "read": "expert-group-slides-2019"}
    assert faults_of(code=code, indicator="households-computer") == ["document.core-list-match"]


def test_lists_and_sdg_indicators_that_are_not_there_are_refused() -> None:
    title = {
        "language": "en", "text": "Radio", "form": "short", "mark": "printed",
        "read": "expert-group-slides-2019", "year": 2030,
    }  # fmt: skip
    assert faults_of(titles=[title], sdg=["17.8.1"]) == ["document.core-list-unknown"] * 2


def test_a_code_is_there_once() -> None:
    code = {"text": "HH1", "mark": "printed", "read": "expert-group-slides-2019"}
    table = document(code=code)
    table["rows"].append(table["rows"][0] | {"id": "two"})
    with pytest.raises(DocumentError) as caught:
        read_part(core_list.CoreListDocument, table, "core_list.toml")
    fault = caught.value.faults[0]
    assert isinstance(fault, Finding)
    assert fault.code == "document.core-list-twice"
    assert fault.message("en") == "core_list.toml: 'HH1' is there twice."
