"""Unit tests mirror the source: each file is named after a module of its room."""

from __future__ import annotations

from pathlib import Path

import pytest

import ictindex

SOURCE = Path(ictindex.__file__).resolve().parent
UNIT = Path(__file__).resolve().parents[1]
OF_A_WHOLE_ROOM = ("without_arrays",)


def module_names(room: Path) -> set[str]:
    """Return the names that a test of a folder may begin with: those of its modules."""
    paths = [path.relative_to(SOURCE / room) for path in (SOURCE / room).rglob("*.py")]
    parts = [path.with_suffix("").parts for path in paths if path.name != "__init__.py"]
    return {"_".join(names[n:]) for names in parts for n in range(len(names))}


@pytest.mark.lint
def test_every_unit_test_is_named_after_a_module() -> None:
    astray = []
    for path in sorted([*UNIT.rglob("test_*.py"), *UNIT.rglob("test_*.txt")]):
        room = path.parent.relative_to(UNIT)
        name = path.stem.removeprefix("test_")
        named = any(
            name == module or name.startswith(f"{module}_") for module in module_names(room)
        )
        if room.parts[0] != "package" and name not in OF_A_WHOLE_ROOM and not named:
            astray.append(path.relative_to(UNIT).as_posix())
    assert not astray
