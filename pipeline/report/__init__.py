"""The duplicates report: figures from Arrow tables, a static page, and views for the terminal.

`figures.figures` counts, `page.render` draws one HTML file without scripts that opens from disk,
`terminal` prints. All of it comes from one run's tables; nothing here reads a clock, a path or a
locale, so that the same tables give the same bytes.
"""
