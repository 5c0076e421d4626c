"""Parts of an index of a user: treatment of outliers, weights, scores as frames."""
