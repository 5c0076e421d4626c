"""Figures on their way in: questionnaires, rules, receipts, and the choice of sources."""
