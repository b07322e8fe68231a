"""What the office follows beyond the month: 督办, matters and decisions, printed figures that are others today."""
