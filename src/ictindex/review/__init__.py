"""Review of a methodology: comments of members, and what a proposal changes for each economy.

``comments`` is the register of the compiler, ``public_comments`` what members agreed to publish of
it, ``frozen_comments`` ties it to the document that it led to, and ``economy_simulations`` shows
each economy what a proposed methodology would make of the same data.
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "review")
