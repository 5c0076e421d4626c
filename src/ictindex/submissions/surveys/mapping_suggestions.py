"""Suggestions of mappings: which variables of a survey seem to give what, for a person to confirm.

A suggestion rests on names, labels and value labels in six languages. Codes come from value labels
alone: without them there is a question mark. Nothing is estimated before each part is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from ictindex.core.arguments import require
from ictindex.core.toml_text import write_toml
from ictindex.data.io.csv import COMMA_POINT, RawTable, no_column
from ictindex.data.io.table_sources import require_table
from ictindex.definitions.documents.survey_indicators import (
    HOUSEHOLDS,
    INDIVIDUALS,
    survey_indicators,
)
from ictindex.language import i18n
from ictindex.submissions.surveys.linked_records import suggest_key
from ictindex.submissions.surveys.record_codes import read_meaning
from ictindex.submissions.surveys.survey_mapping import BLANK
from ictindex.submissions.surveys.survey_records import list_labels, name_records


class _Variable(NamedTuple):
    """A variable of a survey: its name, its label, and what its codes mean."""

    name: str
    label: str
    codes: Mapping[str, str]

    @property
    def text(self) -> str:
        """Name and label, in small letters."""
        return f"{self.name} {self.label}".lower().replace("_", " ")


# Words of each role, in English, French, Spanish, Arabic, Russian and Chinese.
_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "weight": r"\bweight|\bpoids\b|\bpond|\bpeso|factor de exp|\bfac (?:viv|hog|per)|\bfactor\b"
        r"|وزن|\bвес\b|权重",
        "clusters": r"\bpsu\b|\bupm|primary sampling|cluster|grappe|conglomerado|عنقود|кластер"
        r"|初级抽样",
        "strata": r"\bstrat(?:um|a)\b|\bestrato? ?(?:dis|de dise)|\best dis|\bestrato\b|\bstrate\b"
        r"|طبقة|\bстрат|抽样层",
        "age": r"\bage\b|\bedad\b|\bâge\b|العمر|\bвозраст|年龄",
        "sex": r"\bsex\b|\bsexo\b|\bsexe\b|\bgender\b|الجنس|\bпол\b|性别",
        "location": r"\burban|\brural|\bdominio\b|\bmilieu\b|حضر|городск|местност|城乡",
    }
)
_HOUSEHOLD = (
    r"household|\bhome\b|hogar|vivienda|\bménage|foyer|domicile|أسرة|الأسر|منزل|домохоз|家庭|住户"
)
_INTERNET = r"internet|إنترنت|интернет|互联网|因特网"
_COMPUTER = r"computer|laptop|computador|ordenador|ordinateur|حاسوب|компьютер|计算机|电脑"
_MOBILE = (
    r"mobile|cell ?phone|cellular|celular|téléphone portable|móvil|محمول|جوال|мобильн|手机|移动电话"
)
_OWN = r"\bown|\bposee|\bpossèd|\bpropi|يملك|تملك|\bвладе|имеет|拥有"
# The words of each indicator: all of these, and of its unit (True: of a household).
_INDICATORS: Sequence[tuple[str, tuple[str, ...], bool]] = (
    ("households-radio", (r"\bradio|راديو|радио|收音机",), True),
    ("households-television", (r"\btv\b|televis|télévis|تلفزيون|تلفاز|телевиз|电视",), True),
    ("households-telephone/mobile", (_MOBILE,), True),
    ("households-computer", (_COMPUTER,), True),
    ("households-internet", (_INTERNET,), True),
    ("mobile-phone-ownership", (_MOBILE, _OWN), False),
    ("individuals-mobile-phone", (_MOBILE,), False),
    ("individuals-computer", (_COMPUTER,), False),
    ("internet-users", (_INTERNET,), False),
)
# Variables of surveys whose record layouts were read: the indicator that they give.
_PROGRAMMES: Mapping[str, str] = MappingProxyType(
    {
        "p4_1_1": "households-radio",  # ENDUTIH (INEGI)
        "p4_1_2": "households-television",
        "p4_1_4": "households-television",
        "p4_1_6": "households-telephone/mobile",
        "p4_2_1": "households-computer",
        "p4_2_2": "households-computer",
        "p4_4": "households-internet",
        "ih_ii_01": "households-computer",  # EPH, module MAUTIC (INDEC)
        "ih_ii_02": "households-internet",
        "ip_iii_04": "internet-users",
        "ip_iii_05": "individuals-computer",
        "ip_iii_06": "individuals-mobile-phone",
    }
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "upm_dis": "clusters",
        "est_dis": "strata",
        "fac_viv": "weight",
        "pond_tic": "weight",
        "hv005": "weight",  # DHS: six implied decimals
        "hv021": "clusters",
        "hv022": "strata",
    }
)
_PERIODS: Sequence[tuple[str, str]] = (
    (
        "P3M",
        r"(?:\b3|three|tres|trois|ثلاثة|трех|三)\s*(?:last |últimos |derniers )?"
        r"(?:month|mes|mois|أشهر|месяц|个月)",
    ),
    (
        "P12M",
        r"\b12 ?(?:month|mes|mois)|last year|último año|dernière année|السنة الماضية|十二个月",
    ),
    ("P1M", r"last month|último mes|mois dernier|الشهر الماضي|последний месяц|上个月"),
    ("ever", r"\bever\b|alguna vez|jamais|когда-либо|曾经"),
)
_PARTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sex": {
            "F": r"^(?:female|f|wom[ae]n|mujer|femenino|femme|féminin|أنثى|жен(?:щ|с)\w*|女.*)$",
            "M": r"^(?:male|m|m[ae]n|hombre|varón|masculino|homme|masculin|ذكر|муж\w*|男.*)$",
        },
        "location": {
            "U": r"^(?:urban\w*|urbain\w*|u|حضر\w*|город\w*|城.*)$",
            "R": r"^(?:rural\w*|r|ريف\w*|сель\w*|село|农村|乡.*)$",
        },
    }
)
CODEBOOK = ("variable", "label", "code", "meaning")


def suggest_mapping(
    path: Any,
    *,
    codebook: Any = None,
    linked: Any = None,
    dialect: str | None = None,
    language: str | None = None,
) -> str:
    """Suggest the mapping of a survey from its names, labels and value labels.

    Nothing is estimated by it: each part says ``confirmed = false``, and what is not known is a
    question mark. Codes are suggested from value labels alone.

    Parameters
    ----------
    path : path or data frame
        The records: CSV, SPSS, Stata, Parquet, or a data frame.
    codebook : path, data frame or list of dict, optional
        Labels of a file that has none: columns ``variable``, ``label``, ``code`` and ``meaning``, a
        row for each code.
    linked : path or data frame, optional
        The second file of the survey: households of these persons, or persons of these households.
        Its key, and variables that only it has, are suggested too.
    dialect : str, optional
        Format of a CSV file.
    language : str, optional
        Language of the comments; by default the one in force.

    Returns
    -------
    str
        The mapping, as TOML.

    Raises
    ------
    UnusableFileError
        If a file cannot be read, or the codebook lacks a column.
    UsageError
        If the records are neither a file nor a frame.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> records = pd.DataFrame({"fac": [1.0], "net_home": [1]})
    >>> codes = [
    ...     {"variable": "net_home", "label": "Internet at home", "code": 1, "meaning": "Yes"},
    ...     {"variable": "net_home", "label": "Internet at home", "code": 2, "meaning": "No"},
    ... ]
    >>> text = ict.surveys.suggest_mapping(records, codebook=codes, language="en")
    >>> print(text[text.index("[[indicators]]"):])
    [[indicators]]
    confirmed = false
    indicator = "households-internet"  # to confirm: net_home, “Internet at home”
    reference_period = "now"
    [[indicators.answers]]
    variable = "net_home"
    yes = [1]  # Yes
    no = [2]  # No
    <BLANKLINE>
    """
    require(language is None or isinstance(language, str), "language", "text", language)
    variables = _list_variables(path, codebook, dialect)
    second = None
    if linked is not None:
        second = _SecondFile(path, linked, dialect, _list_variables(linked, codebook, dialect))
    return _Suggestion(variables, i18n.current_language(language), second).write(name_records(path))


def _list_variables(path: Any, codebook: Any, dialect: str | None) -> list[_Variable]:
    labelled = list_labels(path, dialect)
    if codebook is not None:
        labelled = {**labelled, **_read_codebook(codebook, labelled)}
    return [_Variable(name, label, codes) for name, (label, codes) in labelled.items()]


class _SecondFile(NamedTuple):
    """The second file of a survey, and what was read of it."""

    own: Any
    source: Any
    dialect: str | None
    variables: Sequence[_Variable]

    def find_key(self, *, is_persons: bool) -> dict[str, str]:
        """Return the key that both files have; a question mark if none was found."""
        names = suggest_key(self.own, self.source, self.dialect, is_persons=is_persons)
        return dict(zip(names, names, strict=True)) or {BLANK: BLANK}


def _read_codebook(
    codebook: Any, labelled: Mapping[str, Any]
) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Return labels and codes of the variables of a codebook that the file has."""
    source = str(codebook) if isinstance(codebook, Path) else codebook
    table: RawTable = require_table(source, COMMA_POINT)
    for name in CODEBOOK:
        if name not in table.columns:
            raise no_column(table.name, name, table.header)
    listed: dict[str, tuple[str, dict[str, str]]] = {}
    rows = zip(*(table.columns[name] for name in CODEBOOK), strict=True)
    for variable, label, code, meaning in rows:
        key = str(variable).strip()
        if key in labelled:
            codes = listed.setdefault(key, (str(label or "").strip(), {}))[1]
            if str(code if code is not None else "").strip():
                codes[str(code).strip()] = str(meaning or "").strip()
    return dict(listed)


