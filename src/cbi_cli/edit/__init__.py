"""Text edits: text in, text out; what people type, read as what they mean."""
