"""Uncertainty of scores and ranks: assumptions varied, simulated, and their shares."""
