"""One module a stage of the month; the only place where pure code and I/O meet."""
