"""The public site: static pages in six languages from editions and published tables."""
