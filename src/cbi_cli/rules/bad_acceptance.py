"""An accepted finding cannot be accepted.

Finds an `[[accepted]]` entry in `dataset.toml` with a code that does not exist, or with the code of an error that
cannot be accepted.

All warnings about a record can be accepted, and so can errors of checks that judge what a text or date is likely to
mean: CBI302, CBI303, CBI305, CBI307, CBI308 and CBI406. Other errors cannot: a file that does not parse, a value
that reports cannot read, a reference to nothing, or a missing source. The dataset would lack what the reports depend
on.

To fix it, use the code of the finding. If that code cannot be accepted, correct the record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cbi_cli.core.findings import RawFinding, Rule
from cbi_cli.core.messages import message
from cbi_cli.core.suggestions import did_you_mean
from cbi_cli.dataset.model import Dataset
from cbi_cli.rules.common import get_field, iter_items

RULE = Rule("CBI411", "bad-acceptance", "error")


def find_unacceptable(dataset: Dataset, rules: Mapping[str, Rule], acceptable: Collection[str]) -> Iterator[RawFinding]:
    """Yield the acceptances of findings that cannot be accepted.

    `rules` has all rules by code, `acceptable` the codes whose findings can be accepted.
    """
    for entry in dataset.every("dataset"):
        for index, acceptance in iter_items(entry.record, "accepted"):
            code = get_field(acceptance, "code")
            if code is None or code in acceptable:
                continue
            if code in rules:
                description = message(
                    "findings of {code} ({name}) cannot be accepted", code=code, name=rules[code].name
                )
                hint: str = message("correct the record instead")
            else:
                description = message("no check has the code `{code}`", code=code)
                hint = did_you_mean(code, sorted(acceptable)) or message("take the code from the finding")
            yield entry.finding(RULE.code, ("accepted", index, "code"), description, hint)
