"""Outputs as jobs of child processes, from plain data to bytes on the disk."""
