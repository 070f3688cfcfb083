"""Which addresses of a dataset may become links."""

from __future__ import annotations

import re
from urllib.parse import quote

from cbi_cli.core.sanitize import replace_control_characters

_SAFE_ADDRESS = r"https?://[^\s/?#@\\<>\"`{}|^]+(?:[/?#][^\s<>\"`]*)?"
_UNSAFE_CHARACTERS = re.compile(r"[^A-Za-z0-9:/?#@!$&'()*+,;=%._~\[\]-]")


def is_safe_link(address: str) -> bool:
    """Return whether an address may become a link.

    It has http or https and a host, and neither a user name nor hidden or malformed parts.
    """
    if not re.fullmatch(_SAFE_ADDRESS, address, re.IGNORECASE):
        return False
    return replace_control_characters(address) == address


def quote_address(address: str) -> str:
    """Percent-encode all characters that no address contains."""
    return _UNSAFE_CHARACTERS.sub(lambda match: quote(match[0]), address)
