"""An indicator in the course of the year: against the months before, and what is left until its end."""
