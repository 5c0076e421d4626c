"""Members that higher rooms make: found by a table of names, refused clearly without the room."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from ictindex.core.higher_rooms import MADE_ABOVE

ABSENT = """
import sys
sys.modules["ictindex.publishing"] = None
import ictindex as ict
try:
    ict.methodology("idi", edition=2024).plot
except ict.errors.UsageError as error:
    print(error.code, error.details["room"], error.details["name"])
    print(error.message("en"))
"""


@pytest.mark.parametrize("name", MADE_ABOVE)
def test_the_function_that_makes_a_member_exists(name: str) -> None:
    module, _, function = MADE_ABOVE[name].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_an_absent_room_is_named_with_what_it_makes() -> None:
    run = subprocess.run([sys.executable, "-c", ABSENT], capture_output=True, text=True, check=True)
    code, message = run.stdout.splitlines()
    assert code == "room.absent publishing plot"
    assert message == (
        "plot needs the part ictindex.publishing, which is not installed here. "
        'Install the complete package, with: pip install "ictindex[charts]"'
    )
