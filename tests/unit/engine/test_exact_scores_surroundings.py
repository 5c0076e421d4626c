"""Nothing around the engine changes a digit, and nothing that it hands out can be changed."""

from __future__ import annotations

import contextlib
import copy
import decimal
import locale
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_draws import IDI, draw_values

import ictindex as ict
from ictindex import engine
from ictindex.core import decimals

HOSTILE = [
    decimal.Context(prec=3, rounding=decimal.ROUND_UP),
    decimal.Context(prec=1, rounding=decimal.ROUND_FLOOR, Emin=-2, Emax=2, clamp=1),
    decimal.Context(
        prec=3,
        rounding=decimal.ROUND_UP,
        traps=[decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.FloatOperation,
               decimal.Clamped, decimal.InvalidOperation, decimal.DivisionByZero],
    ),
    decimal.Context(prec=50, rounding=decimal.ROUND_05UP, traps=[]),
]  # fmt: skip


def everything() -> list[str]:
    """Compute, explain, rank, group and compare the sample, as text."""
    methodology = ict.methodology("idi", edition=2024)
    result = ict.compute(
        methodology,
        ict.sample_data("idi-2024-annex.csv"),
        published=ict.sample_data("idi-2024-published.csv"),
        kind="reconstruction",
    )
    texts = [
        decimals.canonical(value)
        for economy in result.economies
        for value in result.unrounded(economy).values()
    ]
    texts += [result.explain("BRA").write(style) for style in ("text", "markdown", "html")]
    texts += [methodology.show("en", style) for style in ("text", "mathml")]
    for frame in (
        result.to_frame(),
        result.groups(),
        result.comparison(),
        result.ranking(),
        ict.analysis.group_figures({"BRA": 82.05, "CHL": "91.7", "KEN": 58}, vintage="idi-2024"),
    ):
        texts.append(frame.to_csv())
    texts.append(result.to_text())
    texts.append(str(methodology.score(result.inputs("BRA")).unrounded))
    legacy = ict.methodology("idi", edition=2011)
    korea = ict.compute(legacy, ict.sample_data("worked-example-2011.csv"))
    texts.append(str(korea.explain("KOR")))
    return texts


@pytest.fixture(scope="module")
def calm() -> list[str]:
    return everything()


@pytest.mark.slow
@pytest.mark.parametrize("context", HOSTILE, ids=["short", "tiny", "traps", "long"])
def test_a_hostile_decimal_context(context: decimal.Context, calm: list[str]) -> None:
    context = context.copy()
    before = repr(context)
    with decimal.localcontext(context) as inside:
        assert everything() == calm
        # The library leaves no trace either in the context of its caller.
        assert repr(inside) == before


@pytest.mark.slow
def test_a_context_that_is_left_behind_by_another_thread(calm: list[str]) -> None:
    decimal.DefaultContext.prec, kept = 2, decimal.DefaultContext.prec
    try:
        assert everything() == calm
    finally:
        decimal.DefaultContext.prec = kept


@pytest.fixture(params=["de_DE.UTF-8", "fr_FR.UTF-8", "ar_SA.UTF-8", "tr_TR.UTF-8", "C"])
def foreign(request: pytest.FixtureRequest) -> Iterator[str]:
    kept = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, request.param)
    except locale.Error:
        pytest.skip(f"this machine has no locale {request.param}")
    yield request.param
    locale.setlocale(locale.LC_ALL, kept)


def test_a_foreign_locale(foreign: str, calm: list[str]) -> None:
    assert everything() == calm


def test_a_locale_with_a_decimal_comma(monkeypatch: pytest.MonkeyPatch, calm: list[str]) -> None:
    """For machines that have no such locale: whoever asks for its conventions gets a comma."""
    conventions = {**locale.localeconv(), "decimal_point": ",", "thousands_sep": "."}
    monkeypatch.setattr(locale, "localeconv", lambda: conventions)
    monkeypatch.setattr(locale, "_override_localeconv", conventions, raising=False)
    assert everything() == calm


def test_numpy_settings_change_nothing(calm: list[str]) -> None:
    with np.printoptions(precision=2, suppress=True), np.errstate(all="raise"):
        assert everything() == calm


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(
        ict.methodology("idi", edition=2024),
        ict.sample_data("idi-2024-annex.csv"),
        published=ict.sample_data("idi-2024-published.csv"),
    )


