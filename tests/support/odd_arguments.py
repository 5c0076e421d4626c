"""Every public function with arguments that fit, and the odd values for each argument in turn."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

import ictindex as ict
from ictindex.core.face import PUBLIC_NAMES
from ictindex.definitions.documents import library

RIGHT_TO_LEFT = "\u202eabc\u2066"


@cache
def odd_values() -> Mapping[str, Callable[[], Any]]:
    """Return a maker of each odd value by its description; iterators are used up by a call."""
    plain: dict[str, Any] = {
        "nothing": None, "a number": 3, "zero": 0, "a negative number": -1, "a fraction": 1.5,
        "no number": float("nan"), "an endless number": float("inf"), "pandas.NA": pd.NA,
        "a complex number": 1j, "a number of 5,000 digits": 10**5000, "a truth value": True,
        "a decimal": Decimal("1.5"), "a decimal that is no number": Decimal("NaN"),
        "a huge decimal": Decimal("1e999999"), "text": "x", "no text": "", "text with NUL": "\0",
        "half a sign": "\ud800", "a text with marks of direction": RIGHT_TO_LEFT,
        "a text with a brace": "{economy}", "long text": "a" * 5000, "a long name": "a" * 300,
        "bytes": b"x", "a path": Path("no-such"), "a folder": Path(), "a date": dt.date(2024, 1, 1),
        "a day and hour": dt.datetime(2024, 1, 1, 1), "a list": [1], "an empty list": [],
        "a mixed list": [1, "x", None, b"x", [2]], "a list of texts": ["x", ""],
        "an empty tuple": (), "three decimals": (Decimal(1), Decimal(2), Decimal(3)),
        "a set": {1}, "a mapping": {"a": 1}, "an empty mapping": {}, "a deep mapping": {"a": {}},
        "a mapping of numbers": {1: None}, "a mapping of nothing": {None: [None]},
        "a class": int, "a function": len, "an object": object(), "a series": pd.Series([1, 2]),
        "a frame": pd.DataFrame({"a": [1]}), "an empty frame": pd.DataFrame(),
        "a frame with pandas.NA": pd.DataFrame({"a": [1, pd.NA, 3], "b": [2, 1, 7]}, dtype=object),
        "a frame of mixed cells": pd.DataFrame({"a": [1, "x", None], 2: [b"x", [1], {}]}),
        "a frame of decimals": pd.DataFrame({"a": [Decimal("1e999999"), Decimal("NaN")]}),
        "an array": np.array([1, 2]), "an array of objects": np.array([[1, None], ["x", b""]]),
        "a labelled array": xr.DataArray([1, 2]),
    }  # fmt: skip
    made: dict[str, Callable[[], Any]] = {n: lambda v=v: v for n, v in plain.items()}
    made["a generator"] = lambda: (number for number in (1, "x"))
    made["observations"] = lambda: parts()["observations"]
    made["a result"] = lambda: parts()["result"]
    return MappingProxyType(made)


@cache
def parts() -> Mapping[str, Any]:
    """Return arguments that fit, by name."""
    idi, ipb = ict.methodology("idi", 2024), ict.methodology("ipb", 2025)
    observations = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    result = ict.compute(idi, observations)
    moved = pd.read_csv(ict.sample_data("idi-2024-annex.csv"), dtype=str)
    later = ict.compute(ict.methodology("idi", 2025), moved.assign(year="2023"), edition=2025)
    prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    economics = ict.read_economics(ict.sample_data("ipb-economics-2025.csv"))
    baskets = ict.compute(ipb, prices=prices, economics=economics)
    judgement = ict.validate(observations, idi)
    receipt = ict.accept(observations, judgement, role="compiler", transcribed="IDI 2024, Annex 2")
    codes = [f"e{number}" for number in range(8)]
    draws = np.random.default_rng(1).uniform(1, 100, (8, 4))
    frame = pd.DataFrame(draws, index=codes, columns=["a", "b", "c", "d"])
    document = next(d for key, d in library().items() if key.startswith("idi"))
    return MappingProxyType(
        {
            "methodology": idi, "observations": observations, "result": result, "later": later,
            "baskets": baskets, "prices": prices, "economics": economics, "judgement": judgement,
            "receipt": receipt, "frame": frame, "document": document, "ipb": ipb,
            "tariffs": ict.read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv")),
            "figures": {e: Decimal(n + 40) for n, e in enumerate(["BRA", "KEN", "ALB", "CHN"])},
            "matrix": pd.DataFrame(draws[:3, :3] / 10, columns=[2022, 2023, 2024]),
        }
    )  # fmt: skip


@cache
def by_name() -> dict[str, Any]:
    """Return a value for each name of an argument, whatever the function."""
    held = parts()
    annex = ict.sample_data("idi-2024-annex.csv")
    return {
        "methodology": held["methodology"], "economy": "BRA", "observations": held["observations"],
        "edition": 2024, "path": "no-such-folder", "role": "compiler", "name": "idi",
        "released": "2024-01-01", "folder": "no-such/deep", "source": annex, "table": held["frame"],
        "frame": held["frame"], "structure": {"index": {"a": 1, "b": 1, "c": 1, "d": 1}},
        "result": held["result"], "before": held["result"], "after": held["later"],
        "first": held["result"], "last": held["later"], "receipts": [held["receipt"]],
        "cut_off": "2025-01-01", "findings": held["judgement"], "base": held["result"],
        "values": held["figures"], "series": [held["result"], held["later"]],
        "document": held["document"], "indicator": "internet-users", "index": "idi",
        "draws": 16, "assumptions": {"weights": 0.2}, "transcribed": "IDI 2024, Annex 2",
        "private": "no-such", "date": "2024-01-01", "reason": "Printed wrongly.", "number": 1,
        "economies": ["BRA", "KEN"], "grouping": "ldc", "vintage": "m49-2026",
    }  # fmt: skip


@cache
def by_function() -> dict[str, dict[str, Any]]:
    """Return the arguments that fit a function, where their names do not say enough."""
    held = parts()
    frame, matrix = held["frame"], held["matrix"]
    series = ict.analysis.series([held["result"], held["later"]])
    pair = {"prices": matrix, "quantities": matrix}
    structure = {"x": {"a": 1, "b": 1}, "y": {"c": 1, "d": 1}}
    return {
        "denominate": {"by": {"a": "b"}, "denominators": frame},
        "denominator_correlations": {"denominators": frame},
        "audit": {"source": held["result"], "draws": 4}, "index": {"document": structure},
        "cronbach_alpha": {"structure": None},
        "principal_components": {"structure": None, "draws": 4},
        "correlations": {"structure": None}, "convergence": {"series": series},
        "economy_summary": {"table": held["result"]},
        "score_table": {"table": held["result"]},
        "effective_weights": {"structure": held["result"]},
        "frontier": {"source": held["result"]}, "nearest_peers": {"source": held["result"]},
        "strengths": {"source": held["result"]},
        "group_figures": {"by": "itu-region", "vintage": "idi-2024"},
        "group_statistics": {"by": "itu-region"},
        "impute": {"data": frame.mask(frame > 95), "draws": 4},
        "importance_weights": {"wanted": {"a": 1, "b": 1, "c": 1, "d": 1}},
        "parity": {"breakdown": "sex"}, "replaced_estimates": {
            "earlier": held["observations"], "later": held["observations"],
        },
        "requirements": {"target": 95.0, "costs": {"internet-users": 1}},
        "methodology": {"edition": 2024},
        "compute_country": {
            "submission": held["observations"].where(economy="BRA"),
            "methodology": held["methodology"],
        },
        "robustness": {"result": held["result"]}, "sensitivity": {"result": held["result"]},
        "series": {"editions": [held["result"], held["later"]]},
        "sobol_indices": {"function": lambda x: x.sum(axis=-1), "factors": ["a", "b"], "draws": 16},
        "track_targets": {"observations": held["observations"]}, "trends": {"figures": series},
        "years_to_close": {"gaps": {2020: 10.0, 2021: 9.0, 2022: 8.0}},
        "compare_documents": {"before": held["document"], "after": held["document"]},
        "class_shares": {}, "citation": {"source": "itu"}, "citations": {"sources": ["itu"]},
        "data_source": {"source": "itu-idi"}, "definition_of": {"code": "i271mb"},
        "derive": {}, "groups": {}, "licence_of": {"source": "itu-idi"},
        "indicator_id": {"code": "internet-users"}, "name_codes": {
            "frame": pd.DataFrame({"economy": ["BRA"]}, index=["BRA"])
        },
        "national_currencies": {"year": 2024}, "not_for_publication": {"reason": "licence"},
        "own_source": {"table": {"id": "x"}, "file": "x.toml"}, "split": {
            "prices": (Decimal(10), Decimal(12)), "incomes": (Decimal(1000), Decimal(1100)),
        },
        "compare_editions": {}, "compare_methodologies": {
            "base": held["result"], "before": held["methodology"], "after": held["methodology"],
        },
        "publish_erratum": {"corrected": "1.0"}, "recompute": {"edition": "no-such"},
        "bilateral_matrix": pair, "chained": pair, "fisher": pair, "geks": pair,
        "implied_quantities": {"prices": matrix, "expenditure": matrix}, "jevons": pair,
        "laspeyres": pair, "lowe": pair, "paasche": pair, "tornqvist": pair,
        "breaks": {"basket": "mobile-data-and-voice-low"}, "decompose": {
            "first_result": held["baskets"], "last_result": held["baskets"],
        },
        "price_observations": {"prices": held["baskets"], "edition": 2025},
        "consultation_letter": {"values": {"internet-users": "80"}}, "official_shares": {
            "by": "itu-region"
        },
        "what_if": {"corrections": {("BRA", "coverage-3g"): "90"}},
        "options_paper": {"methodologies": [held["methodology"]]},
        "simulation_pack": {"proposed": held["methodology"]},
        "freeze_comments": {"comments": None, "document": "no-such", "salt": b"x" * 16},
    }  # fmt: skip


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public functions, with the names by which a user calls them."""
    for namespace, names in PUBLIC_NAMES.items():
        room = getattr(ict, namespace) if namespace else ict
        for name in names:
            member = getattr(room, name)
            if inspect.isfunction(member):
                yield f"{namespace}.{name}".lstrip("."), member


