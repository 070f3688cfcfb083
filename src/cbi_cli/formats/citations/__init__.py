"""Styles of citations: text for people, and BibTeX, CSL-JSON and RIS for their reference managers."""
