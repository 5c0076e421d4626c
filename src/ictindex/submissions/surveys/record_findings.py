"""Findings in the records of a survey: codes, weights, design, ages, records that are twice.

Each names the first record with the fault, its variable and how many there are. Nothing is
corrected and nothing left out: an error stops the estimate, a warning goes with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ictindex.data.io.csv import NONE, hint
from ictindex.definitions.documents.survey_indicators import HOUSEHOLDS, INDIVIDUALS
from ictindex.language.findings import Address, Finding
from ictindex.submissions.surveys.linked_records import MATCH, LinkedRecords
from ictindex.submissions.surveys.record_codes import (
    list_parts,
    read_code,
    read_codes,
    read_meaning,
)
from ictindex.submissions.surveys.survey_mapping import SurveyMapping
from ictindex.submissions.surveys.survey_records import SurveyRecords

if TYPE_CHECKING:
    import pandas as pd

# No economy has so many people or households: the weights have implied decimals.
_MOST_PEOPLE = 2_000_000_000
_OLDEST = 130
# Differences between the sum of the weights and the stated total, as shares of this.
_NEAR, _FAR = 0.005, 0.2
_MANY_UNKNOWN = 0.1
_MOST_NAMED = 5


def find_variable_faults(
    mapping: SurveyMapping, kinds: Mapping[str, str], file: str
) -> list[Finding]:
    """Return the faults of a mapping that the variables of the file show, before any record."""
    faults = [*_find_absent(mapping, kinds, file)]
    if not faults:
        faults += _find_kinds(mapping, kinds, file)
        faults += _find_shared(mapping, file)
    return faults


def _find_absent(mapping: SurveyMapping, kinds: Mapping[str, str], file: str) -> Iterator[Finding]:
    for key, variable in dict.fromkeys(mapping.roles):
        if variable not in kinds:
            near = hint(variable, tuple(kinds))
            code = "survey.no-variable" if near == NONE else "survey.no-variable-near"
            details = {"file": file, "key": key, "variable": variable, "hint": near}
            yield Finding(code, address=Address(file, column=variable), details=details)


def _find_kinds(mapping: SurveyMapping, kinds: Mapping[str, str], file: str) -> Iterator[Finding]:
    """Yield texts where numbers are needed, and codes that a variable of numbers cannot have."""
    numbers = [("weight.variable", mapping.weight.variable)]
    if mapping.design is not None and mapping.design.populations:
        numbers.append(("design.populations", mapping.design.populations))
    if mapping.age is not None:
        numbers.append(("age.variable", mapping.age.variable))
    if mapping.replicates is not None:
        numbers += [("replicates.columns", name) for name in mapping.replicates.columns]
    numbers += [
        (f"filters.{n}.variable", each.variable)
        for n, each in enumerate(mapping.filters)
        if not each.codes
    ]
    for key, variable in numbers:
        if kinds[variable] == "text":
            details = {"file": file, "key": key, "variable": variable}
            yield Finding(
                "survey.not-numbers", address=Address(file, column=variable), details=details
            )
    for key, variable, codes in _list_codes(mapping):
        for code in codes if kinds[variable] == "number" else ():
            if read_code(code, "number") is None:
                details = {"file": file, "key": key, "variable": variable, "value": code}
                yield Finding(
                    "survey.code-text", address=Address(file, column=variable), details=details
                )


def _list_codes(mapping: SurveyMapping) -> Iterator[tuple[str, str, Sequence[str]]]:
    for each in mapping.indicators:
        for answers in each.answers:
            yield f"indicators.{each.id}", answers.variable, answers.codes
    for name, part in mapping.all_breakdowns.items():
        codes = (*(code for listed in part.codes.values() for code in listed), *part.unknown)
        yield f"breakdowns.{name}", part.variable, codes
    for n, record_filter in enumerate(mapping.filters):
        yield f"filters.{n}", record_filter.variable, record_filter.codes
    if mapping.age is not None:
        yield "age.unknown", mapping.age.variable, mapping.age.unknown


def _find_shared(mapping: SurveyMapping, file: str) -> Iterator[Finding]:
    """Yield a variable that has two roles, or gives two indicators."""
    roles: dict[str, str] = {}
    for key, variable in dict.fromkeys(mapping.roles):
        # A cluster may well be a part of the name of a record, or of its household.
        if key in ("identifier", "households.key", "members.key"):
            continue
        first = roles.setdefault(variable, key)
        if first != key:
            details = {"file": file, "variable": variable, "first": first, "second": key}
            level = (
                "warning"
                if key.startswith("indicators") and first.startswith("indicators")
                else "error"
            )
            yield Finding(
                "survey.two-roles", level, address=Address(file, column=variable), details=details
            )


def find_contradicted_labels(
    mapping: SurveyMapping, labels: Mapping[str, Mapping[str, str]], file: str
) -> Iterator[Finding]:
    """Yield codes whose label in the file says the opposite of what the mapping says."""
    for each in mapping.indicators:
        for answers in each.answers:
            own = labels.get(answers.variable, {})
            for meaning, codes in (("yes", answers.yes), ("no", answers.no)):
                for code in codes:
                    labelled = read_meaning(own.get(code, ""))
                    if {meaning, labelled} == {"yes", "no"}:
                        variable = answers.variable
                        details = {"file": file, "variable": variable, "value": own[code]}
                        details |= {"code": code, "key": meaning, "indicator": each.indicator}
                        address = Address(file, column=variable)
                        yield Finding(
                            "survey.label-contradicts", "warning", address=address, details=details
                        )


def find_design_faults(mapping: SurveyMapping, file: str) -> Iterator[Finding]:
    """Yield what the mapping says of weight and design that a reader of estimates has to know."""
    if mapping.design is None and mapping.replicates is None:
        yield Finding("survey.no-design", "warning", details={"file": file})
    elif mapping.design is not None and not mapping.design.strata and mapping.replicates is None:
        yield Finding("survey.no-strata", "warning", details={"file": file})
    if not mapping.identifier:
        yield Finding("survey.no-identifier", "warning", details={"file": file})
    unit, records = mapping.weight.unit, mapping.records
    if records == HOUSEHOLDS and unit == "person":
        yield Finding("survey.weight-unit", details={"file": file, "value": unit})
    elif (records == HOUSEHOLDS) != (unit == "household") and unit != "person":
        yield Finding("survey.weight-other", "warning", details={"file": file, "value": unit})


class RecordCheck:
    """The check of the records of a survey, a part at a time, in their order."""

    def __init__(
        self, records: SurveyRecords, mapping: SurveyMapping, linked: LinkedRecords | None = None
    ) -> None:
        import numpy as np

        self._records, self._mapping, self._linked = records, mapping, linked
        self._seen = np.zeros(0 if linked is None else len(linked.lines), dtype=bool)
        self.count = 0
        self._faults: dict[tuple[str, str, str], _Fault] = {}
        self._weights = _WeightSums()
        self._clusters: set[tuple[Any, Any]] = set()
        self._cluster_records = 0
        self._populations: dict[Any, set[Any]] = {}
        self._keys: list[Any] = []
        self._answers = {each.id: [0, 0, 0, 0] for each in mapping.indicators}
        self._parts = {
            name: [0] * len(list_parts(mapping, name)) for name in mapping.breakdown_names
        }
        self._filters = [0] * (len(mapping.filters) + 1)
        self._ages: list[float] = []

    def add_batch(self, batch: pd.DataFrame) -> None:
        """Check further records."""
        in_scope = self._check_scope(batch)
        self._check_weight(batch)
        self._check_design(batch)
        self._check_identifier(batch)
        self._check_link(batch)
        self._check_answers(batch, in_scope)
        self._check_parts(batch, in_scope)
        self.count += len(batch)

    def list_findings(self) -> list[Finding]:
        """Return the findings in all records, in the order of the mapping."""
        # In the order of the mapping, however the records were divided.
        order = {name: n for n, name in enumerate(self._mapping.variables)}
        keys = sorted(self._faults, key=lambda key: (order[key[1]], *key))
        findings = [self._faults[key].make_finding(self._records) for key in keys]
        if not self.count:
            return [self._make("survey.no-records", "")]
        if self._linked is not None:
            findings += self._linked.list_unmatched(self._mapping, self._seen)
        for sums in (
            self._judge_weights(),
            self._judge_design(),
            self._judge_twice(),
            self._judge_scope(),
            self._judge_answers(),
        ):
            findings += sums
        return findings

    def list_populations(self) -> dict[str, int]:
        """Return the number of clusters in the population by stratum, as the file has it."""
        return {
            _write_label(stratum): int(next(iter(numbers)))
            for stratum, numbers in self._populations.items()
        }

    def _make(
        self,
        code: str,
        variable: str,
        details: Mapping[str, object] | None = None,
        level: str = "error",
    ) -> Finding:
        address = Address(self._records.name, column=variable or None)
        of = {"file": self._records.name, "variable": variable, **(details or {})}
        return Finding(code, level, address=address, details=of)

    def _note(
        self,
        code: str,
        variable: str,
        wrong: pd.Series,
        cells: pd.Series | None = None,
        level: str = "error",
        **details: object,
    ) -> None:
        """Keep the first record with a fault, and how many there are."""
        count = int(wrong.sum())
        if not count:
            return
        position = int(wrong.to_numpy().argmax())
        value = "" if cells is None else str(cells.iloc[position])[:40]
        if value.endswith(".0"):
            value = value[:-2]
        # Each value that is not listed is a fault of its own: so many codes are absent.
        key = (code, variable, str(details.get("indicator", "")))
        fault = self._faults.setdefault(
            key, _Fault(code, variable, level, self.count + position, value, dict(details))
        )
        fault.count += count
        if cells is not None and len(fault.values) < _MOST_NAMED:
            for cell in cells[wrong].drop_duplicates().head(_MOST_NAMED).tolist():
                text = (
                    str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
                )
                if text not in fault.values and len(fault.values) < _MOST_NAMED:
                    fault.values.append(text)

    def _check_weight(self, batch: pd.DataFrame) -> None:
        import numpy as np

        mapping = self._mapping
        names = [
            mapping.weight.variable,
            *(mapping.replicates.columns if mapping.replicates else ()),
        ]
        for name in names:
            is_main = name == mapping.weight.variable
            cells = batch[name]
            numbers = cells.to_numpy(dtype=float, na_value=np.nan)
            code = "survey.weight-missing" if is_main else "survey.replicate-missing"
            self._note(code, name, cells.isna() | np.isinf(numbers))
            # Replicate weights of some methods may be negative; a weight must not.
            if is_main:
                self._note("survey.weight-negative", name, cells < 0, cells)
                self._note("survey.weight-zero", name, cells == 0, level="warning")
                self._weights.add(numbers / 10**mapping.weight.implied_decimals)
            elif self.count == 0 and cells.equals(batch[names[0]]):
                self._note("survey.replicate-same", name, cells == cells, level="warning")

    def _check_design(self, batch: pd.DataFrame) -> None:
        design = self._mapping.design
        if design is None:
            return
        strata = batch[design.strata] if design.strata else None
        clusters = batch[design.clusters]
        self._note("survey.cluster-missing", design.clusters, clusters.isna())
        if strata is not None:
            self._note("survey.stratum-missing", design.strata, strata.isna())
            pairs = batch[[design.strata, design.clusters]].drop_duplicates().dropna()
            self._clusters.update(pairs.itertuples(index=False, name=None))
        else:
            self._clusters.update((0, cluster) for cluster in clusters.dropna().unique().tolist())
        if design.populations:
            names = [design.strata, design.populations] if design.strata else [design.populations]
            self._note(
                "survey.population-missing", design.populations, batch[design.populations].isna()
            )
            for row in batch[names].drop_duplicates().dropna().itertuples(index=False, name=None):
                self._populations.setdefault(row[0] if design.strata else "", set()).add(row[-1])

    def _check_identifier(self, batch: pd.DataFrame) -> None:
        names = list(self._mapping.identifier)
        if not names:
            return
        import pandas as pd

        for name in names:
            self._note("survey.identifier-missing", name, batch[name].isna())
        keys = batch[names]
        self._keys.append(pd.util.hash_pandas_object(keys, index=False).to_numpy())

    def _check_link(self, batch: pd.DataFrame) -> None:
        """Note records without a household in the second file, and see which it has."""
        link, linked = self._mapping.link, self._linked
        if link is None or linked is None:
            return
        names = list(link.key)
        for name in names:
            if name not in self._mapping.identifier:
                self._note("survey.identifier-missing", name, batch[name].isna())
        matches = batch[MATCH]
        self._seen[matches.dropna().to_numpy(dtype=int)] = True
        alone = matches.isna() & batch[names].notna().all(axis=1)
        is_members = self._mapping.members is not None
        code = "survey.link-alone" if is_members else "survey.link-unmatched"
        level = "warning" if is_members else "error"
        self._note(code, names[-1], alone, batch[names[-1]], level)

    def _check_scope(self, batch: pd.DataFrame) -> pd.Series:
        """Return which records are in scope, and note ages that cannot be."""
        import pandas as pd

        mapping = self._mapping
        in_scope = pd.Series(True, index=batch.index)
        for n, each in enumerate(mapping.filters):
            cells = batch[each.variable]
            if each.codes:
                meets = cells.isin(read_codes(each.codes, self._records.kinds[each.variable]))
            else:
                meets = cells.between(
                    -math.inf if each.lowest is None else each.lowest,
                    math.inf if each.highest is None else each.highest,
                )
            in_scope &= meets
            self._filters[n] += int(in_scope.sum())
        age = mapping.age
        if age is not None:
            cells = batch[age.variable]
            unknown = cells.isin(read_codes(age.unknown, "number"))
            self._note("survey.age-missing", age.variable, cells.isna() & in_scope)
            impossible = ~unknown & ((cells < 0) | (cells > _OLDEST))
            self._note("survey.age-impossible", age.variable, impossible, cells)
            years = cells[~unknown & ~impossible & in_scope & cells.notna()]
            if len(years):
                self._ages += [float(years.min()), float(years.max())]
            scope = mapping.population
            if mapping.records == INDIVIDUALS and (scope.age_from or scope.age_to):
                within = cells.between(scope.age_from, scope.age_to or _OLDEST) | unknown
                beyond = in_scope & ~within & cells.notna()
                self._note("survey.age-out-of-scope", age.variable, beyond, cells, "warning")
                in_scope &= within
        self._filters[-1] += int(in_scope.sum())
        return in_scope

    def _check_answers(self, batch: pd.DataFrame, in_scope: pd.Series) -> None:
        """Note codes that are not listed and missing answers; count those of each meaning."""
        import pandas as pd

        for each in self._mapping.indicators:
            kinds = self._records.kinds
            meanings = {name: pd.Series(False, index=batch.index) for name in _MEANINGS}
            for answers in each.answers:
                cells = batch[answers.variable]
                kind = kinds[answers.variable]
                listed = cells.isin(read_codes(answers.codes, kind))
                empty = cells.isna()
                unlisted = in_scope & ~listed & ~empty
                self._note("survey.code-unlisted", answers.variable, unlisted, cells)
                if answers.blank == "refused":
                    self._note("survey.answer-missing", answers.variable, in_scope & empty)
                for name in _MEANINGS:
                    meanings[name] |= cells.isin(read_codes(getattr(answers, name), kind))
                    if name == answers.blank.replace("-", "_"):
                        meanings[name] |= empty
            if each.document.not_asked == "refused":
                passed = in_scope & meanings["not_asked"]
                variable = each.answers[0].variable
                self._note(
                    "survey.not-asked", variable, passed, level="warning", indicator=each.indicator
                )
            taken = pd.Series(False, index=batch.index)
            for position, name in enumerate(_MEANINGS):
                now = in_scope & meanings[name] & ~taken
                self._answers[each.id][position] += int(now.sum())
                taken |= meanings[name]

    def _check_parts(self, batch: pd.DataFrame, in_scope: pd.Series) -> None:
        """Note codes of breakdowns that are not listed, and count the records of each part."""
        mapping = self._mapping
        for name in mapping.breakdown_names:
            if name == "age" and mapping.age is not None and mapping.age.groups:
                cells = batch[mapping.age.variable]
                unknown = cells.isin(read_codes(mapping.age.unknown, "number"))
                grouped = unknown.copy()
                for n, (lowest, highest) in enumerate(mapping.age.groups.values()):
                    members = cells.between(lowest, highest) & ~unknown
                    self._parts[name][n] += int((members & in_scope).sum())
                    grouped |= members
                outside = in_scope & ~grouped & cells.notna()
                self._note("survey.age-ungrouped", mapping.age.variable, outside, cells, "warning")
                continue
            part = mapping.all_breakdowns[name]
            cells, kind = batch[part.variable], self._records.kinds[part.variable]
            listed = cells.isin(read_codes(part.unknown, kind))
            for n, codes in enumerate(part.codes.values()):
                members = cells.isin(read_codes(codes, kind))
                self._parts[name][n] += int((members & in_scope).sum())
                listed |= members
            self._note(
                "survey.part-unlisted", part.variable, in_scope & ~listed & cells.notna(), cells
            )
            self._note(
                "survey.part-missing", part.variable, in_scope & cells.isna(), level="warning"
            )

    def _judge_weights(self) -> Iterator[Finding]:
        """Yield what the sum of the weights says of their scale and of their unit."""
        sums, weight = self._weights, self._mapping.weight
        if not sums.count or sums.total <= 0:
            if sums.count and not self._has_fault(
                "survey.weight-missing", "survey.weight-negative"
            ):
                yield self._make("survey.weight-nothing", weight.variable)
            return
        shown = f"{sums.total:.0f}"
        if weight.total is not None:
            ratio = sums.total / weight.total
            power = round(math.log10(ratio))
            if power and abs(ratio / 10**power - 1) < _FAR:
                details = {"value": shown, "total": str(weight.total), "factor": f"10^{power}"}
                yield self._make("survey.weight-scale", weight.variable, details)
                return
            gap = abs(ratio - 1)
            if gap > _NEAR and not abs(sums.total - self.count) < 1e-6 * self.count + 1:
                level = "error" if gap > _FAR else "warning"
                details = {
                    "value": shown,
                    "total": str(weight.total),
                    "gap": f"{100 * (ratio - 1):+.1f}",
                }
                yield self._make("survey.weight-total", weight.variable, details, level=level)
        elif sums.total > _MOST_PEOPLE:
            yield self._make("survey.weight-too-much", weight.variable, {"value": shown})
        if sums.lowest == sums.highest:
            details = {"value": f"{sums.lowest:g}"}
            yield self._make("survey.weight-equal", weight.variable, details, level="warning")
        elif abs(sums.total / self.count - 1) < 1e-3:
            yield self._make(
                "survey.weight-normalised", weight.variable, {"value": shown}, level="warning"
            )

    def _has_fault(self, *codes: str) -> bool:
        return any(code in codes for code, _, _ in self._faults)

    def _judge_design(self) -> Iterator[Finding]:
        """Yield clusters in two strata, strata with a single cluster, and what looks exchanged."""
        design = self._mapping.design
        if design is None or not self._clusters:
            return
        details: dict[str, object]
        strata: dict[Any, int] = {}
        of_cluster: dict[Any, list[Any]] = {}
        for stratum, cluster in self._clusters:
            strata[stratum] = strata.get(stratum, 0) + 1
            of_cluster.setdefault(cluster, []).append(stratum)
        twice = sorted((str(c) for c, s in of_cluster.items() if len(s) > 1))
        whole = design.numbered == "whole"
        if design.strata and whole and len(strata) > len(of_cluster):
            details = {"strata": str(len(strata)), "clusters": str(len(of_cluster))}
            yield self._make("survey.design-exchanged", design.clusters, details)
        elif twice and whole:
            details = {"count": len(twice), "values": twice[:_MOST_NAMED]}
            yield self._make("survey.cluster-in-two-strata", design.clusters, details)
        single = sorted(str(stratum) for stratum, count in strata.items() if count == 1)
        if single and not self._mapping.replicates:
            level = "error" if design.single_clusters == "fail" else "warning"
            details = {
                "count": len(single),
                "values": single[:_MOST_NAMED],
                "key": design.single_clusters,
            }
            variable = design.strata or design.clusters
            yield self._make("survey.single-cluster", variable, details, level=level)
        if len(self._clusters) >= self.count > 1:
            yield self._make("survey.cluster-of-one", design.clusters, level="warning")
        for stratum, numbers in self._populations.items():
            if len(numbers) > 1:
                details = {"value": str(stratum)}
                yield self._make("survey.population-varies", design.populations, details)
                return
            if next(iter(numbers)) < strata.get(stratum if design.strata else 0, 0):
                count = strata[stratum if design.strata else 0]
                details = {"value": str(stratum), "count": count}
                yield self._make("survey.population-small", design.populations, details)
                return

    def _judge_twice(self) -> Iterator[Finding]:
        """Yield a record that is there twice, with the number of both."""
        import numpy as np

        if not self._keys:
            return
        keys = np.concatenate(self._keys)
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
        if not len(same):
            return
        pairs = [(int(order[n]), int(order[n + 1])) for n in same]
        first, second = min(pairs, key=lambda pair: pair[1])
        line = self._records.first_line
        address = Address(self._records.name, second + line, ", ".join(self._mapping.identifier))
        details = {
            "file": self._records.name,
            "variable": ", ".join(self._mapping.identifier),
            "count": len(same),
            "line": str(first + line),
        }
        yield Finding("survey.record-twice", address=address, details=details)

    def _judge_scope(self) -> Iterator[Finding]:
        """Yield a filter that leaves nobody, and ages that the scope does not lead to expect."""
        details: dict[str, object]
        mapping = self._mapping
        for n, each in enumerate(mapping.filters):
            if not self._filters[n]:
                yield self._make("survey.filter-empty", each.variable, {"key": f"filters.{n}"})
                return
        if not self._filters[-1]:
            variable = mapping.age.variable if mapping.age else ""
            yield self._make("survey.scope-empty", variable)
            return
        scope = mapping.population
        if mapping.age is not None and self._ages and mapping.records == INDIVIDUALS:
            youngest, oldest = int(min(self._ages)), int(max(self._ages))
            begins = scope.age_from or 0
            if (
                youngest > begins + 2
                or (not scope.age_to and oldest < 75)
                or (scope.age_to and oldest < scope.age_to - 5)
            ):
                details = {"value": f"{youngest}-{oldest}"}
                yield self._make(
                    "survey.ages-unlike-scope", mapping.age.variable, details, level="warning"
                )
        for name, counts in self._parts.items():
            parts = list_parts(mapping, name)
            empty = [part for part, count in zip(parts, counts, strict=True) if not count]
            if empty:
                variable = self._variable_of(name)
                details = {"breakdown": name, "values": empty[:_MOST_NAMED]}
                yield self._make("survey.part-empty", variable, details, level="warning")

    def _variable_of(self, breakdown: str) -> str:
        mapping = self._mapping
        if breakdown == "age" and mapping.age is not None and mapping.age.groups:
            return mapping.age.variable
        return mapping.all_breakdowns[breakdown].variable

    def _judge_answers(self) -> Iterator[Finding]:
        """Yield denominators without a record, and answers that look exchanged or unknown."""
        if not self._filters[-1]:
            return
        for each in self._mapping.indicators:
            yes, unknown, no, not_asked = self._answers[each.id]
            base = yes + no + not_asked + (unknown if each.counts_unknown else 0)
            variable = each.answers[0].variable
            of = {"indicator": each.indicator}
            if not base:
                yield self._make("survey.denominator-empty", variable, of)
            elif not yes:
                yield self._make("survey.nobody", variable, of, level="warning")
            elif yes == base:
                yield self._make("survey.everybody", variable, of, level="warning")
            if unknown > _MANY_UNKNOWN * (yes + no + unknown + not_asked):
                share = f"{100 * unknown / (yes + no + unknown + not_asked):.1f}"
                yield self._make(
                    "survey.many-unknown", variable, {**of, "value": share}, level="warning"
                )


_MEANINGS = ("yes", "unknown", "no", "not_asked")


class _Fault:
    """A fault of records: the first of them, their number, and the first values."""

    def __init__(
        self, code: str, variable: str, level: str, row: int, value: str, details: dict[str, object]
    ) -> None:
        self._code, self._variable, self._level, self._row = code, variable, level, row
        self._value, self._details = value, details
        self.count, self.values = 0, list[str]()

    def make_finding(self, records: SurveyRecords) -> Finding:
        """Return the finding, at the line of the first record."""
        address = Address(records.name, self._row + records.first_line, self._variable)
        details = {
            "file": records.name,
            "variable": self._variable,
            "value": self._value,
            "values": self.values,
            "count": self.count,
            **self._details,
        }
        return Finding(self._code, self._level, address=address, details=details)


def _write_label(stratum: Any) -> str:
    """Return the label of a stratum as the sums write it."""
    whole = isinstance(stratum, float) and stratum.is_integer()
    return str(int(stratum)) if whole else str(stratum)


class _WeightSums:
    """The sum of the weights, their number, and the lowest and highest of them."""

    def __init__(self) -> None:
        self.count, self.total = 0, 0.0
        self.lowest, self.highest = math.inf, -math.inf

    def add(self, weights: Any) -> None:
        """Add the weights that are numbers."""
        import numpy as np

        sound = weights[np.isfinite(weights)]
        if len(sound):
            self.count += len(sound)
            self.total += float(sound.sum())
            self.lowest = min(self.lowest, float(sound.min()))
            self.highest = max(self.highest, float(sound.max()))


def check_records(
    records: SurveyRecords,
    mapping: SurveyMapping,
    linked: LinkedRecords | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> RecordCheck:
    """Check all records of a survey."""
    check = RecordCheck(records, mapping, linked)
    count = records.count_records() if on_progress is not None else 0
    for batch in records.list_batches():
        check.add_batch(batch)
        if on_progress is not None:
            on_progress(check.count, count)
    return check


def list_errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop an estimate."""
    return [finding for finding in findings if finding.level == "error"]
