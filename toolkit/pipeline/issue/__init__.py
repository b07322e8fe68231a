"""A paper becomes an issue: draft, check, number, seal, and what a late return changes of it."""
