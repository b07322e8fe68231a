"""Workbooks that go out to be filled in or decided in, and come back (read by toolkit/papers)."""
