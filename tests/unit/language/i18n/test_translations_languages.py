"""The language test: every label, message and explanation exists in six languages."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import pytest
import source_scan
from language_files import flat
from small_cases import small_cases

from ictindex.core import package_data
from ictindex.definitions import catalogue, documents
from ictindex.language import findings, i18n
from ictindex.language.i18n import word_files
from ictindex.submissions.validation.rules import ruleset

PACKAGE = Path(i18n.__file__).parents[2]

OTHERS = [language for language in i18n.LANGUAGES if language != "en"]
PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::[^{}]+)?\}")  # {count}, {count:# economy|# economies}
SCRIPTS = {"ar": "[\u0600-\u06ff]", "ru": "[\u0400-\u04ff]", "zh": "[\u4e00-\u9fff]"}
# Language switches of the writers, not words.
SETTINGS = {("language", key) for key in ("name", "direction", "decimal", "separator", "clause")}


def listed(gaps: list[str]) -> str:
    return f"{len(gaps)} gaps:\n" + "\n".join(gaps)


def dotted(key: tuple[str, ...]) -> str:
    return " / ".join(key)


def is_pending(key: tuple[str, ...], language: str) -> bool:
    return language in word_files.pending().get("/".join(key), ())


# ---------------------------------------------------------------- six folders, the same keys


@small_cases("language", OTHERS)
def test_every_key_of_english_is_there(language: str) -> None:
    """`python tools/words.py add` names a language whose words are still missing."""
    gaps = [
        f"{language}: no words for {dotted(key)}"
        for key in flat("en")
        if key not in flat(language) and not is_pending(key, language)
    ]
    assert not gaps, listed(gaps)


@small_cases("language", OTHERS)
def test_no_key_is_superfluous(language: str) -> None:
    gaps = [
        f"{language}: English has no {dotted(k)}" for k in flat(language) if k not in flat("en")
    ]
    assert not gaps, listed(gaps)


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_those_of_english(language: str) -> None:
    gaps = [
        f"{language}: {dotted(key)} has {sorted(PLACEHOLDER.findall(words))}, "
        f"English {sorted(PLACEHOLDER.findall(flat('en')[key]))}"
        for key, words in flat(language).items()
        if key in flat("en")
        and set(PLACEHOLDER.findall(words)) != set(PLACEHOLDER.findall(flat("en")[key]))
    ]
    assert not gaps, listed(gaps)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_words_are_one_line_of_composed_text(language: str) -> None:
    gaps = []
    for key, words in flat(language).items():
        address = f"{language}: {dotted(key)}"
        if not isinstance(words, str):
            gaps.append(f"{address} is no text")
            continue
        empty_on_purpose = key[-1] == "remedy" and flat("en").get(key) == ""
        if not words.strip() and not empty_on_purpose:
            gaps.append(f"{address} is empty")
        if unicodedata.normalize("NFC", words) != words:
            gaps.append(f"{address} is not in Unicode normal form C")
        if re.search("[\n\r\t\u2028\u2029\ufffd]", words):
            gaps.append(f"{address} has a line break, tab or replacement character")
        if words != words.strip() and key not in SETTINGS:
            gaps.append(f"{address} has space around it")
        if re.search("[{}]", PLACEHOLDER.sub("", words)):
            gaps.append(f"{address} has a brace that is no placeholder")
    assert not gaps, listed(gaps)


@pytest.mark.parametrize("language", SCRIPTS)
def test_words_are_in_the_script_of_the_language(language: str) -> None:
    gaps = [
        f"{language}: {dotted(key)} is not translated: {words!r}"
        for key, words in flat(language).items()
        if key not in SETTINGS
        and not re.search(SCRIPTS[language], words)
        and re.search(r"[A-Za-z]{3,}", re.sub("`[^`]*`", "", PLACEHOLDER.sub("", words)))
    ]
    assert not gaps, listed(gaps)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_sentences_are_not_left_in_english(language: str) -> None:
    gaps = [
        f"{language}: {dotted(key)} is English: {words!r}"
        for key, words in flat(language).items()
        if words == flat("en").get(key)
        and len(re.findall(r"[a-z]{3,}", PLACEHOLDER.sub("", words))) >= 3
    ]
    assert not gaps, listed(gaps)


@small_cases("language", OTHERS)
def test_commands_and_keys_stand_as_they_are_typed(language: str) -> None:
    gaps = [
        f"{language}: {dotted(key)} lacks {code}"
        for key, words in flat("en").items()
        for code in re.findall(r"`[^`]+`", words)
        if key in flat(language) and code not in flat(language)[key]
    ]
    assert not gaps, listed(gaps)


@pytest.mark.slow
def test_directional_isolates_are_closed() -> None:
    gaps = []
    for language in i18n.LANGUAGES:
        for key, words in flat(language).items():
            depth = 0
            for character in words:
                depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
                if depth < 0:
                    break
            if depth:
                gaps.append(f"{language}: {dotted(key)} opens and closes isolates unevenly")
            if re.search("[\u200e\u200f\u202a-\u202e]", words):
                gaps.append(f"{language}: {dotted(key)} has a direction mark other than isolates")
    assert not gaps, listed(gaps)


def test_arabic_keeps_foreign_text_together() -> None:
    """Files and values as written are isolated, or a full stop wanders to the wrong end."""
    gaps = [
        f"ar: {dotted(key)}: {{{name}}} is not isolated"
        for key, words in flat("ar").items()
        if key[0] == "messages"
        for name in ("file", "value", "key", "detail", "column", "document")
        if f"{{{name}}}" in words
        and not re.search(f"\u2068[^\u2069]*{{{name}}}[^\u2069]*\u2069", words)
    ]
    assert not gaps, listed(gaps)


# ---------------------------------------------------------------- everything has words


@pytest.mark.lint
def test_every_code_of_the_source_has_a_message() -> None:
    messages = {key[1] for key in flat("en") if key[0] == "messages"}
    gaps = [
        f"{use.address}: {use.key}"
        for use in source_scan.codes()
        if not (
            any(code.startswith(use.key) for code in messages)
            if use.open_end
            else use.key in messages
        )
    ]
    assert not gaps, listed(gaps)
    # Codes that go through variables are found by their look.
    rooms = {code.split(".")[0] for code in messages}
    alike = re.compile(rf"(?:{'|'.join(sorted(rooms))})\.[a-z0-9]+(?:-[a-z0-9]+)*")
    files = re.compile(r".*\.(?:toml|csv|html|py|json)")
    gaps = [
        text
        for text in sorted(source_scan.strings())
        if alike.fullmatch(text)
        and not files.fullmatch(text)
        and text not in messages
        and not (PACKAGE / text.replace(".", "/")).is_dir()  # a room with its templates
    ]
    assert not gaps, listed(gaps)


@pytest.mark.lint
@pytest.mark.every_room
def test_every_message_is_used() -> None:
    strings = source_scan.strings()
    model = {f"document.{text.rstrip('*').partition(':')[0]}" for text in strings}
    rules = {f"rule.{code}" for code in ruleset().rules}  # data, not source
    # A rule of several messages: "rule.X03.promotional", whose last word is in the source.
    rules |= {
        f"{rule}.{word}" for rule in rules for word in strings if word.replace("-", "").isalpha()
    }
    used = strings | model | rules
    messages = sorted({key[1] for key in flat("en") if key[0] == "messages"})
    gaps = [f"nothing makes {code}" for code in messages if code not in used]
    assert not gaps, listed(gaps)


def test_every_message_says_what_to_do() -> None:
    gaps = []
    for code in {key[1] for key in flat("en") if key[0] == "messages"}:
        for part in ("message", "remedy"):
            if ("messages", code, part) not in flat("en"):
                gaps.append(f"{code} has no {part}")
        # A heading over a list of faults leaves the remedies to them.
        is_heading = flat("en")["messages", code, "message"].endswith(":")
        if not flat("en").get(("messages", code, "remedy")) and not is_heading:
            gaps.append(f"{code} has no remedy")
    assert not gaps, listed(gaps)


@pytest.mark.lint
def test_every_placeholder_of_a_message_is_filled() -> None:
    gaps = []
    for use in source_scan.codes():
        if use.supplied is None:
            continue
        for part in ("message", "remedy"):
            needed = set(PLACEHOLDER.findall(flat("en").get(("messages", use.key, part), "")))
            if missing := needed - use.supplied:
                gaps.append(f"{use.address}: {use.key} ({part}) is not given {sorted(missing)}")
    assert not gaps, listed(gaps)


@pytest.mark.lint
def test_every_phrase_of_the_source_has_words() -> None:
    recorded = {"/".join(key) for key in flat("en")}
    gaps = [
        f"{use.address}: {use.key}{'…' if use.open_end else ''}"
        for use in source_scan.words()
        if not (
            any(key.startswith(use.key) for key in recorded)
            if use.open_end
            else use.key in recorded
        )
        and not use.key.startswith("nodes/")
    ]
    assert not gaps, listed(gaps)


@pytest.mark.lint
def test_every_placeholder_of_a_phrase_is_filled() -> None:
    gaps = []
    for use in source_scan.words():
        if use.supplied is None or use.open_end:
            continue
        needed = set(PLACEHOLDER.findall(flat("en").get(tuple(use.key.split("/")), "")))
        if missing := needed - use.supplied:
            gaps.append(f"{use.address}: {use.key} is not given {sorted(missing)}")
    assert not gaps, listed(gaps)


@pytest.mark.lint
@pytest.mark.every_room
def test_every_phrase_is_used() -> None:
    strings = source_scan.strings()
    # A sentence and a declared column name their words as section/key; those of a yes or no begin
    # with the key.
    begun = {text[:-1].rpartition("/")[2] for text in strings if text.endswith("*")}
    heads = tuple(head for head in begun if len(head) > 1)
    declared = {text.rpartition("/")[2] for text in strings if "/" in text}
    answers = {f"{key}-{end}" for key in declared for end in ("yes", "no")}
    gaps = [
        f"nothing says {dotted(key)}"
        for key in flat("en")
        if key[0] in ("views", "explain", "methodology", "cli", "language")
        and key[-1] not in strings | declared | answers
        and not key[-1].startswith(heads)
        and key != ("language", "name")
    ]
    assert not gaps, listed(gaps)


@lru_cache
def ids() -> tuple[tuple[str, ...], ...]:
    """Return the place of the words for every id of the catalogue and the documents."""
    collected: list[tuple[str, ...]] = []
    for key, indicator in catalogue.indicators().items():
        collected += [("indicators", key, "name"), ("indicators", key, "definition")]
        collected += [("units", unit) for unit in indicator.units]
    collected.append(("units", "score"))
    collected += [("nodes", node) for node in catalogue.node_ids()]
    collected += [("status", code) for code in catalogue.status_codes()]
    collected += [("source-class", name) for name in (*catalogue.source_classes(), "none")]
    for grouping in catalogue.groupings().values():
        collected.append(("groupings", grouping.grouping))
        collected += [("groups", group) for group in grouping.groups]
    collected += [("levels", level) for level in findings.LEVELS]
    marks = (
        "printed", "verified", "inferred", "second-hand", "unverified", "conflicting", "chosen",
    )  # fmt: skip
    collected += [("marks", mark) for mark in marks]
    for key, document in documents.library().items():
        collected += [("documents", key, "title"), ("documents", key, "summary")]
        collected += [("documents", key, "changes", change) for change in document.changes]
        collected += [("documents", key, "errata", erratum.id) for erratum in document.errata]
        collected += [("transformations", leaf.transformation) for leaf in document.leaves]
        collected.append(("mandates", document.mandate))
        collected.append(("methodology", f"status-{document.status}"))
        for node in document.nodes:
            collected.append(("nodes", node.id))
        if document.ranking:
            collected.append(("methodology", f"ranking-{document.ranking.policy}"))
        for series in document.sourcing.auxiliary if document.sourcing else ():
            is_indicator = series in catalogue.indicators()
            collected.append(("indicators", series, "name") if is_indicator else ("series", series))
    return tuple(dict.fromkeys(collected))


@small_cases("language", i18n.LANGUAGES)
def test_every_id_has_words(language: str) -> None:
    gaps = [
        f"{language}: no words for {dotted(key)}"
        for key in ids()
        if key not in flat(language) and not is_pending(key, language)
    ]
    assert not gaps, listed(gaps)


@pytest.mark.lint
def test_every_flag_and_kind_of_the_source_has_words() -> None:
    from ictindex.definitions import documents
    from ictindex.editions.storage import format as archived
    from ictindex.indices.ipb.priced_baskets import STAGES
    from ictindex.indices.results.result_kind import KINDS, OWN_INDEX, UNSIGNED
    from ictindex.indices.results.what_if import KIND

    kinds = {*KINDS, *archived.KINDS, KIND, OWN_INDEX, UNSIGNED}
    assert {key[1] for key in flat("en") if key[0] == "kinds"} == kinds
    flags = {key[1] for key in flat("en") if key[0] == "flags"}
    assert {f"{mark}-constant" for mark in ("unverified", "conflicting")} <= flags
    made = {f"{mark}-{stage}" for mark in documents.UNCONFIRMED for stage in STAGES.values()}
    assert made <= flags
    unused = {flag for flag in flags - made if not flag.endswith("-constant")}
    unused -= source_scan.strings()
    unused -= {use.key.removeprefix("flags/") for use in source_scan.sentences()}
    assert not unused, f"nothing sets the flags {sorted(unused)}"


def test_every_id_with_words_is_known() -> None:
    """Words for an id that is gone mislead translators."""
    recorded = {key[:2] for key in ids()}
    sections = ("indicators", "units", "nodes", "status", "source-class", "levels", "marks",
                "documents", "transformations")  # fmt: skip
    gaps = [
        f"nothing is called {dotted(key)}"
        for key in flat("en")
        if key[0] in sections and key[:2] not in recorded
    ]
    assert not gaps, listed(gaps)


# ---------------------------------------------------------------- economies


def test_every_economy_has_a_name_in_six_languages() -> None:
    path = package_data.folder("methodology") / "catalogue" / "economy_names.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        names = {row["iso3"]: row for row in csv.DictReader(stream)}
    assert names.keys() == catalogue.economies().keys()
    gaps = []
    for economy, row in names.items():
        for language in i18n.LANGUAGES:
            name = row[language]
            if not name or name != name.strip():
                gaps.append(f"{language}: {economy} has no name")
            elif unicodedata.normalize("NFC", name) != name:
                gaps.append(f"{language}: {economy} is not in Unicode normal form C")
            elif language in SCRIPTS and not re.search(SCRIPTS[language], name):
                gaps.append(f"{language}: {economy} is not translated: {name}")
    assert not gaps, listed(gaps)
    for language in i18n.LANGUAGES:
        shown = [row[language] for row in names.values()]
        assert len(set(shown)) == len(shown), f"{language}: two economies have one name"


def test_chinese_has_one_word_for_estimates() -> None:
    """The glossary of the site has it; two other words were in reports."""
    words = i18n.text("site-terms", "estimate", "zh")
    assert i18n.text("reports", "kind-estimate", "zh") == words
    figures = {
        "edition": "1",
        "total": "1",
        "count": "1",
        "answers": "1",
        "rows": "1",
        "absent": "1",
    }
    for key in ("values-by-class", "values-by-note"):
        assert words in i18n.text("council", key, "zh", **figures)
    folder = package_data.folder("methodology") / "languages" / "zh"
    for path in folder.glob("*.toml"):
        text = path.read_text("utf-8")
        assert "估算" not in text and "估计数" not in text, path.name
