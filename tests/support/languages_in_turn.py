"""Parameters of tests in several languages: each case is quick in one of them, in turn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import pytest

from ictindex.language.i18n import LANGUAGES

T = TypeVar("T")


def each_language(*quick: str) -> pytest.MarkDecorator:
    """Return the parameter ``language``: every language of the library, slow but for the named."""
    assert set(quick) <= set(LANGUAGES)
    return pytest.mark.parametrize(
        "language",
        [
            pytest.param(language, marks=() if language in quick else pytest.mark.slow)
            for language in LANGUAGES
        ],
    )


def in_turn(
    cases: Iterable[T], languages: Sequence[str], also: Collection[tuple[T, str]] = ()
) -> list[object]:
    """Return each case in a few languages: slow but for one of them, and for ``also``.

    Of six languages a case has the one that is its turn and every second one after it, so that
    each language is that of half of the cases; of four or fewer it has all.
    """
    count = len(languages)
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
        if count <= 4 or (turn - number) % 2 == 0 or (case, language) in also
    ]  # fmt: skip
