"""A plugin of pytest for mutation runs: no test finds what a function remembered in the test before.

Otherwise a changed function whose answer is remembered would not be asked again, and the change would seem to live.
"""

from __future__ import annotations

import sys


def pytest_runtest_setup() -> None:
    """Make all functions of the program forget."""
    for name, module in list(sys.modules.items()):
        if name.startswith("cbi_cli."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
