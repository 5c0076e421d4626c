"""Common parts of the results of both indices: base, methodology, registry, groups, extent."""
