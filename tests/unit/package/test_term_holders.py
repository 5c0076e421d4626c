"""Pages reach the names of a user's own index through attributes: a rename would lose the names.

``terms_of`` looks for the attributes of ``_HOLDERS``; where one of the classes below is renamed or
gets another name for its attribute, its pages would show codes without a word of warning.
"""

from __future__ import annotations

import ast
from pathlib import Path

from small_cases import small_cases

import ictindex
from ictindex.core import own_terms
from ictindex.core.own_terms import OwnTerms, terms_of

SOURCE = Path(ictindex.__file__).resolve().parent
# The class, its module, and the attribute that leads to the terms.
HOLDERS = [
    ("analysis/audits/audit_report", "Audit", "inputs"),
    ("analysis/change/dynamic_economies", "DynamicEconomies", "inputs"),
    ("analysis/divides/convergence_measures", "Convergence", "panel"),
    ("analysis/strategic_targets/requirement_paths", "Requirements", "result"),
    ("analysis/uncertainty/robustness_analysis", "Robustness", "result"),
    ("apps/desk/both_indices", "BothIndices", "result"),
    ("apps/desk/country_result", "CountryResult", "methodology"),
    ("editions/edition_comparison", "EditionComparison", "before"),
    ("editions/methodology_comparison", "MethodologyComparison", "before"),
    ("submissions/sourcing/selection", "Selection", "methodology"),
]
PRESENT = [each for each in HOLDERS if (SOURCE / f"{each[0]}.py").is_file()]
TERMS = OwnTerms({("nodes", "cost"): {"en": "Cost"}}, {}, {})


def declared_names(module: str, name: str) -> set[str]:
    """Return the names that the body of a class, or an assignment to ``self``, declares."""
    tree = ast.parse((SOURCE / f"{module}.py").read_text(encoding="utf-8"))
    (made,) = (n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name)
    names = {ast.unparse(n.target) for n in made.body if isinstance(n, ast.AnnAssign)}
    names |= {n.name for n in made.body if isinstance(n, ast.FunctionDef)}
    stored = (n for n in ast.walk(made) if isinstance(n, ast.Attribute))
    return names | {n.attr for n in stored if isinstance(n.ctx, ast.Store)}


@small_cases(("module", "name", "attribute"), PRESENT)
def test_a_class_has_the_attribute_that_leads_to_the_terms(
    module: str, name: str, attribute: str
) -> None:
    assert attribute in declared_names(module, name)
    assert attribute in own_terms._HOLDERS


def test_only_modules_of_absent_rooms_are_left_out() -> None:
    rooms = {module.split("/")[0] for module, _, _ in HOLDERS if (SOURCE / module).parent.exists()}
    there = {module.split("/")[0] for module, _, _ in PRESENT}
    assert rooms == there
    expected = [each for each in HOLDERS if each[0].split("/")[0] in rooms]
    assert expected == PRESENT


@small_cases("attribute", own_terms._HOLDERS)
def test_terms_are_found_through_each_attribute(attribute: str) -> None:
    class Holder:
        _own_terms = TERMS

    page = type("Shown", (), {attribute: Holder()})()
    assert terms_of(page) is TERMS
