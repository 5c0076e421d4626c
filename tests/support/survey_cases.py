"""A small invented survey of persons, its mapping, and slips that people make in either."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd

# Four strata of three clusters with four persons each; weights of 10, 20, 30 and 40.
STRATA, CLUSTERS, PERSONS = 4, 3, 4

Frame, Mapping = pd.DataFrame, dict[str, Any]


def make_records() -> pd.DataFrame:
    """Return the records of the invented survey."""
    rows = []
    for stratum in range(1, STRATA + 1):
        for cluster in range(1, CLUSTERS + 1):
            for person in range(1, PERSONS + 1):
                n = len(rows)
                rows.append(
                    {
                        "hh": 100 * stratum + cluster,
                        "member": person,
                        "stratum": stratum,
                        "psu": 10 * stratum + cluster,
                        "clusters_in_stratum": 50,
                        "weight": 10.0 * stratum + 0.5 * (n % 3),
                        "age": (17 * n) % 91,
                        "sex": 1 + n % 2,
                        "area": "urban" if cluster < 3 else "rural",
                        "done": 1,
                        "net": 9 if n % 16 == 5 else 1 + n % 3 % 2,
                        "phone": 1 + (n % 5 == 0),
                        "skill": None if n % 3 % 2 else 1 + n % 2,
                    }
                )
    return pd.DataFrame(rows)


MAPPING: Mapping = {
    "schema": 1,
    "kind": "survey-mapping",
    "id": "invented-2024",
    "title": "An invented survey",
    "economy": "BRA",
    "year": 2024,
    "source": "Invented",
    "records": "individuals",
    "identifier": ["hh", "member"],
    "population": {"coverage": "national"},
    "filters": [{"variable": "done", "codes": [1]}],
    "weight": {"variable": "weight", "unit": "person"},
    "design": {"strata": "stratum", "clusters": "psu"},
    "age": {"variable": "age", "groups": {"Y_LT15": [0, 14], "Y15T24": [15, 24]}},
    "breakdowns": {
        "sex": {"variable": "sex", "codes": {"F": [1], "M": [2]}},
        "location": {"variable": "area", "codes": {"U": ["urban"], "R": ["rural"]}},
    },
    "indicators": [
        {
            "indicator": "internet-users",
            "reference_period": "P3M",
            "answers": [{"variable": "net", "yes": [1], "no": [2], "unknown": [9]}],
        },
        {
            "indicator": "mobile-phone-ownership",
            "reference_period": "now",
            "answers": [{"variable": "phone", "yes": [1], "no": [2]}],
        },
        {
            "indicator": "individuals-ict-skills",
            "item": "programming",
            "reference_period": "P3M",
            "answers": [{"variable": "skill", "yes": [1], "no": [2], "blank": "not-asked"}],
        },
    ],
}
MAPPING["age"]["groups"] |= {"Y25T74": [25, 74], "Y_GE75": [75, 130]}


def make_mapping(**changes: Any) -> Mapping:
    """Return the mapping of the invented survey, with changes of its keys."""
    return copy.deepcopy(MAPPING) | changes


class Slip(NamedTuple):
    """A slip: what somebody did, to the records and to the mapping, and the code that names it."""

    name: str
    code: str
    records: Callable[[Frame], Any] | None = None
    mapping: Callable[[Mapping], Any] | None = None


def _set(variable: str, row: int, value: Any) -> Callable[[Frame], Any]:
    def change(frame: Frame) -> Any:
        frame[variable] = (
            frame[variable].astype(object) if isinstance(value, str) else frame[variable]
        )
        frame.loc[row, variable] = value

    return change


def _put(*path: str | int, to: Any) -> Callable[[Mapping], Any]:
    def change(mapping: Mapping) -> None:
        part: Any = mapping
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = to

    return change


def _drop(*path: str) -> Callable[[Mapping], Any]:
    def change(mapping: Mapping) -> None:
        part: Any = mapping
        for key in path[:-1]:
            part = part[key]
        del part[path[-1]]

    return change


def _assign(**columns: Any) -> Callable[[Frame], Any]:
    return lambda frame: frame.assign(**columns)


NET = ("indicators", 0, "answers", 0)
SLIPS = (
    # In the file.
    Slip("a weight is missing", "survey.weight-missing", _set("weight", 4, None)),
    Slip("a weight is infinite", "survey.weight-missing", _set("weight", 4, float("inf"))),
    Slip("a weight is negative", "survey.weight-negative", _set("weight", 4, -10.0)),
    Slip("a weight is zero", "survey.weight-zero", _set("weight", 4, 0.0)),
    Slip("all weights are equal", "survey.weight-equal", _assign(weight=3.0)),
    Slip("all weights are zero", "survey.weight-nothing", _assign(weight=0.0)),
    Slip(
        "weights have decimals that nobody stated",
        "survey.weight-too-much",
        lambda frame: frame.assign(weight=frame["weight"] * 10**7),
    ),
    Slip(
        "weights add up to the number of records",
        "survey.weight-normalised",
        lambda frame: frame.assign(weight=frame["weight"] * len(frame) / frame["weight"].sum()),
    ),
    Slip(
        "weights with decimal commas",
        "survey.not-numbers",
        lambda frame: frame.assign(weight=frame["weight"].map(lambda w: str(w).replace(".", ","))),
    ),
    Slip("a stratum is missing", "survey.stratum-missing", _set("stratum", 7, None)),
    Slip("a cluster is missing", "survey.cluster-missing", _set("psu", 7, None)),
    Slip("a cluster in two strata", "survey.cluster-in-two-strata", _set("stratum", 0, 2)),
    Slip(
        "a stratum with a single cluster",
        "survey.single-cluster",
        lambda frame: frame[(frame["stratum"] > 1) | (frame["psu"] == 11)],
    ),
    Slip("a code outside the list", "survey.code-unlisted", _set("net", 3, 7)),
    Slip("an answer is missing", "survey.answer-missing", _set("net", 3, None)),
    Slip("a code of a breakdown outside the list", "survey.part-unlisted", _set("sex", 3, 3)),
    Slip("a part of a breakdown is missing", "survey.part-missing", _set("sex", 3, None)),
    Slip("a part in other letters", "survey.part-unlisted", _set("area", 3, "Urban")),
    Slip("nobody lives in the countryside", "survey.part-empty", _assign(area="urban")),
    Slip("an age is missing", "survey.age-missing", _set("age", 3, None)),
    Slip("an age of 999", "survey.age-impossible", _set("age", 3, 999)),
    Slip("an age below zero", "survey.age-impossible", _set("age", 3, -1)),
    Slip(
        "a person is there twice",
        "survey.record-twice",
        lambda frame: pd.concat([frame, frame.iloc[[2]]], ignore_index=True),
    ),
    Slip("a part of a name is missing", "survey.identifier-missing", _set("member", 2, None)),
    Slip("no record is left by the filter", "survey.filter-empty", _assign(done=2)),
    Slip("a file without a record", "survey.no-records", lambda frame: frame.iloc[:0]),
    Slip("nobody uses the Internet", "survey.nobody", _assign(net=2)),
    Slip("everybody uses the Internet", "survey.everybody", _assign(net=1)),
    Slip(
        "half of the answers are not known",
        "survey.many-unknown",
        lambda frame: frame.assign(net=frame["net"].where(frame.index % 2 == 0, 9)),
    ),
    Slip(
        "a variable has another name",
        "survey.no-variable",
        lambda frame: frame.rename(columns={"net": "q17"}),
    ),
    Slip(
        "a variable in capital letters",
        "survey.no-variable-near",
        lambda frame: frame.rename(columns={"phone": "PHONE"}),
    ),
    Slip("clusters are numbers of records", "survey.cluster-of-one", _assign(psu=range(48))),
    # In the mapping.
    Slip("strata and clusters exchanged", "survey.design-exchanged", None,
         _put("design", to={"strata": "psu", "clusters": "stratum"})),
    Slip("no strata and clusters", "survey.no-design", None, _drop("design")),
    Slip("clusters without strata", "survey.no-strata", None, _drop("design", "strata")),
    Slip("no identifier", "survey.no-identifier", None, _drop("identifier")),
    Slip("strata and clusters are one variable", "document.survey-variable-twice", None,
         _put("design", "strata", to="psu")),
    Slip("the identifier of a household as weight", "survey.two-roles", None,
         _put("weight", "variable", to="psu")),
    Slip("one variable gives two indicators", "survey.two-roles", None,
         _put("indicators", 1, "answers", 0, to={"variable": "net", "yes": [1], "no": [2, 9]})),
    Slip("a weight of another unit", "survey.weight-other", None,
         _put("weight", "unit", to="household")),
    Slip("the sum of the weights is not the population", "survey.weight-total", None,
         _put("weight", "total", to=1180)),
    Slip("implied decimals were forgotten", "survey.weight-scale",
         lambda frame: frame.assign(weight=frame["weight"] * 10**6),
         _put("weight", "total", to=1224)),
    Slip("a code with two meanings", "document.survey-code-twice", None,
         _put(*NET, "no", to=[1, 2])),
    Slip("no code for no", "document.survey-no-code", None, _put(*NET, "no", to=[])),
    Slip("yes and unknown are not listed", "survey.code-unlisted", None,
         _put("indicators", 0, "answers", 0, to={"variable": "net", "yes": [2], "no": [3]})),
    Slip("a text as the code of numbers", "survey.code-text", None, _put(*NET, "yes", to=["yes"])),
    Slip("a key that does not exist", "document.unknown-key", None,
         _put("weight", "units", to="person")),
    Slip("a key is missing", "document.missing-key", None, _drop("weight", "unit")),
    Slip("a word where a number is needed", "document.ill-typed", None, _put("year", to="2024")),
    Slip("a question mark is left", "document.survey-blank", None, _put("source", to="?")),
    Slip("the name of an economy", "document.survey-economy", None, _put("economy", to="Brazil")),
    Slip("an indicator that is none", "document.survey-indicator", None,
         _put("indicators", 0, "indicator", to="internet-use")),
    Slip("an activity that is none", "document.survey-item", None,
         _put("indicators", 2, "item", to="coding")),
    Slip("an indicator twice", "document.survey-indicator-twice", None,
         lambda mapping: mapping["indicators"].append(copy.deepcopy(mapping["indicators"][0]))),
    Slip("an indicator of households from persons", "document.survey-records", None,
         _put("indicators", 0, "indicator", to="households-internet")),
    Slip("groups of age that overlap", "document.survey-age-group", None,
         _put("age", "groups", to={"Y_LT15": [0, 15], "Y15T24": [15, 24]})),
    Slip("groups of age with a gap", "survey.age-ungrouped", None,
         _put("age", "groups", to={"Y_LT15": [0, 14], "Y25T74": [25, 74], "Y_GE75": [75, 130]})),
    Slip("a part of sex that is none", "document.survey-part", None,
         _put("breakdowns", "sex", "codes", to={"W": [1], "M": [2]})),
    Slip("ages of the survey that nobody has", "survey.age-out-of-scope", None,
         _put("population", to={"coverage": "national", "age_from": 6})),
    # A slip that no rule can see: yes and no are exchanged.
    Slip("yes and no exchanged", "", None,
         _put("indicators", 1, "answers", 0, to={"variable": "phone", "yes": [2], "no": [1]})),
)  # fmt: skip