def spoil(thing: Any) -> None:
    """Change a frame, an array or a mapping in place, whatever it takes."""
    if isinstance(thing, np.ndarray):
        thing[...] = 0
    elif hasattr(thing, "iloc"):
        for n in range(thing.shape[1]):
            thing.isetitem(n, 0)
    elif hasattr(thing, "data_vars"):
        for name in thing.data_vars:
            thing[name].values[...] = np.zeros((), thing[name].dtype)
    else:
        thing[next(iter(thing), "internet-users")] = 0


HANDED_OUT = {
    "scores": lambda r: r.scores,
    "exact": lambda r: r.exact,
    "ranks": lambda r: r.ranks,
    "rounded": lambda r: r.rounded,
    "missing": lambda r: r.missing,
    "dataset": lambda r: r.dataset,
    "to_frame": lambda r: r.to_frame(),
    "groups": lambda r: r.groups(),
    "comparison": lambda r: r.comparison(),
    "ranking": lambda r: r.ranking(),
    "excluded": lambda r: r.excluded,
    "flags": lambda r: r.flags,
    "unconfirmed": lambda r: r.unconfirmed,
    "unrounded": lambda r: r.unrounded("BRA"),
    "inputs": lambda r: r.inputs("BRA"),
    "values of observations": lambda r: r.observations.columns["value"],
    "columns of observations": lambda r: r.observations.columns,
    "frame of observations": lambda r: r.observations.to_frame(),
    "published": lambda r: r.published.values,
    "score nodes": lambda r: r.methodology.score(r.inputs("BRA")).nodes,
}


def fingerprint(result: ict.Result) -> list[str]:
    return [
        result.scores.to_csv(),
        result.exact.to_csv(),
        result.to_frame(rounded=False).to_csv(),
        result.groups().to_csv(),
        result.comparison().to_csv(),
        result.explain("BRA").to_text(),
        result.excluded.to_csv(),
        str(sorted(result.flags.items())),
        str(result.inputs("BRA")),
        str(dict(result.unconfirmed)),
    ]


@pytest.mark.parametrize("name", HANDED_OUT)
def test_what_is_handed_out_is_a_copy_or_read_only(name: str, result: ict.Result) -> None:
    before = fingerprint(result)
    thing = HANDED_OUT[name](result)
    # Read-only arrays and mappings refuse; a copy may be changed and nothing comes of it.
    with contextlib.suppress(ValueError, TypeError):
        spoil(thing)
    assert fingerprint(result) == before


def test_a_score_cannot_be_changed(result: ict.Result) -> None:
    score = result.methodology.score(result.inputs("BRA"))
    before = score.explain().to_text()
    with pytest.raises(TypeError):
        score.values["internet-users"] = Decimal(100)  # type: ignore[index]
    with pytest.raises(AttributeError):
        score.values = {}  # type: ignore[misc]
    assert score.explain().to_text() == before


def test_the_engine_leaves_its_input_as_it_is() -> None:
    values = [list(row) for row in draw_values(1, IDI, 5)]
    supplied = [[Decimal(1), *[None] * 13] for _ in values]
    before = copy.deepcopy((values, supplied))
    first = engine.score_rows(IDI, values, supplied)  # type: ignore[arg-type]
    assert (values, supplied) == before
    assert first == engine.score_rows(IDI, values, supplied)  # type: ignore[arg-type]


def test_the_order_of_rows_in_a_file_does_not_matter(tmp_path: Path, result: ict.Result) -> None:
    head, *lines = ict.sample_data("idi-2024-annex.csv").read_text(encoding="utf-8").splitlines()
    random.Random(5).shuffle(lines)
    shuffled = tmp_path / "annex.csv"
    shuffled.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    other = ict.compute(
        ict.methodology("idi", edition=2024),
        shuffled,
        published=ict.sample_data("idi-2024-published.csv"),
    )
    pages = fingerprint(other), fingerprint(result)
    explanation = 5
    for n, (item, two) in enumerate(zip(*pages, strict=True)):
        if n != explanation:  # it names the line of the file, which is another one now
            assert item == two
    for economy in result.economies:
        assert other.unrounded(economy) == result.unrounded(economy)
        assert [other.rank(economy, n) for n in other.nodes] == [
            result.rank(economy, n) for n in result.nodes
        ]
