"""Counts over the rows of a month, each a Figure that lists what it counts; taken again after decisions."""
