"""The ICT Development Index: inputs, scores, results, explanations, views."""
