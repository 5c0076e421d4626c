"""Surveys: from the records of a household survey to estimates with their sampling errors.

A plan (``cell_plan``) says what is summed; the pass (``cell_pass``) sums it in whole units of
weight on any engine (``engines``); the sums of several offices are added (``cell_merging``).
"""
