"""Run Python without the array libraries: an import of one of them fails as if it were absent."""

from __future__ import annotations

import subprocess
import sys
import textwrap

ARRAY_LIBRARIES = ("numpy", "pandas", "scipy", "xarray")

_BLOCK = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {libraries!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)

sys.meta_path.insert(0, Absent())
"""


def run_without_arrays(code: str) -> str:
    """Run code in a new interpreter in which no array library can be imported."""
    program = _BLOCK.format(libraries=ARRAY_LIBRARIES) + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
