"""A session of Spark with two workers on this machine, for the slow tests of surveys.

Absence is an error where ``REQUIRE_SPARK`` is set (`make test-spark`), elsewhere a reason to skip.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

# Two processes of workers with a core each, so that parts of records travel between processes.
_MASTER = "local-cluster[2,1,1024]"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "1g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.showConsoleProgress": "false",
}


def need_spark() -> None:
    """Skip without PySpark or Java, or fail where both are required."""
    lacking = (
        [] if importlib.util.find_spec("pyspark") else ["PySpark (make test-spark installs it)"]
    )
    lacking += [] if shutil.which("java") else ["Java"]
    if lacking and os.environ.get("REQUIRE_SPARK"):
        pytest.fail(f"required, and not there: {', '.join(lacking)}")
    if lacking:
        pytest.skip(f"not on this machine: {', '.join(lacking)}")


@contextmanager
def open_spark() -> Iterator[Any]:
    """Open a session of Spark, and end it with its processes."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(_MASTER)
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()
