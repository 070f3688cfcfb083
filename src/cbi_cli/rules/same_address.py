"""Two sources have the same address.

Finds the second of two sources with the same `url`. The case of the host, a slash at the end, the part after `#`,
and `http` instead of `https` are ignored.

The source was entered twice. Events then seem to have different sources although they share one, and the list of
sources shows it twice.

To fix it, keep one of the two, and cite it in both places. Parts of a source are its `locators`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cbi_cli.core.addresses import normalize_url
from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.common import get_field

RULE = Rule("CBI207", "same-address", "warning")


def check_file(dataset: Dataset) -> Iterator[RawFinding]:
    """Yield each source with the same address as an earlier one."""
    first_ids: dict[str, str] = {}
    for entry in dataset.every("source"):
        url = get_field(entry.record, "url")
        if not url:
            continue
        first_id = first_ids.setdefault(normalize_url(url), entry.id)
        if first_id != entry.id:
            description = message("`{first_id}` has the same address", first_id=first_id)
            hint = message("keep one of the two sources, and cite `{first_id}` in both places", first_id=first_id)
            yield entry.finding(RULE.code, "url", description, hint)
