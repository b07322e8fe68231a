"""doctor: one module an area that it looks at."""
