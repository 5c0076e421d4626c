"""Changes of scores, ranks and groups between two editions, and their causes."""
