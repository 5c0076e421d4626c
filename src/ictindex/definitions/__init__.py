"""The catalogue and the documents: indicators and economies, methodologies and mandates."""
