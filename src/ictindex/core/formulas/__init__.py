"""Formulae as trees: the operations build them; they are written as text, LaTeX, MathML, Typst
or Office Math.

A tree is shown with symbols or with numbers, and :func:`evaluate` computes it, so that a test can
check every printed formula against the arrays. The caller provides the names of symbols in the
reader's language; this room has no words.
"""

from typing import TYPE_CHECKING

from ictindex.core.lazy_names import load_when_used

# Trees are made for explanations, and computed more often than written.
if TYPE_CHECKING:
    from ictindex.core.formulas.trees import (
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
    from ictindex.core.formulas.writers import (
        Digits,
        Names,
        latex_escape,
        to_latex,
        to_mathml,
        to_office_math,
        to_text,
        to_typst,
        typst_string,
    )
else:
    __getattr__ = load_when_used(
        __name__,
        {
            "trees": "Difference Equation Expression Extremum Logarithm Median Number Power "
            "Product Quotient Sum Symbol evaluate shorten substitute weighted_median",
            "writers": "Digits Names latex_escape to_latex to_mathml to_office_math to_text "
            "to_typst typst_string",
        },
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
    "to_office_math",
    "to_text",
    "to_typst",
    "typst_string",
    "weighted_median",
]
