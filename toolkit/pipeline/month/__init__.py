"""One period put together: what was reported, checked and worked out; figures come of it nowhere else."""
