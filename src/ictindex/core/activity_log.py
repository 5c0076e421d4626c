"""Steps of the library, for the log of a program: files, rows, counts and times, never a value.

The logger is called ``ictindex``. Nothing is loaded for it: a program that wants a log has imported
``logging`` itself.
"""

from __future__ import annotations

import sys
import time
from typing import Any

NAME = "ictindex"


def find_logger() -> Any:
    """Return the logger if somebody listens to it, or ``None``."""
    logging = sys.modules.get("logging")
    if logging is None:
        return None
    logger = logging.getLogger(NAME)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # no message for programs that ask for none
    return logger if logger.isEnabledFor(logging.INFO) else None


def start_clock() -> float | None:
    """Return the time at which a step starts, if somebody listens; else ``None``."""
    return None if find_logger() is None else time.perf_counter()


def log_step(started: float | None, words: str, *facts: object) -> None:
    """Log a step that is done: its facts, and how long it took."""
    if started is not None:
        seconds = time.perf_counter() - started
        find_logger().info(f"{words}, %.3f s", *facts, seconds)


def log_rows(started: float | None, name: str, rows: int, findings: int) -> None:
    """Log a table that was read, by the name of its source."""
    log_step(started, "read %s: %d rows, %d findings", name, rows, findings)
