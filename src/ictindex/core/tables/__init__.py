"""Tables: their columns are declared once, and each form of output is a writer of them."""
