"""A report for people: text, table, HTML, workbook, PDF, annotated picture, and what the pages share with them.

Words and masking stand here once. Whatever shows a report imports from here; it reads reports and computes nothing of them.
"""
