"""The benchmark of the statistical audit: one index of 200 economies and 10 indicators."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import floors
import inputs
import rivals
from measuring import Figure, figure, peer, repeat


def audit() -> Iterator[Figure]:
    """An audit of 200 x 10 with its parallel analysis and its page; its parts by other packages."""
    import numpy as np

    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition.csv"
        inputs.edition(path)
        result = ict.compute(idi, ict.read_observations(path), edition=2024)

    def ours() -> Any:
        return ict.analysis.audit(result, draws=inputs.PARALLEL)

    audited = ours()
    base = audited.inputs.base
    parts, index = list(audited.inputs.parts), audited.inputs.root
    table, scores = base[parts].to_numpy(), base[index].to_numpy()
    eigenvalues = audited.to_frame("components").query("group == 'all'")["eigenvalue"].to_numpy()
    assert np.allclose(np.linalg.eigvalsh(np.corrcoef(table, rowvar=False))[::-1], eigenvalues)
    rival: Callable[[], Any] | None = rivals.audited(base[parts], scores)
    times, floor, *others = repeat(
        ours, floors.audited(table, scores, inputs.PARALLEL), *([rival] if rival else [])
    )
    rival_part = peer(others[0] if others else None, "statsmodels")
    yield figure(f"audit, {inputs.ECONOMIES} x 10", times, floor, limit=1000, **rival_part)
    pages = repeat(lambda: ours().to_html("ar"))[0]
    yield figure("  with its page", pages)
