"""The ledger: what was issued, what arrived, what every cell became, and what people decided."""
