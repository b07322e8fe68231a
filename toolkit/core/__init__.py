"""Pure vocabulary of the month: no paths, no Office library, no clock, no database."""
