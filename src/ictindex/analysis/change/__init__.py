"""What moved scores, ranks and groups between two editions."""
