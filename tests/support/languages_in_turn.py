"""Parameters of tests in several languages: each case is quick in one of them, in turn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")


def in_turn(
    cases: Iterable[T], languages: Sequence[str], also: Collection[tuple[T, str]] = ()
) -> list[object]:
    """Return each case in each language: slow but for one language of a case, and for ``also``."""
    return [
        pytest.param(
            case,
            language,
            id=f"{getattr(case, '__name__', case)}-{language}",
            marks=() if number % len(languages) == turn or (case, language) in also
            else pytest.mark.slow,
        )
        for number, case in enumerate(cases)
        for turn, language in enumerate(languages)
    ]  # fmt: skip
