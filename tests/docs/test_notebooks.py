"""Notebooks contain their results, so that people see them: they are those of a run today.

`make notebook STORE_RESULTS=1` stores the results of a run. Pictures are drawn but not
compared: text in them is measured with the fonts of the machine.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

nbclient = pytest.importorskip("nbclient", reason="it is in the lock of development")
nbformat = pytest.importorskip("nbformat", reason="it is in the lock of development")

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMPARED = ("text/plain", "text/html", "text/markdown", "text/latex")


def shown(notebook: Any) -> list[list[str]]:
    """Return the lines that are compared, of each cell."""
    return [
        [
            line
            for output in cell.get("outputs", [])
            for text in (
                output.get("text", ""),
                *(output.get("data", {}).get(kind, "") for kind in COMPARED),
                "(a picture)" if "image/svg+xml" in output.get("data", {}) else "",
            )
            for line in text.splitlines()
        ]
        for cell in notebook.cells
    ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the results are stored on Linux")
@pytest.mark.parametrize("path", sorted(DOCS.glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_stored_results_are_those_of_today(
    path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    stored, fresh = nbformat.read(path, as_version=4), nbformat.read(path, as_version=4)
    assert any(shown(stored)), "nothing is stored"
    if stored.metadata.get("ictindex", {}).get("needs") == "data":
        monkeypatch.setenv("ICTINDEX_DATA", str(request.getfixturevalue("data")))
    # The user's own Jupyter or IPython set-up is neither used nor changed.
    for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    here = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(
        fresh, timeout=300, kernel_name="python3", resources=here, record_timing=False
    ).execute()
    if os.environ.get("STORE_RESULTS"):
        fresh.metadata = stored.metadata
        nbformat.write(fresh, path)
    else:
        assert shown(fresh) == shown(stored), "make notebook STORE_RESULTS=1 stores those of today"
