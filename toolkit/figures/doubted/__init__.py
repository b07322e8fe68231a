"""What an open finding contests: ※ on sums, and how far a doubtful cell can move them."""
