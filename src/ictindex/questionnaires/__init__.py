"""The questionnaire: an Excel workbook that a focal point fills in, is handed back, and answers.

A plan (``sheet_plan``, data) is laid out for an economy (``layout``), written with words of one of
six languages (``writer``, ``sheets``), read back with the address of every cell (``reader``), and
handed back with findings (``submission``, ``handback``).
"""