# A call takes seconds: every sixth odd value is tried.
SLOW = ("audit", "robustness", "sensitivity", "sobol_indices", "release_note",
        "explain_change", "principal_components", "build", "demonstrate")  # fmt: skip
# A function of the user raises what it raises.
OF_THE_USER = {("a class", "function"), ("a function", "function"), ("a class", "progress"),
               ("a function", "progress")}  # fmt: skip


# Called by other rooms of the package alone, which have checked what they hand over; and those of
# every sequence, with Python's own errors.
_OF_THE_HOUSE = ("blocks", "frame_attributes", "join", "notices", "take", "with_kind")
_OF_PYTHON = ("index", "count")


def public_methods() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public methods of objects that the functions return."""
    held = parts()
    idi, result = held["methodology"], held["result"]
    objects = [
        idi, result, held["baskets"], ict.analysis.series([result]),
        ict.analysis.series([held["baskets"]]), result.observations, held["baskets"].prices,
        held["tariffs"], held["judgement"], result.explain("BRA"), result.warnings,
        idi.score(dict.fromkeys(idi.indicators, 1)), held["receipt"],
        ict.what_if(result, {("BRA", "coverage-3g"): "90"}),
        ict.editions.compare_editions(result, result),
    ]  # fmt: skip
    for item in objects:
        kind = type(item)
        for name in sorted(vars(kind) | {k: 0 for base in kind.__mro__[1:-1] for k in vars(base)}):
            if name.startswith("_") or name in (*_OF_PYTHON, *_OF_THE_HOUSE):
                continue
            if inspect.isfunction(getattr(kind, name, None)):
                yield f"{kind.__name__}.{name}", getattr(item, name)


def fitting(name: str, function: Callable[..., Any]) -> dict[str, Any]:
    """Return arguments that fit a function."""
    own, named = by_function().get(name.rpartition(".")[2], {}), by_name()
    return {
        p.name: own.get(p.name, named.get(p.name, "x"))
        for p in asked_of(function)
        if p.kind is not p.POSITIONAL_ONLY
        and (p.default is p.empty or p.name in own or p.name == "draws")
    }


def asked_of(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the named parameters of a function."""
    return [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]


def calls(
    name: str, function: Callable[..., Any]
) -> Iterator[tuple[str, str, Callable[[], dict[str, Any]]]]:
    """Yield the argument, the odd value and a maker of all arguments of each call."""
    others = fitting(name, function)
    step = 6 if name.rpartition(".")[2] in SLOW else 1
    for number, parameter in enumerate(asked_of(function)):
        for kind, make in list(odd_values().items())[number % step :: step]:
            if (kind, parameter.name) in OF_THE_USER:
                continue
            yield (
                parameter.name,
                kind,
                lambda p=parameter, make=make: others | {p.name: make()},  # type: ignore[misc]
            )
