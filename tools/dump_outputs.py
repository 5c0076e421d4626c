"""Write down what the library shows, to compare it before and after a change of its inside.

    python tools/dump_outputs.py write FOLDER [--only idi,ipb,...]
    python tools/dump_outputs.py compare BEFORE AFTER [--only ...] [--lines 400]

It writes frames value by value with their types, pages in six languages, JSON, findings, files of
editions and of a site, and the output of every command, as text files below one folder for each
family. It uses public names and commands alone, so that this file runs with versions whose modules
lie elsewhere. Seeds are fixed; paths, the version and times are replaced by their names.

Everything is made of ``sample_data`` and of the round in ``tests/golden/golden-round.zip``; the
family ``published`` needs the folder that ``ICTINDEX_DATA`` names. ``--only`` runs some families;
each is independent of the others.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import contextvars
import datetime as dt
import difflib
import functools
import hashlib
import inspect
import io
import itertools
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd

import ictindex as ict

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
ROUND = Path(__file__).resolve().parent.parent / "tests" / "golden" / "golden-round.zip"
JUDGEMENTS, SEED = 1000, 23
TEXTS = {".csv", ".html", ".json", ".md", ".py", ".svg", ".toml", ".txt", ".xml", ".js", ".css"}
PLAIN = (str, int, float, Decimal, bool, type(None))
GROUPINGS = ("itu-region", "income-group", "ldc", "lldc", "sids")


# ------------------------------------------------------------ writing


class Dump:
    """The folder of a family, and what is replaced by its name in every text."""

    def __init__(self, folder: Path, work: Path) -> None:
        self.folder, self.work, self.taken = folder, work, set[str]()
        package = Path(ict.__file__).resolve().parent
        named = {
            str(work): "<WORK>",
            str(work.resolve()): "<WORK>",
            str(package): "<PACKAGE>",
            str(ict.sample_data("idi-2024-annex.csv").parent): "<SAMPLES>",
            str(package.parent.parent): "<PROJECT>",
            str(ROUND.parents[2]): "<PROJECT>",
            ict.__version__: "<VERSION>",
        }
        self.named = sorted(named.items(), key=lambda pair: -len(pair[0]))

    def plain(self, text: str) -> str:
        """Return a text without what differs from run to run, a line for each element of HTML."""
        for written, name in self.named:
            text = text.replace(written, name)
        text = re.sub(r"\bictindex(\.[a-z_]+)+\.(?=[A-Z])", "", text)  # module of a class
        text = re.sub(r"0x[0-9a-f]{6,}", "0x", text)
        return text.replace("\r\n", "\n").replace("><", ">\n<")

    def text(self, name: str, text: str) -> None:
        """Write a text to a file that this run has not written before."""
        name = re.sub(r"[^\w./@+=-]", "-", name)
        if name in self.taken:
            raise ValueError(f"{name} is written twice")
        self.taken.add(name)
        path = self.folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.plain(text).rstrip("\n") + "\n", encoding="utf-8", newline="\n")

    def value(self, name: str, make: Callable[[], object]) -> Any:
        """Write whatever a call gives, or the error that it raises; return it."""
        try:
            made = make()
        except Exception as error:  # an error is an output too
            self.text(f"{name}/error", describe_error(error))
            return None
        if has_pages(made):
            self.page(name, made)
        else:
            self.text(name, made if isinstance(made, str) else "\n".join(describe(made)))
        return made

    def page(self, name: str, made: Any) -> None:
        """Write every form and every frame of an object with pages."""
        for form, languages in (
            ("to_text", LANGUAGES),
            ("to_html", LANGUAGES),
            ("to_latex", LANGUAGES),
            ("to_markdown", ("en", "ar")),
            ("to_typst", ("en", "ar")),
        ):
            for language in languages:
                self._try(
                    f"{name}/{form[3:]}.{language}", lambda f=form, x=language: getattr(made, f)(x)
                )
        if hasattr(made, "write"):
            self._try(f"{name}/mathml.en", lambda: made.write("mathml", "en"))
        for method in ("to_dict", "to_json", "to_frame", "comparison", "records", "to_records"):
            if callable(getattr(made, method, None)):
                self._try(f"{name}/{method}", getattr(made, method))
        if hasattr(made, "to_dict"):
            self._try(
                f"{name}/json", lambda: json.dumps(made.to_dict(), indent=1, ensure_ascii=False)
            )
        if hasattr(made, "to_frame") and "names" in inspect.signature(made.to_frame).parameters:
            for language in LANGUAGES:
                self._try(f"{name}/to_frame.{language}", lambda x=language: made.to_frame(names=x))
        self.text(f"{name}/properties", "\n".join(properties(made)))

    def _try(self, name: str, make: Callable[[], object]) -> None:
        try:
            made = make()
        except Exception as error:
            made = describe_error(error)
        self.text(name, made if isinstance(made, str) else "\n".join(describe(made)))

    def files(self, name: str, folder: Path, wanted: Callable[[str], bool] = bool) -> None:
        """Write the names and digests of the files of a folder, and the texts that are wanted."""
        lines = []
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            path_inside, content = path.relative_to(folder).as_posix(), path.read_bytes()
            is_text = path.suffix in TEXTS
            if is_text:
                content = self.plain(content.decode("utf-8")).encode()
            lines.append(f"{hashlib.sha256(content).hexdigest()[:16]} {path_inside}")
            if is_text and wanted(path_inside):
                self.text(f"{name}/{path_inside}", content.decode("utf-8"))
        self.text(f"{name}/files", "\n".join(lines))


def has_pages(made: object) -> bool:
    return callable(getattr(made, "to_text", None)) and callable(getattr(made, "to_html", None))


def properties(made: object) -> Iterator[str]:
    """Yield the public properties that are plain values or frames."""
    for name in sorted(dir(type(made))):
        kind = inspect.getattr_static(type(made), name)
        if name.startswith("_") or not isinstance(kind, (property, functools.cached_property)):
            continue
        try:
            value = getattr(made, name)
        except Exception as error:
            value = describe_error(error)
        if isinstance(value, (pd.DataFrame, pd.Series)):
            yield f"# {name}"
            yield describe_frame(value)
        elif isinstance(value, PLAIN) or is_plain_tuple(value):
            yield f"{name}: {value!r}"


def is_plain_tuple(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(x, (str, int, Decimal)) for x in value)


def describe(value: object, depth: int = 4, indent: str = "") -> Iterator[str]:
    """Yield the lines that describe a value of any kind, in an order that does not change."""
    lines = describe_whole(value)
    if lines is not None:
        yield from (indent + line for line in lines)
    elif isinstance(value, Mapping) and depth:
        for key, own in value.items():
            yield f"{indent}{key!r}:"
            yield from describe(own, depth - 1, indent + "  ")
    elif is_dataclass(value) and not isinstance(value, type) and depth:
        yield f"{indent}{type(value).__name__}"
        for field in fields(value):
            if not field.name.startswith("_"):
                yield f"{indent}  {field.name}:"
                yield from describe(getattr(value, field.name), depth - 1, indent + "    ")
    elif isinstance(value, (list, tuple, ict.Findings)) and depth:
        yield f"{indent}{type(value).__name__} of {len(value)}"
        for own in value:
            yield from describe(own, depth - 1, indent + "- ")
    else:
        of_library = type(value).__module__.startswith("ictindex")
        yield indent + (type(value).__name__ if of_library else repr(value))


def describe_whole(value: object) -> list[str] | None:
    """Return the lines of a value that has no parts to describe in turn."""
    if isinstance(value, ict.Finding):
        return describe_finding(value)
    if isinstance(value, (pd.DataFrame, pd.Series)):
        return describe_frame(value).splitlines()
    if isinstance(value, np.ndarray):
        return [f"array {value.dtype} {value.shape} {value.tolist()!r}"]
    if isinstance(value, (set, frozenset)):
        return [str(sorted(map(repr, value)))]
    if isinstance(value, str):
        return value.splitlines() or [""]
    return None


def describe_frame(frame: pd.DataFrame | pd.Series[Any]) -> str:
    """Return a frame as text: its types, what is attached, and each value as Python has it."""
    table = frame.to_frame() if isinstance(frame, pd.Series) else frame
    lines = [f"{type(frame).__name__} {frame.shape}"]
    index = [
        f"{level.name!r} {level.dtype}"
        for level in (
            frame.index.levels if isinstance(frame.index, pd.MultiIndex) else [frame.index]
        )
    ]
    lines.append(f"index: {index}; columns {table.columns.name!r}")
    types = zip(table.columns, table.dtypes, strict=True)
    lines += [f"column {column!r}: {kind}" for column, kind in types]
    lines += [f"attrs {key}: {describe_attribute(own)}" for key, own in sorted(frame.attrs.items())]
    for row in table.itertuples(name=None):
        lines.append("\t".join(map(repr, row)))
    return "\n".join(lines)


def describe_attribute(value: object) -> str:
    if isinstance(value, Mapping):
        return repr(dict(sorted(value.items(), key=repr)))
    return repr(value)


def describe_finding(finding: Any) -> list[str]:
    """Return the parts of a finding, and its English message."""
    address = (
        [
            f"{field.name}={getattr(finding.address, field.name)!r}"
            for field in fields(finding.address)
        ]
        if finding.address
        else []
    )
    return [
        f"{finding.code} {finding.level} {finding.economy} {finding.indicator} {finding.year}",
        f"  at {' '.join(address)}",
        f"  with {describe_attribute(finding.details)}",
        *(f"  {line}" for line in finding.message("en").splitlines()),
    ]


def describe_error(error: BaseException) -> str:
    """Return an error of the library in six languages, any other by its text."""
    lines = [f"raised {type(error).__name__}"]
    if isinstance(error, ict.errors.IctindexError):
        lines.append(f"code {error.code}")
        lines += [f"{language}: {error.message(language)}" for language in LANGUAGES]
    else:
        lines.append(str(error))
    return "\n".join(lines)


# ------------------------------------------------------------ materials


def sample(name: str) -> Path:
    return ict.sample_data(name)


@functools.cache
def idi(edition: int = 2024) -> Any:
    return ict.methodology("idi", edition=edition)


@functools.cache
def ipb(edition: int = 2025) -> Any:
    return ict.methodology("ipb", edition=edition)


@functools.cache
def annex() -> Any:
    return ict.read_observations(sample("idi-2024-annex.csv"))


@functools.cache
def index_result() -> Any:
    published = sample("idi-2024-published.csv")
    return ict.compute(idi(), annex(), published=published, kind="reconstruction")


@functools.cache
def other_result() -> Any:
    """Return a result with a few other figures, for comparisons of two editions."""
    changes = {
        ("BRA", "internet-users"): "90",
        ("KEN", "coverage-4g"): "99.5",
        ("CHL", "fixed-broadband-traffic"): "4000",
    }
    return ict.what_if(ict.compute(idi(), annex()), changes)


@functools.cache
def priced() -> Any:
    files = {name: sample(f"ipb-{name}-2025.csv") for name in ("prices", "economics")}
    return ict.compute(ipb(), **files)


@functools.cache
def bought() -> Any:
    files = {name: sample(f"ipb-{name}-synthetic.csv") for name in ("tariffs", "economics")}
    return ict.compute(ipb(), **files)


@functools.cache
def shares() -> Any:
    return ict.prices.read_baskets(sample("ipb-shares-2025.csv"))


@functools.cache
def scores() -> pd.DataFrame:
    """Return invented scores of a small index of one's own."""
    return pd.DataFrame(
        {
            "access": [9.0, 8.1, 6.2, 4.4, 2.9, 5.5],
            "use": [8.4, 7.2, 5.9, 2.8, 1.4, 6.6],
            "skills": [9.8, 8.8, 7.9, 7.0, 4.1, 6.1],
        },
        index=["KOR", "EST", "BRA", "PHL", "SEN", "CHL"],
    )


