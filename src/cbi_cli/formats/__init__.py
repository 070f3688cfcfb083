"""Pages and documents as text: plain text, terminal, Markdown, HTML, SVG, JSON, CSV."""