class _Suggestion:
    """The parts of a suggested mapping, each with the words on which it rests."""

    def __init__(
        self, variables: Sequence[_Variable], language: str, second: _SecondFile | None = None
    ) -> None:
        self._variables, self._language, self._second = variables, language, second
        self._taken: set[str] = set()
        self._linked: dict[str, str] = {}

    def write(self, name: str) -> str:
        """Return the mapping as TOML."""
        weight, clusters, strata = (self._find(role) for role in ("weight", "clusters", "strata"))
        age, sex, location = (self._find(role) for role in ("age", "sex", "location"))
        indicators = self._find_indicators()
        units = {survey_indicators()[key.partition("/")[0]].unit for key in indicators}
        records = units.pop() if len(units) == 1 else ""
        if records == INDIVIDUALS:
            weight = weight or self._find_linked("weight")
            clusters = clusters or self._find_linked("clusters")
            strata = strata or self._find_linked("strata")
            location = location or self._find_linked("location")
        lines = [f"# {self._say('head', file=name)}", "schema = 1", 'kind = "survey-mapping"']
        lines += [self._line(key, None) for key in ("id", "title", "economy", "year", "source")]
        lines.append(self._line("records", records or None))
        lines += self._write_second(records)
        lines += ["", "[population]", "confirmed = false", self._line("coverage", None)]
        if records != HOUSEHOLDS:
            lines += [self._line("age_from", None), self._line("age_to", None)]
        lines += [
            "",
            "[weight]",
            "confirmed = false",
            self._name_variable(weight),
            self._line("unit", None),
        ]
        if clusters is not None:
            lines += [
                "",
                "[design]",
                "confirmed = false",
                self._name_variable(clusters, "clusters"),
            ]
            lines += [self._name_variable(strata, "strata")] if strata is not None else []
        if age is not None and records != HOUSEHOLDS:
            lines += ["", "[age]", "confirmed = false", self._name_variable(age)]
        for breakdown, variable in (("sex", sex), ("location", location)):
            if variable is not None:
                lines += self._write_breakdown(breakdown, variable)
        for key, giving in indicators.items():
            lines += self._write_indicator(key, giving)
        if not indicators:
            lines += ["", f"# {self._say('none')}"]
        return "\n".join(lines) + "\n"

    def _find(self, role: str) -> _Variable | None:
        """Return the first variable whose name or label speaks of a role."""
        own = [v for v in self._variables if _NAMES.get(v.name.lower()) == role]
        by_words = [v for v in self._variables if re.search(_ROLES[role], v.text)]
        for variable in (*own, *by_words):
            if variable.name not in self._taken:
                self._taken.add(variable.name)
                return variable
        return None

    def _find_linked(self, role: str) -> _Variable | None:
        """Return the variable of the second file that speaks of a role, if the first has none."""
        own = {variable.name for variable in self._variables}
        for variable in () if self._second is None else self._second.variables:
            is_named = _NAMES.get(variable.name.lower()) == role
            if variable.name not in own and (is_named or re.search(_ROLES[role], variable.text)):
                self._linked[variable.name] = variable.name
                return variable
        return None

    def _write_second(self, records: str) -> Iterator[str]:
        """Yield the part on the second file: its key, and what is taken from it."""
        if self._second is None or not records:
            return
        is_persons = records == INDIVIDUALS
        key = self._second.find_key(is_persons=is_persons)
        words = self._say("open" if BLANK in key else "key")
        yield from ("", "[households]" if is_persons else "[members]", "confirmed = false")
        yield self._comment(f"key = {_write_pairs(key)}", words)
        if is_persons:
            yield f"variables = {_write_pairs(self._linked or {BLANK: BLANK})}"
            return
        ages = [v for v in self._second.variables if re.search(_ROLES["age"], v.text)]
        yield self._line("person", None)
        yield self._name_variable(ages[0] if ages else None, "age")
        yield self._line("children_to", None)

    def _find_indicators(self) -> dict[str, list[_Variable]]:
        """Return the variables of each indicator, in the order of the file."""
        indicators: dict[str, list[_Variable]] = {}
        for variable in self._variables:
            if variable.name in self._taken:
                continue
            key = _PROGRAMMES.get(variable.name.lower()) or self._match(variable)
            if key:
                self._taken.add(variable.name)
                indicators.setdefault(key, []).append(variable)
        return indicators

    def _match(self, variable: _Variable) -> str | None:
        of_household = re.search(_HOUSEHOLD, variable.text) is not None
        for key, words, is_household in _INDICATORS:
            if is_household == of_household and all(re.search(w, variable.text) for w in words):
                return key
        return None

    def _write_indicator(self, key: str, variables: Sequence[_Variable]) -> Iterator[str]:
        indicator, _, item = key.partition("/")
        document = survey_indicators()[indicator]
        yield from ("", "[[indicators]]", "confirmed = false")
        yield self._line("indicator", indicator, self._explain(variables[0]))
        if item:
            yield self._line("item", item)
        if document.unit == INDIVIDUALS and document.reference_period != "now":
            periods = [p for p, words in _PERIODS if re.search(words, variables[0].text)]
            yield self._line("reference_period", periods[0] if periods else None)
        else:
            yield self._line("reference_period", "now")
        for variable in variables:
            yield from ("[[indicators.answers]]", self._line("variable", variable.name))
            yield from self._write_codes(variable)

    def _write_codes(self, variable: _Variable) -> Iterator[str]:
        """Yield the codes by their meaning: from value labels, never from the codes themselves."""
        meanings: dict[str, list[str]] = {}
        for code, label in variable.codes.items():
            meanings.setdefault(read_meaning(label), []).append(code)
        for meaning in ("yes", "no"):
            codes = meanings.get(meaning)
            yield self._codes_line(meaning, codes or [BLANK], variable)
        for meaning in ("unknown", "not_asked"):
            if meaning in meanings:
                yield self._codes_line(meaning, meanings[meaning], variable)
        if meanings.get(""):
            yield (
                self._codes_line("unknown", [BLANK], variable, meanings[""])
                if ("unknown" not in meanings)
                else f"# {self._say('other', codes=', '.join(meanings[''])[:200])}"
            )

    def _codes_line(
        self,
        key: str,
        codes: Sequence[str],
        variable: _Variable,
        others: Sequence[str] = (),
    ) -> str:
        labels = [variable.codes.get(code, "") for code in (others or codes)]
        shown = ", ".join(
            f"{code}: {label}" if others else label
            for code, label in zip(others or codes, labels, strict=True)
            if label
        )
        comment = f"  # {_tidy(shown)}" if shown else f"  # {self._say('open')}"
        return f"{key} = [{', '.join(map(_write_code, codes))}]{comment}"

    def _write_breakdown(self, breakdown: str, variable: _Variable) -> Iterator[str]:
        yield from (
            "",
            f"[breakdowns.{breakdown}]",
            "confirmed = false",
            self._name_variable(variable),
        )
        yield f"[breakdowns.{breakdown}.codes]"
        for part, pattern in _PARTS[breakdown].items():
            codes = [c for c, label in variable.codes.items() if re.match(pattern, label.lower())]
            yield self._codes_line(part, codes or [BLANK], variable)

    def _name_variable(self, variable: _Variable | None, key: str = "variable") -> str:
        if variable is None:
            return self._line(key, None)
        return self._line(key, variable.name, self._explain(variable))

    def _explain(self, variable: _Variable) -> str:
        quoted = i18n.quote(_tidy(variable.label)[:80], self._language) if variable.label else ""
        rests = i18n.join([text for text in (variable.name, quoted) if text], self._language)
        return self._say("confirm", variable=rests)

    def _line(self, key: str, value: str | None, comment: str = "") -> str:
        written = write_toml(BLANK if value is None else value)
        words = self._say("open") if value is None else comment
        return self._comment(f"{key} = {written}", words)

    def _comment(self, line: str, words: str) -> str:
        return f"{line}  # {words}" if words else line

    def _say(self, key: str, **values: object) -> str:
        return i18n.text("survey-suggestion", key, self._language, **values)


def _tidy(text: str) -> str:
    """Return a text without ends of lines: it is in a comment."""
    return " ".join(text.split())


def _write_pairs(pairs: Mapping[str, str]) -> str:
    written = (f"{write_toml(left)} = {write_toml(right)}" for left, right in pairs.items())
    return f"{{ {', '.join(written)} }}"


def _write_code(code: str) -> str:
    return code if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,17})", code, re.ASCII) else write_toml(code)
