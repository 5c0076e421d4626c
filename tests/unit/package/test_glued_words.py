"""No module glues words: a phrase and its figures are put together by the language files.

A name, a number and a verb have another order, another space and another bracket in each language.
Words that are glued in the code have those of English. The scan follows words through variables:
what a call returns that is handed a language is words.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from small_cases import small_cases
from source_scan import modules

# The rooms that put words together for all others, and those that know no words.
WRITERS = ("language/i18n/", "core/", "engine/")
# Where words are next to letters and signs that no language writes in another way.
ALLOWED = {
    "analysis/methodology_review/pack_files.py:_index": "the name of a file",
    "apps/cli/commands/demo.py:_write_next_steps": "a command to type, with a quoted reason",
    "apps/cli/help.py:usage": "the syntax of a command",
    "data/layout_suggestions.py:_write": "a comment in TOML",
    "indices/idi/methodology_page.py:_structure": "a name that is set in",
    "publishing/charts/framework_blocks.py:_rows": "a name that is set in",
    "publishing/training/course_files.py:build": "the name of a file",
    "publishing/training/notebooks.py:notebook_of": "a heading in Markdown",
    "publishing/website/economy_profiles.py:_explain": "an interval behind a formula",
    "publishing/website/sharing_files.py:describe_sharing": "the name of a file",
    "publishing/website/site_languages.py:_write_leading": "the name of a file",
    "publishing/website/site_languages.py:write_others": "the name of a file",
    "submissions/questionnaires/structure_check.py:open_questionnaire": "a key of a workbook",
    "submissions/questionnaires/styles.py:colour_if": "the code of a number format",
    "submissions/questionnaires/writer.py:_answers": "the address of a cell",
    "submissions/surveys/mapping_suggestions.py:_codes_line": "a comment in TOML",
    "submissions/surveys/mapping_suggestions.py:_write_codes": "a comment in TOML",
    "submissions/surveys/mapping_suggestions.py:write": "a comment in TOML",
    "submissions/surveys/survey_form.py:_words": "the heading of a column of XLSForm",
    "submissions/validation/rules.py:_formula_between_values": "a formula",
    "submissions/validation/rules.py:_order": "a formula",
    "submissions/validation/rules.py:formula_of": "a formula",
}
# Functions that give words without being handed a language: they have it, or take the one in force.
SPEAKERS = {"_phrase", "_say", "_text", "_word", "_words", "advice", "describe", "grouped_number"}
SPEAKERS |= {"label", "message", "phrase", "say", "word", "words"}
OF_I18N = {"number", "text"}  # other objects have methods of these names
LANGUAGE = {"chosen", "language"}
# Calls that change words and leave them words.
KEPT = {"capitalize", "lower", "removesuffix", "replace", "rstrip", "strip", "upper"}
GATHERED = {"filter", "list", "map", "reversed", "sorted", "tuple"}


def is_language(node: ast.expr) -> bool:
    return getattr(node, "id", getattr(node, "attr", "")) in LANGUAGE


def says_words(call: ast.Call) -> bool:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    owner = getattr(getattr(call.func, "value", None), "id", "")
    if name in SPEAKERS or (name in OF_I18N and owner == "i18n"):
        return True
    handed = [*call.args, *(keyword.value for keyword in call.keywords)]
    return name != "direction" and any(map(is_language, handed))


def is_words(node: ast.expr | None, names: set[str]) -> bool:
    """Tell whether an expression gives words of a language; ``names`` are variables that do."""
    match node:
        case ast.Name(name):
            return name in names
        case ast.Call(ast.Name(name), arguments) if name in GATHERED:
            return any(is_words(argument, names) for argument in arguments)
        case ast.Call(ast.Attribute(value, name)) if name in KEPT:
            return is_words(value, names)
        case ast.Call():
            return says_words(node)
        case ast.IfExp(_, first, second) | ast.BinOp(first, ast.Add(), second):
            return is_words(first, names) or is_words(second, names)
        case ast.BoolOp(_, parts) | ast.List(parts) | ast.Tuple(parts):
            return any(is_words(part, names) for part in parts)
        case ast.ListComp(part) | ast.GeneratorExp(part):
            return is_words(part, names)
        case ast.Starred(part) | ast.Subscript(part) | ast.NamedExpr(_, part):
            return is_words(part, names)
        case ast.JoinedStr(parts):
            return any(is_words(getattr(part, "value", None), names) for part in parts)
    return False


def named_words(nodes: list[ast.AST]) -> set[str]:
    """Return the variables that hold words."""
    bound: list[tuple[ast.expr, ast.expr]] = []
    for node in nodes:
        match node:
            case ast.Assign([target], value) | ast.NamedExpr(target, value):
                bound.append((target, value))
            case ast.AugAssign(target, _, value):
                bound.append((target, value))
            case ast.For(target, value) | ast.comprehension(target, value):
                bound.append((target, value))
    names: set[str] = set()
    for _ in range(3):  # a variable may be made of another one
        for target, value in bound:
            if is_words(value, names):
                names |= variables(target)
    return names - LANGUAGE


def variables(target: ast.expr) -> set[str]:
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return {part.id for part in parts if isinstance(part, ast.Name)}


def shows(node: ast.expr) -> bool:
    """Tell whether a part of a text is seen: it is not only the end of a line."""
    return not isinstance(node, ast.Constant) or bool(str(node.value).strip("\n"))


def is_text(node: ast.expr, texts: set[str]) -> bool:
    """Tell whether an expression is a text of the code that is seen, or may be one."""
    match node:
        case ast.Constant(str()) | ast.JoinedStr():
            return shows(node)
        case ast.Name(name):
            return name in texts
        case ast.IfExp(_, first, second) | ast.BinOp(first, _, second):
            return is_text(first, texts) or is_text(second, texts)
    return False


def put_together(node: ast.AST, texts: set[str]) -> bool:
    """Tell whether an expression puts a text of the code next to something else."""
    match node:
        case ast.JoinedStr(parts):
            return sum(map(shows, parts)) > 1
        case ast.BinOp(first, ast.Add(), second):
            return is_text(first, texts) or is_text(second, texts)
        case ast.Call(ast.Attribute(ast.Constant(str(joint)), "join"), [_]):
            return bool(joint.strip("\n"))
    return False


def glued(function: ast.FunctionDef) -> list[int]:
    """Return the lines in which words are put next to something else."""
    nodes = list(ast.walk(function))
    texts = {
        name
        for node in nodes
        if isinstance(node, ast.Assign) and is_text(node.value, set())
        for name in variables(node.targets[0])
    }
    glued_nodes = [node for node in nodes if put_together(node, texts)]
    names = named_words(nodes) if glued_nodes else set()
    parts = [node.args[0] if isinstance(node, ast.Call) else node for node in glued_nodes]
    return [part.lineno for part in parts if is_words(part, names)]


def scan(source: ast.Module) -> Iterator[tuple[str, int]]:
    for function in ast.walk(source):
        if isinstance(function, ast.FunctionDef):
            yield from ((function.name, line) for line in glued(function))


@pytest.mark.lint
def test_no_view_glues_words() -> None:
    faults, used = [], set()
    for module in modules():
        if module.address.startswith(WRITERS):
            continue
        for function, line in sorted(set(scan(module.tree))):
            address = f"{module.address}:{function}"
            used.add(address)
            if address not in ALLOWED:
                faults.append(f"{address}, line {line}")
    assert not faults, "\n".join(faults)
    assert used == set(ALLOWED), "no longer glued"


@small_cases(
    "line",
    [
        "return f\"{i18n.label('units', unit, language)}: {count}\"",
        'return i18n.number(value, language) + " %"',
        'mark = "*" if known else ""\n    return name_of(code, language) + mark',
        'return " ".join(finding.advice(language) for finding in findings)',
        'words = say("title")\n    return f"{words} ({year})"',
        'for name in [i18n.label("nodes", key, language)]:\n        print(f"{name} *")',
    ],
)
def test_glued_words_are_found(line: str) -> None:
    assert list(scan(ast.parse(f"def show():\n    {line}\n")))


@small_cases(
    "line",
    [
        'return i18n.text("views", "facts", language, kind=kind)',
        'return "\\n".join([i18n.label("nodes", key, language) for key in keys])',
        "return f\"{i18n.text('views', key, language)}\\n\"",
        'return f"head-{name}"',
        'return [say("title")] + rows',
    ],
)
def test_what_is_not_glued_is_left_alone(line: str) -> None:
    assert not list(scan(ast.parse(f"def show():\n    {line}\n")))