def structure() -> pd.DataFrame:
    codes = ["access", "use", "skills"]
    return pd.DataFrame({"code": codes, "parent": "index", "weight": [2, 2, 1]})


def panel() -> pd.DataFrame:
    """Return thirty invented economies in two years, all with the same gain of logit."""
    codes = list(ict.data.economies())[:30]
    first = np.linspace(20, 90, 30) / 100
    odds = 3 * first / (1 - first)
    return pd.DataFrame({2015: 100 * first, 2025: 100 * odds / (1 + odds)}, index=codes)


def transcribe(table: Any, methodology: Any, printed: str) -> Any:
    judged = ict.validate(table, methodology)
    return ict.accept(table, judged, role="compiler", transcribed=printed)


def lay_out_round(work: Path) -> Path:
    """Write the golden round, as it was begun, into a folder."""
    folder = work / "begun"
    if not folder.exists():
        with zipfile.ZipFile(ROUND) as archive:
            archive.extractall(work, [n for n in archive.namelist() if n.startswith("begun/")])
    return folder


def read_workbook(workbook: Path) -> tuple[Any, Any]:
    submission = ict.read_questionnaire(workbook)
    return submission, ict.data.derive(submission.observations).completed


def publish_sample(folder: Path) -> Any:
    """Publish the printed annex, in the editions of a folder."""
    receipt = transcribe(annex(), idi(), "ITU, IDI 2024, Annex 2")
    return ict.publish(
        ict.compute(idi(), receipt.observations),
        folder,
        released="2024-06-27",
        receipts=receipt,
    )


# ------------------------------------------------------------ families


def dump_idi(dump: Dump) -> None:
    """The index: results, groups, ranks, explanations, what-ifs, single scores."""
    worked = ict.methodology("idi", edition=2015)
    results = {
        "reconstruction": index_result,
        "exploration": lambda: ict.compute(idi(), annex()),
        "provisional": lambda: ict.compute(
            ict.methodology("idi", edition=2027, provisional=True),
            annex().to_frame().assign(year=2025),
        ),
        "worked-2011": lambda: ict.compute(worked, sample("worked-example-2011.csv"), year=2010),
        "wide": lambda: ict.compute(
            idi(),
            ict.read_observations(
                sample("wide-example.csv"), layout=sample("wide-example.layout.toml")
            ),
        ),
        "what-if": other_result,
    }
    for name, make in results.items():
        result = dump.value(name, make)
        if result is None:
            continue
        dump.value(f"{name}/exclusions", lambda r=result: r.exclusion_findings)
        for by in GROUPINGS:
            dump.value(
                f"{name}/groups-{by}", lambda r=result, b=by: r.groups(b, vintage="idi-2024")
            )
        dump.value(f"{name}/groups-fr", lambda r=result: r.groups(names="fr"))
        for node in result.nodes:
            dump.value(f"{name}/ranking-{node}", lambda r=result, n=node: r.ranking(n))
    result = index_result()
    for economy in result.economies:
        for language in LANGUAGES if economy in ("BRA", "KEN") else ("en",):
            dump.value(
                f"explain/{economy}.{language}",
                lambda e=economy, x=language: result.explain(e, language=x).to_text(),
            )
    for node in result.nodes:
        dump.value(f"explain/BRA-{node}", lambda n=node: result.explain("BRA", node=n))
    box = tomllib.loads(sample("box-a1-1.toml").read_text(encoding="utf-8"))
    dump.text("box", repr(box))
    dump.value("single-score", lambda: idi().score(result.inputs("BRA")))
    dump.value("effect", lambda: other_result().effect())
    proposal = propose()
    dump.value("variant", lambda: proposal)
    dump.value("variant-differences", proposal.differences)
    dump.value("variant-result", lambda: ict.compute(proposal, annex()))
    dump.value(
        "variant-z", lambda: ict.compute(idi().variant("z", normalisation="z-score"), annex())
    )
    dump.value(
        "wrong-variant",
        lambda: idi().variant(
            "wrong",
            weights={"idi": {"universal-connectivity": 0.4, "meaningful-connectivity": 0.5}},
            normalisation="z-score",
            aggregation="geometric-mean",
            drop="telex",
        ),
    )


def propose() -> Any:
    return idi().variant(
        "proposal",
        goalposts={"internet-users": (0, 100)},
        weights={"idi": {"universal-connectivity": "0.4", "meaningful-connectivity": "0.6"}},
    )


def dump_ipb(dump: Dump) -> None:
    """The price basket: results, purchases, explanations, groups, target."""
    for name, make in (("priced", priced), ("bought", bought)):
        result = dump.value(name, make)
        for economy in result.economies:
            dump.value(f"{name}/explain-{economy}", lambda r=result, e=economy: r.explain(e))
            for basket in result.baskets:
                for what in ("provenance", "purchase"):
                    dump.value(
                        f"{name}/{what}-{economy}-{basket}",
                        lambda r=result, e=economy, b=basket, w=what: getattr(r, w)(e, b),
                    )
        for measure in ("share", "usd", "ppp", "local"):
            dump.value(f"{name}/exact-{measure}", lambda r=result, m=measure: r.exact_in(m))
            dump.value(f"{name}/groups-{measure}", lambda r=result, m=measure: r.groups(measure=m))
        dump.value(f"{name}/target", result.target_status)
        dump.value(f"{name}/target-groups", lambda r=result: r.target_status("income-group"))
        dump.value(f"{name}/missing", lambda r=result: list(r.missing_reasons()))
        dump.value(f"{name}/observations", lambda r=result: ict.prices.price_observations(r, 2027))
    dearer = ict.what_if(priced(), {("ECU", "fixed-broadband"): "25.00"})
    dump.value("what-if", lambda: dearer)
    dump.value("what-if-effect", dearer.effect)
    for year in (2010, 2018, 2020, 2023):
        dump.value(f"document-{year}", lambda y=year: ict.methodology("ipb", edition=y))


