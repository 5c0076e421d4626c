"""Files of an edition on disk: format, commit, register."""
