"""The questionnaire: an Excel workbook that a focal point fills in, gets back, and answers.

A plan (``sheet_plan``, data) is laid out for an economy (``layout``), written in one of the
six languages (``writer``, ``sheets``), read back with the address of every cell (``reader``), and
handed back with findings (``submission``, ``handback``).
"""
