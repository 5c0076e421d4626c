"""What the results of both indices share: base, methodology, registry, group figures, extent."""
