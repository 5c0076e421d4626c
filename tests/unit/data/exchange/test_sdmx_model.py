"""The structures of SDMX as they are made from the declared tables."""

from __future__ import annotations

import csv
import re
import sys
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core import declared_tables, package_data
from ictindex.core.tables.columns import Column, define
from ictindex.data.exchange import code_lists, sdmx_model
from ictindex.language import i18n

FLOWS = sdmx_model.dataflow_ids()
ID = re.compile(r"[A-Za-z0-9_@$-]+", re.ASCII)


@small_cases("flow_id", FLOWS)
def test_each_column_of_the_table_is_one_component(flow_id: str) -> None:
    structure = sdmx_model.dataflow(flow_id).structure
    columns = [c.name for c in declared_tables.table_schema(structure.table).data_columns()]
    own = [part.column for part in structure.components if part.column]
    assert len(own) == len(set(own))
    assert sorted({*own, *structure.figures}) == sorted(columns)
    assert sdmx_model.flow_of_table(structure.table) == flow_id


@small_cases("flow_id", FLOWS)
def test_the_key_of_the_table_are_its_dimensions(flow_id: str) -> None:
    structure = sdmx_model.dataflow(flow_id).structure
    key = declared_tables.table_schema(structure.table).key
    dimensions = [p.column for p in structure.select_components("dimension", "time") if p.column]
    assert set(key) <= set(dimensions)
    assert (
        len(structure.select_components("time")) == len(structure.select_components("measure")) == 1
    )
    assert bool(structure.over) == (len(structure.figures) > 1)
    assert bool(structure.time) == ("year" not in dimensions)


def test_every_name_is_there_in_six_languages_except_those_of_currencies() -> None:
    flows = [sdmx_model.dataflow(flow) for flow in FLOWS]
    named: list[Any] = [*flows, *sdmx_model.concepts(flows)]
    for codes in sdmx_model.code_lists_of(flows):
        named.append(codes)
        named.extend(() if codes.id == "CL_CURRENCY" else codes.codes)
    for part in named:
        assert tuple(part.names) == i18n.LANGUAGES, part.id
        assert all(part.names.values()), part.id
    assert all(
        concept.names[language] != concept.id
        for concept in sdmx_model.concepts(flows)
        for language in i18n.LANGUAGES
    )


def test_ids_are_those_that_sdmx_allows_and_different_in_each_list() -> None:
    for codes in sdmx_model.code_lists_of([sdmx_model.dataflow(flow) for flow in FLOWS]):
        ids = [code.id for code in codes.codes]
        assert all(map(ID.fullmatch, ids))
        assert len(set(ids)) == len(ids) == len(codes.ids())
    assert code_lists.code_id("sustainable-development-goals/9.c-3g") == (
        "sustainable-development-goals_9_c-3g"
    )


def test_two_components_of_one_concept_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    table = define(
        "prices",
        Column("economy", "economy"),
        Column("other", "economy", concept="REF_AREA"),
        Column("year", "year"),
        Column("price", "figure"),
        key=("economy", "other", "year"),
    )
    with pytest.raises(ValueError, match="two components of one concept"):
        sdmx_model.make_structure("PRICES", "1.0.0", table)


def test_currencies_have_english_names_for_the_codes_of_the_catalogue() -> None:
    path = package_data.folder("methodology") / "catalogue" / "currency_names.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["code"] for row in rows] == list(ict.data.currencies())
    assert len({row["name"] for row in rows}) == len(rows)
    assert {row["code"]: row["name"] for row in rows}["JPY"] == "Yen"


def test_codes_of_a_table_are_those_that_occur_and_a_foreign_one_is_refused() -> None:
    flow = sdmx_model.dataflow("OBSERVATIONS")
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    actual = sdmx_model.list_codes(flow, table.cells)
    assert set(actual.codes["REF_AREA"]) == set(table.cells["economy"])
    assert actual.codes["SEX"] == ("_T",)
    assert set(actual.codes["INDICATOR"]) < set(sdmx_model.allow_codes(flow).codes["INDICATOR"])
    cells = {**table.cells, "economy": ("ITU",) * len(table)}
    with pytest.raises(ict.errors.UsageError) as caught:
        sdmx_model.list_codes(flow, cells)
    assert caught.value.details == {"column": "economy", "value": "ITU", "list": "CL_AREA"}


def test_an_unknown_dataflow_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        sdmx_model.dataflow("SCORES")
    assert caught.value.code == "sdmx.unknown-dataflow"


def test_the_table_of_a_room_that_is_absent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> None:
        raise ModuleNotFoundError(name="ictindex.analysis.strategic_targets")

    monkeypatch.setattr(declared_tables, "table_schema", find)
    monkeypatch.setitem(sys.modules, "ictindex.analysis", None)
    sdmx_model.dataflow.cache_clear()
    with pytest.raises(ict.errors.UsageError) as caught:
        sdmx_model.dataflow("TARGETS")
    assert caught.value.details == {"name": "TARGETS", "room": "analysis"}
