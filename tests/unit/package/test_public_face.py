"""The public face and the folders of all rooms: stubs, modules and namespaces agree with it."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.face import NAMESPACE_ROOMS, NAMESPACES, PUBLIC_NAMES

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(ict.__file__).resolve().parent
EXTRAS = {"errors", "sample_data"}  # at the top, and in no other module


def stub(name: str) -> Path:
    room = SOURCE / name
    return room / "__init__.pyi" if room.is_dir() else SOURCE / f"{name}.pyi"


@small_cases("name", PUBLIC_NAMES)
def test_stubs_are_those_of_the_table(name: str) -> None:
    imported = {
        alias.asname: node.module
        for node in ast.walk(ast.parse(stub(name).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    extras = {"errors": "ictindex.core"} | dict.fromkeys(NAMESPACES, "ictindex")
    assert imported == PUBLIC_NAMES[name] | ({} if name else extras)


@pytest.mark.slow
def test_stubs_are_as_the_tool_writes_them() -> None:
    if not (ROOT / "tools").is_dir():
        pytest.skip("installed from a wheel: the tools are not next to the package")
    command = [sys.executable, str(ROOT / "tools/make_stubs.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", ["", *NAMESPACE_ROOMS])
def test_no_module_has_the_name_of_a_public_function(name: str) -> None:
    """Importing such a module, or room, would put it in the place of the function."""
    modules = {path.stem for path in (SOURCE / name).iterdir() if path.name != "__init__.py"}
    assert not modules & PUBLIC_NAMES[name].keys()


def test_a_namespace_is_a_room_or_is_made_from_the_table() -> None:
    """A namespace stays for its users wherever its modules are; none hides a public function."""
    assert not set(NAMESPACES) & (PUBLIC_NAMES[""].keys() | EXTRAS)
    rooms = {name for name in NAMESPACES if (SOURCE / name / "__init__.py").is_file()}
    assert rooms == set(NAMESPACE_ROOMS)
    for name in set(NAMESPACES) - rooms:
        made = importlib.import_module(f"ictindex.{name}")
        assert made is getattr(ict, name) and made.__doc__
        assert not (SOURCE / f"{name}.py").exists() and stub(name).is_file()
    from ictindex.prices import laspeyres

    assert laspeyres is ict.prices.laspeyres
