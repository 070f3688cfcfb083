"""Compile the catalogs of translations when the project is built, or installed for editing."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface):
    """What hatchling runs before it packs a wheel; `artifacts` in pyproject.toml packs the compiled catalogs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalog."""
        sys.path.insert(0, self.root)
        from tools.catalogs import catalog_paths, compile_catalog

        for path in catalog_paths():
            compile_catalog(path)
