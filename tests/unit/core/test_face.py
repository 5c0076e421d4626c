"""The public face: one table, which the package, its namespaces and the stubs agree with."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.face import NAMESPACE_ROOMS, NAMESPACES, PUBLIC_NAMES, RECORDS

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(ict.__file__).resolve().parent
TWINS = ("indices/idi", "indices/ipb")
EXTRAS = {"errors", "sample_data"}  # at the top, and in no other module


def namespace(name: str) -> object:
    return importlib.import_module(f"ictindex.{name}" if name else "ictindex")


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_names_are_those_of_the_table(name: str) -> None:
    """``__all__``, ``dir()`` and the objects agree with the table."""
    room = namespace(name)
    extras = {*EXTRAS, *NAMESPACES} if not name else set()
    assert set(room.__all__) == PUBLIC_NAMES[name].keys() | extras
    assert set(dir(room)) - {"__version__"} == set(room.__all__)
    for public, module in PUBLIC_NAMES[name].items():
        thing = getattr(room, public)
        defined = getattr(importlib.import_module(module), public)
        assert thing.__name__ == public
        assert thing.__module__ == module, f"{public} is defined in {thing.__module__}"
        assert thing is defined or thing.__wrapped__ is defined


def test_about_two_dozen_names_at_the_top() -> None:
    assert len(PUBLIC_NAMES[""]) + len(EXTRAS) <= 26


def test_no_file_name_twice() -> None:
    """A name leads to one file; idi and ipb are twins, and stand-alone scripts are published."""
    rooms: dict[str, list[str]] = {}
    for path in SOURCE.rglob("*.py"):
        room = path.parent.relative_to(SOURCE).as_posix()
        if path.stem not in ("__init__", "__main__") and "standalone" not in room:
            rooms.setdefault(path.stem, []).append("twins" if room in TWINS else room)
    twice = {stem: sorted(set(where)) for stem, where in rooms.items() if len(set(where)) > 1}
    assert not twice


def test_no_public_name_means_two_things() -> None:
    times = Counter(name for names in PUBLIC_NAMES.values() for name in names)
    assert [name for name, count in times.items() if count > 1] == []


@small_cases("name", RECORDS)
def test_parts_of_results_are_described_and_are_no_names(name: str) -> None:
    assert not RECORDS[name].keys() & PUBLIC_NAMES[name].keys()
    for record, module in RECORDS[name].items():
        kind = getattr(importlib.import_module(module), record)
        assert kind.__module__ == module
        assert not hasattr(namespace(name), record)
        fields = {key for key in vars(kind).get("__annotations__", {}) if key[0] != "_"}
        described = {word.strip("`, ") for word in (kind.__doc__ or "").split()}
        assert not fields - described, f"{record}: nothing describes {sorted(fields - described)}"


def test_importing_loads_only_the_table() -> None:
    code = (
        "import sys; before = set(sys.modules); import ictindex; dir(ictindex); "
        "print(sorted(n for n in set(sys.modules) - before if n.startswith('ictindex')))"
    )
    environment = {"PYTHONPATH": str(SOURCE.parent), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    wanted = ["ictindex", "ictindex.core", "ictindex.core.errors", "ictindex.core.face"]
    wanted += sorted(f"ictindex.{name}" for name in set(NAMESPACES) - set(NAMESPACE_ROOMS))
    assert ast.literal_eval(done.stdout) == wanted


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"module 'ictindex.data' has no attribute 'telex'"):
        _ = ict.data.telex  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="module 'ictindex' has no attribute 'compote'"):
        _ = ict.compote  # type: ignore[attr-defined]
