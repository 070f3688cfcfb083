"""Pages and documents as text.

The formats are plain text, terminal, Markdown, HTML, SVG, JSON and CSV.
"""
