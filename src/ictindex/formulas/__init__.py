"""Formulae as trees: built by the operations that compute, written as text, LaTeX, MathML or Typst.

The same tree is shown with symbols or with numbers put in, and :func:`evaluate` computes it, so
that a test can hold every printed formula against the arrays. Names of symbols come from the
caller, in the reader's language; this room knows no words.
"""

from ictindex.formulas.trees import (
    Difference,
    Equation,
    Expression,
    Extremum,
    Logarithm,
    Median,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    evaluate,
    shorten,
    substitute,
    weighted_median,
)
from ictindex.formulas.writers import (
    Digits,
    Names,
    latex_escape,
    to_latex,
    to_mathml,
    to_text,
    to_typst,
    typst_string,
)

__all__ = [
    "Difference",
    "Digits",
    "Equation",
    "Expression",
    "Extremum",
    "Logarithm",
    "Median",
    "Names",
    "Number",
    "Power",
    "Product",
    "Quotient",
    "Sum",
    "Symbol",
    "evaluate",
    "latex_escape",
    "shorten",
    "substitute",
    "to_latex",
    "to_mathml",
    "to_text",
    "to_typst",
    "typst_string",
    "weighted_median",
]
