"""What must be there before anything is installed: the lock, the environments, wheels/. Standard library only."""
