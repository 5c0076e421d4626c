"""What statistical offices exchange: structures and messages of SDMX, packages of tables."""
