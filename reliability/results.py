"""The figures of the long runs, in `results.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results.json"


def load_figures(kind: str, name: str) -> dict[str, Any]:
    """Return the stored figures of one run; none if it was never made."""
    figures: dict[str, Any] = _load_results().get(kind, {}).get(name, {})
    return figures


def record_figures(kind: str, name: str, figures: dict[str, Any]) -> None:
    """Replace the stored figures of a run."""
    results = _load_results()
    results.setdefault(kind, {})[name] = figures
    ordered = {key: dict(sorted(value.items())) for key, value in sorted(results.items())}
    RESULTS.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _load_results() -> dict[str, Any]:
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return results
