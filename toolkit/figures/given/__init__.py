"""What a month's figures are computed from: entries and settings as plain values, and what each unit says by them."""
