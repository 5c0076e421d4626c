"""The way of one submission needs no array library: all four are blocked, and it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

import ictindex as ict

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

SUPPORT = Path(__file__).resolve().parents[2] / "support"
BLOCKED = ("numpy", "pandas", "scipy", "xarray")
GUARD = f"""
import sys

class Blocked:
    names = {BLOCKED}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ImportError(f"{{name}} is blocked")

sys.meta_path.insert(0, Blocked())
"""
# A workbook is written, filled in, read, derived, judged with last year, handed back, answered,
# read again, accepted; the receipt is read back, and the economy scored.
SUBMISSION = """
from pathlib import Path
import ictindex as ict
import questionnaire_cases as cases
from ictindex.submissions.questionnaires.layout import ANSWER, ANSWERS, FIRST_ANSWER
from ictindex.submissions.questionnaires.layout import REASON, make_form
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook

folder = Path(sys.argv[1])
idi = ict.methodology("idi", edition=2024)
annex = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
printed = dict(zip(annex.cells["indicator"], annex.cells["value"]))

ict.questionnaire("BRA", edition=2024).save(folder / "empty.xlsx")
form = make_form("BRA", 2024)
asked = {ask.indicator: (page.id, ask.row, form.column_of("value"))
         for page in form.pages.values() for ask in page.asks if not ask.breakdown}
values = {key: printed[key] for key in printed if key in asked}
# A count and a population from which the printed rate follows.
rate = "mobile-broadband-subscriptions"
values |= {f"{rate}-count": int(printed[rate] * 2_000_000), "population": 200_000_000}
cells = {asked[key]: value for key, value in values.items()}
(folder / "filled.xlsx").write_bytes(write_workbook(form, "en", Contents(cells)))

submission = ict.read_questionnaire(folder / "filled.xlsx")
completed = ict.data.derive(submission.observations).completed
history = ict.read_observations(folder / "history.csv")
judgement = ict.validate(submission.observations, idi, history=history, year=2022)
submission.hand_back(judgement, folder / "back.xlsx")
answers = {}
for row, finding in enumerate(judgement):
    answers[ANSWERS, FIRST_ANSWER + row, ANSWER] = cases.label("answer-warning", "confirm")
    answers[ANSWERS, FIRST_ANSWER + row, REASON] = "a new survey"
cases.fill(folder / "back.xlsx", answers)
back = ict.read_questionnaire(folder / "back.xlsx")
judgement = ict.validate(back.observations, idi, history=history, year=2022)
receipt = ict.accept(back.observations, judgement, back, submitted="2024-02-28")
receipt.save(folder / "receipt.json")
receipt = ict.data.read_receipt(folder / "receipt.json").join(back.observations)
receipt.check(folder / "back.xlsx")

rates = dict(zip(completed.cells["indicator"], completed.cells["value"]))
score = idi.score({key: rates.get(key, printed[key]) for key in idi.indicators})
result = ict.analysis.compute_country(back, history=history)
points = sum(each.points for each in result.inputs if each.points is not None)
print(len(judgement), len(receipt.observations), rates[rate], score.unrounded, points)
print([name for name in sys.modules if name.partition(".")[0] in Blocked.names])
"""


def test_a_submission_from_the_empty_workbook_to_the_score(tmp_path: Path) -> None:
    (tmp_path / "history.csv").write_text(
        "economy,indicator,year,value\nBRA,internet-users,2021,20\n", encoding="utf-8"
    )
    source = Path(ict.__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", GUARD + SUBMISSION, str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(source), str(SUPPORT)))},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures, loaded = done.stdout.splitlines()
    findings, rows, rate, score, points = figures.split()
    assert int(findings) == 1  # the share of users rose by sixty points
    assert int(rows) == 7  # five rates that the workbook asks for, a count, the population
    assert rate == "93.1"  # as printed: ITU, IDI 2024, Annex 2
    assert Decimal(score).quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal("82.0")  # printed
    # The five inputs that the workbook asks for as they are, and the rate: by hand from the print.
    shares = [Decimal("80.5") / 95 / 6, Decimal("80.2") / 95 / 6, Decimal("93.1") / 150 / 6,
              Decimal("92.4") / 100 / 30, Decimal("92.4") / 100 / 20]  # fmt: skip
    shares.append(Decimal("88.1") / 95 / 12)
    assert abs(Decimal(points) - 100 * sum(shares)) < Decimal("0.0001")
    assert loaded == "[]"
