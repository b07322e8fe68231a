"""Stage: the office's checklist workbook, read, written, compared and imported."""
