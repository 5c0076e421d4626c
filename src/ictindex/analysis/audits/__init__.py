"""The audit of an index: statistics of indicators, correlations, structure."""
