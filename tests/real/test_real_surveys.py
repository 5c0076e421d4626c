"""Standard errors of a real survey: states of Mexico, ENDUTIH 2021 (INEGI)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import ictindex as ict
from ictindex.submissions.validation.judging import validate

# R survey 4.4-2 on the same file: share of households with Internet, and its standard error.
SHARE, ERROR = 0.6643040376248, 0.0030294700953


def estimate(frame: pd.DataFrame, of: pd.Series) -> tuple[float, float, int]:
    """Return the share of a domain, its standard error (linearization), and its respondents."""
    weight = frame["fac_viv"].where(of, 0.0)
    share = float((weight * frame["p4_4"].eq(1)).sum() / weight.sum())
    scores = weight * (frame["p4_4"].eq(1) - share) / weight.sum()
    clusters = scores.groupby([frame["est_dis"], frame["upm_dis"]]).sum()
    strata = clusters.groupby(level=0)
    count = strata.count()
    variance = (count / (count - 1) * strata.var(ddof=0) * count)[count > 1].sum()
    return share, float(np.sqrt(variance)), int(of.sum())


@pytest.fixture(scope="module")
def frame(data: Path) -> pd.DataFrame:
    path = data / "surveys" / "mex-endutih-2021-households.csv.gz"
    if not path.exists():
        pytest.skip(f"no survey: {path}")
    return pd.read_csv(path)


def test_the_estimator_of_this_test_is_that_of_r(frame: pd.DataFrame) -> None:
    share, error, _ = estimate(frame, pd.Series(True, index=frame.index))
    assert share == pytest.approx(SHARE, rel=1e-12)
    assert error == pytest.approx(ERROR, rel=1e-9)


@pytest.mark.parametrize("kind", ["normal", "logit"])
def test_no_state_of_a_real_survey_is_asked(frame: pd.DataFrame, kind: str) -> None:
    domains = {"": pd.Series(True, index=frame.index)}
    domains |= {code: frame["dominio"].eq(code) for code in ("U", "R")}
    domains |= {f"state {n}": frame["ent"].eq(n) for n in sorted(frame["ent"].unique())}
    rows = []
    for name, of in domains.items():
        share, error, size = estimate(frame, of)
        z = stats.norm.ppf(0.975)
        low, high = share - z * error, share + z * error
        if kind == "logit":
            half = z * error / (share * (1 - share))
            low, high = stats.logistic.cdf(stats.logistic.ppf(share) + half * np.array([-1, 1]))
        figures = {
            "value": share,
            "standard_error": error,
            "lower_bound": low,
            "upper_bound": high,
        }
        rows.append(
            {
                "economy": "MEX",
                "indicator": "households-internet",
                "year": 2021,
                "source": name,
                "sample_size": size,
                "design_effect": round(error**2 * size / (share * (1 - share)), 2),
                "error_method": "linearization",
                **{column: f"{100 * figure:.2f}" for column, figure in figures.items()},
            }
        )
    assert len(rows) == 35
    table = ict.read_observations(pd.DataFrame(rows))
    judged = validate(table, year=2021)
    assert not [f.message() for f in judged.findings if f.rule in ("P14", "P15")]
    decided = {o.rule: o.passed for o in judged.outcomes}
    assert decided["P14"] >= 35 and decided["P15"] >= 35
