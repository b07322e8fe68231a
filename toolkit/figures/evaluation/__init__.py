"""年度考核: each unit's score by criterion, every point with its evidence."""
