"""Figures on their way out: charts, reports, the public site and the training course."""
