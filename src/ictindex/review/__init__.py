"""Review of a methodology: comments of members, and what a proposal changes for each economy."""
