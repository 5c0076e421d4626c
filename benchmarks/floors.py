"""Floors: the same result without anything around it, as fast as Python can compute it.

A floor has all facts beforehand except the numbers: no missing cell, no document, no check, no
explanation. Results are written into preallocated arrays, in blocks that stay in the processor's
cache; exact figures are whole numbers; a digest is SHA-256 over bytes in memory.
"""

from __future__ import annotations

import csv
import decimal
import hashlib
import importlib.util
import io
import os
import tomllib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

_BLOCK = 2048
_UNIT = 10**20


def constants(plan: Any) -> tuple[Any, Any, Any, list[int]]:
    """Return goalposts, width, share of each leaf in the index, and the leaves with logarithms."""
    low = np.array([float(leaf.zero) for leaf in plan.leaves])
    high = np.array([float(leaf.full) for leaf in plan.leaves])
    shares = np.array([float(plan.weight_in_index(key)) for key in plan.indicators])
    logs = [n for n, leaf in enumerate(plan.leaves) if leaf.transformation.id == "ln1p"]
    return low, high, shares, logs


def fused(plan: Any, values: Any) -> Callable[[], Any]:
    """Return scores of many economies in float64: blocks, one buffer, every step in place."""
    low, high, shares, logs = constants(plan)
    scale = 1 / (high - low)
    shift = -low * scale
    buffer = np.empty((_BLOCK, values.shape[1]))
    out = np.empty(len(values))
    weights = 100 * shares

    def run() -> Any:
        for first in range(0, len(values), _BLOCK):
            part = values[first : first + _BLOCK]
            work = buffer[: len(part)]
            np.multiply(part, scale, out=work)
            for n in logs:
                column = work[:, n]
                np.log1p(part[:, n], out=column)
                np.multiply(column, scale[n], out=column)
            np.add(work, shift, out=work)
            np.maximum(work, 0, out=work)
            np.minimum(work, 1, out=work)
            np.matmul(work, weights, out=out[first : first + _BLOCK])
        return out

    return run


def logarithm() -> tuple[Callable[[int], int], str]:
    """Return the fastest way to a logarithm of 20 decimals that is installed: MPFR, else integers.

    Its argument and its result are in units of the 20th decimal.
    """
    if importlib.util.find_spec("gmpy2") is not None:
        import gmpy2

        context = gmpy2.context(precision=128)
        unit = gmpy2.mpz(_UNIT)
        of_unit = context.log(gmpy2.mpfr(unit, 160))

        def by_mpfr(argument: int) -> int:
            return int(gmpy2.rint(context.mul(context.sub(context.log(argument), of_unit), unit)))

        return by_mpfr, "MPFR"
    from ictindex.core import logarithms

    return logarithms.ln, "integers"  # type: ignore[return-value]


def integers(plan: Any, values: Any, *, with_logarithms: bool) -> Callable[[], Any]:
    """Return exact scores in whole units of the 20th decimal: one loop, only leaves and the sum."""
    from ictindex.core import logarithms

    log = logarithm()[0]
    logs = {n for n, leaf in enumerate(plan.leaves) if leaf.transformation.id == "ln1p"}
    shares = [Fraction(float(plan.weight_in_index(key))) for key in plan.indicators]
    scaled = [round(share * 720_720) for share in shares]  # a multiple of many denominators
    rows = [[int(value.scaleb(20)) for value in row] for row in values]
    if not with_logarithms:
        rows = [
            [logarithms.ln(value + _UNIT) if n in logs else value for n, value in enumerate(row)]
            for row in rows
        ]
    low = [int(leaf.zero.scaleb(20)) for leaf in plan.leaves]
    width = [int((leaf.full - leaf.zero).scaleb(20)) for leaf in plan.leaves]
    full = 100 * _UNIT
    columns = list(zip(range(len(low)), low, width, scaled, strict=True))
    total = sum(scaled)

    def run() -> list[int]:
        scores = []
        for row in rows:
            score = 0
            for n, zero, span, weight in columns:
                value = log(row[n] + _UNIT) if with_logarithms and n in logs else row[n]
                share = (value - zero) * full // span
                score += weight * (0 if share < 0 else full if share > full else share)
            scores.append(score // total)
        return scores

    return run


def matrix_product(matrix: Any, shares: Any) -> Callable[[], Any]:
    """Return the product of leaves and shares, written into an existing array."""
    out = np.empty((matrix.shape[0], shares.shape[1]))
    return lambda: np.matmul(matrix, shares, out=out)


def effective_weights(plan: Any, drawn: Any) -> Any:
    """Return the share of each indicator in the index, of drawn weights by name."""
    shares: dict[int, Any] = {len(plan.nodes) - 1: 1.0}
    for position in range(len(plan.nodes) - 1, len(plan.leaves) - 1, -1):
        for child in plan.children(position):
            own = drawn.sel(factor=f"weight:{plan.nodes[child]}").to_numpy().ravel()
            shares[child] = shares[position] * own
    return np.stack([shares[n] for n in range(len(plan.leaves))], axis=1)


def ranked_draws(leaves: Any, weights: Any) -> Callable[[], Any]:
    """Return the order of the scores of each draw: a product and a sort, ties in any order."""
    out = np.empty((_BLOCK, len(leaves)))
    turned = np.ascontiguousarray(leaves.T)

    def run() -> None:
        for first in range(0, len(weights), _BLOCK):
            part = weights[first : first + _BLOCK]
            np.argsort(np.matmul(part, turned, out=out[: len(part)]), axis=1)

    return run


def variance_sums(a: Any, b: Any, exchanged: Any) -> Callable[[], Any]:
    """Return the sums behind first and total order indices: two passes over the runs."""
    step = np.empty(a.shape)
    centred = b - b.mean(0)

    def run() -> list[Any]:
        sums = []
        for matrix in exchanged:
            np.subtract(matrix, a, out=step)
            sums.append((np.einsum("nm,nm->m", centred, step), np.einsum("nm,nm->m", step, step)))
        return sums

    return run


def rows_of(path: Path) -> Callable[[], Any]:
    """Return the cells of a CSV file as texts, by ``csv.reader``."""

    def run() -> Any:
        return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))

    return run


