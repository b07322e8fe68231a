"""What a user can ask for: each module a few commands with what they print, loaded when one of them is run."""
