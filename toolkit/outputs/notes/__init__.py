"""Short Word papers: the guide to the form, the note on scores, the supervision slip, the errata."""
