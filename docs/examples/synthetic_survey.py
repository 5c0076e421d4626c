"""An invented household survey of 20,000 households, for the tutorial from records to figures.

    python synthetic_survey.py FOLDER [--households 20000] [--seed 28]

Writes households and persons as Parquet, CSV, SPSS and Stata files. The economy (XAA) does not
exist, and the shares follow from the numbers below and the seed: nothing is taken from a State.
It needs numpy, pandas, pyarrow and pyreadstat: ``pip install "ictindex[surveys,storage]"``.
"""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

PROVINCES, CLUSTER_SIZE, HOUSEHOLDS, SEED = 8, 20, 20_000, 28
# Shares of yes in town and country: of households, and of the persons in a household online.
AT_HOME, COMPUTER = {1: 0.62, 2: 0.37}, {1: 0.44, 2: 0.19}
ONLINE, OFFLINE, OWNERS = 0.84, 0.41, 0.78
REFUSED, UNKNOWN = 0.012, 0.008
YES_NO = {1: "Yes", 2: "No", 8: "Don't know", 9: "Refused"}
AREA = {1: "Urban", 2: "Rural"}
DESIGN = {
    "province": "Province",
    "area": "Urban or rural area",
    "stratum": "Stratum of the sample",
    "psu": "Primary sampling unit",
    "household": "Number of the household",
}
LABELS = {
    "households": {
        **DESIGN,
        "weight": "Weight of the household",
        "h_internet": "Does the household have Internet access at home?",
        "h_computer": "Does the household have a computer at home?",
    },
    "persons": {
        **DESIGN,
        "person": "Number of the person",
        "weight": "Weight of the person",
        "sex": "Sex",
        "age": "Age in years",
        "internet": "Used the Internet in the last 3 months",
        "mobile": "Owns a mobile phone",
    },
}
CODES = {
    "households": {"area": AREA, "h_internet": YES_NO, "h_computer": YES_NO},
    "persons": {
        "area": AREA,
        "sex": {1: "Female", 2: "Male"},
        "internet": YES_NO,
        "mobile": YES_NO,
    },
}


def answer(shares: Any, draw: np.random.Generator) -> Any:
    """Return codes of answers: yes with these shares, and a few refusals and unknown ones."""
    codes = np.where(draw.random(len(shares)) < shares, 1, 2)
    other = draw.random(len(shares))
    codes[other < REFUSED + UNKNOWN] = 8
    codes[other < REFUSED] = 9
    return codes


def make_households(count: int, draw: np.random.Generator) -> pd.DataFrame:
    """Return the households of a sample of clusters, two strata in each province."""
    clusters = count // CLUSTER_SIZE
    stratum = np.sort(np.arange(clusters) % (2 * PROVINCES)) + 1
    # Clusters were drawn with unequal chances, and differ from each other: hence the design effect.
    base = 90 + 8 * stratum + draw.integers(0, 60, clusters)
    level = draw.normal(0, 0.11, clusters)
    cluster = np.repeat(np.arange(clusters), CLUSTER_SIZE)
    area = np.where(stratum % 2 == 1, 1, 2)[cluster]
    frame = pd.DataFrame(
        {
            "province": (stratum[cluster] + 1) // 2,
            "area": area,
            "stratum": stratum[cluster],
            "psu": cluster + 1,
            "household": np.arange(len(cluster)) + 1,
            # Whole hundredths: the same sums on every machine.
            "weight": np.round(base[cluster] * draw.integers(85, 116, len(cluster)) / 100, 2),
        }
    )
    for name, shares in (("h_internet", AT_HOME), ("h_computer", COMPUTER)):
        usual = np.where(area == 1, shares[1], shares[2])
        frame[name] = answer(np.clip(usual + level[cluster], 0.02, 0.98), draw)
    return frame


def make_persons(households: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    """Return the members of the households of five years and more, all of them asked."""
    size = 1 + draw.binomial(7, 0.33, len(households))
    persons = households.loc[households.index.repeat(size)].reset_index(drop=True)
    persons["person"] = persons.groupby("household").cumcount() + 1
    persons["sex"] = draw.integers(1, 3, len(persons))
    age = 5 + np.floor(90 * draw.beta(1.1, 2.1, len(persons))).astype(int)
    persons["age"] = np.where(persons["person"] == 1, np.maximum(age, 18), age)
    fewer = np.clip((persons["age"] - 45) / 70, 0, 0.5) + np.where(persons["age"] < 9, 0.25, 0)
    usual = np.where(persons["h_internet"] == 1, ONLINE, OFFLINE)
    persons["internet"] = answer(np.clip(usual - fewer, 0.02, 0.98), draw)
    owners = OWNERS - np.where(persons["age"] < 15, 0.45, 0) - 0.4 * fewer
    persons["mobile"] = answer(np.clip(owners, 0.02, 0.98), draw)
    # A few do not say their age: 999, as in many surveys.
    persons.loc[draw.random(len(persons)) < 0.004, "age"] = 999
    return persons[list(LABELS["persons"])]


def write_survey(folder: str | Path, households: int = HOUSEHOLDS, seed: int = SEED) -> list[Path]:
    """Write the two files of the survey in four formats; return what was written."""
    pyreadstat: Any = importlib.import_module("pyreadstat")

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    sample = make_households(households, draw)
    written: list[Path] = []
    for name, frame in (("households", sample), ("persons", make_persons(sample, draw))):
        path = target / name
        frame.to_parquet(path.with_suffix(".parquet"), index=False)
        frame.to_csv(path.with_suffix(".csv"), index=False, lineterminator="\n")
        words = {"column_labels": LABELS[name], "variable_value_labels": CODES[name]}
        pyreadstat.write_sav(frame, path.with_suffix(".sav"), **words)
        pyreadstat.write_dta(frame, path.with_suffix(".dta"), **words)
        written += [path.with_suffix(end) for end in (".parquet", ".csv", ".sav", ".dta")]
    return written


def main() -> None:
    """Write the survey into the folder that the user names."""
    parser = argparse.ArgumentParser(description="Write an invented household survey.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    for path in write_survey(options.folder, options.households, options.seed):
        print(path)


if __name__ == "__main__":
    main()
