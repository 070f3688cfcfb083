"""The fields of records of any kind, made from their models.

`record_fields` returns the options of a kind, `load_record_fields` what they can be in a dataset. Both are made of
`EventField`, which `cli.prompts` reads and asks for. A table inside a record, such as a part of a source, is one text:
its values in order with semicolons between them, or `key=value`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, get_args

from pydantic import BaseModel

from cbi_cli.changes.record_ids import NAMING_FIELDS, suggest_record_id
from cbi_cli.cli.completers import complete_ids
from cbi_cli.cli.event_choices import load_choices, vocabulary_choices
from cbi_cli.cli.event_fields import Choices, EventField, parse_number
from cbi_cli.cli.parser import Parameter
from cbi_cli.cli.prompts import parse_option
from cbi_cli.core.date_parsing import parse_date, parse_date_between
from cbi_cli.core.dates import PartialDate
from cbi_cli.core.errors import CbiError
from cbi_cli.core.languages import is_note_key, twin_languages
from cbi_cli.core.messages import Message, join_messages, message
from cbi_cli.core.suggestions import closest_match, did_you_mean
from cbi_cli.core.vocabulary import VOCABULARIES, OwnWords, words_of
from cbi_cli.dataset.record_errors import validate_record
from cbi_cli.index.lookup import describe_record, describe_withdrawal, find_exactly
from cbi_cli.index.snapshot import Snapshot
from cbi_cli.records.base import DateBetweenField
from cbi_cli.records.dataset_info import Party
from cbi_cli.records.dispute import Subject
from cbi_cli.records.file_kinds import FILE_KINDS_BY_NAME, localized_kind
from cbi_cli.records.introspection import ModelField, annotation_parts, fields, nested_model
from cbi_cli.records.localized import twin_language
from cbi_cli.records.terms import NO_TERMS, terms_from_meta

RECORD_HEADING = "Record fields"

_OPTION_NAMES = {
    "aliases": "alias",
    "claims": "claim",
    "former_ids": "former-id",
    "lead_agencies": "lead-agency",
    "locators": "locator",
    "parties": "party",
    "pauses": "pause",
    "sources": "source",
}
"""The options of fields with several values, which are given one by one."""

REFERENCES: Mapping[str, tuple[str, ...]] = {
    "country": ("party", "place"),
    "guests": ("party",),
    "host": ("party",),
    "institutions": ("institution",),
    "not_institutions": ("institution",),
    "part_of": ("institution",),
    "parties": ("party",),
    "replaced_by": ("institution",),
    "source": ("source",),
    "sources": ("source",),
}
"""The fields that name other records, in tables of any kind, with the kinds of these."""

_SAME_IN_ALL_LANGUAGES = frozenset({"value", "state", "field"})
"""Texts that need no translation: a figure, the name of a state, or the key of a field."""

_DEPENDENT_FIELDS = {"replaced_by": "ended", "succession": "ended", "archive_url": "url", "accessed": "url"}
"""Fields that are asked for only if another one has a value."""

_KINDS_WITH_SOURCES = frozenset({"institution", "indicator"})
"""Kinds of records that a check refuses without a source."""

_CONDITIONS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "institution": {"level": ("type", ("agreement",))},
}
"""Fields of a kind that are asked for only if another field has one of these values."""

_DEFAULT_LANGUAGES = ("en", "es")
_MAX_KEYS_IN_METAVAR = 7
_BETWEEN_VALIDATORS = get_args(DateBetweenField)[1:2]
_YES = ("y", "yes", "true", "s", "si", "sí")
_NO = ("n", "no", "false")


def record_fields(kind: str) -> tuple[EventField, ...]:
    """Return the fields of a kind of record, all but its id, as the options of a command.

    Nothing is known of the dataset.
    """
    return tuple(_FieldMaker(None, _DEFAULT_LANGUAGES).make_fields(FILE_KINDS_BY_NAME[kind].model))


def load_record_fields(snapshot: Snapshot, kind: str) -> tuple[EventField, ...]:
    """Return the fields of a kind of record in a dataset, all but its id.

    They have what can be chosen from, and the texts in the languages of the dataset.
    """
    terms = terms_from_meta(snapshot.meta)
    model: type[BaseModel] = localized_kind(FILE_KINDS_BY_NAME["dataset" if kind == "party" else kind], terms).model
    if kind == "party":
        model = nested_model(fields(model)["party"].annotation) or Party
    return tuple(_FieldMaker(snapshot, terms.languages).make_fields(model))


def load_asked_fields(snapshot: Snapshot, kind: str) -> list[EventField]:
    """Return the fields of a kind of record as they are asked for.

    A check refuses some kinds without a source, so that one is required. The parties of the dataset are the default.
    """
    changes: dict[str, dict[str, Any]] = {}
    if kind in _KINDS_WITH_SOURCES:
        changes["sources"] = {"required": True}
    if kind == "institution":
        (info,) = snapshot.records("dataset")
        changes["parties"] = {"default": ", ".join(info["between"])}
    for name, (other, words) in _CONDITIONS.get(kind, {}).items():
        changes[name] = {"applies": partial(_is_one_of, other, words)}
    return [field._replace(**changes.get(field.name, {})) for field in load_record_fields(snapshot, kind)]


def _is_one_of(name: str, words: Sequence[str], values: Mapping[str, Any]) -> bool:
    """Tell whether a field has one of some values."""
    return values.get(name) in words


def new_id_field(snapshot: Snapshot, kind: str, taken: Container[str] = ()) -> EventField:
    """Return the question for the id of a new record; one is proposed that no record has or had.

    `taken` are the ids of others that are made in the same change.
    """
    return EventField(
        "id",
        "--id",
        "ID",
        help="Set the id. Default: made from the name.",
        prompt=message("Id"),
        parse=partial(_parse_new_id, snapshot, kind, taken),
        required=True,
        suggest=partial(suggest_record_id, snapshot, kind),
    )


def _parse_new_id(snapshot: Snapshot, kind: str, taken: Container[str], text: str) -> str:
    refuse_invalid(FILE_KINDS_BY_NAME[kind].model, "id", text)
    for match in find_exactly(snapshot, (kind,), text):
        raise ValueError(message("`{id}` is already {record}", id=text, record=describe_record(snapshot, match)))
    withdrawal = describe_withdrawal(snapshot, (kind,), text)
    if withdrawal is not None:
        raise ValueError(withdrawal[0])
    if text in taken:
        raise ValueError(message("`{id}` is used already", id=text))
    return text


def read_assignments(assignments: Sequence[str], kind: str, known: Mapping[str, EventField]) -> dict[str, list[str]]:
    """Return the texts of `--set FIELD=TEXT` by their fields; those of a list can be several.

    Raises CbiError for a field that the records of a dataset do not have.
    """
    texts: dict[str, list[str]] = {}
    for assignment in assignments:
        name, equals_sign, text = assignment.partition("=")
        name = name.strip()
        if not equals_sign:
            raise CbiError(
                message("--set: `{text}` has no `=`", text=assignment),
                message("write it as FIELD=VALUE, e.g. host=us"),
            )
        require_field(name, kind, known)
        if name in texts and not known[name].multiple:
            raise CbiError(message("--set: `{name}` is given twice", name=name), message("leave one of them out"))
        texts.setdefault(name, []).append(text.strip())
    return texts


def require_field(name: str, kind: str, known: Mapping[str, EventField]) -> None:
    """Raise CbiError for a field that the records of a kind do not have in a dataset."""
    if name not in known:
        raise CbiError(
            message("a record of the kind {kind} has no field `{name}`", kind=kind, name=name),
            did_you_mean(name, known) or message("it has {names}", names=", ".join(known)),
        )


def find_prompts() -> Iterator[str]:
    """Yield the descriptions of the fields that `cbi add` asks for."""
    for kind in NAMING_FIELDS:
        model = FILE_KINDS_BY_NAME[kind].model
        for field in fields(model).values():
            if field.key != "id":
                yield model.model_fields[field.name].description or field.key


def record_parameter(field: EventField) -> Parameter:
    """Return the option of a field."""
    parameter = field.parameter._replace(heading=RECORD_HEADING)
    if field.records:
        parameter = parameter._replace(completer=complete_ids(*field.records.split()))
    if field.choices and not field.multiple and not field.vocabulary:
        parameter = parameter._replace(allowed=tuple(field.choices), metavar=None, type=str | None, default=None)
    return parameter


def parse_table(table_fields: Mapping[str, EventField], text: str) -> dict[str, Any]:
    r"""Return the values of a table that is written as one text.

    The values are in the order of the fields, with semicolons between them, or each is `key=value`; values in order
    come first. `\;` is a semicolon. The key of a table in the table has a dot, such as `values.start`. Raises
    ValueError for a value that cannot be read.
    """
    table: dict[str, Any] = {}
    for key, value in _split_table(table_fields, text).items():
        place = table
        *outer, name = key.split(".")
        for part in outer:
            place = place.setdefault(part, {})
        try:
            place[name] = parse_option(table_fields[key], value)
        except ValueError as error:
            raise ValueError(message("{field}: {problem}", field=key, problem=str(error))) from None
    if not table:
        raise ValueError(message("`{text}` has no values", text=text))
    return table


def _split_table(table_fields: Mapping[str, EventField], text: str) -> dict[str, str]:
    """Return the texts of the values of a table by their keys, without empty ones."""
    in_order = _keys_in_order(table_fields)
    texts: dict[str, str] = {}
    is_keyed = False
    for position, part in enumerate(re.split(r"(?<!\\);", text)):
        key, value = _split_part(part.replace("\\;", ";").strip(), table_fields)
        if not key and not value:
            continue
        if not key and is_keyed:
            raise ValueError(message("`{text}` has no key, but comes after a value with one", text=value))
        if not key and position >= len(in_order):
            form = "; ".join(in_order)
            raise ValueError(message("`{text}` is one value too many; write `{form}`", text=value, form=form))
        is_keyed = bool(key)
        key = key or in_order[position]
        if key in texts:
            raise ValueError(message("`{key}` is given twice", key=key))
        texts[key] = value
    return {key: value for key, value in texts.items() if value}


def _split_part(part: str, known: Mapping[str, EventField]) -> tuple[str, str]:
    """Return the key and the value of a part of a table; the key is empty if it has none."""
    name, equals_sign, value = part.partition("=")
    name = name.strip()
    if not equals_sign or not re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", name):
        return "", part
    if name in known:
        return name, value.strip()
    guess = closest_match(name, known)
    if guess is not None:
        hint = message("did you mean `{name}`?", name=guess)
        raise ValueError(message("there is no key `{key}`; {hint}", key=name, hint=hint))
    return "", part


def _keys_in_order(table_fields: Mapping[str, EventField]) -> list[str]:
    """Return the keys of the values that can be written without them."""
    return [key for key in table_fields if "." not in key]


class _FieldMaker:
    """Makes the fields of models, for a dataset or, without a snapshot, for any."""

    def __init__(self, snapshot: Snapshot | None, languages: Sequence[str]) -> None:
        self.snapshot = snapshot
        self.languages = twin_languages(languages)
        self.terms = NO_TERMS if snapshot is None else terms_from_meta(snapshot.meta)
        self._choices: dict[tuple[str, ...], Choices] = {}

    def make_fields(self, model: type[BaseModel]) -> Iterator[EventField]:
        """Yield the fields of a model, all but its id; former ids and notes come last."""
        known = fields(model)
        for key in sorted(known, key=lambda key: key == "former_ids" or is_note_key(key)):
            base, language = twin_language(model, key)
            if language in self.languages:
                yield self._make_twin(model, known[base], known[key], language)
            elif not language and key != "id":
                yield self._make_field(model, known[key])

    def _make_field(self, model: type[BaseModel], field: ModelField) -> EventField:
        info = model.model_fields[field.name]
        description = info.description or field.key
        option = _OPTION_NAMES.get(field.key, field.key.replace("_", "-"))
        default = _default_text(info.get_default())
        depends_on = _DEPENDENT_FIELDS.get(field.key, "")
        made = EventField(
            field.key,
            "--" + option,
            "TEXT",
            help=_describe(description, field),
            prompt=Message(description, {}),
            multiple=_is_list(field),
            required=info.is_required(),
            default=default,
            interactive=field.key != "former_ids",
            depends_on=depends_on,
        )
        made = self._with_values(made, field)
        return made._replace(parse=partial(_parse_valid, model, field, made.parse))

    def _make_twin(self, model: type[BaseModel], field: ModelField, twin: ModelField, language: str) -> EventField:
        """Return the text of a field in another language of the dataset."""
        original = self._make_field(model, field)
        made = self._make_field(model, twin)._replace(
            option=f"{original.option}-{language}",
            depends_on=field.key,
            needed=self.snapshot is not None and field.key not in _SAME_IN_ALL_LANGUAGES,
        )
        if language in _DEFAULT_LANGUAGES:
            return made
        # The options of a command are the same for all datasets.
        prompt = message("{prompt} ({form})", prompt=original.prompt, form=language)
        return made._replace(option=f"--set {twin.key}=", help=prompt, prompt=prompt)

    def _with_values(self, made: EventField, field: ModelField) -> EventField:
        """Return a field with what its values are."""
        types = list(annotation_parts(field.annotation))
        if field.nested_model is not None:
            return self._with_table(made, field.nested_model)
        if field.key == "about":
            return made._replace(metavar="ID", parse=partial(_parse_subject, self.snapshot))
        if field.key in REFERENCES:
            return self._with_references(made, REFERENCES[field.key])
        if field.choices:
            return _with_choices(made, field.choices, self.terms.words)
        if bool in types:
            return made._replace(metavar="YES|NO", parse=_parse_yes_no)
        if int in types:
            return made._replace(metavar="N", parse=parse_number)
        if PartialDate in types:
            can_lie_between = any(part in _BETWEEN_VALIDATORS for part in _metadata(field))
            parse = parse_date
            if can_lie_between:
                parse = parse_date_between
            return made._replace(metavar="DATE", parse=parse)
        if date in types:
            return made._replace(metavar="DATE", parse=_parse_day)
        # A text can have commas.
        return made._replace(by_line=made.multiple)

    def _with_table(self, made: EventField, model: type[BaseModel]) -> EventField:
        table_fields = self._table_fields(model)
        keys = _keys_in_order(table_fields)
        metavar = ";".join(keys).upper()
        if len(keys) > _MAX_KEYS_IN_METAVAR:
            metavar = "KEY=VALUE;..."
        return made._replace(
            metavar=metavar,
            prompt=message("{prompt} ({form})", prompt=made.prompt, form="; ".join(keys)),
            parse=partial(parse_table, table_fields),
            by_line=made.multiple,
            default="",
        )

    def _table_fields(self, model: type[BaseModel]) -> dict[str, EventField]:
        """Return the fields of a table by their keys, those of a table inside it with both keys."""
        known = fields(model)
        found: dict[str, EventField] = {}
        if "id" in known:
            found["id"] = self._make_field(model, known["id"])
        for made in self.make_fields(model):
            inner = known[made.name].nested_model
            if inner is None:
                found[made.name] = made
                continue
            for key, inner_field in self._table_fields(inner).items():
                found[f"{made.name}.{key}"] = inner_field
        return found

    def _with_references(self, made: EventField, kinds: tuple[str, ...]) -> EventField:
        metavar = "ID"
        if "source" in kinds:
            metavar = "ID[#PART]"
        made = made._replace(metavar=metavar, records=" ".join(kinds))
        if self.snapshot is None:
            return made
        if kinds not in self._choices:
            self._choices[kinds] = load_choices(self.snapshot, kinds)
        find_withdrawal = partial(describe_withdrawal, self.snapshot, kinds)
        return made._replace(choices=self._choices[kinds], find_withdrawal=find_withdrawal)


def _describe(description: str, field: ModelField) -> str:
    """Return the help of the option of a field."""
    if _is_list(field):
        return f"{description}; repeatable."
    return f"{description}."


def _is_list(field: ModelField) -> bool:
    return any(getattr(part, "__origin__", None) is tuple for part in annotation_parts(field.annotation))


def _metadata(field: ModelField) -> Iterator[Any]:
    """Yield what annotates a field, and the types inside it."""
    yield from field.metadata
    for part in annotation_parts(field.annotation):
        yield from getattr(part, "__metadata__", ())


def _default_text(value: Any) -> str:
    """Return a default as it is typed; empty if there is none to show."""
    if isinstance(value, bool):
        if value:
            return "yes"
        return "no"
    if isinstance(value, str | int):
        return str(value)
    return ""


def _with_choices(made: EventField, words: tuple[str, ...], own: OwnWords) -> EventField:
    """Return a field whose values are words."""
    for name in VOCABULARIES:
        if words == words_of(name, own):
            choices = vocabulary_choices(name, own)
            return made._replace(metavar=name.upper(), vocabulary=name, choices=choices, own_words=own)
    return made._replace(metavar="WORD", choices=dict.fromkeys(words, ()))


def _parse_valid(model: type[BaseModel], field: ModelField, parse: Callable[[str], Any], text: str) -> Any:
    """Return the value of a text that the model accepts; raises ValueError otherwise."""
    value = parse(text)
    checked = value
    if _is_list(field):
        checked = [value]
    refuse_invalid(model, field.key, checked)
    return value


def refuse_invalid(model: type[BaseModel], key: str, value: Any) -> None:
    """Raise ValueError if a model does not accept a value of a field."""
    result = validate_record(model, {key: value}, "", ())
    problems: list[str] = []
    for error in result.errors:
        # The other fields of the record are not known here.
        if error.path[:1] != (key,):
            continue
        problem = error.message
        # Whatever shows the problem names the field.
        if isinstance(problem, Message) and error.path[1:] == () and "problem" in problem.values:
            problem = str(problem.values["problem"])
        problems.append(problem)
    if problems:
        raise ValueError(join_messages(problems, "; "))


def _parse_day(text: str) -> date:
    """Return a whole day; raises ValueError for anything else."""
    parsed = parse_date(text)
    if not parsed.is_full:
        raise ValueError(message("`{text}` is not a whole date", text=text))
    return parsed.first


def _parse_yes_no(text: str) -> bool:
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(message("`{text}` is neither yes nor no", text=text))


def _parse_subject(snapshot: Snapshot | None, text: str) -> str:
    """Return the id of the record that a dispute is about."""
    assert snapshot is not None  # noqa: S101 - values are read for a dataset
    kinds: tuple[str, ...] = get_args(Subject)
    ids = list(dict.fromkeys(match.id for match in find_exactly(snapshot, kinds, text)))
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise ValueError(message("`{text}` can mean {n} records: {ids}", text=text, n=len(ids), ids=", ".join(ids)))
    withdrawal = describe_withdrawal(snapshot, kinds, text)
    if withdrawal is not None:
        problem, hint = withdrawal
        raise ValueError(message("{problem}; {hint}", problem=problem, hint=hint))
    raise ValueError(message("no record is called `{text}`", text=text))
