"""The codes of a survey in the place of its answers: columns of whole numbers that are summed.

The answers of an indicator, which may come from several questions, become one column; so do the
parts of a breakdown, and whether a record is in scope. Text codes of the file end here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ictindex.definitions.documents.survey_indicators import INDIVIDUALS
from ictindex.submissions.surveys.cell_plan import CellPlan, Condition, CountedIndicator
from ictindex.submissions.surveys.engines import require_package
from ictindex.submissions.surveys.survey_mapping import (
    Answers,
    MappedIndicator,
    SurveyMapping,
)
from ictindex.submissions.surveys.survey_records import SurveyRecords

YES, NO, UNKNOWN, NOT_ASKED = 1, 2, 3, 4
# Words of value labels in English, French, Spanish, Arabic, Russian and Chinese.
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "unknown": r"^(?:don'?t know|dk|unknown|not (?:known|stated)|refus\w*|no sabe.*|ns|nr|ns/nr"
        r"|no (?:responde|contesta|informa).*|ne sait pas.*|nsp|refus|sans réponse"
        r"|لا (?:أعرف|يعرف).*|غير (?:معروف|مبين)|رفض.*|не (?:знаю|знает)|нет ответа"
        r"|отказ|不知道|未知|拒绝.*)$",
        "not_asked": r"^(?:not (?:asked|applicable)|no (?:aplica|corresponde)|sans objet|non posée"
        r"|لا ينطبق|не применимо|не спрашивали|不适用)$",
        "yes": r"^(?:yes|s[ií]|oui|نعم|да|是|有)\b.*$",
        "no": r"^(?:no|non|لا|нет|否|没有|无)\b.*$",
    }
)
# An answer without a meaning, and the part of a breakdown of a record where it is not known.
NOTHING = -1
WEIGHT, STRATUM, CLUSTER, IN_SCOPE = "weight", "stratum", "cluster", "in_scope"


def name_answer(position: int) -> str:
    """Return the column of the answers to the indicator at a position of the mapping."""
    return f"answer_{position}"


def name_key(breakdown: str) -> str:
    """Return the column of the parts of a breakdown."""
    return f"key_{breakdown}"


def name_replicate(position: int) -> str:
    """Return the column of a replicate weight."""
    return f"replicate_{position}"


def read_code(code: str, kind: str) -> Any:
    """Return a code of a mapping as the file has it: a number, if its variable has numbers."""
    if kind == "text":
        return code
    try:
        return int(code)
    except ValueError:
        pass
    try:
        return float(code)
    except ValueError:
        return None


def read_meaning(label: str) -> str:
    """Return the meaning that the label of a code has in one of six languages; empty if unclear.

    Examples
    --------
    >>> read_meaning("Oui"), read_meaning("No sabe"), read_meaning("Sometimes")
    ('yes', 'unknown', '')
    """
    words = label.strip().lower()
    return next((name for name, words_of in _LABELS.items() if re.match(words_of, words)), "")


def read_codes(codes: Sequence[str], kind: str) -> list[Any]:
    """Return codes of a mapping as the file has them, without those that it cannot have."""
    return [code for code in (read_code(each, kind) for each in codes) if code is not None]


def list_parts(mapping: SurveyMapping, breakdown: str) -> tuple[str, ...]:
    """Return the parts of a breakdown; their positions are the codes in the sums."""
    if breakdown == "age" and mapping.age is not None and mapping.age.groups:
        return tuple(mapping.age.groups)
    return tuple(mapping.all_breakdowns[breakdown].codes)


def list_categories(mapping: SurveyMapping, breakdown: str) -> tuple[str, ...]:
    """Return the parts of a breakdown, and then those that are sums of them."""
    return (*list_parts(mapping, breakdown), *mapping.parents.get(breakdown, ()))


def encode_records(records: SurveyRecords, mapping: SurveyMapping, by: Sequence[str]) -> Any:
    """Return the records as columns of weights, design, breakdowns and answers."""
    require_package("narwhals")
    import narwhals.stable.v2 as nw

    coder = _Coder(nw, records, mapping)
    columns = {
        WEIGHT: coder.read_weight(mapping.weight.variable),
        IN_SCOPE: coder.read_scope(),
        **{name_answer(n): coder.read_answers(each) for n, each in enumerate(mapping.indicators)},
        **{name_key(name): coder.read_parts(name) for name in by},
    }
    if mapping.design is not None:
        columns[CLUSTER] = nw.col(mapping.design.clusters)
        if mapping.design.strata:
            columns[STRATUM] = nw.col(mapping.design.strata)
    if mapping.replicates is not None:
        for position, name in enumerate(mapping.replicates.columns):
            columns[name_replicate(position)] = coder.read_weight(name)
    frame = nw.from_native(records.frame).select(**columns)
    return nw.to_native(frame)


class _Coder:
    """The expressions by which the codes of a file become whole numbers."""

    def __init__(self, nw: Any, records: SurveyRecords, mapping: SurveyMapping) -> None:
        self._nw, self._records, self._mapping = nw, records, mapping

    def _whole(self, number: int) -> Any:
        return self._nw.lit(number).cast(self._nw.Int64)

    def _has(self, variable: str, codes: Sequence[str]) -> Any:
        """Tell whether a variable has one of some codes; a missing one has none."""
        return self._nw.col(variable).is_in(read_codes(codes, self._records.kinds[variable]))

    def _choose(self, cases: Sequence[tuple[Any, int]], otherwise: int = NOTHING) -> Any:
        """Return the number of the first case that is true."""
        chosen = self._whole(otherwise)
        for condition, number in reversed(cases):
            chosen = self._nw.when(condition).then(self._whole(number)).otherwise(chosen)
        return chosen

    def read_weight(self, variable: str) -> Any:
        """Return a weight, with the decimals that the file implies."""
        weight = self._nw.col(variable).cast(self._nw.Float64)
        decimals = self._mapping.weight.implied_decimals
        return weight / float(10**decimals) if decimals else weight

    def read_scope(self) -> Any:
        """Return 1 for a record that meets all filters and is of the ages of the survey."""
        nw, mapping = self._nw, self._mapping
        conditions = []
        for each in mapping.filters:
            if each.codes:
                conditions.append(self._has(each.variable, each.codes))
            else:
                conditions.append(self._is_within(each.variable, each.lowest, each.highest))
        scope = mapping.population
        if mapping.records == INDIVIDUALS and mapping.age and (scope.age_from or scope.age_to):
            age = self._is_within(mapping.age.variable, scope.age_from, scope.age_to or None)
            if mapping.age.unknown:
                # Whose age is not known was asked: a person outside the ages of the survey is not.
                age = age | self._has(mapping.age.variable, mapping.age.unknown)
            conditions.append(age)
        if not conditions:
            return self._whole(1)
        return self._choose([(nw.all_horizontal(*conditions, ignore_nulls=True), 1)], 0)

    def _is_within(self, variable: str, lowest: int | None, highest: int | None) -> Any:
        column = self._nw.col(variable)
        ends = []
        if lowest is not None:
            ends.append(column >= lowest)
        if highest is not None:
            ends.append(column <= highest)
        within = ends[0] if len(ends) == 1 else ends[0] & ends[1]
        return self._nw.when(column.is_null()).then(self._nw.lit(False)).otherwise(within)

    def read_answers(self, indicator: MappedIndicator) -> Any:
        """Return yes if any question has it; not known if none has it and any is not known."""
        questions = [self._list_meanings(answers) for answers in indicator.answers]
        cases = [
            (meaning[code], code)
            for code in (YES, UNKNOWN, NO, NOT_ASKED)
            for meaning in questions
            if code in meaning
        ]
        return self._choose(cases)

    def _list_meanings(self, answers: Answers) -> dict[int, Any]:
        """Return, for each meaning that an answer can have, whether it has it."""
        listed = ((YES, "yes"), (NO, "no"), (UNKNOWN, "unknown"), (NOT_ASKED, "not_asked"))
        blank = {"no": NO, "unknown": UNKNOWN, "not-asked": NOT_ASKED}.get(answers.blank)
        meanings: dict[int, Any] = {}
        for code, name in listed:
            codes = getattr(answers, name)
            parts = [self._has(answers.variable, codes)] if codes else []
            if code == blank:
                parts.append(self._nw.col(answers.variable).is_null())
            if parts:
                meanings[code] = parts[0] if len(parts) == 1 else parts[0] | parts[1]
        return meanings

    def read_parts(self, breakdown: str) -> Any:
        """Return the position of the part of a breakdown; nothing where it is not known."""
        mapping = self._mapping
        if breakdown == "age" and mapping.age is not None and mapping.age.groups:
            variable = mapping.age.variable
            ranges = enumerate(mapping.age.groups.values())
            cases = [(self._is_within(variable, *ends), n) for n, ends in ranges]
            if mapping.age.unknown:
                cases.insert(0, (self._has(variable, mapping.age.unknown), NOTHING))
            return self._choose(cases)
        part = mapping.all_breakdowns[breakdown]
        cases = [
            (self._has(part.variable, codes), n) for n, codes in enumerate(part.codes.values())
        ]
        return self._choose(cases)


def plan_sums(
    mapping: SurveyMapping, by: Sequence[str], margins: Sequence[Sequence[str]]
) -> CellPlan:
    """Return what is summed over the records of a survey, and by what."""
    design, replicates = mapping.design, mapping.replicates
    return CellPlan(
        weight=WEIGHT,
        scale=10**mapping.weight.decimals,
        keys=tuple(map(name_key, by)),
        indicators=tuple(_count(each, n) for n, each in enumerate(mapping.indicators)),
        stratum=STRATUM if design is not None and design.strata else None,
        cluster=None if design is None else CLUSTER,
        replicates=tuple(
            name_replicate(n) for n in range(len(replicates.columns) if replicates else 0)
        ),
        margins=tuple(tuple(map(name_key, margin)) for margin in margins),
    )


def _count(indicator: MappedIndicator, position: int) -> CountedIndicator:
    answer = name_answer(position)
    population = [Condition(IN_SCOPE, (1,))]
    if indicator.counts_unknown:
        population.append(Condition(answer, (YES, NO, UNKNOWN, NOT_ASKED)))
    else:
        population.append(Condition(answer, (YES, NO, NOT_ASKED)))
    return CountedIndicator(indicator.id, tuple(population), ((Condition(answer, (YES,)),),))
