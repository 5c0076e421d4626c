"""Commands, one file for each family."""
