"""Workbooks that go out to be filled in and come back besides the form: one declaration and one reader for each."""
