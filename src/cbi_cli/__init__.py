"""Scorecards, timelines and gap reports that can be audited, from dated and sourced events kept as TOML."""

__version__ = "0.1.0"
