"""Rules over a month's values: one generator a rule, findings out. Pure."""
