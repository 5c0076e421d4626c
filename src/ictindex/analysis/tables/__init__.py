"""Tables that every analysis reads: figures of editions, groups and hierarchies."""
