"""Review of a methodology: comments of members, and what a proposal changes for each economy.

``comments`` is the register of the compiler, ``public_comments`` has what members agreed to
publish, ``frozen_comments`` ties that to the document that it led to, and ``economy_simulations``
shows each economy the effect of a proposed methodology on the same data.
"""
