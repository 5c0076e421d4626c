"""The path of one submission, from its file to its receipt, needs no array library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "pandas", "scipy", "xarray"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
"""
# The 4G coverage of Costa Rica is above its 3G coverage as published; its users are altered.
SUBMISSION = """
import json, sys
from pathlib import Path

import ictindex as ict

folder = Path(sys.argv[1])
idi = ict.methodology("idi", edition=2024)
table = ict.read_observations(folder / "now.csv")
before = ict.read_observations(folder / "before.csv")
judged = ict.validate(table.with_facts(submitter="CRI"), idi, year=2022, history=before)
answers = ict.data.read_answers(folder / "answers.csv")
receipt = ict.accept(table, judged, answers, submitted="2024-01-10")
receipt.save(folder / "receipt.json")
again = ict.data.read_receipt(folder / "receipt.json").join(table)
ipb = ict.methodology("ipb", edition=2025)
prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv")).where(economy="ECU")
economics = ict.read_economics(ict.sample_data("ipb-economics-2025.csv"))
context = ict.data.ValidationContext(economics=economics)
of_prices = ict.validate(prices, ipb, context=context)
print(json.dumps({
    "judgement": judged.to_json("en"),
    "report": judged.to_text("ar") + judged.to_html("fr"),
    "receipt": again.digest,
    "accepted": list(again.accepted.cells["indicator"]),
    "prices": of_prices.to_json("en"),
    "loaded": sorted({"numpy", "pandas", "scipy", "xarray"} & set(sys.modules)),
}))
"""
NOW = """economy,indicator,year,value
CRI,coverage-3g,2022,89.0
CRI,coverage-4g,2022,91.0
CRI,internet-users,2022,64.8
CRI,households-internet,2022,81.3
CRI,mobile-broadband-traffic,2022,61.3
"""
BEFORE = """economy,indicator,year,value
CRI,internet-users,2021,44.8
CRI,households-internet,2021,80.8
CRI,mobile-broadband-traffic,2021,55.1
PAN,internet-users,2021,64.0
"""
ANSWERS = """rule,economy,indicator,year,value,answer,reason
C01,CRI,coverage-4g,2022,91.0,withdraw,
T02,CRI,internet-users,2022,64.8,confirm,new survey
"""


def submit(folder: Path, code: str) -> dict[str, object]:
    for name, text in (("now", NOW), ("before", BEFORE), ("answers", ANSWERS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    data: dict[str, object] = json.loads(done.stdout)
    return data


@pytest.fixture(scope="module")
def blocked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return submit(tmp_path_factory.mktemp("blocked"), BLOCK + SUBMISSION)


def test_a_submission_is_judged_answered_and_accepted_without_array_libraries(
    blocked: dict[str, object],
) -> None:
    judged = json.loads(str(blocked["judgement"]))
    rules = {(finding["rule"], finding["indicator"]) for finding in judged["findings"]}
    assert rules >= {("C01", "coverage-4g"), ("T02", "internet-users")}
    assert "coverage-4g" not in blocked["accepted"]  # type: ignore[operator]
    assert blocked["loaded"] == []


@pytest.mark.slow
def test_the_judgement_and_the_receipt_are_the_same_with_and_without_them(
    blocked: dict[str, object], tmp_path: Path
) -> None:
    with_arrays = submit(tmp_path, "import numpy, pandas, scipy, xarray\n" + SUBMISSION)
    assert with_arrays.pop("loaded") == ["numpy", "pandas", "scipy", "xarray"]
    assert with_arrays == {name: text for name, text in blocked.items() if name != "loaded"}