def toml_of(path: Path) -> dict[str, Any]:
    """Parse a TOML file by the standard library."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def divisions(pairs: list[tuple[Decimal, Decimal]]) -> Callable[[], Any]:
    """Return the quotients of decimals to 40 digits: one context, nothing rounded or sorted."""
    context = decimal.Context(prec=40)

    def run() -> list[Decimal]:
        divide = context.divide
        return [divide(price, by) for price, by in pairs]

    return run


def comparisons(widths: list[int], rows: int) -> Callable[[], Any]:
    """Return one comparison of each value that a check of a rule names, a check at a time."""
    columns = np.random.default_rng(137).uniform(size=(max(widths, default=1), rows))
    out = np.empty(columns.shape, dtype=bool)

    def run() -> None:
        for width in widths:
            np.greater(columns[:width], 0.5, out=out[:width])

    return run


def digests_of(folder: Path) -> Callable[[], Any]:
    """Return the SHA-256 of every file in a folder, the bytes being in memory."""
    contents = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
    return lambda: [hashlib.sha256(content).digest() for content in contents]


def contents_of(folder: Path) -> Callable[[], Any]:
    """Return the bytes of every small file in a folder: opened, read and closed, by handles."""
    names = sorted(file.name for file in folder.iterdir())
    relative = os.open in os.supports_dir_fd

    def run() -> Any:
        contents = []
        folder_handle = os.open(folder, os.O_RDONLY) if relative else None
        for name in names:
            handle = os.open(name if relative else folder / name, os.O_RDONLY, dir_fd=folder_handle)
            contents.append(os.read(handle, 4096))
            os.close(handle)
        if folder_handle is not None:
            os.close(folder_handle)
        return contents

    return run


def synced(folder: Path, target: Path) -> Callable[[], Any]:
    """Return a copy of a folder, each file written and put on the disk."""
    files = {
        file.relative_to(folder): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    count = iter(range(1 << 30))

    def run() -> None:
        target_folder = target / str(next(count))
        for name, content in files.items():
            file = target_folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())

    return run


def audited(table: np.ndarray, index: np.ndarray, draws: int) -> Callable[[], object]:
    """Correlations, their eigenvalues, those of drawn tables, and a cubic fit of each part."""
    generator = np.random.default_rng(1)
    rows, columns = table.shape
    block = max(1, _BLOCK // rows)  # few tables at a time stay in the cache

    def run() -> object:
        matrix = np.corrcoef(table, rowvar=False)
        own = np.linalg.eigvalsh(matrix)
        products = np.empty((draws, columns, columns))
        for first in range(0, draws, block):
            drawn = generator.standard_normal((min(block, draws - first), rows, columns))
            np.matmul(drawn.transpose(0, 2, 1), drawn, out=products[first : first + block])
        chance = np.linalg.eigvalsh(products)
        fits = [np.linalg.lstsq(np.vander(part, 4), index, rcond=None) for part in table.T]
        return own, chance.mean(axis=0), fits

    return run
