"""The code that carries operations out has a number; a change of a judgement needs the next one.

``golden-judgements.zip`` holds the small tables of the tests of the rules as they were when the
numbers began: a valid, an invalid and an undecidable one for each rule. They are judged by the
rules of that day, which the package keeps, so that a change of rules changes nothing here. What
remains is code, and the catalogue. After a change that is meant, raise ``OPERATIONS`` in
``rules.py`` and add the new digest: receipts and rounds then say by which code they were judged.
"""

from __future__ import annotations

import hashlib
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
import validation_cases

from ictindex.submissions.validation import judging
from ictindex.submissions.validation.rules import (
    FAMILIES,
    OPERATIONS,
    RuleSet,
    find_ruleset,
    parse_ruleset,
)

ARCHIVE = Path(__file__).with_name("golden-judgements.zip")
RULES = "0e116360c02a418ab18b042c3d9597b237aaccd8851ff66dd1328126672ab7cd"
# By number of the code: SHA-256 of the judgements as `write_judgements` writes them.
JUDGED = {
    1: "3ac3f992f76671166b34d7620cf389016ba69ab14f580c1345c5961d69c81515",
}


def read_cases() -> Iterator[tuple[str, dict[str, object]]]:
    with zipfile.ZipFile(ARCHIVE) as archive:
        for name in sorted(archive.namelist()):
            for rule, cases in tomllib.loads(archive.read(name).decode()).items():
                for kind, case in cases.items():
                    for number, each in enumerate(case if isinstance(case, list) else [case]):
                        if "rows" in each:
                            yield f"{rule} {kind} {number}", each


def write_judgements() -> Iterator[str]:
    """Yield what is portable of each judgement: findings with their levels, outcomes of rules."""
    for name, case in read_cases():
        judged = validation_cases.judge(case)
        yield f"== {name}"
        yield from (f"{finding.key} {finding.errorlevel}" for finding in judged)
        for outcome in judged.outcomes:
            yield f"{outcome.rule} {outcome.outcome} {outcome.passed} {outcome.failed}"


def rules_of_that_day() -> RuleSet:
    """Return the kept rules with their families in the order in which they were applied."""
    kept = find_ruleset(RULES)
    assert kept is not None
    families = [f"rules/{letter}.toml" for letter in FAMILIES]
    others = [path for path in kept.files if path not in families]
    return parse_ruleset({path: kept.files[path] for path in (*families, *others)})


@pytest.mark.slow
def test_a_change_of_the_code_of_operations_has_a_new_number() -> None:
    with mock.patch.object(judging, "ruleset", rules_of_that_day):
        lines = list(write_judgements())
    assert sum(line.startswith("== ") for line in lines) > 200
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest == JUDGED[OPERATIONS], (
        "The code of operations judges the same tables otherwise. Raise OPERATIONS in rules.py, "
        f"and add {OPERATIONS + 1}: the digest with the new number."
    )