def dump_analysis(dump: Dump) -> None:
    """Analysis of a result: groups, changes, divides, peers, targets, trends."""
    result, later, a = index_result(), other_result(), ict.analysis
    plain = ict.compute(idi(), annex())
    users = {"BRA": 80.5, "CHL": 94.5, "PER": 74.7, "KEN": 40.8, "UGA": 10.0}
    made = {
        **{
            f"group-statistics-{by}": lambda b=by: a.group_statistics(result, b) for by in GROUPINGS
        },
        "group-figures": lambda: a.group_figures(users, vintage="idi-2024"),
        "change": lambda: a.explain_change(plain, later),
        "change-methodology": lambda: a.explain_change(
            plain, ict.what_if(plain, methodology=propose())
        ),
        "change-brazil": lambda: a.explain_change(plain, later).economy("BRA"),
        "release-note": lambda: a.release_note(plain, later),
        "dynamic": lambda: a.most_dynamic(plain, later, inputs="any"),
        "series": lambda: a.series(
            {
                2023: ict.read_published({("KOR", "idi"): "93.8"}),
                2024: ict.read_published({("KOR", "idi"): "94.4"}),
                2017: ict.read_published({("KOR", "idi"): "8.85"}),
            }
        ),
        "trends": lambda: a.trends(
            panel()
            .rename_axis("economy")
            .melt(ignore_index=False, var_name="year", value_name="users")
            .reset_index()
        ),
        "requirements": lambda: a.requirements(
            result, "BRA", 83, costs={"internet-users": 2.0, "coverage-4g": [(2, 0.5), (100, 3.0)]}
        ),
        "requirements-far": lambda: a.requirements(
            result, "KEN", 99.9, costs={"internet-users": 1}
        ),
        "strengths": lambda: a.strengths(result, "BRA", by="income-group"),
        "peers": lambda: a.nearest_peers(result, "BRA", by="income-group"),
        "frontier": lambda: a.frontier(result),
        "frontier-by": lambda: a.frontier(result, by="income-group"),
        "frontier-dea": lambda: a.frontier(result, method="benefit-of-the-doubt", lower_share=0.3),
        "inequality": lambda: a.inequality(result),
        "inequality-by": lambda: a.inequality(result, by="itu-region"),
        "convergence": lambda: a.convergence(panel(), full=100),
        "parity": lambda: a.parity(parity_table(), by={"KEN": "East", "UGA": "East"}),
        "years-to-close": lambda: a.years_to_close({2015: 12.0, 2025: 8.0}),
        "targets": a.targets,
        "track-targets": lambda: a.track_targets(target_table(), coverage=0),
        "economy-summary": lambda: a.economy_summary(result, "BRA"),
        "score-table": lambda: a.score_table(result),
        "replaced": lambda: a.replaced_estimates(plain, later),
    }
    for name, make in made.items():
        dump.value(name, make)
    for kind in ("splits", "groups"):
        dump.value(
            f"inequality-by/{kind}-frame",
            lambda k=kind: a.inequality(result, by="itu-region").to_frame(k),
        )


def parity_table() -> Any:
    figures = [
        ("KEN", 2018, 15, 21),
        ("KEN", 2022, 35, 40),
        ("UGA", 2018, 8, 12),
        ("UGA", 2021, 20, 26),
    ]
    rows = [
        {"economy": e, "indicator": "internet-users", "year": y, "value": v, "sex": s}
        for e, y, women, men in figures
        for v, s in ((women, "F"), (men, "M"))
    ]
    return ict.read_observations(pd.DataFrame(rows))


def target_table() -> Any:
    rows = [
        (e, y, i, v)
        for e, some in (("UGA", ((10, 44), (15, 48))), ("BEN", ((26, 13), (32, 14))))
        for y, pair in zip((2020, 2023), some, strict=True)
        for i, v in zip(("internet-users", "population"), pair, strict=True)
    ]
    return ict.read_observations(
        pd.DataFrame(rows, columns=["economy", "year", "indicator", "value"])
    )


def dump_statistics(dump: Dump) -> None:
    """Audit, imputation, robustness, sensitivity, and the steps of an index of one's own."""
    result, a = ict.compute(idi(), annex()), ict.analysis
    assumed = {"weights": 0.25, "aggregation": ["geometric-mean"], "rounding": True}
    mean = scores().eval("(2 * access + 2 * use + skills) / 5").rename("index")
    small = scores().join(mean)

    def model(x: Any) -> Any:
        return x[:, 0] + x[:, 1] + 4 * x[:, 1] * x[:, 2]

    uniform = {"a": (0, 1), "b": (0, 1), "c": (0, 1)}
    made: dict[str, Callable[[], object]] = {
        "audit": lambda: a.audit(result, draws=50, seed=1),
        "audit-own": lambda: a.audit(small, structure(), draws=50, seed=1),
        "robustness": lambda: a.robustness(result, assumed, draws=512, seed=7),
        "sensitivity": lambda: a.sensitivity(result, assumed, draws=256, by="kind", seed=3),
        "sensitivity-each": lambda: a.sensitivity(result, {"weights": 0.25}, draws=128, seed=3),
        "sobol": lambda: a.sobol_indices(model, uniform, draws=512, seed=3),
        "treat": lambda: a.treat(scores() ** 3),
        "normalise": lambda: a.normalise(scores()),
        "pca-weights": lambda: a.pca_weights(scores()),
        "importance": lambda: a.importance_weights(scores(), {"access": 2, "use": 1, "skills": 1}),
        "principal-components": lambda: a.principal_components(result, draws=50, seed=1),
        "cronbach": lambda: a.cronbach_alpha(small, structure(), items=True),
        "correlations": lambda: a.correlations(result),
        "correlations-levels": lambda: a.correlations(small, structure(), levels=(1, 2)),
        "correlation-flags": lambda: a.correlation_flags(result, threshold=0.8),
        "availability": lambda: a.data_availability(result),
        "describe": lambda: a.describe(result),
        "effective-weights": lambda: a.effective_weights(idi()),
        "outrank": lambda: a.outrank_matrix(scores()),
        "screen": lambda: a.screen(result),
    }
    for method in ("z-score", "rank", "percentile", "borda", "distance-to-maximum"):
        made[f"normalise-{method}"] = lambda m=method: a.normalise(scores(), m)
    for method in (
        "arithmetic-mean",
        "geometric-mean",
        "harmonic-mean",
        "mazziotta-pareto",
        "benefit-of-the-doubt",
        "copeland",
    ):
        options = {"deviation": 0.25, "scale": 100} if method == "benefit-of-the-doubt" else {}
        made[f"aggregate-{method}"] = lambda m=method, o=options: a.aggregate(
            scores(), method=m, rescale=m != "copeland", **o
        )
    for method in ("mean", "median", "nearest"):
        made[f"impute-{method}"] = lambda m=method: a.impute(result, m, by="itu-region")
    made["impute-regression"] = lambda: a.impute(result, "regression")
    for name, make in made.items():
        dump.value(name, make)
    robust = a.robustness(result, assumed, draws=256, seed=7)
    for part in ("shifts", "groups"):
        dump.value(f"robustness-{part}", getattr(robust, part))
    filled = a.impute(result, "median", by="itu-region")
    dump.value("imputation-errors", filled.cross_validate)
    dump.value("imputation-what-if", filled.what_if)
    dump.value("imputation-pool", lambda: a.impute(result, "nearest", draws=20, seed=1).pool())
    index = dump.value("own-index", lambda: a.index(DISTRICTS, areas=district_areas()))
    dump.value("own-result", lambda: ict.compute(index, district_values(), year=2024))
    dump.value("own-fault", lambda: a.index({**DISTRICTS, "nodes": []}))


def district_areas() -> Any:
    return ict.analysis.Areas(
        pd.DataFrame(
            {
                "code": ["KE-01", "KE-42", "KE-47"],
                "name_en": ["Mombasa", "Kisumu", "Nairobi"],
                "name_ar": ["مومباسا", "كيسومو", "نيروبي"],
                "parent": "KEN",
                "region": ["coast", "lake", "inland"],
            }
        )
    )


