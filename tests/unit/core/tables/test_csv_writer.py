"""CSV of a declared table: all printed digits, nothing that a spreadsheet runs."""

from __future__ import annotations

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table


def test_decimals_keep_their_digits_and_missing_cells_are_empty(every_form: Table) -> None:
    assert write_csv(every_form) == (
        "economy,score,exact,distance,rank,count,flags,met,day,volume\n"
        "BRA,82.0,82.10,0.25,12,3,carried;estimate,true,2025-03-31,unlimited\n"
        "KEN,,100,,,0,,,,0.50\n"
    )


def test_a_closed_text_is_written_only_for_who_asks_and_is_no_formula(every_form: Table) -> None:
    assert "1+1" not in write_csv(every_form)
    assert write_csv(every_form, closed=True).splitlines()[1].endswith(""","'=1+1, yes\"""")


def test_a_table_without_rows_has_its_columns(empty: Table) -> None:
    assert write_csv(empty).count("\n") == 1


def test_several_years_in_a_cell_are_apart_by_a_semicolon() -> None:
    schema = define("documents", Column("id", "code"), Column("editions", "codes"))
    table = Table.of(schema, [{"id": "a", "editions": (2023, 2024)}, {"id": "b", "editions": ()}])
    assert write_csv(table) == "id,editions\na,2023;2024\nb,\n"
    assert write_records(table)[0]["editions"] == [2023, 2024]
