"""Targets with a date: what was reached, and what a target score would take."""
