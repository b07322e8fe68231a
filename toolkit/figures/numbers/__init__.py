"""What a number is: summed without noise, kept under one key, counted, followed back to its cells."""
