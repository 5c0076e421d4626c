"""Editions frozen for good: publishing, the register, verification, errata.

An edition is a folder whose every byte hangs on one root digest; the register is a chain of
records that says what was published. Nothing in either is ever changed: an error becomes an
erratum beside the edition, a correction a counterfactual that cannot be published.
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "editions")
