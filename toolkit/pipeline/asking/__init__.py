"""Questions that change nothing: a figure, a unit, what is otherwise than last time."""
