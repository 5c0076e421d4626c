"""The sums of records by Spark with two workers: a program, run as a process of its own.

    python tests/support/spark_sums.py FOLDER

``FOLDER`` has ``large.parquet`` with its ``plan.json``, ``faulty.parquet``, and ``verb-0.parquet``
and so on for the verbs. What Spark answers is written to ``answers.json`` in it. Spark starts three
programs of Java; the process of the tests has nothing of them and can end all of them together.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

# Two processes of workers with a core each: the parts of a sum travel between programs, as in a
# warehouse. With local[2] there would be two threads of one program.
_MASTER = "local-cluster[2,1,1024]"
_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "512m",
    # A machine that is busy with other work answers late: that is no lost worker.
    "spark.executor.heartbeatInterval": "60s",
    "spark.network.timeout": "600s",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_OLDEST_JAVA = 17
_LIMIT = 900  # seconds on a clock


def find_lacking() -> list[str]:
    """Return what Spark needs and this machine does not have."""
    lacking = []
    if os.name == "nt":
        lacking.append("a system of POSIX (workers of Spark on Windows were not tried)")
    if importlib.util.find_spec("pyspark") is None:
        lacking.append("PySpark (make test-spark installs it)")
    java = shutil.which("java")
    version = _find_version(java) if (java := shutil.which("java")) else 0
    if version < _OLDEST_JAVA:
        lacking.append(f"Java {_OLDEST_JAVA} or newer")
    return lacking


def _find_version(java: str) -> int:
    """Return the first number of the version of Java; 0 if it does not run."""
    ran = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', ran.stderr)
    return int(version[1]) if version and not ran.returncode else 0


def run_spark(folder: Path) -> dict[str, Any]:
    """Run this program on a folder and return the answers; it is ended after a limit of time."""
    environment = {**os.environ, "SPARK_HOME": str(_link_home(folder / "spark"))}
    environment |= {"SPARK_LOCAL_DIRS": str(folder), "SPARK_LOCAL_IP": "127.0.0.1"}
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, __file__, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,  # with all of Java that it starts
        )
        try:
            ended = process.wait(_LIMIT)
        except subprocess.TimeoutExpired:
            ended = None
        finally:
            _end_all(process)
    shown = (folder / "output.txt").read_text(encoding="utf-8", errors="replace")[-3000:]
    assert ended is not None, f"Spark was ended after {_LIMIT} seconds:\n{shown}"
    assert ended == 0, f"Spark failed:\n{shown}"
    return json.loads((folder / "answers.json").read_text(encoding="utf-8"))


def _link_home(home: Path) -> Path:
    """Return a home of Spark in the folder: its workers write next to its programs."""
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None and spec.origin is not None
    home.mkdir()
    for part in ("bin", "jars"):
        (home / part).symlink_to(Path(spec.origin).parent / part, target_is_directory=True)
    return home


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it started; the first may have ended already."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def main(folder: Path) -> None:
    """Sum the records of a folder, and write the answers."""
    from engine_verbs import VERBS, ask, sort_answer
    from pyspark.sql import SparkSession
    from survey_records import PLAN, digest, list_cells

    from ictindex.submissions.surveys.cell_pass import sum_cells
    from ictindex.submissions.surveys.cell_plan import plan_cells
    from ictindex.submissions.surveys.engines import open_engine

    builder = SparkSession.builder.master(_MASTER)
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    begun = time.monotonic()

    def report(step: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {step}", flush=True)

    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    report("Spark has started")
    answers: dict[str, Any] = {"verbs": {}}
    for number, (name, verb) in enumerate(VERBS.items()):
        records = session.read.parquet(str(folder / f"verb-{number}.parquet"))
        with open_engine(records, "duckdb", "500 MB") as engine:
            answer = sort_answer(engine.run(ask(verb)))
        answers["verbs"][name] = {key: [_plain(v) for v in cells] for key, cells in answer.items()}
    report("verbs")
    faulty = sum_cells(session.read.parquet(str(folder / "faulty.parquet")), PLAN)
    answers["faulty"] = [[*key, *row] for key, row in list_cells(faulty).items()]
    answers["unusable"] = faulty.faults.unusable
    answers["first"] = list(faulty.faults.first.values())
    report("records with faults")
    plan = plan_cells(json.loads((folder / "plan.json").read_text(encoding="utf-8")))
    answers["large"] = digest(sum_cells(session.read.parquet(str(folder / "large.parquet")), plan))
    report("large file")
    context = session.sparkContext._jsc.sc()
    answers["workers"] = context.getExecutorMemoryStatus().size() - 1  # without the driver
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    session.stop()
    report("Spark has ended")


def _plain(value: Any) -> Any:
    """Return a cell as JSON has it."""
    return value if isinstance(value, str) else int(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
