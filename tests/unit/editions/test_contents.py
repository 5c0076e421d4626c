"""Files that publishing writes of a result, for both indices, and the way of the result there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any

import basket_edition_cases as of_baskets
import edition_cases as of_scores
import pytest
from edition_cases import tree

import ictindex as ict
from ictindex.editions.storage.format import EDITION_NAMES
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.edition_parts import EditionParts

COMMON = {
    "README.txt", "catalogue/economies.json", "catalogue/groups.json", "datapackage.json",
    "disclosure.json",
    "findings.json", "groups.json", "index.html", "manifest.json", "methodology/evidence.toml",
    "methodology/validity.json", "receipts.json", "recompute.py", "results.json", "table.csv",
    "terms.json", "verify.py",
}  # fmt: skip
OWN = {
    "idi": {"catalogue/indicators.json", "catalogue/nodes.json", "consultations.json",
            "inputs/observations.csv", "sourcing.json"},
    "ipb": {"catalogue/baskets.json", "catalogue/currencies.json", "inputs/economics.csv",
            "inputs/places.json", "inputs/prices.csv"},
}  # fmt: skip
RECONSTRUCTIONS = {"idi": of_scores.reconstruction, "ipb": of_baskets.reconstruction}


@pytest.mark.parametrize("index", RECONSTRUCTIONS)
def test_an_edition_of_either_index_has_the_same_files_and_its_own(
    index: str, tmp_path: Path
) -> None:
    edition = RECONSTRUCTIONS[index](tmp_path)
    written = {
        path for path in tree(edition.path)
        if not path.startswith(("rules/", "methodology/i"))
    }  # fmt: skip
    assert written == COMMON | OWN[index]
    assert {path.split("/")[0] for path in tree(edition.path)} <= EDITION_NAMES
    opened = ict.open_edition(edition.path, root=edition.root)
    listed = {file["path"] for file in opened.manifest["files"]}
    assert listed == set(tree(edition.path)) - {"manifest.json"}
    again = ict.editions.recompute(opened)
    assert again.identical and set(again.files) == {"groups.json", "results.json", "table.csv"}
    assert f"methodology/{opened.methodology.id}.toml" in listed


def functions_passed(publish: Callable[[], object]) -> list[tuple[str, str]]:
    """Return the functions that take a result, in order, each with its module; no attributes."""
    passed: dict[tuple[str, str], None] = {}

    def look(frame: FrameType, event: str, _: Any) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        if event != "call" or not module.startswith("ictindex."):
            return
        code, local = frame.f_code, frame.f_locals
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        for result in (local.get(name) for name in names):
            if isinstance(result, EditionResult):
                member = getattr(type(result), code.co_name, None)
                if not isinstance(member, (property, cached_property)):
                    passed.setdefault((code.co_name, module.removeprefix("ictindex.")))

    sys.setprofile(look)
    try:
        publish()
    finally:
        sys.setprofile(None)
    return list(passed)


@pytest.mark.slow
@pytest.mark.parametrize("index", RECONSTRUCTIONS)
def test_a_result_goes_to_its_index_once_and_no_further(index: str, tmp_path: Path) -> None:
    """Only the door of the room of editions sees it; what comes back to it is data."""
    if index == "idi":
        result: Any = ict.compute(of_scores.IDI, of_scores.annex().observations)
        receipts: Any = of_scores.annex()
        released = of_scores.RELEASED
    else:
        accepted = of_baskets.accepted(
            of_baskets.SAMPLES, role="compiler", transcribed=of_baskets.PRINT
        )
        result, receipts = of_baskets.computed(accepted), accepted.values()
        released = of_baskets.RELEASED

    def publish() -> None:
        ict.publish(result, tmp_path, released=released, receipts=receipts)

    passed = functions_passed(publish)
    in_editions = [name for name, module in passed if module.startswith("editions")]
    assert in_editions == ["publish", "_index_of"]
    rooms = [module.partition(".")[0] for _, module in passed]
    # The names of frames are those of the result: its own terms are asked for, one room below.
    assert set(rooms) <= {"editions", "indices", "core", "language"}
    assert rooms[:2] == ["editions"] * 2 and "editions" not in rooms[2:]


def test_what_an_index_gives_back_holds_no_result() -> None:
    assert not any("Result" in str(kind) for kind in EditionParts.__annotations__.values())
