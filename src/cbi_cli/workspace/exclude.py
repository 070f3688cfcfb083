"""The patterns with which a dataset excludes entries of its folder."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase


def is_excluded(name: str, patterns: Iterable[str]) -> bool:
    """Tell whether a pattern matches a path inside a dataset.

    It also matches a path in a folder that it matches. `*` and `?` match within one name, `**` matches any number of
    folders.
    """
    parts = name.split("/")
    for pattern in patterns:
        pattern_parts = [part for part in pattern.split("/") if part not in ("", ".")]
        if _matches(parts, pattern_parts):
            return True
    return False


def _matches(parts: list[str], pattern: list[str]) -> bool:
    """Compare names with a pattern one by one.

    The cost is at most the product of both lengths.
    """
    if not pattern:
        return False
    # The positions in the pattern up to which the names so far can match.
    reached = {0}
    for part in (*parts, None):
        # A `**` can also match no folder at all.
        for index, pattern_part in enumerate(pattern):
            if index in reached and pattern_part == "**":
                reached.add(index + 1)
        if len(pattern) in reached:
            return True
        if part is None:
            return False
        advanced: set[int] = set()
        for index in reached:
            if pattern[index] == "**":
                advanced.add(index)
            elif fnmatchcase(part, pattern[index]):
                advanced.add(index + 1)
        reached = advanced
    return False


def read_exclude(raw: bytes | None) -> tuple[str, ...]:
    """Return the patterns of `exclude` in the text of a `dataset.toml`.

    A check reports what is wrong with them.
    """
    if raw is None or b"exclude" not in raw:
        return ()
    from cbi_cli.toml.document import parse

    patterns = parse("dataset.toml", raw).data.get("exclude")
    if not isinstance(patterns, list):
        return ()
    return tuple(pattern for pattern in patterns if isinstance(pattern, str))
