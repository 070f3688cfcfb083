"""Format figures for the page."""

from __future__ import annotations


def format_amount(value: float, unit: str) -> str:
    """Format a figure with two digits, with more only if it is a whole number.

    Seconds and MiB below one have two digits after the point.
    """
    shown = f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:,.0f}"
    if unit in {"s", "MiB"} and value < 1:
        shown = f"{value:.2f}" if value >= 0.01 else "under 0.01"
    return f"{shown}x" if unit == "x" else f"{shown} {unit}"


def format_optional(value: float | None, unit: str) -> str:
    """Format a figure, or a dash if there is none."""
    return "-" if value is None else format_amount(value, unit)
