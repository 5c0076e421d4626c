"""Files that statistical offices exchange: structures and rows of SDMX, packages of tables."""
