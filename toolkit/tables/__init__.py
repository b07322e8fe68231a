"""Tables for other tools: each column of the data declared once, and written as CSV, as a workbook, as pandas frames."""
