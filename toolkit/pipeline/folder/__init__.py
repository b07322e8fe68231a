"""The working folder: where things are, how they are written, who is at work in it."""
