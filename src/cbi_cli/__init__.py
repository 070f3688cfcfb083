"""Auditable scorecards, timelines and gap reports.

They are computed from dated and sourced events, kept as TOML.
"""

__version__ = "0.1.0"
