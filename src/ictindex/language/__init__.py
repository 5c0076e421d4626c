"""Words in six languages, pages and their writers, and findings."""
