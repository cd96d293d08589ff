"""Sums of a table, as a workbook."""
