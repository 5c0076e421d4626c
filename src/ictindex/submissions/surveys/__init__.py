"""Surveys: from the records of a household survey to estimates with their sampling errors.

A plan (``cell_plan``) says what is summed over the records, in whole units of weight.
"""
