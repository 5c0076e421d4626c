"""The document of limits: every limit has a basis, every one is read, faults are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.submissions.validation import operations
from ictindex.submissions.validation.pattern_limits import (
    FILE,
    FOLDER,
    parse_limits,
    pattern_limits,
    values_of,
)
from ictindex.submissions.validation.rules import ruleset

OPERATIONS = Path(operations.__file__).parent


def test_every_limit_is_read_by_an_operation_or_named_by_a_rule() -> None:
    document = pattern_limits()
    assert document is not None
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(OPERATIONS.glob("*.py")))
    named = {getattr(c, "limit", None) for rule in ruleset().rules.values() for c in rule.checks}
    unread = [name for name in document.limits if f'"{name}"' not in code and name not in named]
    assert unread == []


def test_a_measured_limit_has_its_source_and_count_and_no_other_has() -> None:
    document = pattern_limits()
    assert document is not None
    for limit in document.limits.values():
        assert (limit.basis == "measured") == bool(limit.source and limit.count)
        assert limit.beyond <= limit.count / 50  # a limit that many real cases break is none


def test_faults_are_named() -> None:
    text = (package_data.folder("methodology") / FOLDER / FILE).read_text(encoding="utf-8")
    for before, after in (
        ('basis = "definition"', 'basis = "measured"'),
        ('source = "parts"', 'source = "others"'),
        ("value = 0.6", "value = 0.6\nmore = 1"),
        ('id = "patterns-2026"', 'id = "limits"'),
    ):
        assert before in text
        with pytest.raises(DocumentError, match=FILE.replace(".", "[.]")):
            parse_limits(text.replace(before, after, 1).encode())


def test_rules_without_a_document_have_no_limits() -> None:
    assert values_of(None) == {}
