"""What people decide in words and tables: rulings, corrections, quotas, whose columns those are."""
