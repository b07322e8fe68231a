"""报送情况 of a month and 报送质量 of a year: who returned what, on time, how complete."""
