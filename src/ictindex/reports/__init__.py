"""Reports for readers: the annual report, the country note, the report on progress, the options paper."""
