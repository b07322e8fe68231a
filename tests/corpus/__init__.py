"""Returned workbooks, whole and damaged, each with what it truly says."""
