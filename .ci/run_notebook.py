"""Run notebooks in fresh kernels: check that stored results are those of today, or store them.

    python .ci/run_notebook.py NOTEBOOK ...           # run, compare with what is stored
    python .ci/run_notebook.py --store NOTEBOOK ...   # run, and store the results

A notebook in the repository contains its results, so that people see them without running it. A
stored result that differs from this run is an error, so that nobody reads figures of an older
version. Pictures are run but not compared: text in them is measured with the fonts of the machine.

A notebook that needs published tables says so in its metadata (``ictindex: {"needs": "data"}``);
without the folder named by ``ICTINDEX_DATA`` it is skipped, with a message.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

TIMEOUT = 300  # seconds a cell
DATA = "ICTINDEX_DATA"
# Folders of one run, addresses of objects.
CHANGING = re.compile(r"/[\w./-]*/tmp[\w-]+|0x[0-9a-f]{6,}")
COMPARED = ("text/plain", "text/html", "text/markdown", "text/latex")


def run(path: Path, notebook: Any) -> None:
    """Run a notebook with its own folder as the working directory."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # The user's own Jupyter or IPython set-up is neither used nor changed.
        for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            os.environ[variable] = str(Path(folder) / variable.lower())
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.resolve().parent)}},
        )
        client.execute()


def tidy(notebook: Any) -> Any:
    """Remove the parts that differ from run to run, or mean nothing to people."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": notebook.metadata["kernelspec"],
            "language_info": {"name": "python"},
            **(
                {"ictindex": notebook.metadata["ictindex"]}
                if "ictindex" in notebook.metadata
                else {}
            ),
        }
    )
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number}"
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.get("metadata", {}).clear()
            for kind, text in output.get("data", {}).items():
                if isinstance(text, str):
                    output["data"][kind] = CHANGING.sub("/...", text)
            if isinstance(output.get("text"), str):
                output["text"] = CHANGING.sub("/...", output["text"])
    return notebook


def shown(cell: Any) -> list[str]:
    """Return the compared part of the results of a cell."""
    lines: list[str] = []
    for output in cell.get("outputs", []):
        lines += str(output.get("text", "")).splitlines()
        for kind in COMPARED:
            lines += str(output.get("data", {}).get(kind, "")).splitlines()
        if "image/svg+xml" in output.get("data", {}):
            lines.append("(a picture)")
    return lines


def compare(path: Path, stored: Any, fresh: Any) -> int:
    """Print the results that differ from this run; return their number."""
    wrong = 0
    for number, (then, now) in enumerate(zip(stored.cells, fresh.cells, strict=True), 1):
        if then.cell_type == "code" and shown(then) != shown(now):
            wrong += 1
            print(f"{path}: the stored result of cell {number} is not that of this run:")
            sys.stdout.writelines(
                f"    {line}\n" for line in list(difflib.unified_diff(shown(then), shown(now)))[:40]
            )
    return wrong


def main() -> int:
    """Run the notebooks that the arguments name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", action="store_true")
    parser.add_argument("notebooks", nargs="+", type=Path)
    arguments = parser.parse_args()
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not os.environ.get(DATA) and default.is_dir():
        os.environ[DATA] = str(default)
    wrong = 0
    for path in arguments.notebooks:
        stored = nbformat.read(path, as_version=4)
        code = [cell for cell in stored.cells if cell.cell_type == "code"]
        if not code:
            print(f"{path}: holds no code, so nothing was run", file=sys.stderr)
            return 1
        if stored.metadata.get("ictindex", {}).get("needs") == "data" and not os.environ.get(DATA):
            print(f"notebook: {path.name} skipped: it needs published tables ({DATA} is not set)")
            continue
        fresh = nbformat.read(path, as_version=4)
        try:
            run(path, fresh)
        except CellExecutionError as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 1
        tidy(fresh)
        if arguments.store:
            nbformat.write(fresh, path)
        else:
            wrong += compare(path, stored, fresh)
        print(f"notebook: {path.name}, {len(code)} cells run")
    if wrong:
        print("Store the results with: make notebook-results", file=sys.stderr)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
