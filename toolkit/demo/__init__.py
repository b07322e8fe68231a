"""The made-up month: fills the forms as a county would, then runs the normal commands on them."""
