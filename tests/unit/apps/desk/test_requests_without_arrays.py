"""The desk in a browser has no array library: all four are blocked, and every call is answered."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import ictindex as ict

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")

SUPPORT = Path(__file__).resolve().parents[3] / "support"
CODE = """
import json, sys

class Blocked:
    names = ("numpy", "pandas", "scipy", "xarray", "typer", "click")

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
from ictindex.apps.desk.requests import Desk
from ictindex.apps.desk.page_files import page_words
data = open(sys.argv[1], "rb").read()
desk = Desk()

def ask(call, content=b"", **given):
    response = desk.answer(json.dumps({"call": call, "language": "ar", **given}), content)
    answer = json.loads(response.json)
    assert "error" not in answer, (call, answer)
    return answer, response.data

assert page_words()["ar"]
ask("start")
report, _ = ask("open", data, name="ecu.xlsx")
history = b"economy,indicator,year,value\\nECU,internet-users,2022,58\\n"
report, _ = ask("history", history, name="before.csv")
for sheet in report["sheets"]:
    ask("values", sheet=sheet["id"])
ask("result")
ask("correct", cells=[{"place": report["findings"][-1]["place"], "text": "72.8"}])
report, _ = ask("report")
for finding in report["findings"]:
    if finding["open"] and "confirm" in finding["may"]:
        ask("answer", keys=[finding["key"]], answer="confirm", reason="new survey")
    elif finding["open"]:
        ask("withdraw", keys=[finding["key"]], reason="")
ask("save_workbook")
answer, files = ask("make_receipt", submitted="2025-03-31")
assert answer["files"] and files
made, _ = ask("questionnaire", history, name="before.csv", economy="ECU", edition=2025)
ask("close")
print([name for name in sys.modules if name.partition(".")[0] in Blocked.names])
"""


@pytest.mark.slow
def test_every_call_without_array_libraries_and_without_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "ecu.xlsx"
    make = (
        "import sys; from desk_cases import *\n"
        "open(sys.argv[1], 'wb').write(workbook(plan=plan_cells()))"
    )
    source = Path(ict.__file__).resolve().parents[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(source), str(SUPPORT)))}
    subprocess.run([sys.executable, "-c", make, str(path)], env=environment, check=True)
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(path)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
