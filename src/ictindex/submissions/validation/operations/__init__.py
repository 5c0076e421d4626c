"""The operations of the rules: each a function of a case and its parameters."""
