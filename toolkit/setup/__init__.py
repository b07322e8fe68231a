"""What runs before anything is installed: the environments, and the hand-over to the command line. Standard library only."""
