"""The charts of the two indices, drawn from finished results: one file for each family."""
