"""What is kept for good: originals, seals and what they rested on."""
