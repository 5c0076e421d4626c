"""Exercises on synthetic economies with their solutions, for focal points and statisticians."""
