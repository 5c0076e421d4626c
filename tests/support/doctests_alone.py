"""Run the doctests of each module given as an argument in a process in which nothing of ours is.

Run as a script: it imports pytest and the packages of others once, then forks for each module; a
line of JSON on the standard output names the modules that failed, with the output of pytest.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import numpy  # noqa: F401
import pandas  # noqa: F401
import pytest
import scipy.stats  # noqa: F401
import xarray  # noqa: F401


def run_alone(module: str) -> str:
    """Run the doctests of a module in a copy of this process; return what failed."""
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if not child:
            for stream in (1, 2):
                os.dup2(output.fileno(), stream)
            code = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", module])
            sys.stdout.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        output.seek(0)
        printed = output.read().decode("utf-8", "replace")
    return printed[-1000:] if status else ""


if __name__ == "__main__":
    assert not any(name.startswith("ictindex") for name in sys.modules)
    failed = {
        Path(module).name: printed for module in sys.argv[1:] if (printed := run_alone(module))
    }
    print(json.dumps(failed))
