"""Read a returned workbook against the form that was sent out."""
