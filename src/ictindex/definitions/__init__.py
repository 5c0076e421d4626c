"""What is measured, how, and by which mandate: the catalogue and the documents."""
