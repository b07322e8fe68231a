"""A unit that runs the toolkit itself: the form from the level above is filled from its figures, and read with its sources."""
