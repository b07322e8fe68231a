"""What a finished month tells others: a unit what was read of it, the level above its own figures."""
