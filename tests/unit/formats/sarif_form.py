"""The form of SARIF 2.1.0, as far as the findings use it: objects with their properties, required ones, and types.

Written after the schema of the standard. Like there, an object with a property that is not listed is at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple


class ObjectForm(NamedTuple):
    """An object: the properties that it may have, each with a form, a type or a pattern, and those that it must."""

    may: dict[str, Any]
    must: tuple[str, ...] = ()


class ListForm(NamedTuple):
    """A list of things of one form."""

    of: Any


class IntegerForm(NamedTuple):
    """A whole number with a lower limit."""

    least: int


_TEXT = ObjectForm({"text": str}, ("text",))
_ABSOLUTE = r"[a-z][a-z0-9+.-]*:[A-Za-z0-9/._~!$&'()*+,;=:@#-]+"
_RULE = ObjectForm(
    {
        "id": str,
        "name": str,
        "shortDescription": _TEXT,
        "fullDescription": _TEXT,
        "help": _TEXT,
        "helpUri": _ABSOLUTE,
        "defaultConfiguration": ObjectForm({"level": r"none|note|warning|error"}),
    },
    ("id",),
)
_REGION = ObjectForm({name: IntegerForm(1) for name in ("startLine", "startColumn", "endLine", "endColumn")})
_URI = r"(?:[a-z][a-z0-9+.-]*:)?(?:[A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9A-F]{2})+"
_PHYSICAL = ObjectForm({"artifactLocation": ObjectForm({"uri": _URI}), "region": _REGION})
_LOGICAL = ObjectForm({"name": str, "fullyQualifiedName": str, "kind": str})
_RESULT = ObjectForm(
    {
        "ruleId": str,
        "ruleIndex": IntegerForm(-1),
        "level": r"none|note|warning|error",
        "message": _TEXT,
        "locations": ListForm(ObjectForm({"physicalLocation": _PHYSICAL, "logicalLocations": ListForm(_LOGICAL)})),
        "partialFingerprints": dict,
        "baselineState": r"new|unchanged|updated|absent",
    },
    ("message",),
)
_DRIVER = ObjectForm(
    {"name": str, "version": str, "semanticVersion": str, "informationUri": _ABSOLUTE, "rules": ListForm(_RULE)},
    ("name",),
)
_RUN = ObjectForm(
    {
        "tool": ObjectForm({"driver": _DRIVER}, ("driver",)),
        "automationDetails": ObjectForm({"id": str}, ("id",)),
        "columnKind": r"utf16CodeUnits|unicodeCodePoints",
        "results": ListForm(_RESULT),
    },
    ("tool",),
)
_LOG = ObjectForm({"$schema": _URI, "version": r"2\.1\.0", "runs": ListForm(_RUN)}, ("version", "runs"))


def find_sarif_faults(document: Any) -> list[str]:
    """What is wrong with a document, each with its path; empty for one that has the form."""
    return list(_find_faults(document, _LOG, "log"))


def _find_faults(value: Any, form: Any, path: str) -> Iterator[str]:
    if isinstance(form, ObjectForm):
        yield from _object_faults(value, form, path)
    elif isinstance(form, ListForm):
        yield from [] if isinstance(value, list) else [f"{path} is no list"]
        for number, item in enumerate(value if isinstance(value, list) else ()):
            yield from _find_faults(item, form.of, f"{path}[{number}]")
    elif isinstance(form, IntegerForm):
        if type(value) is not int or value < form.least:
            yield f"{path} is {value!r}"
    elif form is dict:
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            yield f"{path} is no table of texts"
    elif not isinstance(value, str) or (form is not str and re.fullmatch(form, value) is None):
        yield f"{path} is {value!r}"


def _object_faults(value: Any, form: ObjectForm, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is no object"
        return
    yield from (f"{path} has no {name}" for name in form.must if name not in value)
    for name, inner in value.items():
        if name in form.may:
            yield from _find_faults(inner, form.may[name], f"{path}.{name}")
        else:
            yield f"{path} may not have {name}"
