"""Every rule: its four fixtures, its words, its place in the files."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from golden_round import RULES as GOLDEN
from small_cases import small_cases
from validation_cases import (
    FIXTURES,
    OUTCOMES,
    YEAR,
    fixtures,
    judge,
    methodology,
    outcome,
    table,
)

from ictindex.core import package_data
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.definitions.documents import kept_documents, toml_reader
from ictindex.language import i18n
from ictindex.submissions.validation import rules
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.rules import (
    FAMILIES,
    digest_of,
    find_ruleset,
    formula,
    ruleset,
)
from ictindex.submissions.validation.usual_sizes import FILE, FOLDER

RULES = list(ruleset().rules)
CASES = [(code, name) for code in RULES for name in (*OUTCOMES, "boundary")]


def test_the_rules_of_a_family_have_numbers_without_a_gap() -> None:
    count = Counter(code[0] for code in RULES)
    assert set(count) == set("SPRCBXTMD")
    assert all(int(code[1:]) <= count[code[0]] for code in RULES)


def test_every_rule_has_four_fixtures() -> None:
    fixture_names = fixtures()
    assert sorted(fixture_names) == sorted(RULES)
    assert all(set(cases) == {*OUTCOMES, "boundary"} for cases in fixture_names.values())
    assert len(list(FIXTURES.glob("*.toml"))) == 9


@pytest.mark.slow
@small_cases(("code", "name"), CASES)
def test_fixture_has_its_outcome(code: str, name: str) -> None:
    case = fixtures()[code][name]
    expected = case["outcome"] if name == "boundary" else OUTCOMES[name]
    assert outcome(code, case) == expected


@pytest.mark.slow
@small_cases("code", RULES)
def test_message_of_a_failure_is_filled_in(code: str) -> None:
    case = fixtures()[code]["invalid"]
    if "reader" in case:
        return
    findings = [f for f in judge(case) if f.rule == code]
    assert findings
    for finding in findings:
        for message in (finding.message("en"), finding.remedy("en")):
            assert message
            assert "{" not in message
    # An error that lists them has the same words.
    error = RefusedObservationsError("receipt.open-findings", faults=findings[:9])
    for language in ("en", "ar", "zh"):
        shown = error.message(language)
        assert "{" not in shown
        assert all(f.message(language) in shown for f in findings[:9])


@small_cases("code", RULES)
def test_rule_has_words_and_formula(code: str) -> None:
    arguments = {"second": "x"}
    assert i18n.message(f"rule.{code}", arguments, "en") != f"rule.{code}"
    assert i18n.message(f"rule.{code}", arguments, "en", "remedy")
    formula_text = formula(ruleset().rules[code], "en")
    assert formula_text
    assert "[validation" not in formula_text


def test_stages_are_those_of_the_mandate() -> None:
    later = {code for code, rule in ruleset().rules.items() if rule.stage != "submission"}
    assert later == {
        "P02", "P03", "P04", "P06", "P07", "P09", "P10", "P12", "X05", "X06", "X07", "X13",
        "T07", "T11", "M04", "M05", "M06",
    }  # fmt: skip


SMALL = """
[rules.R01]
severity = "error"
level = 1
stage = "submission"
[[rules.R01.checks]]
operation = "range"
of = ["internet-users"]
lower = 0
upper = 100
"""


def digest_of_text(text: str) -> str:
    """The digest of the rules in a text."""
    return digest_of(rules._parse(text.encode(), "r.toml"), {})


@small_cases(
    "same",
    [
        f"# a comment\n{SMALL}", SMALL.replace("\n", "\r\n"), SMALL.replace(" = ", "="),
        SMALL.replace("upper = 100", "upper = 100.0"), SMALL + "strict = false\n",
        SMALL.replace("lower = 0\nupper = 100", "upper = 100\nlower = 0"),
    ],
)  # fmt: skip
def test_the_digest_is_of_what_the_rules_say(same: str) -> None:
    assert same != SMALL
    assert digest_of_text(same) == digest_of_text(SMALL)


@small_cases(
    ("before", "after"),
    [
        ("upper = 100", "upper = 100.1"), ("upper = 100", ""), ('"error"', '"warning"'),
        ("R01", "R02"), ("level = 1", "level = 2"), ("100", "100\nstrict = true"),
        ('"internet-users"', '"internet-users", "mobile-phone-ownership"'),
    ],
)  # fmt: skip
def test_another_rule_has_another_digest(before: str, after: str) -> None:
    assert digest_of_text(SMALL.replace(before, after)) != digest_of_text(SMALL)


def test_digests_of_files_that_say_the_same_are_still_known() -> None:
    # Before scheme 2 the digest was of the bytes of the files, here as they were then: since then
    # one comment was corrected. Other rules than those have no digest of the first scheme.
    folder = package_data.folder("methodology")
    now, then = (
        b"see ictindex.validation.operations",
        b"see ictindex.validation.checks",
    )
    digest = hashlib.sha256(b"ictindex rules\n")
    for letter, family in FAMILIES.items():
        name = f"{letter}.toml"
        content = toml_reader.read(folder / "rules" / f"{letter}-{family}.toml").replace(
            b"\r\n", b"\n"
        )
        content = content.replace(now, then)
        digest.update(f"{name} {len(content)}\n".encode() + content)
    sizes = toml_reader.read(folder / FOLDER / FILE).replace(b"\r\n", b"\n")
    digest.update(f"sizes {len(sizes)}\n".encode() + sizes)
    of_files = digest.hexdigest()
    unchanged = ruleset().digest in rules.DIGESTS_OF_FILES
    assert ruleset().is_named_by(of_files, 1) is unchanged
    assert ruleset().is_named_by(ruleset().digest, rules.SCHEME)
    # A digest is of the scheme that the receipt states, and of no other.
    assert not ruleset().is_named_by(of_files, rules.SCHEME)
    assert not ruleset().is_named_by(ruleset().digest, 1)
    assert not ruleset().is_named_by("0" * 64, 1)


@pytest.mark.parametrize("digest", kept_documents.list_kept(kept_documents.RULES))
def test_kept_rules_say_what_their_digest_says(digest: str) -> None:
    kept = find_ruleset(digest)
    assert kept is not None and kept.digest == digest
    assert kept.digest_with(1) == digest


def test_a_digest_of_no_rules_finds_none() -> None:
    assert find_ruleset("0" * 64) is None
    assert not rules.is_known("0" * 64) and rules.is_known(ruleset().digest)
    fitted = ruleset().find_fitted(2025).digest
    assert rules.is_known(GOLDEN, fitted=fitted)
    assert not rules.is_known(GOLDEN, fitted="0" * 64)


@pytest.mark.slow
def test_a_receipt_of_scheme_1_finds_the_rules_of_its_files() -> None:
    ((of_files,),) = (rules.DIGESTS_OF_FILES[GOLDEN],)
    kept = find_ruleset(of_files, 1)
    assert kept is not None and kept.digest == GOLDEN
    assert find_ruleset(of_files, 2) is None


@pytest.mark.slow
def test_another_number_of_the_code_is_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that a round pinned are found by both, and judged by the code that there is."""
    find_ruleset.cache_clear()
    monkeypatch.setattr(rules, "OPERATIONS", 2)
    pinned = find_ruleset(GOLDEN)
    assert pinned is not None and pinned.digest not in (GOLDEN, ruleset().digest)
    assert pinned.digest_with(1) == GOLDEN
    by_receipt = find_ruleset(pinned.digest)
    assert by_receipt is not None and by_receipt.rules == pinned.rules
    find_ruleset.cache_clear()


@pytest.mark.slow
def test_a_table_is_judged_by_the_rules_that_a_digest_names() -> None:
    case = fixtures()["S23"]["invalid"]
    observations = table(case["rows"])
    today = validate(observations, methodology("idi-2024"), year=YEAR)
    then = validate(observations, methodology("idi-2024"), year=YEAR, rules=GOLDEN)
    assert "S23" in {finding.rule for finding in today}
    assert "S23" not in {finding.rule for finding in then}
    assert (today.rules_digest, then.rules_digest) == (ruleset().digest, GOLDEN)
    with pytest.raises(UsageError) as caught:
        validate(observations, rules="0" * 64)
    assert caught.value.code == "validation.unknown-rules"
