"""Divides between economies and groups: inequality, parity, convergence."""
