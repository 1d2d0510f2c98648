"""The duplicates report: figures from Arrow tables, a page, and views for the terminal.

`counting.figures` counts; `publication.report_files` makes report.html, which opens from disk, and
the chunks of data it loads when they are asked for; `summary`, `terminal` and `redline` print. All
of it comes from one run's tables; nothing here reads a clock, a path or a locale, so that the same
tables give the same bytes.
"""
