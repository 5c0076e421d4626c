"""Versions of what is exchanged as SDMX: a change without a raised version is refused."""

from __future__ import annotations

import importlib.util
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ictindex.data.exchange import code_lists

ROOT = Path(__file__).resolve().parents[3]
# The structures are of tables of every room.
pytestmark = pytest.mark.every_room


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return the tool that writes the record."""
    path = ROOT / "tools" / "make_exchange_versions.py"
    spec = importlib.util.spec_from_file_location("make_exchange_versions", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def recorded() -> dict[str, Any]:
    """Return the record, which a test may change."""
    return deepcopy(dict(code_lists.structure_versions()))


def _versions(record: dict[str, Any]) -> dict[str, str]:
    return {
        own_id: entry["version"]
        for section in ("code_lists", "concepts", "structures")
        for own_id, entry in record[section].items()
    }


def test_the_record_is_that_of_today(tool: ModuleType) -> None:
    assert tool.main(["--check"]) == 0, "run python tools/make_exchange_versions.py"


@pytest.mark.parametrize(
    ("old", "new", "version"),
    [
        ("ABC", "ABC", "1.2.3"),
        ("ABC", "ABCD", "1.3.0"),
        ("ABC", "AB", "2.0.0"),
        ("ABC", "ABX", "2.0.0"),
    ],
)
def test_new_parts_raise_the_second_number_and_lost_ones_the_first(
    old: str, new: str, version: str, tool: ModuleType
) -> None:
    contents = [tool.Content(tuple(parts), parts) for parts in (old, new)]
    assert tool.next_version("1.2.3", *contents) == version


def test_other_words_raise_the_third_number(tool: ModuleType) -> None:
    old, new = tool.Content(("A",), "one"), tool.Content(("A",), "two")
    assert tool.next_version("1.2.3", old, new) == "1.2.4"


def test_a_list_that_lost_a_code_is_another_list_for_the_structures_that_use_it(
    recorded: dict[str, Any], tool: ModuleType
) -> None:
    before = _versions(recorded)
    recorded["code_lists"]["CL_SERIES"]["parts"].append("lending-rate")
    after = _versions(tool.renew(recorded))
    raised = {own_id for own_id, version in after.items() if version != before[own_id]}
    assert raised == {"CL_SERIES", "ECONOMICS"}
    assert {after["CL_SERIES"], after["ECONOMICS"]} == {_raise_first(before["CL_SERIES"])}


def test_a_list_with_a_new_code_raises_the_last_number_of_its_structures(
    recorded: dict[str, Any], tool: ModuleType
) -> None:
    before = _versions(recorded)
    recorded["code_lists"]["CL_SERIES"]["parts"].remove("ppp-gdp")
    after = _versions(tool.renew(recorded))
    major, minor, _ = before["CL_SERIES"].split(".")
    assert after["CL_SERIES"] == f"{major}.{int(minor) + 1}.0"
    assert after["ECONOMICS"] == _raise_last(before["ECONOMICS"])


def _raise_last(version: str) -> str:
    first, _, last = version.rpartition(".")
    return f"{first}.{int(last) + 1}"


def _raise_first(version: str) -> str:
    return f"{int(version.partition('.')[0]) + 1}.0.0"


def test_a_changed_word_is_seen(
    monkeypatch: pytest.MonkeyPatch, recorded: dict[str, Any], tool: ModuleType
) -> None:
    find_list = code_lists.code_list
    own = find_list("CL_SEX")
    renamed = code_lists.CodeList(own.id, own.version, {**own.names, "fr": "Genre"}, own.codes)

    def find(list_id: str) -> code_lists.CodeList:
        return renamed if list_id == "CL_SEX" else find_list(list_id)

    monkeypatch.setattr(tool.code_lists, "code_list", find)
    assert tool.renew(recorded)["code_lists"]["CL_SEX"]["version"] == _raise_last(own.version)
    assert tool.main(["--check"]) == 1


def test_a_new_structure_has_the_first_version(
    recorded: dict[str, Any], tool: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    del recorded["structures"]["TARGETS"]
    monkeypatch.setattr(code_lists, "structure_versions", lambda: recorded)
    code_lists.code_list.cache_clear()
    assert code_lists.version_of("structures", "TARGETS") == "1.0.0"
    assert tool.renew(recorded)["structures"]["TARGETS"]["version"] == "1.0.0"


def test_help_is_shown_and_nothing_is_written(
    tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tool.PATH.read_bytes()
    with pytest.raises(SystemExit) as caught:
        tool.main(["--help"])
    assert caught.value.code == 0
    assert "--check" in capsys.readouterr().out
    assert tool.PATH.read_bytes() == before
