"""Check and compare web addresses."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import SplitResult, urlsplit

from cbi_cli.core.characters import BLANK
from cbi_cli.core.messages import message

_SCHEME = re.compile(r"https?://")
_HOST_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_IPV6_HOST = re.compile(r"\[[0-9A-Fa-f:.]+\](:\d*)?")
_SPACE = re.compile(BLANK)
_UNWISE = re.compile(r"[<>\"\\^`{|}]")
MAX_HOST_LENGTH = 253


def describe_url_problem(url: str) -> str:
    """Return what is wrong with a web address, empty if nothing is.

    An address begins with `http://` or `https://`, names a host, and has no user, no password and no spaces.
    """
    if not _SCHEME.match(url):
        return message("the address does not begin with http:// or https://")
    if _SPACE.search(url):
        return message("the address has a space or an invisible character")
    unwise = _UNWISE.search(url)
    if unwise:
        return message("an address cannot have `{character}`", character=unwise[0])
    try:
        parts = urlsplit(url)
        # Python checks the port only when it is read.
        _ = parts.port
    except ValueError as error:
        # The messages of Python say "Port" or "port".
        if "ort" in str(error):
            return message("the port is not a number up to 65535")
        return message("the host of the address is not valid")
    if "@" in parts.netloc:
        return message("the address has a user name or a password")
    if not _is_host(parts):
        return message("the host of the address is not valid")
    return ""


def normalize_url(url: str) -> str:
    """Return one text for all ways to write an address, for comparison.

    The scheme, the case of the host, the standard port, a slash at the end and the part after `#` do not count.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").rstrip(".")
    path = parts.path.rstrip("/")
    # The scheme does not count, so the standard port of either is left out.
    if port not in (None, 80, 443):
        host += f":{port}"
    if parts.query:
        path += f"?{parts.query}"
    return host + path


def _is_host(parts: SplitResult) -> bool:
    # A full domain name may end with a dot.
    host = (parts.hostname or "").rstrip(".")
    if "[" in parts.netloc:
        return bool(_IPV6_HOST.fullmatch(parts.netloc)) and _is_ipv6_address(host)
    if not host or len(host) > MAX_HOST_LENGTH or ".." in host:
        return False
    return all(_HOST_LABEL.fullmatch(part) for part in host.split("."))


def _is_ipv6_address(host: str) -> bool:
    """Tell whether a text is an IPv6 address."""
    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True
