"""One module a group of sections: rows of the month in, marked Chinese text out."""
