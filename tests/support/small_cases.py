"""Many small cases in one test: pytest needs longer for a test than such a case does.

Its own ``subtests`` name each case too, but make and send a report of each.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest


def small_cases(
    names: str | Sequence[str],
    cases: Iterable[Any],
    ids: Callable[[Any], object] | Sequence[object] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run every case, as ``pytest.mark.parametrize`` would, in one test: it names all that fail.

    Each case has an empty folder if the test asks for ``tmp_path``; it has no other fixture of its
    own. Where a case is skipped, the others run, and then the test is shown as skipped.

    Examples
    --------
    >>> @small_cases(("number", "square"), [(2, 4), (3, 6), (4, 8)])
    ... def test_squares(number: int, square: int) -> None:
    ...     assert number**2 == square
    >>> try:
    ...     test_squares()
    ... except AssertionError as error:
    ...     print(*error.__notes__, sep="\\n")
    fails: case 2 of 3, number=3, square=6
    fails: case 3 of 3, number=4, square=8
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    rows = [_values(case, len(names)) for case in cases]
    assert rows, "a test without a case tests nothing"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run_cases(**fixtures: Any) -> None:
            failures: list[BaseException] = []
            skips: list[BaseException] = []
            notes = []
            whole = fixtures.get("tmp_path")
            for number, row in enumerate(rows):
                if whole is not None:
                    fixtures["tmp_path"] = whole / f"case-{number + 1}"
                    fixtures["tmp_path"].mkdir()
                try:
                    test(**dict(zip(names, row, strict=True)), **fixtures)
                except pytest.skip.Exception as error:
                    skips.append(error)
                except (Exception, pytest.fail.Exception) as error:
                    failures.append(error)
                    notes.append(_words(number, len(rows), dict(zip(names, row, strict=True)), ids))
            if failures:
                for note in notes:
                    failures[0].add_note(note)
                raise failures[0]
            if skips:
                raise skips[0]

        signature = inspect.signature(test)
        asked = [p for name, p in signature.parameters.items() if name not in names]
        vars(run_cases)["__signature__"] = signature.replace(parameters=asked)
        return run_cases

    return decorate


def _values(case: Any, count: int) -> tuple[Any, ...]:
    """The values of a case, of ``pytest.param`` too."""
    if hasattr(case, "marks"):
        assert not case.marks, "a case of a test has no marks of its own"
        return tuple(case.values)
    return (case,) if count == 1 else tuple(case)


def _words(
    number: int,
    count: int,
    values: dict[str, Any],
    ids: Callable[[Any], object] | Sequence[object] | None,
) -> str:
    """Say which case fails."""
    words = ", ".join(f"{name}={value!r:.200}" for name, value in values.items())
    name = "" if ids is None or callable(ids) else f" ({list(ids)[number]})"
    return f"fails: case {number + 1} of {count}{name}, {words}"
