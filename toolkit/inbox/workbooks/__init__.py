"""Read workbooks of every format: bytes in, a Book out."""
