"""Reports for readers: annual report, country note, report on progress, options paper."""
