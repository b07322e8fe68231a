"""The workbook that outputs write by: one look, sheets that print, limits that Excel has."""
