"""How sure scores and ranks are: assumptions varied, simulated, and their shares."""
