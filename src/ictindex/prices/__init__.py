"""Price baskets over time: index numbers, links across breaks, decompositions of changes.

Everything here takes finished prices and results and returns a new object that says how it was
made; nothing here is a published figure.
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "prices")
