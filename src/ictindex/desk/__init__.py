"""The desk of a focal point: one submission from the drop of a workbook to its result."""
