"""The Word briefing for the leading group: written from the month's figures, and what stands beside it."""
