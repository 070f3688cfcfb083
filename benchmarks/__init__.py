"""Measure `cbi` and the tools that people would use instead, from sixty events to a million."""