def district_values() -> Any:
    figures = {
        "households-online": (61, 48, 75),
        "cost": (2400, 3100, 1900),
        "basic-skills": (31, 24, 46),
    }
    rows = [
        (area, name, 2024, value)
        for name, values in figures.items()
        for area, value in zip(("KE-01", "KE-42", "KE-47"), values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["economy", "indicator", "year", "value"])


DISTRICTS: dict[str, Any] = {
    "schema": 1,
    "kind": "own-index",
    "id": "digital-districts",
    "names": {"en": "Digital districts", "fr": "Districts numériques"},
    "nodes": [
        {
            "id": "digital-districts",
            "children": [{"id": "access", "weight": "0.6"}, {"id": "skills", "weight": "0.4"}],
        },
        {
            "id": "access",
            "names": {"en": "Access"},
            "children": [{"id": "households-online", "weight": 1}, {"id": "cost", "weight": 1}],
        },
        {
            "id": "skills",
            "names": {"en": "Skills"},
            "children": [{"id": "basic-skills", "weight": 1}],
        },
    ],
    "indicators": [
        {
            "id": "households-online",
            "unit": "percent",
            "minimum": 0,
            "maximum": 100,
            "names": {"en": "Households online"},
            "goalposts": [0, 100],
        },
        {
            "id": "cost",
            "unit": "shillings",
            "unit_names": {"en": "KES a month"},
            "minimum": 0,
            "names": {"en": "Cost of a connection"},
            "goalposts": [5000, 500],
        },
        {
            "id": "basic-skills",
            "unit": "percent",
            "minimum": 0,
            "maximum": 100,
            "names": {"en": "Basic skills"},
            "goalposts": [0, 80],
        },
    ],
}


def dump_prices(dump: Dump) -> None:
    """Prices over the years: series, links, index numbers, splits, formulae."""
    p, q = np.array([[1.0, 2, 3], [1.2, 2.1, 2.7], [1.5, 2.2, 2.4]]), np.array([[5.0, 3, 2]] * 3)
    rows = [
        (e, "fixed-broadband-5gb", year, f"{20 + 3 * n + 2 * k}.50")
        for k, e in enumerate(("ATA", "KEN", "CHE"))
        for n, year in enumerate(range(2019, 2025))
    ]
    local = pd.DataFrame(rows, columns=["economy", "definition", "year", "value"]).assign(
        measure="local"
    )
    costs = pd.DataFrame(
        {
            "economy": "ATA",
            "definition": "fixed-broadband-5gb",
            "year": [2024, 2025],
            "price": ["20.00", "19.00"],
            "currency": "USD",
            "income": ["12000", "12600"],
            "denominator": "gni-per-capita-atlas",
        }
    )
    deflator = pd.DataFrame(
        {"economy": "ATA", "year": range(2019, 2025), "value": range(100, 130, 5)}
    )
    d = ict.prices
    made: dict[str, Callable[[], object]] = {
        "shares": shares,
        "shares-groups": lambda: shares().groups("income-group", "ipb-2025"),
        "points": lambda: d.read_points(local),
        "index": lambda: d.price_index(local, base=2019),
        "index-chained": lambda: d.price_index(local, method="chained"),
        "index-geks": lambda: d.price_index(local, method="geks"),
        "deflate": lambda: d.deflate(
            local[local["economy"] == "ATA"], deflator, base=2019, source="invented"
        ),
        "decompose": lambda: d.decompose(costs, first=2024, last=2025),
        "split": lambda: d.split((Decimal(20), Decimal(19)), (Decimal(12000), Decimal(12600))),
        "observations": lambda: d.price_observations(shares(), 2027),
        "matrix": lambda: d.bilateral_matrix(p, q),
    }
    for basket in ict.data.baskets():
        made[f"breaks-{basket}"] = lambda b=basket: d.breaks(b)
    for name in ("fisher", "laspeyres", "paasche", "lowe", "tornqvist", "geks", "chained"):
        made[f"formula-{name}"] = lambda n=name: getattr(d, n)(p, q)
    made["formula-jevons"] = lambda: d.jevons(p)
    for name, make in made.items():
        dump.value(name, make)


def dump_data(dump: Dump) -> None:
    """Catalogue, documents, licences, mandates, readers of tables."""
    for name in (
        "indicators",
        "economies",
        "groupings",
        "baskets",
        "basket_definitions",
        "currencies",
        "licences",
        "data_sources",
        "designations",
        "status_codes",
        "mandates",
    ):
        dump.value(name, getattr(ict.data, name))
    documents = ict.methodologies()
    for name, methodology in documents.items():
        dump.value(f"methodologies/{name}", lambda m=methodology: m)
        dump.value(f"methodologies/{name}/differences", methodology.differences)
    names = sorted(documents)
    for before, after in itertools.pairwise(names):
        if before[:3] == after[:3]:
            dump.value(
                f"compare/{before}-{after}",
                lambda b=before, x=after: ict.data.compare_documents(
                    documents[b].document, documents[x].document
                ),
            )
    for language in LANGUAGES:
        for source in ict.data.data_sources():
            dump.value(
                f"citations/{source}.{language}",
                lambda s=source, x=language: "\n".join(
                    (ict.data.citation(s, x), *ict.data.licence_lines([s], x))
                ),
            )
        dump.value(
            f"name-codes.{language}", lambda x=language: ict.data.name_codes(annex().to_frame(), x)
        )
    dump.value("annex", annex)
    dump.value("annex-classes", lambda: ict.data.class_shares(ict.data.classify_sources(annex())))
    dump.value("breakdowns", lambda: ict.data.compare_breakdowns(parity_table()))
    for name, read in (("prices", ict.read_prices), ("economics", ict.read_economics)):
        dump.value(name + "-table", lambda n=name, r=read: r(sample(f"ipb-{n}-2025.csv")))
    dump.value("tariffs-table", lambda: ict.read_tariffs(sample("ipb-tariffs-synthetic.csv")))
    dump.value("published-table", lambda: ict.read_published(sample("idi-2024-published.csv")))
    path = dump.work / "sdmx.csv"
    ict.data.write_sdmx_csv(annex(), path)
    dump.text("sdmx", path.read_text("utf-8"))
    annex().to_csv(dump.work / "annex.csv")
    dump.text("annex-csv", (dump.work / "annex.csv").read_text("utf-8"))


def dump_submissions(dump: Dump) -> None:
    """Questionnaires: cells as issued, judgements, handed back, receipts, results of an economy."""
    folder = lay_out_round(dump.work)
    history = ict.read_observations(folder / "history.csv")
    for language in LANGUAGES:
        for index in ("idi", "ipb"):
            made = ict.questionnaire(
                "ECU",
                edition=2025,
                language=language,
                methodology=index,
                history=history.where(economy="ECU"),
                deadline="2025-03-31",
            )
            made.save(dump.work / f"{index}-{language}.xlsx")
            dump.text(
                f"issued/{index}.{language}",
                describe_workbook(dump.work / f"{index}-{language}.xlsx"),
            )
    for workbook in sorted((folder / "workbooks").glob("*.xlsx")):
        name = workbook.stem
        submission, figures = read_workbook(workbook)
        own = history.where(economy=submission.economy)
        dump.value(f"{name}/read-findings", lambda s=submission: s.findings)
        dump.value(f"{name}/answers", lambda s=submission: s.answers)
        dump.value(f"{name}/figures", lambda f=figures: f)
        dump.value(f"{name}/tariffs", lambda s=submission: s.tariffs)
        judged = dump.value(
            f"{name}/judgement",
            lambda f=figures, s=submission, h=own: ict.validate(
                f, idi(2025), year=s.year, history=h, role="focal-point"
            ),
        )
        plans = dump.value(
            f"{name}/judgement-tariffs",
            lambda s=submission: ict.validate(s.tariffs, ipb(), role="focal-point"),
        )
        dump.value(
            f"{name}/country",
            lambda s=submission, h=own: ict.analysis.compute_country(s, history=h),
        )
        back = dump.work / f"back-{name}.xlsx"
        submission.hand_back(judged, back)
        dump.text(f"{name}/handed-back", describe_workbook(back))
        for kind, table, own_judgement in (
            ("figures", figures, judged),
            ("plans", submission.tariffs, plans),
        ):
            dump.value(
                f"{name}/receipt-{kind}",
                lambda t=table, j=own_judgement, s=submission: ict.accept(
                    t, j, s, submitted="2025-02-28"
                ),
            )
    for language in ("fr", "ar"):
        ict.data.renew_questionnaire(folder / "workbooks/ecu.xlsx", language=language).save(
            dump.work / f"renewed-{language}.xlsx"
        )
        dump.text(f"renewed.{language}", describe_workbook(dump.work / f"renewed-{language}.xlsx"))


def describe_workbook(path: Path) -> str:
    """Return the parts of a workbook as text; pictures and the like by their digests."""
    lines = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            content = archive.read(name)
            lines.append(f"## {name}")
            if name.endswith((".xml", ".rels", ".vml")):
                lines.append(content.decode("utf-8"))
            else:
                lines.append(hashlib.sha256(content).hexdigest())
    return "\n".join(lines)


def dump_judgements(dump: Dump) -> None:
    """Findings in a thousand tables with faults from a fixed seed."""
    folder = lay_out_round(dump.work)
    chance = random.Random(SEED)  # noqa: S311 (faults in tables, no secrets)
    history = ict.read_observations(folder / "history.csv")
    tables = []
    for name in ("ecu", "egy", "kaz", "sgp"):
        submission, figures = read_workbook(folder / f"workbooks/{name}.xlsx")
        own = history.where(economy=submission.economy)
        tables.append(
            (f"{name}", figures.to_frame(), {"history": own, "role": "focal-point", "year": 2023})
        )
    tables.append(("annex", annex().to_frame(), {}))
    written: dict[str, list[str]] = {}
    for number in range(JUDGEMENTS):
        name, frame, how = tables[number % len(tables)]
        faults, changed = [], frame.astype(object).copy()
        for _ in range(chance.randint(1, 3)):
            fault = chance.choice(FAULTS)
            changed = fault(changed, chance)
            faults.append(fault.__name__)
        lines = written.setdefault(f"{name}-{number // 100}", [])
        lines.append(f"## {number} {name} {faults}")
        lines += judge(changed, how, LANGUAGES if number % 20 < 5 else ())
    for name, lines in sorted(written.items()):
        dump.text(name, "\n".join(lines))


def judge(frame: pd.DataFrame, how: Mapping[str, Any], languages: Iterable[str]) -> list[str]:
    """Return what is found in a table, with its messages in further languages."""
    try:
        table = ict.read_observations(frame)
        judged = ict.validate(table, idi(2025 if how else 2024), **how)
        undecided = (
            [
                describe_attribute(own) if isinstance(own, Mapping) else str(own)
                for own in judged.undecided
            ]
            if languages
            else []
        )
    except ict.errors.IctindexError as error:
        return describe_error(error).splitlines()
    lines = [line for finding in judged for line in describe_finding(finding)]
    for language in languages:
        lines += [f"{language}: {finding.message(language)}" for finding in judged]
    return [*lines, *undecided]


def multiply(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    row, factor = (
        chance.randrange(len(frame)),
        chance.choice(("10", "100", "1000", "0.001", "0.1", "-1")),
    )
    return _set(frame, row, lambda value: format(Decimal(value) * Decimal(factor), "f"))


def exchange_digits(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return _set(frame, chance.randrange(len(frame)), lambda value: value[1::-1] + value[2:])


def drop_digit(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return _set(frame, chance.randrange(len(frame)), lambda value: value[:-1] or "0")


def write_text(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    text = chance.choice(("n/a", "12,5", "1.2E3", "..", "٣٤", "about 5", "=1+1"))
    return _set(frame, chance.randrange(len(frame)), lambda _: text)


def empty(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return _set(frame, chance.randrange(len(frame)), lambda _: "")


def exchange_rows(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    first, second = (chance.randrange(len(frame)) for _ in range(2))
    values = [str(frame["value"].iloc[row]) for row in (second, first)]
    frame = _set(frame, first, lambda _: values[0])
    return _set(frame, second, lambda _: values[1])


def repeat_row(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    row = chance.randrange(len(frame))
    return pd.concat([frame, frame.iloc[[row]]], ignore_index=True)


def remove_row(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return frame.drop(frame.index[chance.randrange(len(frame))]).reset_index(drop=True)


def mistake_year(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return _set(
        frame, chance.randrange(len(frame)), lambda _: chance.choice((2203, 2021, 1999)), "year"
    )


def mistake_indicator(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    names = ("internet-user", "population", "coverage-4g", "")
    return _set(frame, chance.randrange(len(frame)), lambda _: chance.choice(names), "indicator")


def mistake_unit(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    names = ("percent", "number", "thousands", "gb-per-year")
    return _set(frame, chance.randrange(len(frame)), lambda _: chance.choice(names), "unit")


def mistake_status(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return _set(frame, chance.randrange(len(frame)), lambda _: chance.choice("BEIMQ"), "status")


def mistake_economy(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    names = ("PER", "XXX", "Ecuador", "")
    return _set(frame, chance.randrange(len(frame)), lambda _: chance.choice(names), "economy")


FAULTS = (
    multiply,
    multiply,
    multiply,
    exchange_digits,
    drop_digit,
    write_text,
    empty,
    exchange_rows,
    repeat_row,
    remove_row,
    mistake_year,
    mistake_indicator,
    mistake_unit,
    mistake_status,
    mistake_economy,
)


def _set(
    frame: pd.DataFrame, row: int, change: Callable[[str], object], column: str = "value"
) -> pd.DataFrame:
    """Return a table with one cell changed, if it can be changed in this way."""
    changed = frame.copy()
    position = changed.columns.get_loc(column)
    with contextlib.suppress(ArithmeticError):
        changed.iloc[row, position] = change(str(changed.iloc[row, position]))
    return changed


def dump_sourcing(dump: Dump) -> None:
    """Selection, consultations, letters, calendar, official shares."""
    frame = annex().to_frame()
    frame = frame[frame["economy"].isin(["BRA", "CHL"])].astype(object)
    frame["source_class"] = [
        "estimate" if s == "I" else "official-submission" for s in frame["status"]
    ]
    frame["source"] = ["Model of ITU" if s == "I" else "" for s in frame["status"]]
    table = ict.read_observations(frame)
    receipt = ict.accept(
        table,
        ict.validate(table, idi(), year=2022),
        role="compiler",
        transcribed="ITU, IDI 2024, Annex 2",
        submitted="2024-01-15",
    )
    dump.value("receipt", lambda: receipt)
    selection = dump.value(
        "pending-selection", lambda: ict.select_sources([receipt], idi(), cut_off="2024-04-30")
    )
    pending = dump.value("pending", selection.pending)
    for answer in ("", "agreed", "objected", "rejected", "supplied"):
        answered = "2024-02-20" if answer else ""
        record = pending.assign(
            notified="2024-02-01", deadline="2024-03-05", answered=answered, answer=answer
        )
        name = answer or "silent"
        dump.value(f"{name}/record", lambda r=record: ict.sourcing.read_consultations(r))
        made = dump.value(
            f"{name}/selection",
            lambda r=record: ict.select_sources(
                [receipt], idi(), consultations=r, cut_off="2024-04-30"
            ),
        )
        dump.value(f"{name}/result", lambda m=made: ict.compute(idi(), m))
        dump.value(f"{name}/candidates", lambda m=made: m.candidates_frame("en"))
        for language in LANGUAGES:
            dump.value(
                f"{name}/explain.{language}",
                lambda m=made, x=language: m.explain("CHL", "internet-users", x),
            )
    for language in LANGUAGES:
        for form in ("text", "html", "markdown"):
            dump.value(
                f"letter-{form}.{language}",
                lambda x=language, f=form: ict.sourcing.consultation_letter(
                    "CHL", pending, edition=2024, deadline="2024-03-01", language=x, format=f
                ),
            )
    for by in ("edition", "economy", "indicator", "year"):
        dump.value(f"official-{by}", lambda b=by: ict.sourcing.official_shares(table, b))
    dump.value(
        "calendar",
        lambda: ict.sourcing.Calendar(
            2024,
            dispatched="2024-12-20",
            collected_from="2025-01-02",
            published="2025-05-05",
            submitted={"BRA": "2025-01-31", "CHL": "2025-02-10"},
        ),
    )


def dump_editions(dump: Dump) -> None:
    """Editions: files, verification, recomputation, errata, comparison, register."""
    made = ict.editions.demonstrate(dump.work / "demonstration")
    edition = publish_sample(dump.work / "editions")
    files = [sample(f"ipb-{name}-2025.csv") for name in ("prices", "economics")]
    tables = [ict.read_prices(files[0]), ict.read_economics(files[1])]
    receipts = [transcribe(table, ipb(), "ITU price-basket workbook") for table in tables]
    baskets = ict.publish(
        ict.compute(ipb(), prices=tables[0], economics=tables[1]),
        dump.work / "editions",
        released="2025-12-15",
        receipts=receipts,
    )
    released = ict.editions.release_data(
        transcribe(annex(), idi(), "Annex 2"),
        dump.work / "editions",
        name="first-quarter",
        released="2024-07-01",
        kind="reconstruction",
    )
    dump.files("demonstration", made.folder)
    dump.files("editions", dump.work / "editions")
    for each in (made.edition, edition, baskets, released):
        dump.value(f"{each.id}/edition", lambda x=each: x)
        dump.value(f"{each.id}/verify", lambda x=each: ict.verify(x.path, root=x.root))
        opened = dump.value(f"{each.id}/opened", lambda x=each: ict.open_edition(x.path))
        dump.value(f"{each.id}/recompute", lambda o=opened: ict.editions.recompute(o))
    dump.value("list", lambda: ict.editions.list_editions(dump.work / "editions"))
    dump.value("register", lambda: ict.editions.read_register(dump.work / "editions"))
    erratum = dump.value(
        "erratum",
        lambda: ict.editions.publish_erratum(
            edition.path,
            economy="BRA",
            indicator="internet-users",
            corrected="81.5",
            reason="The survey was revised.",
            date="2024-09-01",
        ),
    )
    dump.value("erratum-opened", lambda: ict.open_edition(edition.path))
    dump.value(
        "retraction",
        lambda: ict.editions.retract_erratum(
            edition.path, erratum.number, reason="The survey says otherwise.", date="2024-09-08"
        ),
    )
    dump.value(
        "withdrawal",
        lambda: ict.editions.withdraw(
            baskets.path, reason="Prices of another year.", date="2025-12-20"
        ),
    )
    for each in (edition, baskets):
        dump.value(f"later/{each.id}/verify", lambda x=each: ict.verify(x.path))
        dump.value(f"later/{each.id}/opened", lambda x=each: ict.open_edition(x.path))
    opened = ict.open_edition(edition.path)
    dump.value("comparison", lambda: ict.editions.compare_editions(opened, other_result()))
    dump.value(
        "methodologies", lambda: ict.editions.compare_methodologies(opened, idi(), propose())
    )
    with (edition.path / "table.csv").open("ab") as stream:
        stream.write(b"x")
    dump.value("damaged", lambda: ict.verify(edition.path))
    dump.value("damaged-opened", lambda: ict.open_edition(edition.path))


def dump_reports(dump: Dump) -> None:
    """Reports: annual, note on an economy, options paper, progress."""
    result, sources, date = (
        ict.compute(idi(), annex()),
        ["itu-idi", "itu-ipb"],
        dt.date(2025, 1, 15),
    )
    proposal, comments = propose(), ict.review.read_comments(sample("comments-example.csv"))
    edition = publish_sample(dump.work / "editions")
    r = ict.reports
    made = {
        "annual": lambda: r.annual_report(result, sources=sources, date=date),
        "annual-more": lambda: r.annual_report(
            other_result(),
            previous=result,
            prices=shares(),
            ranks="unofficial",
            sources=sources,
            date=date,
        ),
        "country": lambda: r.country_note(result, "BRA", sources=sources, date=date),
        "country-more": lambda: r.country_note(
            other_result(), "KEN", previous=result, prices=shares(), sources=sources, date=date
        ),
        "options": lambda: r.options_paper(
            result, [idi(), proposal], comments=comments, draws=64, sources=sources, date=date
        ),
        "progress": lambda: r.progress_report(
            [ict.open_edition(edition.path)], sources=sources, date=date
        ),
        "progress-result": lambda: r.progress_report(
            [result], comments=comments, sources=sources, date=date
        ),
    }
    for name, make in made.items():
        dump.value(name, make)


def dump_review(dump: Dump) -> None:
    """Comments, public and frozen; packs of simulations."""
    comments = ict.review.read_comments(sample("comments-example.csv"))
    dump.value("comments", lambda: comments)
    dump.value("findings", lambda: comments.findings)
    dump.value("public", comments.to_public)
    result = ict.compute(idi(), annex())
    pack = ict.review.simulation_pack(result, propose())
    dump.value("pack", lambda: pack)
    for economy in ("BRA", "KEN", "CHL"):
        dump.value(f"pack-{economy}", lambda e=economy: pack.economy(e))
    dump.value(
        "pack-2011",
        lambda: ict.review.simulation_pack(
            sample("worked-example-2011.csv"),
            "idi-methodology-2014",
            before="idi-methodology-2011",
            edition=2011,
        ),
    )


def dump_training(dump: Dump) -> None:
    """Exercises and courses."""
    ict.training.build(dump.work / "course", languages=LANGUAGES)
    dump.files("course", dump.work / "course")
    for exercise in ict.training.exercises():
        dump.text(
            f"exercises/{exercise.id}",
            f"{exercise.audience} {exercise.minutes} {exercise.tasks}\n" + "\n".join(exercise.code),
        )


def dump_site(dump: Dump) -> None:
    """The public site of the example: every file by its digest, pages in two languages as text."""
    run_command(dump.work, "site", "new", "publisher")
    run_command(dump.work, "site", "build", "publisher", "--output", "site")
    dump.files("publisher", dump.work / "publisher", lambda _: False)
    dump.files(
        "site",
        dump.work / "site",
        lambda name: name.endswith(".html") and name.startswith(("en/", "ar/", "index")),
    )


def dump_charts(dump: Dump) -> None:
    """Charts as Vega-Lite, their tables and their words for readers who do not see them."""
    result, later = index_result(), other_result()
    holders = {
        "result": result,
        "basket": priced(),
        "prices": shares(),
        "methodology": idi(),
        "change": ict.analysis.explain_change(ict.compute(idi(), annex()), later),
        "robustness": ict.analysis.robustness(result, {"weights": 0.25}, draws=128, seed=1),
        "audit": ict.analysis.audit(result, draws=20, seed=1),
        "convergence": ict.analysis.convergence(panel(), full=100),
        "targets": ict.analysis.track_targets(target_table(), coverage=0),
        "series": ict.analysis.series(
            {
                2017: ict.read_published({("KOR", "idi"): "8.85"}),
                2023: ict.read_published({("KOR", "idi"): "93.8"}),
                2024: ict.read_published({("KOR", "idi"): "94.4"}),
            }
        ),
    }
    for name, held in holders.items():
        for kind in sorted(type(held.plot).kinds()):
            method = getattr(held.plot, kind.replace("-", "_"), None)
            wanted = inspect.signature(method).parameters if method else {}
            first = (
                ["BRA"]
                if "economy" in wanted and wanted["economy"].default is inspect.Parameter.empty
                else []
            )
            for language in ("en", "ar", "zh"):
                chart = dump.value(
                    f"{name}/{kind}.{language}/data",
                    lambda m=method, f=first, x=language: m(*f, language=x).data,
                )
                if chart is not None:
                    target = dump.work / "chart.json"
                    target.unlink(missing_ok=True)
                    method(*first, language=language).save(target)
                    spec = json.loads(target.read_text("utf-8"))
                    dump.text(
                        f"{name}/{kind}.{language}/spec",
                        json.dumps(spec, indent=1, ensure_ascii=False),
                    )


def dump_published(dump: Dump) -> None:
    """Published editions of the folder ``ICTINDEX_DATA``: scores, ranks, groups, prices."""
    data = Path(os.environ["ICTINDEX_DATA"])
    book = data / "idi-editions" / "IDIDataset_open.xlsx"
    results = {}
    for edition in (2023, 2024, 2025):
        table = ict.read_observations(book, form="itu-idi", edition=edition)
        results[edition] = ict.compute(idi(edition), table)
        frame = results[edition].to_frame()
        dump.value(f"{edition}/to_frame", lambda f=frame: f)
        dump.value(f"{edition}/text", lambda e=edition: results[e].to_text("en"))
        dump.value(f"{edition}/properties", lambda e=edition: "\n".join(properties(results[e])))
        judged = ict.validate(table, idi(edition))
        dump.value(f"{edition}/findings", lambda j=judged: j.findings)
        for by in GROUPINGS:
            dump.value(f"{edition}/groups-{by}", lambda e=edition, b=by: results[e].groups(b))
    change = ict.analysis.explain_change(results[2024], results[2025])
    dump.value("change", lambda: change.to_frame())
    dump.value("change-text", lambda: change.to_text("en"))
    dump.value("series", lambda: ict.analysis.series(results))
    dump.value("audit", lambda: ict.analysis.audit(results[2025], draws=50, seed=1).to_frame())
    series = ict.prices.read_baskets(
        data / "ipb" / "baskets_2008_2025.csv",
        edition=2025,
        columns={"iso3": "economy", "code_prefix": "basket", "unit": "measure"},
    )
    dump.value("baskets", lambda: series.frame)
    dump.value("baskets-groups", lambda: series.groups("income-group"))
    dump.value(
        "baskets-linked",
        lambda: (
            ict.prices.link(
                series, "mobile-data-only-2gb", "mobile-data-only-5gb", on=2023, measure="share"
            ).frame
        ),
    )


# ------------------------------------------------------------ commands


def run_command(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a command in this process; return its exit code, its output and its errors."""
    (entry,) = (e for e in entry_points(group="console_scripts") if e.name == "ictindex")
    main = entry.load()
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("ICTINDEX_LANGUAGE", "COLUMNS")
    }
    code: object = 0
    with (
        mock.patch.multiple(sys, argv=["ictindex", *arguments], stdout=out, stderr=err),
        mock.patch.dict(os.environ, kept, clear=True),
        contextlib.chdir(folder),
    ):
        try:
            contextvars.Context().run(main)
        except SystemExit as end:
            code = end.code or 0
        out.flush()
        err.flush()
    texts = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]
    return int(str(code)), texts[0], texts[1]


def commands() -> dict[str, list[str]]:
    """Return the calls of each command, without its language; files lie in the working folder."""
    table, prices = (
        "idi-2024-annex.csv",
        ["--prices", "ipb-prices-2025.csv", "--economics", "ipb-economics-2025.csv"],
    )
    market = [
        "--tariffs",
        "ipb-tariffs-synthetic.csv",
        "--economics",
        "ipb-economics-synthetic.csv",
    ]
    idi_2024, ipb_2025 = [table, "-e", "2024"], ["-e", "2025"]
    old = [
        "worked-example-2011.csv",
        "idi-methodology-2014",
        "--before",
        "idi-methodology-2011",
        "--edition",
        "2011",
    ]
    calls: dict[str, Iterable[list[str]]] = {
        "demo": [[]],
        "compute": [
            idi_2024,
            [*idi_2024, "--published", "idi-2024-published.csv", "--kind", "reconstruction"],
        ],
        "explain": [
            [*idi_2024[:1], "BRA", *idi_2024[1:]],
            [table, "KEN", "-e", "2024", "--node", "internet-users"],
        ],
        "rank": [idi_2024],
        "groups": [[*idi_2024, "--by", by] for by in GROUPINGS],
        "audit": [[*idi_2024, "--draws", "20"]],
        "change": [
            [table, table, "-e", "2024", "2024"],
            [table, table, "-e", "2024", "2024", "--economy", "BRA"],
            [table, table, "-e", "2024", "2024", "--note"],
        ],
        "robustness": [[*idi_2024, "--weights", "0.25", "--draws", "256"]],
        "chart": [
            ["heat-map", *idi_2024],
            ["contributions", *idi_2024],
            ["profile", *idi_2024, "--economy", "BRA"],
            ["unknown", *idi_2024],
        ],
        "targets": [[], [table]],
        "template": [["-e", "2025"], ["-e", "2024", "--economy", "BRA"]],
        "validate": [
            idi_2024,
            ["ecu.xlsx"],
            ["ken.xlsx", "--history", "history.csv"],
            ["fra.xlsx", "--history", "history.csv", "--undecided"],
        ],
        "check": [["ecu.xlsx"], ["ken.xlsx", "--history", "history.csv"]],
        "derive": [["ecu.xlsx"]],
        "sources": [
            [
                "ecu.receipt.json",
                "chn.receipt.json",
                "-e",
                "2025",
                "--cut-off",
                "2025-04-30",
                "--show",
                show,
            ]
            for show in ("decisions", "candidates", "pending", "shares")
        ],
        "consult": [["KGZ", "consultations.csv", "-e", "2025"]],
        "calendar": [["2024", "--dispatched", "2024-12-20", "--published", "2025-05-05"]],
        "editions": [["editions"]],
        "verify": [["editions/idi-2024-demonstration"]],
        "recompute": [["editions/idi-2024-demonstration"]],
        "register head": [["editions"]],
        "catalogue indicators": [[]],
        "catalogue economies": [[]],
        "catalogue groupings": [[]],
        "catalogue baskets": [[]],
        "mandate": [[]],
        "training list": [[]],
        "methodology list": [[]],
        "methodology sources": [[]],
        "methodology check": [[]],
        "methodology schema": [[]],
        "methodology show": [["idi-methodology-2023"], ["ipb-methodology-2025"]],
        "methodology compare": [["idi-methodology-2013", "idi-methodology-2014"]],
        "comments check": [["comments-example.csv"]],
        "comments show": [["comments-example.csv"]],
        "comments publish": [["comments-example.csv"]],
        "comments pack": [old, [*old, "--economy", "KOR"]],
        "report edition": [[*idi_2024, "--source", "itu-idi", "--date", "2025-01-15"]],
        "report economy": [
            [table, "BRA", "-e", "2024", "--source", "itu-idi", "--date", "2025-01-15"]
        ],
        "report progress": [[*idi_2024, "--source", "itu-idi", "--date", "2025-01-15"]],
        "report methodology-review": [
            [
                *idi_2024,
                "-m",
                "idi-methodology-2023",
                "-m",
                "idi-methodology-2017",
                "--draws",
                "64",
                "--source",
                "itu-idi",
                "--date",
                "2025-01-15",
            ]
        ],
        "basket compute": [[*ipb_2025, *prices], [*ipb_2025, *market], ["ecu.xlsx"]],
        "basket explain": [["ECU", *ipb_2025, *prices], ["ATA", *ipb_2025, *market]],
        "basket groups": [[*ipb_2025, *prices]],
        "basket target": [[*ipb_2025, *prices]],
        "basket series": [["ipb-shares-2025.csv", "--vintage", "ipb-2025"]],
        "basket link": [
            [
                "prices-by-year.csv",
                "fixed-broadband-1gb",
                "fixed-broadband-5gb",
                "--on",
                "2018",
                "--measure",
                "usd",
            ]
        ],
        "basket index": [["ipb-shares-2025.csv", "--definition", "fixed-broadband-5gb"]],
        "basket observations": [["ipb-shares-2025.csv", "-e", "2027"]],
        "basket template": [[name, *ipb_2025] for name in ("prices", "economics", "tariffs")],
    }
    return {
        f"{name}-{number}": [*name.split(), *call]
        for name, some in calls.items()
        for number, call in enumerate(some, 1)
    }


def sessions() -> list[tuple[str, ...]]:
    """Return the commands that write, in the order of the work; keys are made beforehand."""
    annex_csv, edition = "idi-2024-annex.csv", "own/idi-2024-reconstruction"
    printed, key = ("--role", "compiler", "--transcribed", "Annex 2"), ("--key", "office.pem")
    return [
        ("questionnaire", "ECU", "-e", "2025", "--history", "history.csv", "-o", "issued.xlsx"),
        ("questionnaire", "ECU", "-e", "2027", "-m", "ipb", "-o", "issued-ipb.xlsx"),
        ("renew", "ecu.xlsx", "-o", "renewed.xlsx"),
        ("check", "ken.xlsx", "--history", "history.csv", "-o", "back.xlsx"),
        ("derive", "ecu.xlsx", "-o", "derived.csv"),
        ("accept", "ken.xlsx", "--history", "history.csv", "--answers", "to-answer.csv"),
        (
            "answer",
            "ken.xlsx",
            "T02",
            "withdraw",
            "--history",
            "history.csv",
            "--answers",
            "given.csv",
        ),
        ("accept", "ken.xlsx", "--history", "history.csv", "--answers", "given.csv"),
        ("accept", "fra.xlsx", "--history", "history.csv", "--submitted", "2025-02-28"),
        ("accept", annex_csv, "-e", "2024", *printed),
        ("accept", "ipb-prices-2025.csv", "--table", "prices", "-e", "2025", *printed),
        ("accept", "ipb-economics-2025.csv", "--table", "economics", "-e", "2025", *printed),
        ("publisher", "new", "own", *key, "--name", "Example office", "--from", "2000-01-01"),
        ("publisher", "change", "own", *key, "--new", "next.pem", "--date", "2024-01-01", "--keep"),
        ("publisher", "show", "own"),
        ("publish", annex_csv, "-e", "2024", "--released", "2024-06-27", "--into", "own"),
        (
            "publish",
            "ipb-prices-2025.csv",
            "ipb-economics-2025.csv",
            "-m",
            "ipb",
            "-e",
            "2025",
            "--released",
            "2025-12-15",
            "--into",
            "own",
        ),
        ("publish", annex_csv, "-e", "2024", "--released", "2024-06-27", "--into", "own"),
        (
            "release",
            annex_csv,
            "--name",
            "first-quarter",
            "--released",
            "2024-07-01",
            "--into",
            "own",
            "--kind",
            "reconstruction",
        ),
        ("sign", edition, *key, "--date", "2024-07-01"),
        ("register", "pin", "own", "-o", "head.json"),
        (
            "erratum",
            edition,
            "BRA",
            "internet-users",
            "81.5",
            "--reason",
            "Revised.",
            "--date",
            "2024-09-01",
            *key,
        ),
        ("retract", edition, "3", "--reason", "Not revised.", "--date", "2024-09-08", *key),
        (
            "withdraw",
            "own/ipb-2025-reconstruction",
            "--reason",
            "Other prices.",
            "--date",
            "2025-12-20",
            *key,
        ),
        ("register", "compare", "own", "head.json"),
        ("editions", "own"),
        ("verify", edition),
        ("verify", "own/ipb-2025-reconstruction"),
        ("save", edition, "-o", "saved.csv"),
        ("save", edition, "-o", "saved.xlsx"),
        ("page", "verify", "absent.html"),
        (
            "comments",
            "freeze",
            "comments-example.csv",
            "idi-methodology-2014",
            "--salt",
            "office.pem",
            "--date",
            "2025-01-15",
        ),
        ("training", "build", "-o", "course.zip", "--audience", "focal-points"),
        ("sources", "ecu.receipt.json", "-e", "2025", "--cut-off", "2025-04-30", "-o", "used.csv"),
    ]


def dump_desk(dump: Dump) -> None:
    """Commands that write: a session in each language, and the files that it leaves."""
    for language in LANGUAGES:
        folder = make_desk(dump.work, f"desk-{language}")
        for name, number in (("office.pem", 0), ("next.pem", 1)):
            (folder / name).write_text(private_key(number), encoding="ascii")
        for number, call in enumerate(sessions(), 1):
            code, out, err = run_command(folder, *call, "--language", language)
            name = "-".join(word for word in call[:2] if word.isalpha())
            dump.text(
                f"{language}/{number:02}-{name}", f"exit code {code}\n{out}\n## errors\n{err}"
            )
        for name in ("issued", "issued-ipb", "renewed", "back"):
            if (folder / f"{name}.xlsx").exists():
                dump.text(
                    f"{language}/workbooks/{name}", describe_workbook(folder / f"{name}.xlsx")
                )
        dump.files(
            f"{language}/left",
            folder,
            lambda name: name.endswith((".csv", ".json", ".html")) and "/inputs/" not in name,
        )


def private_key(number: int) -> str:
    """Return a private key that is the same in every run: for these folders, never for others."""
    content = bytes.fromhex("302e020100300506032b657004220420") + bytes([number]) * 32
    lines = base64.b64encode(content).decode("ascii")
    return f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n"


def make_desk(work: Path, name: str) -> Path:
    """Write a folder with the sample data, and the workbooks and tables of the golden round."""
    folder, begun = work / name, lay_out_round(work)
    folder.mkdir()
    for path in sorted(sample("idi-2024-annex.csv").parent.iterdir()):
        shutil.copy(path, folder)
    for path in (
        *sorted((begun / "workbooks").iterdir()),
        begun / "history.csv",
        begun / "consultations.csv",
    ):
        shutil.copy(path, folder)
    rows = [
        (e, d, y, f"{5 + n + y % 10}.5", "usd")
        for n, e in enumerate(("KEN", "CHE"))
        for d, years in (
            ("fixed-broadband-1gb", (2016, 2017, 2018)),
            ("fixed-broadband-5gb", (2018, 2019)),
        )
        for y in years
    ]
    columns = ["economy", "basket", "year", "value", "measure"]
    pd.DataFrame(rows, columns=columns).to_csv(
        folder / "prices-by-year.csv", index=False, lineterminator="\n"
    )
    return folder


def dump_commands(dump: Dump) -> None:
    """Every command: help and output in six languages, JSON, CSV, every format."""
    folder = make_desk(dump.work, "desk")
    demonstration = ict.editions.demonstrate(dump.work / "demonstration")
    shutil.copytree(demonstration.edition.path.parent, folder / "editions")
    leaves = list(walk_help(dump, folder, ()))
    calls = commands()
    called = {
        " ".join(call[: len(leaf)])
        for call in calls.values()
        for leaf in leaves
        if call[: len(leaf)] == list(leaf)
    }
    dump.text(
        "help/without-a-call", "\n".join(sorted({" ".join(leaf) for leaf in leaves} - called))
    )
    for name, call in calls.items():
        offered = run_command(folder, *call, "--help")[1]
        forms: list[tuple[str, list[str]]] = [("text", [])]
        forms += [(form, [f"--{form}"]) for form in ("json", "csv") if f"  --{form} " in offered]
        if "--format" in offered:
            forms += [
                (form, ["--format", form]) for form in ("html", "latex", "markdown", "mathml")
            ]
        for form, more in forms:
            for language in LANGUAGES if form in ("text", "json", "csv") else ("en", "ar"):
                code, out, err = run_command(folder, *call, *more, "--language", language)
                dump.text(f"{name}/{form}.{language}", f"exit code {code}\n{out}\n## errors\n{err}")


def walk_help(dump: Dump, folder: Path, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Write the help of a command and of those below it; yield the commands that have none."""
    for language in LANGUAGES:
        _, out, err = run_command(folder, "--language", language, *path, "--help")
        dump.text(f"help/{'-'.join(path) or 'ictindex'}.{language}", out + err)
    english = run_command(folder, *path, "--help")[1]
    listed = english.partition("\nCommands\n")[2]
    below = re.findall(r"^  ([a-z][a-z-]*)(?:  |$)", listed, re.MULTILINE)
    if not below:
        yield path
    for name in below:
        yield from walk_help(dump, folder, (*path, name))


# ------------------------------------------------------------ running and comparing


FAMILIES: dict[str, Callable[[Dump], None]] = {
    name.removeprefix("dump_"): made
    for name, made in sorted(globals().items())
    if name.startswith("dump_")
}


def write(folder: Path, only: Iterable[str]) -> None:
    """Write the families, each into an empty folder of its own."""
    for family in only:
        shutil.rmtree(folder / family, ignore_errors=True)
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as work:
            FAMILIES[family](Dump(folder / family, Path(work)))
        files = list((folder / family).rglob("*.txt"))
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        print(
            f"{family}: {len(files)} files, {lines} lines, {time.perf_counter() - began:.0f} s",
            flush=True,
        )


def compare(before: Path, after: Path, only: Iterable[str], most: int) -> int:
    """Print what differs, file by file, and how much; return the exit code."""
    written = [{path.name for path in side.iterdir() if path.is_dir()} for side in (before, after)]
    wanted = sorted(only or written[0] | written[1])
    differs = False
    for family in wanted:
        if family not in written[0] & written[1]:
            side = after if family in written[0] else before
            print(f"== {family}: not compared, it is absent in {side}")
            differs = True
            continue
        differs |= compare_family(before / family, after / family, most)
    return int(differs)


def compare_family(before: Path, after: Path, most: int) -> bool:
    """Print the first differences of a family, and count all of them."""
    texts = [
        {
            path.relative_to(side).as_posix(): path.read_text("utf-8").splitlines()
            for path in side.rglob("*.txt")
        }
        for side in (before, after)
    ]
    names = sorted({*texts[0], *texts[1]})
    shown = equal_lines = changed_lines = changed_files = 0
    for name in names:
        old, new = (side.get(name, []) for side in texts)
        if old == new and all(name in side for side in texts):
            equal_lines += len(old)
            continue
        name_of_file = f"{before.name}/{name}"
        differences = list(
            difflib.unified_diff(
                old, new, f"before/{name_of_file}", f"after/{name_of_file}", lineterm="", n=1
            )
        )
        removed = sum(line.startswith("-") for line in differences[2:])
        changed_files += 1
        equal_lines += len(old) - removed
        changed_lines += removed + sum(line.startswith("+") for line in differences[2:])
        part = differences[: max(0, most - shown)]
        shown += len(part)
        print("\n".join(part), end="\n" if part else "")
    print(
        f"== {before.name}: {len(names) - changed_files} files equal, {changed_files} differ; "
        f"{equal_lines} lines equal, {changed_lines} lines differ"
    )
    return bool(changed_files)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = parser.add_subparsers(dest="action", required=True)
    writing = parts.add_parser("write", help="write what this version shows")
    writing.add_argument("folder", type=Path)
    comparing = parts.add_parser("compare", help="compare what two versions show")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    for part in (writing, comparing):
        part.add_argument("--only", default="", help=f"families: {', '.join(FAMILIES)}")
    comparing.add_argument(
        "--lines", type=int, default=400, help="lines of differences to print for each family"
    )
    asked = parser.parse_args()
    only = [name for name in asked.only.split(",") if name]
    if asked.action == "compare":
        return compare(asked.before, asked.after, only, asked.lines)
    present = [name for name in FAMILIES if name != "published" or "ICTINDEX_DATA" in os.environ]
    write(asked.folder, only or present)
    return 0


if __name__ == "__main__":
    sys.exit(main())
