"""Published editions that never change: publication, the register, verification, errata.

An edition is a folder in which one root digest depends on every byte; the register is a chain of
records of what was published. Neither is ever changed: an error leads to an erratum next to the
edition, and a correction to a what-if that cannot be published.
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "editions")
