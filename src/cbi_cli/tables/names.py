"""Find the records that the cells of a table name.

A name means a record if it is its id, a former id, or one of its names, as everywhere. What is only similar is offered
and never taken. A record that the dataset lacks is proposed if the mapping says how it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbi_cli.core.addresses import describe_url_problem, normalize_url
from cbi_cli.core.errors import CbiError
from cbi_cli.core.folding import fold
from cbi_cli.core.messages import join_messages, message
from cbi_cli.dataset.event_ids import make_record_id
from cbi_cli.index.lookup import (
    RecordKey,
    describe_record,
    describe_withdrawal,
    find_exactly,
    find_similar,
    require_source,
)
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.new_record import NAME_FIELDS, NewRecord
from cbi_cli.tables.mapping import CREATED_KINDS, CreatedRecords
from cbi_cli.tables.similar_names import NameIndex

_NAMES_SQL = """
SELECT id, id AS name FROM record WHERE kind = :kind
UNION ALL
SELECT id, name FROM record_name WHERE kind = :kind AND is_former = 0
"""
_MAX_ID_TRIES = 1_000


class NameResolver:
    """Finds the records of a dataset by the names in a table.

    `new` has the records that are to be made, by kind and folded name. Those of a row are kept only if the whole row
    can be taken.
    """

    def __init__(self, snapshot: Snapshot, create: Mapping[str, CreatedRecords]) -> None:
        self.snapshot = snapshot
        self.own_words = snapshot.own_words()
        self.create = create
        self.new: dict[tuple[str, str], NewRecord] = {}
        self._pending: dict[tuple[str, str], NewRecord] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._names: dict[str, NameIndex] = {}
        self._taken: set[tuple[str, str]] = set()
        self._urls: dict[str, list[str]] | None = None
        self._details: Mapping[str, Mapping[str, Any]] = {}
        self._named: dict[str, str] = {}

    def begin_row(self, details: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin with a row.

        `details` has the values that new records of each kind get.
        """
        self._pending = {}
        self._named = {}
        self._details = details

    def accept_row(self) -> tuple[NewRecord, ...]:
        """Keep the new records of the row, and return those that it names."""
        for key, record in self._pending.items():
            if key in self.new:
                continue
            self.new[key] = record
            self._taken.add((record.kind, record.id))
            if record.kind in self._names:
                self._names[record.kind].add(record.id, fold(str(record.fields[NAME_FIELDS[record.kind]])))
        return tuple(self._pending.values())

    def resolve(self, kind: str, text: str) -> str:
        """Return the id of the record that a text names, or its citation.

        Raises ValueError if it names none or several, with what it may mean.
        """
        known = self._found.get((kind, text))
        if known is not None:
            return known
        found = self._find(kind, text)
        if found:
            self._found[kind, text] = found
            return found
        return self._find_new(kind, text)

    def _find(self, kind: str, text: str) -> str:
        """Return the id of a record of the dataset, empty if there is none."""
        if kind == "source" and "://" in text:
            return self._find_by_url(text)
        matches = find_exactly(self.snapshot, (kind,), text)
        if len(matches) == 1:
            return matches[0].id
        if matches:
            names = ", ".join(match.id for match in matches)
            raise ValueError(message("`{text}` can mean {n} records: {ids}", text=text, n=len(matches), ids=names))
        if kind == "source" and "#" in text:
            return self._find_part(text)
        withdrawal = describe_withdrawal(self.snapshot, (kind,), text)
        if withdrawal is not None:
            problem, hint = withdrawal
            raise ValueError(message("{problem}; {hint}", problem=problem, hint=hint))
        return ""

    def _find_part(self, text: str) -> str:
        try:
            return require_source(self.snapshot, text)
        except CbiError as error:
            raise ValueError(message("{problem}; {hint}", problem=error.message, hint=error.hint)) from None

    def _find_by_url(self, url: str) -> str:
        problem = describe_url_problem(url)
        if problem:
            raise ValueError(message("`{text}`: {problem}", text=url, problem=problem))
        if self._urls is None:
            self._urls = {}
            for source in self.snapshot.records("source"):
                if source.get("url"):
                    self._urls.setdefault(normalize_url(source["url"]), []).append(source["id"])
        ids = self._urls.get(normalize_url(url), [])
        if len(ids) > 1:
            raise ValueError(
                message("`{text}` can mean {n} records: {ids}", text=url, n=len(ids), ids=", ".join(sorted(ids)))
            )
        return ids[0] if ids else ""

    def _find_new(self, kind: str, text: str) -> str:
        """Return the id of a record that is to be made.

        Raises ValueError if the mapping does not say how, or if the name may be that of another record.
        """
        spec = self.create.get(kind)
        if spec is None:
            raise ValueError(self._describe_unknown(kind, text))
        details = self._details.get(kind, {})
        is_url = kind == "source" and "://" in text
        url = text if is_url else details.get("url", "")
        if not is_url and url and kind == "source":
            by_url = self._find_by_url(url)
            if by_url:
                return by_url
        name = str(details.get(NAME_FIELDS[kind], text))
        key = (kind, normalize_url(url) if url else fold(name))
        record = self._pending.get(key) or self.new.get(key)
        if record is None:
            confirmed = {fold(name) for name in spec.new}
            # The address tells sources apart whose titles are alike.
            if not url and fold(name) not in confirmed:
                self._refuse_similar(kind, name)
            fields = {NAME_FIELDS[kind]: name, **details}
            if url:
                fields["url"] = url
            record = self._make_record(kind, text, fields)
        self._refuse_other_name(record, name, is_url)
        self._refuse_second(kind, text)
        self._pending[key] = record
        return record.id

    def _refuse_other_name(self, record: NewRecord, name: str, is_url: bool) -> None:
        """Raise ValueError if one new record would have two names."""
        first = str(record.fields[NAME_FIELDS[record.kind]])
        if not is_url and fold(first) != fold(name):
            raise ValueError(
                message("`{name}` has the address of `{other}`; write one name for both", name=name, other=first)
            )

    def _refuse_second(self, kind: str, text: str) -> None:
        """Raise ValueError if columns of a row describe two new records."""
        first = self._named.setdefault(kind, text)
        if first != text and self.create[kind].columns:
            raise ValueError(
                message(
                    "the row names two new records, `{first}` and `{second}`, and its columns describe one",
                    first=first,
                    second=text,
                )
            )

    def _make_record(self, kind: str, text: str, fields: dict[str, Any]) -> NewRecord:
        name_field = NAME_FIELDS[kind]
        if "://" in str(fields[name_field]):
            raise ValueError(
                message(
                    "the new {kind} `{text}` has no {field}; name its column under [create.{kind}]",
                    kind=kind,
                    text=text,
                    field=name_field,
                )
            )
        base = make_record_id(str(fields[name_field]))
        if not base:
            raise ValueError(
                message("no id can be made of `{text}`; add the {kind} to the dataset first", text=text, kind=kind)
            )
        record_id = self._choose_id(kind, base)
        return NewRecord(kind, record_id, {"id": record_id, **fields})

    def _choose_id(self, kind: str, base: str) -> str:
        """Return an id that no record of the kind has or had."""
        taken = {record.id for record in self._pending.values() if record.kind == kind}
        for number in range(1, _MAX_ID_TRIES):
            record_id = base if number == 1 else f"{base}-{number}"
            if (
                record_id in taken
                or (kind, record_id) in self._taken
                or find_exactly(self.snapshot, (kind,), record_id)
            ):
                continue
            if describe_withdrawal(self.snapshot, (kind,), record_id) is None:
                return record_id
        raise ValueError(message("too many records are called `{name}`", name=base))

    def _describe_unknown(self, kind: str, text: str) -> str:
        """Say that a text names no record, and what is similar."""
        similar = find_similar(self.snapshot, (kind,), text)
        problem = message("no {kind} is called `{text}`", kind=kind, text=text)
        if not similar and kind in CREATED_KINDS:
            hint = message("[create.{kind}] in the mapping adds what the dataset lacks", kind=kind)
            return message("{problem}; {hint}", problem=problem, hint=hint)
        if not similar:
            return problem
        offers = [describe_record(self.snapshot, match) for match in similar[:3]]
        return message(
            "{problem}; similar: {names}; if that is meant, write it into [values]",
            problem=problem,
            names=join_messages(offers, ", "),
        )

    def _refuse_similar(self, kind: str, text: str) -> None:
        """Raise ValueError if a new name is like an existing one."""
        similar = self._similar_ids(kind, fold(text))
        if not similar:
            return
        names = [describe_record(self.snapshot, RecordKey(kind, record_id)) for record_id in similar[:3]]
        raise ValueError(
            message(
                "no {kind} is called `{text}`; similar: {names}; write which one is meant into [values], or add the "
                "name to `new` of [create.{kind}] if it is another one",
                kind=kind,
                text=text,
                names=join_messages(names, ", "),
            )
        )

    def _similar_ids(self, kind: str, folded: str) -> list[str]:
        """Return the ids of records, new ones too, with similar names."""
        names = self._names.get(kind)
        if names is None:
            names = self._names[kind] = NameIndex()
            for row in self.snapshot.rows(_NAMES_SQL, kind=kind):
                names.add(row["id"], row["name"])
        return names.find_similar(folded)
