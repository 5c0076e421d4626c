"""Run a notebook from top to bottom in a fresh kernel and fail at the first cell that fails.

The notebook in the repository holds no results, so that nobody reads figures of an older version;
this script refuses one that does, and writes nothing back.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

TIMEOUT = 300  # seconds a cell


def main(path: Path) -> int:
    """Run the notebook at `path` with its own folder as the working directory."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not code:
        print(f"{path}: holds no code, so nothing was run", file=sys.stderr)
        return 1
    stored = [n for n, cell in enumerate(code, 1) if cell.outputs or cell.execution_count]
    if stored:
        print(f"{path}: code cells {stored} hold results; clear all outputs and save it again")
        return 1
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # Nothing of the user's own Jupyter or IPython set-up takes part, or is written to.
        for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            os.environ[variable] = str(Path(folder) / variable.lower())
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.resolve().parent)}},
        )
        try:
            client.execute()
        except CellExecutionError as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 1
    print(f"notebook: {path.name}, {len(code)} cells run")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
